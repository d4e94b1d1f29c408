from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from core.errors import BadInput, EngineFailure, ExportMissing
from engines.runtime import Session, providers
from tests.tiny_export import tiny_export


def with_providers(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: list(names))


def test_cpu_is_only_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    assert [name for name, _ in providers("cpu")] == ["CPUExecutionProvider"]


def test_auto_takes_cuda_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CUDAExecutionProvider", "CPUExecutionProvider")
    assert next(name for name, _ in providers("auto")) == "CUDAExecutionProvider"
    with_providers(monkeypatch, "CPUExecutionProvider")
    assert [name for name, _ in providers("auto")] == ["CPUExecutionProvider"]


def test_missing_cuda_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    with_providers(monkeypatch, "CPUExecutionProvider")
    with pytest.raises(BadInput, match="pip install"):
        providers("cuda")


def test_unknown_device_is_answered_with_the_list() -> None:
    with pytest.raises(BadInput, match="auto, cpu, cuda"):
        providers("tpu")


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
