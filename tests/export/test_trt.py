"""The TensorRT step, with ONNX Runtime's CPU provider in the place of TensorRT's."""

from pathlib import Path

import onnx
import pytest

from core.errors import BadInput
from engines import runtime, tensorrt
from engines.tensorrt import Target
from export import suitable, trt
from export.parity import Parity
from tests.tiny_export import tiny_export

CPU = "CPUExecutionProvider"
PATH = "decoder_fp16.onnx"
GOOD = Parity("fp16", "v", 30, 96, True, 1e-6, 1e-3, 1.0, 0.0)
BAD = Parity("fp16", "v", 30, 96, True, 1e-6, 1e-3, 0.5, 0.0)


@pytest.fixture
def model_dir(tmp_path: Path) -> Path:
    (tmp_path / "kokoro").symlink_to(tiny_export())
    return tmp_path / "kokoro"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine where TensorRT is there: the CPU under its name."""
    monkeypatch.setattr(tensorrt, "_gpu", lambda: "Tesla T4, 7.5")
    monkeypatch.setattr(tensorrt, "_version", lambda: "10.16.1.11")
    monkeypatch.setattr(tensorrt, "PROVIDER", CPU)
    for module in (runtime, trt):
        monkeypatch.setattr(module, "providers", lambda device, path: [(CPU, {})])
    monkeypatch.setattr(trt, "_TIMED_FRAMES", (36, 96))
    monkeypatch.setattr(trt, "_REPEATS", 1)


def built(model_dir: Path) -> bool:
    path = model_dir / PATH
    return tensorrt.read_record(Target.here(path).folder(path)) is not None


@pytest.mark.usefixtures("stand_in")
def test_verified_engine_is_found_by_the_server(model_dir: Path):
    steps: list[str] = []
    table = trt.build(model_dir, lambda: [GOOD], steps.append)
    assert table.row_count == 2
    assert "building" in steps[0]
    assert "Tesla T4" in steps[0]
    assert tensorrt.options(model_dir / PATH)["trt_profile_opt_shapes"].startswith("asr:96x64,")


@pytest.mark.usefixtures("stand_in")
def test_engine_that_differs_is_not_kept(model_dir: Path):
    with pytest.raises(BadInput, match=r"differs from PyTorch \(30 tokens"):
        trt.build(model_dir, lambda: [GOOD, BAD], lambda step: None)
    assert not built(model_dir)


@pytest.mark.usefixtures("stand_in")
def test_interrupted_build_is_not_kept(model_dir: Path):
    def interrupted() -> list[Parity]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trt.build(model_dir, interrupted, lambda step: None)
    assert not built(model_dir)


@pytest.mark.usefixtures("stand_in")
def test_nodes_outside_fail_the_build_and_are_named(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(trt, "nodes_outside", lambda *_: ["Sin_4 (CUDA)"] * 4)
    with pytest.raises(BadInput, match=r"4 nodes run outside TensorRT: Sin_4"):
        trt.build(model_dir, lambda: [GOOD], lambda step: None)
    assert not built(model_dir)


@pytest.mark.usefixtures("stand_in")
def test_graph_that_cannot_go_in_is_refused_before_minutes_are_spent(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(suitable, "supported", lambda: {})
    with pytest.raises(BadInput, match="TensorRT has no Conv"):
        trt.build(model_dir, lambda: [GOOD], lambda step: None)


@pytest.mark.usefixtures("stand_in")
def test_build_says_whether_and_why_it_builds_again(
    model_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    first: list[str] = []
    trt.build(model_dir, lambda: [GOOD], lambda step: None)
    trt.build(model_dir, lambda: [GOOD], first.append)
    assert "is there: verifying" in first[0]
    monkeypatch.setattr(tensorrt, "_version", lambda: "10.15.1.29")
    again: list[str] = []
    trt.build(model_dir, lambda: [GOOD], again.append)
    assert "tensorrt 10.16.1.11 and not 10.15.1.29" in again[0]


def test_profile_has_every_free_input_for_least_best_and_most_frames():
    made = trt.profile(onnx.load(tiny_export() / PATH))
    assert made.least == "asr:3x64,f0:1x6,energy:1x6,har:1x22x361"
    assert made.best == "asr:96x64,f0:1x192,energy:1x192,har:1x22x11521"
    assert made.most == "asr:3200x64,f0:1x6400,energy:1x6400,har:1x22x384001"


def test_profile_holds_the_longest_input_at_the_slowest_speed():
    assert trt.MOST_FRAMES >= 512 * 3 / 0.5
    assert trt.LEAST_FRAMES == 3


def test_nodes_that_another_provider_ran_are_found():
    path = tiny_export() / PATH
    outside = trt.nodes_outside(path, onnx.load(path), "cpu")
    assert len(outside) > 100
    assert all(CPU in node for node in outside)
    assert any(node.startswith("Conv_") for node in outside)
