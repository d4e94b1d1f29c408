import json
import shutil
from pathlib import Path

import pytest

from core.errors import ExportMissing
from engines.kokoro.manifest import FORMAT, NAME, TEXT, Manifest


@pytest.fixture
def copy(export_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(export_dir, tmp_path / "model"))


def test_manifest_reads_what_was_written(copy: Path) -> None:
    manifest = Manifest.read(copy)
    manifest.write(copy)
    assert Manifest.read(copy) == manifest
    assert manifest.vocabulary["a"] == 43
    assert "made_with" in json.loads((copy / NAME).read_text())


def test_no_export_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ExportMissing, match="python -m export"):
        Manifest.read(tmp_path / "nothing")


def test_other_format_is_refused(copy: Path) -> None:
    fields = json.loads((copy / NAME).read_text())
    (copy / NAME).write_text(json.dumps({**fields, "format": 99}))
    with pytest.raises(ExportMissing, match="format 99"):
        Manifest.read(copy)


@pytest.mark.parametrize("text", ["[]", "{}"])
def test_manifest_without_a_format_is_refused(copy: Path, text: str) -> None:
    (copy / NAME).write_text(text)
    with pytest.raises(ExportMissing, match=r"format None.*python -m export"):
        Manifest.read(copy)


@pytest.mark.parametrize("fields", [{}, {"files": 3}, {"files": {}, "voices": 3, "precisions": []}])
def test_damaged_manifest_is_refused(copy: Path, fields: dict[str, object]) -> None:
    (copy / NAME).write_text(json.dumps({"format": FORMAT, **fields}))
    with pytest.raises(ExportMissing, match=r"damaged.*python -m export"):
        Manifest.read(copy)


def test_manifest_that_is_no_json_is_refused(copy: Path) -> None:
    (copy / NAME).write_text("{")
    with pytest.raises(ExportMissing, match=r"damaged.*python -m export"):
        Manifest.read(copy)


def test_missing_file_is_named(copy: Path) -> None:
    (copy / TEXT).unlink()
    with pytest.raises(ExportMissing, match=TEXT):
        Manifest.read(copy)


def test_one_wrong_byte_is_noticed(copy: Path) -> None:
    graph = bytearray((copy / TEXT).read_bytes())
    graph[len(graph) // 2] ^= 1
    (copy / TEXT).write_bytes(graph)
    with pytest.raises(ExportMissing, match=TEXT):
        Manifest.read(copy)
