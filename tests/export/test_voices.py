from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import BadInput
from export.voices import read_voices, write_voices


def rows(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((510, 256)).astype(np.float32)


def test_published_tensors_and_plain_files_are_read(tmp_path: Path) -> None:
    torch.save(torch.from_numpy(rows(1))[:, None], tmp_path / "am_puck.pt")
    rows(2).tofile(tmp_path / "af_bella.bin")
    voices = read_voices(tmp_path)
    assert list(voices) == ["af_bella", "am_puck"]
    assert np.array_equal(voices["am_puck"], rows(1))
    assert np.array_equal(voices["af_bella"], rows(2))


def test_default_voice_comes_first(tmp_path: Path) -> None:
    for name in ("af_alloy", "af_heart", "bf_emma"):
        rows(0).tofile(tmp_path / f"{name}.bin")
    assert list(read_voices(tmp_path)) == ["af_heart", "af_alloy", "bf_emma"]


def test_written_file_holds_the_voices_in_order(tmp_path: Path) -> None:
    write_voices({"a": rows(1), "b": rows(2)}, tmp_path / "all")
    stored = np.fromfile(tmp_path / "all", "<f4").reshape(2, 510, 256)
    assert np.array_equal(stored[1], rows(2))


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no voices"):
        read_voices(tmp_path)


@pytest.mark.parametrize("name", ["x.pt", "x.bin"])
def test_file_that_is_no_voice_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"1234567")
    with pytest.raises(BadInput, match=name):
        read_voices(tmp_path)


def test_voices_of_different_lengths_are_refused(tmp_path: Path) -> None:
    rows(0).tofile(tmp_path / "a.bin")
    rows(0)[:100].tofile(tmp_path / "b.bin")
    with pytest.raises(BadInput, match="differ in length"):
        read_voices(tmp_path)
