"""Where the graphs spend their time: python -m bench.graphs [MODEL_DIR] [--precision fp16]

Times both halves of graph A and graph B over several lengths, then lists the operators of graph B
by their share, as ONNX Runtime's profiler counts them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort

from core.units import KOKORO_HOP_SAMPLES, KOKORO_RATE_HZ
from engines.kokoro.decoder import DecoderModel
from engines.kokoro.manifest import VOICES, Manifest, decoder_name
from engines.kokoro.prosody import Prosody, ProsodyModel
from engines.kokoro.voices import VoiceBank

_FRAME_S = KOKORO_HOP_SAMPLES / KOKORO_RATE_HZ
_TOKENS = (10, 20, 60, 200)
_REPEATS = 9


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.graphs", description=__doc__)
    parser.add_argument("model_dir", type=Path, nargs="?", default=Path("models/kokoro"))
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--threads", type=int, default=0)
    arguments = parser.parse_args()
    manifest = Manifest.read(arguments.model_dir)
    bank = VoiceBank(arguments.model_dir / VOICES, manifest.voices, manifest.rows)
    plan = ProsodyModel(arguments.model_dir, "cpu", arguments.threads)
    decode = DecoderModel(arguments.model_dir, arguments.precision, "cpu", arguments.threads)
    random = np.random.default_rng(0)

    print("tokens  audio s   A ms    B ms    B RTF  B cpu s per s")
    for tokens in _TOKENS:
        ids = np.concatenate([[0], random.integers(1, 178, tokens), [0]])
        style = bank.style(bank.voices[0], tokens)
        prosody = plan(ids, style[:, 128:], 1.0)
        a_s, _ = _median(lambda: plan(ids, style[:, 128:], 1.0))  # noqa: B023
        b_s, b_cpu_s = _median(lambda: decode(prosody, style[:, :128]))  # noqa: B023
        audio_s = int(prosody.frames.sum()) * _FRAME_S
        print(
            f"{tokens:6} {audio_s:8.2f} {a_s * 1e3:7.1f} {b_s * 1e3:7.1f}"
            f" {b_s / audio_s:8.3f} {b_cpu_s / audio_s:10.3f}"
        )
        if tokens == _TOKENS[1]:
            profiled = prosody, style[:, :128].copy()
    print(f"\noperators of graph B, {int(profiled[0].frames.sum())} frames")
    _profile(arguments.model_dir / decoder_name(arguments.precision), *profiled)


def _median(run: Callable[[], object]) -> tuple[float, float]:
    """Median wall and processor seconds of a run, after two for warming up."""
    walls, cpus = [], []
    for i in range(_REPEATS + 2):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        if i >= 2:
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def _profile(path: Path, prosody: Prosody, style: np.ndarray) -> None:
    """Print each kind of operator with its share of the time."""
    with tempfile.TemporaryDirectory() as folder:
        options = ort.SessionOptions()
        options.enable_profiling = True
        options.profile_file_prefix = str(Path(folder) / "b")
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        feeds = {name: getattr(prosody, name).numpy() for name in ("asr", "f0", "energy", "har")}
        for _ in range(_REPEATS):
            session.run(None, {**feeds, "style": style})
        events = json.loads(Path(session.end_profiling()).read_text())
    spent: dict[str, list[float]] = defaultdict(list)
    for event in events:
        if event.get("cat") == "Node" and event["name"].endswith("_kernel_time"):
            spent[event["args"]["op_name"]].append(event["dur"] / 1e3)
    total = sum(map(sum, spent.values()))
    for kind, ms in sorted(spent.items(), key=lambda item: -sum(item[1])):
        share, each_run = sum(ms) / total, sum(ms) / _REPEATS
        print(f"{kind:24} {share:6.1%} {each_run:8.2f} ms {len(ms) // _REPEATS:5} nodes")


if __name__ == "__main__":
    main()
