"""Finding engines, with a GPU and a TensorRT that are only said to be there."""

from dataclasses import replace
from pathlib import Path

import onnxruntime
import pytest

from core.errors import BadInput
from engines import runtime, tensorrt
from engines.devices import nvidia_smi
from engines.tensorrt import Profile, Target

ACCEPTED = Path(__file__).with_name("tensorrt_options.txt").read_text().split()
"""What the Python bindings of onnxruntime-gpu 1.26.0 and 1.31.1 take, read from their binaries;
they refuse any other name, and take only "True" and "False" for a yes and a no."""

PROFILE = Profile("asr:3x512", "asr:96x512", "asr:3200x512")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "kokoro" / "decoder_fp16.onnx"
    path.parent.mkdir()
    path.write_bytes(b"a graph")
    return path


@pytest.fixture
def t4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensorrt, "_gpu", lambda: "Tesla T4, 7.5")
    monkeypatch.setattr(tensorrt, "_version", lambda: "10.16.1.11")


def build(graph: Path) -> None:
    target = Target.here(graph)
    with tensorrt.building(target.folder(graph), target, PROFILE):
        pass


@pytest.fixture
def fresh_caches() -> None:
    tensorrt._gpu.cache_clear()
    tensorrt._version.cache_clear()


@pytest.mark.usefixtures("t4")
def test_options_are_those_that_the_wheels_accept(graph: Path):
    folder = Target.here(graph).folder(graph)
    build(graph)
    options = tensorrt.options(graph)
    assert set(options) <= set(ACCEPTED)
    assert {v for k, v in options.items() if k.endswith("_enable")} == {"True"}
    assert options["trt_engine_cache_path"] == options["trt_timing_cache_path"] == str(folder)
    assert options["trt_profile_min_shapes"] == "asr:3x512"
    assert options["trt_profile_opt_shapes"] == "asr:96x512"
    assert options["trt_profile_max_shapes"] == "asr:3200x512"


@pytest.mark.usefixtures("t4")
def test_graph_keeps_its_own_precision(graph: Path):
    options = tensorrt.provider_options(graph.parent, "decoder", PROFILE)
    assert not {"trt_fp16_enable", "trt_bf16_enable", "trt_int8_enable"} & set(options)


@pytest.mark.usefixtures("t4")
def test_folder_is_named_after_graph_gpu_and_versions(graph: Path):
    target = Target.here(graph)
    folder = target.folder(graph)
    assert folder.parent.name == "kokoro-tensorrt"
    versions = f"trt10.16.1.11_ort{onnxruntime.__version__}"
    assert folder.name == f"decoder_fp16_tesla-t4-7.5_{versions}_{target.graph[:12]}"
    changed = [
        replace(target, gpu="NVIDIA L4, 8.9"),
        replace(target, tensorrt="10.15.1.29"),
        replace(target, onnxruntime="1.26.0"),
        replace(target, graph="0" * 64),
    ]
    assert len({t.folder(graph) for t in [target, *changed]}) == 5


@pytest.mark.usefixtures("t4")
@pytest.mark.parametrize(
    ("name", "value"), [("_gpu", "NVIDIA L4, 8.9"), ("_version", "10.15.1.29"), ("graph", "new")]
)
def test_engines_for_something_else_are_not_used_and_the_difference_is_named(
    graph: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    build(graph)
    if name == "graph":
        graph.write_bytes(b"another graph")
        value = Target.here(graph).graph[:40]
    else:
        monkeypatch.setattr(tensorrt, name, lambda: value)
    with pytest.raises(BadInput, match=r"python -m export .*--tensorrt") as caught:
        tensorrt.options(graph)
    assert f"and not {value}" in caught.value.message
    assert caught.value.code == "no_tensorrt"


@pytest.mark.usefixtures("t4")
def test_engine_is_its_builder_s_alone_until_it_is_verified(graph: Path):
    target = Target.here(graph)
    folder = target.folder(graph)
    with tensorrt.building(folder, target, PROFILE):
        assert tensorrt.options(graph)["trt_engine_cache_path"] == str(folder)
        assert tensorrt.read_record(folder) is None, "no other process may use it"
    assert tensorrt.read_record(folder) == (target, PROFILE)


@pytest.mark.usefixtures("t4")
def test_engine_that_fails_is_deleted_even_if_it_was_good_before(graph: Path):
    build(graph)
    target = Target.here(graph)
    folder = target.folder(graph)
    (folder / "decoder.engine").write_bytes(b"bad")
    with pytest.raises(KeyboardInterrupt), tensorrt.building(folder, target, PROFILE):
        raise KeyboardInterrupt
    assert not folder.exists()
    with pytest.raises(BadInput, match="no engines"):
        tensorrt.options(graph)


@pytest.mark.usefixtures("t4")
@pytest.mark.parametrize("text", ["", "{}", '{"target": 1}', '{"target": {}, "profile": {}}'])
def test_damaged_record_is_no_engine(graph: Path, text: str):
    folder = Target.here(graph).folder(graph)
    folder.mkdir(parents=True)
    (folder / tensorrt.RECORD).write_text(text)
    with pytest.raises(BadInput, match="no engines"):
        tensorrt.options(graph)


@pytest.mark.usefixtures("fresh_caches")
def test_machine_without_a_gpu_says_so(graph: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BadInput, match="no NVIDIA GPU") as caught:
        tensorrt.options(graph)
    assert caught.value.code == "no_tensorrt"


@pytest.mark.usefixtures("fresh_caches")
def test_gpu_is_asked_for_name_and_capability(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'Tesla T4, 7.5'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tensorrt._gpu() == "Tesla T4, 7.5"


@pytest.mark.parametrize(("visible", "asked"), [("", "0"), ("1", "1"), ("GPU-5d,GPU-7a", "GPU-5d")])
def test_gpu_is_the_one_that_cuda_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visible: str, asked: str
):
    program = tmp_path / "nvidia-smi"
    program.write_text('#!/bin/sh\necho "$1"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert nvidia_smi("name") == f"--id={asked}"


@pytest.mark.usefixtures("fresh_caches")
@pytest.mark.parametrize(
    ("installed", "message"),
    [
        ({}, "not installed"),
        ({"tensorrt-cu13": "11.4.0.106"}, "needs 10"),
        ({"tensorrt-cu12": "10.16.1.11"}, "does not load"),
    ],
)
def test_tensorrt_that_cannot_be_used_says_why(
    monkeypatch: pytest.MonkeyPatch, installed: dict[str, str], message: str
):
    def version(package: str) -> str:
        if package not in installed:
            raise tensorrt.PackageNotFoundError(package)
        return installed[package]

    monkeypatch.setattr(tensorrt, "version", version)
    with pytest.raises(BadInput, match=message) as caught:
        tensorrt._version()
    assert caught.value.code == "no_tensorrt"
    assert "EXTRAS=gpu" in caught.value.message


@pytest.mark.usefixtures("t4")
def test_tensorrt_falls_to_cuda_node_by_node(graph: Path, monkeypatch: pytest.MonkeyPatch):
    names = [tensorrt.PROVIDER, "CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: names)
    build(graph)
    chain = runtime.providers("tensorrt", graph)
    assert [name for name, _ in chain] == names
    assert chain[0][1] == tensorrt.options(graph)
