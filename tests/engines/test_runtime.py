from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pytest

from core.errors import BadInput, EngineFailure, ExportMissing
from core.units import KOKORO_HOP_SAMPLES
from engines import runtime
from engines.runtime import Session, providers
from tests.tiny_export import tiny_export

GRAPH = Path("text.onnx")


def with_providers(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: list(names))


def test_cpu_is_only_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    assert [name for name, _ in providers("cpu", GRAPH)] == ["CPUExecutionProvider"]


def test_cuda_is_preferred_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    names = [name for name, _ in providers("cuda", GRAPH)]
    assert names == ["CUDAExecutionProvider", "CPUExecutionProvider"]


@pytest.mark.parametrize("device", ["cuda", "tensorrt"])
def test_missing_gpu_support_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, device: str
) -> None:
    with_providers(monkeypatch, "CPUExecutionProvider")
    with pytest.raises(BadInput, match="EXTRAS=gpu") as caught:
        providers(device, GRAPH)
    assert caught.value.code == f"no_{device}"


def test_loading_cuda_writes_nothing_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    monkeypatch.setattr(onnxruntime, "preload_dlls", lambda: print("Failed to load libcudart"))
    providers("cuda", GRAPH)
    assert capsys.readouterr().out == ""


def test_unknown_device_is_answered_with_the_list() -> None:
    with pytest.raises(BadInput, match="tensorrt, cuda, cpu"):
        providers("tpu", GRAPH)


def test_cuda_that_does_not_start_is_never_a_silent_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    with pytest.raises(BadInput, match="nvidia-smi"), pytest.warns(UserWarning, match="CUDA"):
        Session(tiny_export() / "text.onnx", "cuda")


def test_gpu_that_cannot_load_a_graph_is_absent_and_prints_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **options: object) -> None:
        assert options["enable_fallback"] == 0, "the CPU would load it all for nothing"
        print("*************** EP Error ***************")
        raise RuntimeError("CUDA error 35: the driver is too old")

    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    monkeypatch.setattr(onnxruntime, "InferenceSession", fail)
    with pytest.raises(BadInput, match="driver is too old") as caught:
        Session(GRAPH, "cuda")
    assert caught.value.code == "no_cuda"
    assert capsys.readouterr().out == ""


def test_file_that_is_no_graph_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"not a graph")
    with pytest.raises(ExportMissing, match="python -m export"):
        Session(tmp_path / "broken.onnx", "cpu")


def test_failing_run_names_the_graph() -> None:
    session = Session(tiny_export() / "text.onnx", "cpu")
    with pytest.raises(EngineFailure, match=r"text\.onnx"):
        session.run({"ids": np.zeros(3, np.float32)})


def text_feeds() -> dict[str, np.ndarray]:
    return {
        "ids": np.array([0, 5, 6, 7, 0]),
        "style": np.zeros((1, 128), np.float32),
        "speed": np.ones(1, np.float32),
    }


def test_output_of_one_session_is_read_where_it_is_by_the_next() -> None:
    text = Session(tiny_export() / "text.onnx", "cpu").run(text_feeds())
    tokens = np.repeat(np.arange(5), text["frames"].numpy())
    rest = {
        "tokens": tokens,
        "style": np.zeros((1, 128), np.float32),
        "noise": np.zeros(len(tokens) * KOKORO_HOP_SAMPLES, np.float32),
    }
    contour = Session(tiny_export() / "contour.onnx", "cpu")
    passed = contour.run({**rest, "d": text["d"], "t_en": text["t_en"]})
    copied = contour.run({**rest, "d": text["d"].numpy(), "t_en": text["t_en"].numpy()})
    assert passed.keys() == {"asr", "f0", "energy", "har"}
    for name, tensor in passed.items():
        assert np.array_equal(tensor.numpy(), copied[name].numpy()), name


class StandIn:
    """ONNX Runtime's session and its binding, on a GPU that is not there."""

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self.bound: dict[str, object] = {}

    def get_providers(self) -> list[str]:
        return [self.provider]

    def get_outputs(self) -> list[SimpleNamespace]:
        """The session's description of its outputs, and the binding's outputs."""
        return [SimpleNamespace(name="samples")]

    def io_binding(self) -> "StandIn":
        return self

    def bind_cpu_input(self, name: str, array: np.ndarray) -> None:
        self.bound[name] = "copied from the host"

    def bind_ortvalue_input(self, name: str, tensor: object) -> None:
        self.bound[name] = tensor

    def bind_output(self, name: str, memory: str) -> None:
        self.bound[name] = memory

    def run_with_iobinding(self, binding: object, options: object) -> None:
        pass


@pytest.mark.parametrize(
    ("device", "provider", "memory"),
    [
        ("cpu", "CPUExecutionProvider", "cpu"),
        ("cuda", "CUDAExecutionProvider", "cuda"),
        ("tensorrt", "TensorrtExecutionProvider", "cuda"),
    ],
)
def test_what_a_gpu_makes_stays_in_its_memory(
    monkeypatch: pytest.MonkeyPatch, device: str, provider: str, memory: str
) -> None:
    monkeypatch.setattr(runtime, "providers", lambda *_: [(provider, {})])
    gpu = StandIn(provider)
    monkeypatch.setattr(onnxruntime, "InferenceSession", lambda *_, **__: gpu)
    session = Session(Path("decoder_fp16.onnx"), device)
    har = object()
    session.run({"har": har, "style": np.zeros(1)})
    assert gpu.bound == {"har": har, "style": "copied from the host", "samples": memory}
