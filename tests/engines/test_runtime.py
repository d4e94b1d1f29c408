from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from core.errors import BadInput, EngineFailure, ExportMissing
from engines.runtime import Session, providers
from tests.tiny_export import tiny_export

GRAPH = Path("text.onnx")


def with_providers(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: list(names))


def test_cpu_is_only_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    assert [name for name, _ in providers("cpu", GRAPH)] == ["CPUExecutionProvider"]


def test_auto_takes_cuda_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    assert next(name for name, _ in providers("auto", GRAPH)) == "CUDAExecutionProvider"
    with_providers(monkeypatch, "CPUExecutionProvider")
    assert [name for name, _ in providers("auto", GRAPH)] == ["CPUExecutionProvider"]


@pytest.mark.parametrize("device", ["cuda", "tensorrt"])
def test_missing_gpu_support_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, device: str
) -> None:
    with_providers(monkeypatch, "CPUExecutionProvider")
    with pytest.raises(BadInput, match="pip install") as caught:
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
    with pytest.raises(BadInput, match="auto, cpu, cuda, tensorrt"):
        providers("tpu", GRAPH)


def test_cuda_that_does_not_start_is_never_a_silent_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    with pytest.raises(BadInput, match="nvidia-smi"), pytest.warns(UserWarning, match="CUDA"):
        Session(tiny_export() / "text.onnx", "cuda")


def test_file_that_is_no_graph_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"not a graph")
    with pytest.raises(ExportMissing, match="python -m export"):
        Session(tmp_path / "broken.onnx", "cpu")


def test_failing_run_names_the_graph() -> None:
    session = Session(tiny_export() / "text.onnx", "cpu")
    with pytest.raises(EngineFailure, match=r"text\.onnx"):
        session.run({"ids": np.zeros(3, np.float32)})
