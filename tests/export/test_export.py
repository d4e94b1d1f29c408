"""The command as a whole: what it writes, what it refuses, and that it equals PyTorch."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from engines.kokoro.manifest import Manifest
from export import __main__, network, random_weights
from export.graphs import style
from export.parity import Judge, Parity, cases
from tests.tiny_export import tiny_export

CONFIG = network.read_config(Path(__main__.__file__).with_name("config.json"))


@pytest.fixture
def short_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge by few and short sentences, where the judgement is not what is tested."""
    monkeypatch.setattr(__main__, "cases", partial(cases, lengths=(3, 30)))


def test_export_holds_graphs_voices_and_a_manifest() -> None:
    manifest = Manifest.read(tiny_export())
    assert set(manifest.files) == {
        "text.onnx", "contour.onnx", "decoder_fp32.onnx", "decoder_fp16.onnx", "voices.bin",
    }  # fmt: skip
    assert manifest.voices == random_weights.VOICES
    assert sum(file.bytes for file in manifest.files.values()) < 20_000_000


def test_no_graph_draws_random_numbers() -> None:
    import onnx

    for path in tiny_export().glob("*.onnx"):
        kinds = {node.op_type for node in onnx.load(path).graph.node}
        assert not {kind for kind in kinds if "Random" in kind}


@pytest.mark.usefixtures("short_cases")
def test_same_seed_gives_same_graphs(tmp_path: Path) -> None:
    assert __main__.main(["--random-seed", "0", "--tiny", "--out", str(tmp_path / "again")]) == 0
    before, after = Manifest.read(tiny_export()), Manifest.read(tmp_path / "again")
    assert after.files["decoder_fp32.onnx"] == before.files["decoder_fp32.onnx"]
    assert after.files["text.onnx"] == before.files["text.onnx"]


@pytest.mark.usefixtures("short_cases")
def test_published_layout_is_exported_without_download(tmp_path: Path) -> None:
    checkpoint = tmp_path / "model.pth"
    config = random_weights.tiny(CONFIG)
    random_weights.write_checkpoint(config, 3, checkpoint)
    (tmp_path / "config.json").write_text(json.dumps(config))
    for name, rows in random_weights.voices(3).items():
        torch.save(torch.from_numpy(rows)[:, None], tmp_path / f"{name}.pt")
    arguments = ["--from-checkpoint", str(checkpoint), "--config", str(tmp_path / "config.json")]
    out = tmp_path / "out"
    status = __main__.main([*arguments, "--voices", str(tmp_path), "--out", str(out)])
    assert status == 0
    assert Manifest.read(out).voices[0] == "af_heart"


@pytest.mark.usefixtures("short_cases")
def test_export_that_differs_is_refused_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model"
    out.mkdir()
    (out / "mine").write_text("kept")
    monkeypatch.setattr(style, "_EPS", 1e-3)
    assert __main__.main(["--random-seed", "0", "--tiny", "--out", str(out)]) == 1
    assert "differs from PyTorch" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert (out / "mine").read_text() == "kept"


@pytest.mark.usefixtures("short_cases")
def test_precision_that_differs_is_left_out_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("export.parity.MIN_CORRELATION", 2.0)
    out = tmp_path / "model"
    arguments = ["--random-seed", "0", "--tiny", "--precision", "fp32,fp16"]
    assert __main__.main([*arguments, "--out", str(out)]) == 1
    assert "fp32 alone: fp16 differs" in capsys.readouterr().err.replace("\n", " ")
    assert Manifest.read(out).precisions == ("fp32",)
    assert not (out / "decoder_fp16.onnx").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--random-seed", "0", "--from-checkpoint", "x.pth"], "not both"),
        (["--tiny"], "--random-seed"),
        (["--config", "c.json"], "together"),
        (["--random-seed", "0", "--config", "nowhere.json"], "nowhere.json"),
        (["--random-seed", "0", "--tiny", "--tensorrt"], "--precision fp32,fp16"),
    ],
)
def test_wrong_arguments_are_explained(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert __main__.main([*arguments, "--out", str(tmp_path / "out")]) == 1
    assert message in capsys.readouterr().err.replace("\n", "")


def test_tensorrt_that_is_not_there_fails_after_the_export_is_in_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model"
    precision = ["--precision", "fp32,fp16", "--tensorrt"]
    assert __main__.main(["--random-seed", "0", "--tiny", *precision, "--out", str(out)]) == 1
    shown = capsys.readouterr().err.replace("\n", " ")
    assert "no NVIDIA GPU" in shown
    assert shown.index("writing text.onnx") < shown.index("comparing 510 tokens")
    assert Manifest.read(out).precisions == ("fp32", "fp16")


def parity(**changes: object) -> Parity:
    good = {
        "precision": "fp32", "voice": "v", "tokens": 3, "frames": 9, "durations_equal": True,
        "source_error": 1e-6, "sample_error": 1e-5, "correlation": 1.0, "log_mel_db": 0.0,
    }  # fmt: skip
    return Parity(**{**good, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"durations_equal": False},
        {"source_error": 1e-3},
        {"source_error": np.nan},
        {"sample_error": 2e-4},
        {"sample_error": np.nan},
        {"precision": "fp16", "correlation": 0.98},
        {"precision": "fp16", "correlation": np.nan},
        {"precision": "fp16", "log_mel_db": 0.6},
    ],
)
def test_each_limit_alone_fails_an_export(changes: dict[str, object]) -> None:
    assert parity().passed
    assert parity(precision="fp16", sample_error=1e-2).passed
    assert not parity(**changes).passed


def test_cases_cover_short_and_longest_inputs() -> None:
    made = list(cases(random_weights.voices(0), 178))
    assert {len(case.ids) - 2 for case in made} == {3, 30, 150, 510}
    assert len({case.voice for case in made}) >= 4


def test_judge_hears_another_voice_as_an_error(tmp_path: Path) -> None:
    config = random_weights.tiny(CONFIG)
    random_weights.write_checkpoint(config, 1, tmp_path / "other.pth")
    judge = Judge(network.load(config, tmp_path / "other.pth"), tiny_export())
    case = next(iter(cases(random_weights.voices(0), 178, (30,))))
    (row,) = judge.compare(case, ["fp32"])
    assert not row.passed


@pytest.mark.slow
def test_full_size_equals_pytorch(tmp_path: Path) -> None:
    out = tmp_path / "full"
    precisions = ["--precision", "fp32,fp16"]
    assert __main__.main(["--random-seed", "0", *precisions, "--out", str(out)]) == 0
