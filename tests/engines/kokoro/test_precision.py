"""Which decoder and device an engine takes, with models that only note what they were asked."""

from pathlib import Path

import pytest

from engines.kokoro import engine as module
from engines.kokoro import prosody
from engines.kokoro.engine import KokoroEngine
from engines.kokoro.manifest import Manifest
from tests.tiny_export import letters_as_phonemes


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The precisions that decoders were made in."""
    precisions: list[str] = []
    monkeypatch.setattr(module, "ProsodyModel", lambda *_: None)
    monkeypatch.setattr(
        module, "DecoderModel", lambda _, precision, *rest: precisions.append(precision)
    )
    return precisions


@pytest.mark.parametrize(
    ("device", "precision"),
    [("cpu", "fp32"), ("cuda", "fp16"), ("tensorrt", "fp16")],
)
def test_device_gets_the_precision_that_suits_it(
    export_dir: Path, taken: list[str], device: str, precision: str
) -> None:
    KokoroEngine(export_dir, letters_as_phonemes, device=device)
    assert taken == [precision]


@pytest.mark.parametrize("device", ["cpu", "cuda"])
@pytest.mark.parametrize("has", ["fp16", "fp32"])
def test_device_makes_do_with_the_precision_that_there_is(
    export_dir: Path, taken: list[str], monkeypatch: pytest.MonkeyPatch, device: str, has: str
) -> None:
    whole = Manifest.read(export_dir)
    only = Manifest(whole.model, whole.vocabulary, whole.voices, whole.rows, (has,), {}, {})
    monkeypatch.setattr(module.Manifest, "read", lambda _: only)
    KokoroEngine(export_dir, letters_as_phonemes, device=device)
    assert taken == [has]


def test_prosody_stays_with_cuda_where_the_decoder_is_tensorrt_s(
    export_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices: list[str] = []
    monkeypatch.setattr(prosody, "Session", lambda path, device, threads: devices.append(device))
    prosody.ProsodyModel(export_dir, "tensorrt", 0)
    assert devices == ["cuda", "cuda"]
