"""Builds TensorRT's engine of the decoder, and verifies it: the one step that needs the GPU.

Only graph B goes to TensorRT. Graph A stays with CUDA: it sums the phase in float64, which TensorRT
has not, and TensorRT's float32 is not exact enough on every GPU to round durations as PyTorch does.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnx import helper
from rich.table import Table

from core.errors import BadInput
from core.units import KOKORO_HOP_SAMPLES, KOKORO_RATE_HZ
from engines import tensorrt
from engines.kokoro.manifest import decoder_name
from engines.runtime import Session, providers
from engines.tensorrt import Profile, Target
from export.parity import Parity
from export.suitable import obstacles

PRECISION = "fp16"
"""Of the decoder that TensorRT takes."""

LEAST_FRAMES, BEST_FRAMES, MOST_FRAMES = 3, 96, 3200
"""Lengths that the engine takes, and the one that it is fastest at. Nine of ten first pieces have
33 to 72 frames, nine of ten later ones 75 to 210 (bench/lengths.py, seeded weights); the longest
input, 512 tokens, lasts some 3 100 at half the speed."""

MAX_OUTSIDE = 3
"""Nodes that may run outside TensorRT: each is a copy to CUDA and back for every utterance."""

_TIMED_FRAMES = (36, 96, 400, 1536)
_REPEATS = 7


def build(
    model_dir: Path, verify: Callable[[], list[Parity]], step: Callable[[str], None]
) -> Table:
    """Build and verify the engine of the export in `model_dir`; what fails leaves no engine behind.

    Args:
        model_dir: an export with the decoder in fp16.
        verify: compares what the engine computes with the reference on the CPU.
        step: told of what is being done.

    Returns:
        How long it takes for each of several lengths.

    Raises:
        BadInput: TensorRT is not there, cannot take the graph, or computes something else.
    """
    path = model_dir / decoder_name(PRECISION)
    model = onnx.load(path)
    if found := obstacles(model):
        raise BadInput("not_for_tensorrt", f"TensorRT cannot take {path.name}: {'; '.join(found)}")
    target = Target.here(path)
    folder = target.folder(path)
    step(_announcement(path, target, folder))
    with tensorrt.building(folder, target, profile(model)):
        session = Session(path, "tensorrt")
        step("counting what runs outside TensorRT")
        _check_outside(nodes_outside(path, model, "tensorrt"))
        step("comparing with PyTorch on the CPU")
        if failed := [row for row in verify() if not row.passed]:
            lengths = ", ".join(f"{row.tokens} tokens" for row in failed)
            raise BadInput("export_failed", f"TensorRT differs from PyTorch ({lengths})")
        return _times(session, model)


def profile(model: onnx.ModelProto) -> Profile:
    """The shapes of all inputs with a free dimension, for the least, best and most frames."""

    def shapes(frames: int) -> str:
        return ",".join(
            f"{name}:{'x'.join(map(str, _shape(value, frames)))}"
            for name, value in _inputs(model).items()
            if any(dim.dim_param for dim in value.type.tensor_type.shape.dim)
        )

    return Profile(shapes(LEAST_FRAMES), shapes(BEST_FRAMES), shapes(MOST_FRAMES))


def nodes_outside(path: Path, model: onnx.ModelProto, device: str) -> list[str]:
    """The nodes of the graph in `path` that did not run in TensorRT, with who ran them."""
    with tempfile.TemporaryDirectory() as scratch:
        options = ort.SessionOptions()
        options.enable_profiling = True
        options.profile_file_prefix = str(Path(scratch) / "run")
        session = ort.InferenceSession(str(path), options, providers=providers(device, path))
        session.run(None, _feeds(model, BEST_FRAMES))
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    ran = [event["args"] | event for event in events if event["name"].endswith("_kernel_time")]
    return sorted(
        f"{node['name'].removesuffix('_kernel_time')} ({node['provider']})"
        for node in ran
        if node["provider"] != tensorrt.PROVIDER
    )


def _announcement(path: Path, target: Target, folder: Path) -> str:
    """What will be built, and why again."""
    if tensorrt.read_record(folder):
        return f"the engine of {path.name} is there: verifying it"
    there = "; ".join(target.difference(other) for other in tensorrt.others(path))
    again = f" (the engines there have {there})" if there else ""
    return f"building the engine of {path.name} for {target.gpu}: some minutes, once{again}"


def _check_outside(outside: list[str]) -> None:
    if len(outside) > MAX_OUTSIDE:
        raise BadInput(
            "not_for_tensorrt", f"{len(outside)} nodes run outside TensorRT: {', '.join(outside)}"
        )


def _times(session: Session, model: onnx.ModelProto) -> Table:
    """Median times of several lengths, copies from and to the host included."""
    table = Table(title="Decoder in TensorRT")
    for column in ("frames", "audio s", "ms", "RTF"):
        table.add_column(column, justify="right")
    for frames in _TIMED_FRAMES:
        feeds = _feeds(model, frames)
        session.run(feeds)
        took_s = []
        for _ in range(_REPEATS):
            begun_s = time.perf_counter()
            session.run(feeds)
            took_s.append(time.perf_counter() - begun_s)
        median_s = statistics.median(took_s)
        audio_s = frames * KOKORO_HOP_SAMPLES / KOKORO_RATE_HZ
        table.add_row(
            str(frames), f"{audio_s:.2f}", f"{median_s * 1000:.1f}", f"{median_s / audio_s:.4f}"
        )
    return table


def _inputs(model: onnx.ModelProto) -> dict[str, onnx.ValueInfoProto]:
    return {value.name: value for value in model.graph.input}


def _shape(value: onnx.ValueInfoProto, frames: int) -> list[int]:
    """The shape of an input of the decoder for so many frames."""
    sizes = {"F": frames, "2F": 2 * frames, "spectra": 120 * frames + 1}
    dims = value.type.tensor_type.shape.dim
    return [sizes[dim.dim_param] if dim.dim_param else dim.dim_value for dim in dims]


def _feeds(model: onnx.ModelProto, frames: int) -> dict[str, npt.NDArray[np.generic]]:
    """Noise for all inputs: enough to time operators and see where they run."""
    random = np.random.default_rng(0)
    return {
        name: random.standard_normal(_shape(value, frames)).astype(
            helper.tensor_dtype_to_np_dtype(value.type.tensor_type.elem_type)
        )
        for name, value in _inputs(model).items()
    }
