"""Which engine is loaded, and on what."""

import logging
from pathlib import Path

import onnxruntime
import pytest

from core.errors import EngineFailure, ExportMissing
from engines.kokoro import engine as module
from engines.load import load_engine
from tests.tiny_export import tiny_export


def test_embedded_voice_speaks_where_kokoro_is_not_exported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    assert load_engine("auto", tmp_path, "auto", 0).name == "espeak"
    assert "python -m export" in caplog.text


@pytest.mark.parametrize("choice", ["auto", "espeak"])
def test_gpu_is_an_order_that_the_embedded_voice_cannot_follow(tmp_path: Path, choice: str):
    with pytest.raises(ExportMissing, match=r"--device cuda .*python -m export"):
        load_engine(choice, tmp_path, "cuda", 0)


def test_gpu_that_loads_but_cannot_speak_is_stepped_down_from(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    class Gpu:
        """Loads, and fails at its first words, but for the CPU."""

        name = "kokoro"

        def __init__(self, *_: object, device: str, threads: int) -> None:
            self.device = device

        def warm_up(self) -> None:
            raise EngineFailure("libcudnn_graph.so.9: undefined symbol")

    caplog.set_level(logging.INFO)
    names = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: names)
    monkeypatch.setattr(module, "KokoroEngine", Gpu)
    loaded = load_engine("kokoro", tiny_export(), "auto", 0)
    assert isinstance(loaded, Gpu)
    assert loaded.device == "cpu"
    assert "not on cuda: cuda fails at its first words: libcudnn_graph" in caplog.text
