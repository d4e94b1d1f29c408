"""Our engine beside kokoro-onnx (PyPI) on the same seeded weights: python -m bench.peers MODEL_DIR

MODEL_DIR is an export made with --random-seed. Both speak one paragraph in turns, in one process
with ONNX Runtime's default threads. Ours goes through the segmenter as in the server; kokoro-onnx
streams as its `create_stream` does. Printed: time to first audio, real-time factor, and the ratios
of the medians, which hold better than the times on a machine that others use.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from kokoro_onnx import Kokoro

from core.units import KOKORO_RATE_HZ
from engines.kokoro.engine import KokoroEngine
from engines.kokoro.frontend import EnglishFrontend
from engines.kokoro.manifest import VOICES, Manifest
from engines.kokoro.voices import STYLE_SIZE
from export import __main__ as export
from export.network import read_config
from export.random_weights import tiny, write_checkpoint
from export.single import write_single_graph
from text.espeak import Espeak
from text.segmenter import Segmenter

VOICE = "af_heart"
PARAGRAPH = (
    "The harbour was quiet when the first boats came in, and the gulls had not yet woken. "
    "A boy sat on the wall with his feet above the water, counting the nets as they were carried "
    "past him. He had promised his grandmother twelve fish for the evening, and so far he had "
    "three. When the last boat was tied up, its owner looked at him for a while, laughed, and "
    "threw him a bag that was heavier than it looked."
)


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds until the first audio and until all of it, and how long the audio is."""

    first_s: float
    total_s: float
    audio_s: float


def main() -> None:
    """Print each run and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("model_dir", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    engine = KokoroEngine(arguments.model_dir, EnglishFrontend(Espeak()), device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        peer = _peer(arguments.model_dir, Path(folder))
        speakers: dict[str, Callable[[], Run]] = {
            "ours": lambda: _ours(engine),
            "kokoro-onnx": lambda: asyncio.run(_theirs(peer)),
        }
        runs: dict[str, list[Run]] = {name: [] for name in speakers}
        for _ in range(arguments.runs + 1):
            for name, speak in speakers.items():
                runs[name].append(speak())
    ours, theirs = (_medians(name, made[1:]) for name, made in runs.items())
    print(
        f"first audio {theirs[0] / ours[0]:.1f} times sooner, RTF {ours[1] / theirs[1]:.2f} of it"
    )


def _medians(name: str, runs: list[Run]) -> tuple[float, float]:
    """Median time to first audio in seconds, and median real-time factor, printed too."""
    first_s = statistics.median(run.first_s for run in runs)
    factor = statistics.median(run.total_s / run.audio_s for run in runs)
    audio_s = runs[0].audio_s
    print(f"{name:12} first audio {first_s * 1e3:7.0f} ms  RTF {factor:.3f}  ({audio_s:.1f} s)")
    return first_s, factor


def _peer(model_dir: Path, folder: Path) -> Kokoro:
    """kokoro-onnx with the weights and voices of the export in `model_dir`."""
    manifest = Manifest.read(model_dir)
    found = re.fullmatch(r"random weights, (tiny|full size), seed (\d+)", manifest.model)
    if not found:
        raise SystemExit(f"{model_dir} was not made with --random-seed: {manifest.model}")
    config = read_config(export.CONFIG)
    if found[1] == "tiny":
        config = tiny(config)
    write_checkpoint(config, int(found[2]), folder / "model.pth")
    write_single_graph(config, folder / "model.pth", folder / "model.onnx")
    shape = (len(manifest.voices), manifest.rows, 1, STYLE_SIZE)
    styles = np.fromfile(model_dir / VOICES, "<f4").reshape(shape)
    voices: dict[str, Any] = dict(zip(manifest.voices, styles, strict=True))
    np.savez(folder / "voices.npz", **voices)
    return Kokoro(str(folder / "model.onnx"), str(folder / "voices.npz"))


def _ours(engine: KokoroEngine) -> Run:
    """The paragraph through segmenter and engine, as the server does it."""
    voice = engine.voice(VOICE)
    begun_s = time.perf_counter()
    segmenter = Segmenter()
    segmenter.feed(PARAGRAPH, begun_s)
    segmenter.finish()
    first_s, audio_s = 0.0, 0.0
    while segmenter.pending:
        now_s = time.perf_counter()
        buffered_s = audio_s - (now_s - begun_s - first_s) if audio_s else 0.0
        utterance = segmenter.take(now_s, max(0.0, buffered_s))
        assert utterance is not None
        for speech in engine.speak(utterance, voice, 1.0, lambda: False):
            first_s = first_s or time.perf_counter() - begun_s
            audio_s += len(speech.samples) / KOKORO_RATE_HZ
    return Run(first_s, time.perf_counter() - begun_s, audio_s)


async def _theirs(peer: Kokoro) -> Run:
    """The paragraph through kokoro-onnx's stream."""
    begun_s = time.perf_counter()
    first_s, audio_s = 0.0, 0.0
    async for samples, rate_hz in peer.create_stream(PARAGRAPH, VOICE):
        first_s = first_s or time.perf_counter() - begun_s
        audio_s += len(samples) / rate_hz
    return Run(first_s, time.perf_counter() - begun_s, audio_s)


if __name__ == "__main__":
    main()
