import logging

import onnxruntime
import pytest

from core.errors import BadInput, ExportMissing
from engines.devices import load_on

WHY = {"tensorrt": "no engines for this GPU", "cuda": "the driver is too old"}


@pytest.fixture
def gpu_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ONNX Runtime with all providers."""
    names = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: names)


def having(*devices: str):
    """A loader for a machine that has these devices; it tells what it was asked for."""
    asked: list[str] = []

    def load(device: str) -> str:
        asked.append(device)
        if device not in devices:
            raise BadInput(f"no_{device}", WHY[device])
        return device

    return load, asked


@pytest.mark.usefixtures("gpu_wheel")
@pytest.mark.parametrize(
    ("devices", "chosen"),
    [
        (("tensorrt", "cuda", "cpu"), "tensorrt"),
        (("cuda", "cpu"), "cuda"),
        (("cpu",), "cpu"),
    ],
)
def test_auto_takes_the_best_and_logs_why_it_stepped_down(
    devices: tuple[str, ...], chosen: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    load, _ = having(*devices)
    assert load_on("auto", load) == chosen
    for device, reason in WHY.items():
        assert (reason in caplog.text) == (device not in devices)
    assert f"running on {'the CPU' if chosen == 'cpu' else chosen}" in caplog.text


@pytest.mark.usefixtures("gpu_wheel")
@pytest.mark.parametrize("device", ["tensorrt", "cuda"])
def test_asked_for_device_is_never_replaced(device: str):
    load, asked = having("cpu")
    with pytest.raises(BadInput, match=WHY[device]):
        load_on(device, load)
    assert asked == [device]


@pytest.mark.usefixtures("gpu_wheel")
@pytest.mark.parametrize("error", [ExportMissing("none"), BadInput("no_precision", "fp16")])
def test_other_faults_are_no_reason_to_step_down(error: Exception):
    asked: list[str] = []

    def load(device: str) -> str:
        asked.append(device)
        raise error

    with pytest.raises(type(error)):
        load_on("auto", load)
    assert asked == ["tensorrt"]


def test_without_gpu_support_only_the_cpu_is_tried(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    load, asked = having("cpu")
    assert load_on("auto", load) == "cpu"
    assert asked == ["cpu"]
    assert "knows no GPU" in caplog.text
