"""Each device and precision that this machine has, at several lengths, against float32 on the CPU.

    python -m bench.gpu [MODEL_DIR] [--devices tensorrt,cuda,cpu] [--tokens 16,50] [--streams 1,4]

Prints parity, the time of both graphs, real-time factor and memory; then, by a server of its own
for each device, TTFA and how many listeners hear a paragraph at once without a stall. What is not
there is "not measured", and why. Needs the extra `export`, whose comparison it shares.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.own_server import own_server
from client.measure import Measurement, measure_many
from core.errors import SpeechError
from core.types import Float32, Int64
from core.units import KOKORO_HOP_SAMPLES, KOKORO_RATE_HZ
from engines.devices import CHAIN, nvidia_smi
from engines.kokoro.decoder import DecoderModel
from engines.kokoro.manifest import VOICES, Manifest
from engines.kokoro.prosody import ProsodyModel
from engines.kokoro.voices import STYLE_SIZE, VoiceBank
from export.parity import log_mel_distance_db

_PRECISIONS = {"tensorrt": ("fp16",), "cuda": ("fp16", "fp32"), "cpu": ("fp32",)}
_REPEATS = 9
_HALF = STYLE_SIZE // 2


@dataclass(frozen=True, slots=True)
class Case:
    """An input, and what float32 on the CPU makes of it."""

    ids: Int64
    style: Float32
    frames: Int64
    samples: Float32


class Kokoro:
    """Both graphs on one device."""

    def __init__(self, model_dir: Path, device: str, precision: str) -> None:
        """See engines.runtime.Session for errors."""
        self._plan = ProsodyModel(model_dir, device, 0)
        self._decode = DecoderModel(model_dir, precision, device, 0)

    def speak(self, ids: Int64, style: Float32) -> tuple[Int64, Float32]:
        """Frames of each token, and samples."""
        prosody = self._plan(ids, style[:, _HALF:], 1.0)
        return prosody.frames, self._decode(prosody, style[:, :_HALF])


def cases(model_dir: Path, lengths: list[int]) -> list[Case]:
    """One case for each length in tokens, in the default voice."""
    manifest = Manifest.read(model_dir)
    bank = VoiceBank(model_dir / VOICES, manifest.voices, manifest.rows)
    reference = Kokoro(model_dir, "cpu", "fp32")
    random = np.random.default_rng(0)
    made = []
    for tokens in lengths:
        inner = random.integers(1, max(manifest.vocabulary.values()) + 1, tokens)
        ids = np.concatenate([[0], inner, [0]]).astype(np.int64)
        style = bank.style(bank.voices[0], tokens)
        made.append(Case(ids, style, *reference.speak(ids, style)))
    return made


def add_rows(table: Table, kokoro: Kokoro, name: tuple[str, str], todo: list[Case]) -> None:
    """Measure all cases on one device in one precision: a row each."""
    for case in todo:
        frames, samples = kokoro.speak(case.ids, case.style)
        same = np.array_equal(frames, case.frames)
        audio_s = int(frames.sum()) * KOKORO_HOP_SAMPLES / KOKORO_RATE_HZ
        took_s = _median_s(lambda: kokoro.speak(case.ids, case.style))  # noqa: B023
        table.add_row(
            *name,
            str(len(case.ids)),
            f"{audio_s:.2f}",
            "equal" if same else "differ",
            f"{np.corrcoef(samples, case.samples)[0, 1]:.5f}" if same else "-",
            f"{log_mel_distance_db(samples, case.samples):.3f}" if same else "-",
            f"{took_s * 1000:.1f}",
            f"{took_s / audio_s:.4f}",
            gpu("memory.used"),
        )


def _median_s(run: Callable[[], object]) -> float:
    """Median time of a run, after one for warming up."""
    took_s = []
    for _ in range(_REPEATS + 1):
        begun_s = time.perf_counter()
        run()
        took_s.append(time.perf_counter() - begun_s)
    return statistics.median(took_s[1:])


def gpu(fields: str) -> str:
    """What nvidia-smi says of the GPU; - where there is none.

    Memory is that of all processes: a container's own cannot be told apart.
    """
    try:
        return nvidia_smi(fields)
    except (OSError, subprocess.SubprocessError):
        return "-"


def serve(model_dir: Path, device: str, streams: list[int], console: Console) -> None:
    """Print TTFA of one listener and stalls of many, from a server on `device`."""
    arguments = ("--engine", "kokoro", "--model-dir", str(model_dir.resolve()), "--device", device)
    with own_server(*arguments) as url:
        alone = _measure(url, "sentence", 1, 10)
        ttfa_ms = statistics.median(m.server_ttfa_ms for m in alone)
        console.print(f"{device}: TTFA p50 {ttfa_ms:.0f} ms")
        for listeners in streams:
            stalls = sum(m.underruns for m in _measure(url, "paragraph", listeners, 1))
            console.print(f"{device}: {listeners} listeners at once, {stalls} stalls")


def _measure(url: str, scenario: str, sessions: int, repeat: int) -> list[Measurement]:
    return asyncio.run(measure_many(url, None, scenario, sessions, repeat, lambda: None))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def main() -> None:
    """Print who measures, the table of the graphs, and what listeners hear."""
    parser = argparse.ArgumentParser(prog="python -m bench.gpu", description="See the module.")
    parser.add_argument("model_dir", type=Path, nargs="?", default=Path("models/kokoro"))
    parser.add_argument("--devices", default=",".join(CHAIN), help="some of %(default)s")
    parser.add_argument("--tokens", type=_numbers, default="16,50,150,400", help="lengths")
    parser.add_argument("--streams", type=_numbers, default="1,4,8,16,32,64", help="listeners")
    arguments = parser.parse_args()
    console = Console(width=120)
    console.print(f"GPU: {gpu('name,driver_version,memory.total')}")
    table = Table(title="Kokoro against float32 on the CPU")
    for column in ("device", "precision", "tokens", "audio s", "durations", "correlation",
                   "log-mel dB", "ms", "RTF", "GPU memory"):  # fmt: skip
        table.add_column(column, justify="right")
    todo = cases(arguments.model_dir, arguments.tokens)
    present = []
    for device in arguments.devices.split(","):
        for precision in _PRECISIONS[device]:
            try:
                kokoro = Kokoro(arguments.model_dir, device, precision)
            except SpeechError as absent:
                why = f"{device} {precision}: not measured: {absent}"
                console.print(why, markup=False, soft_wrap=True)
                continue
            add_rows(table, kokoro, (device, precision), todo)
            present.append(device)
    console.print(table)
    for device in dict.fromkeys(present):
        serve(arguments.model_dir, device, arguments.streams, console)


if __name__ == "__main__":
    main()
