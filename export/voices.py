"""Reads a folder of voices, one file each, and writes the one file that the server maps."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from core.errors import BadInput
from core.types import Float32
from engines.kokoro.voices import STYLE_SIZE

FIRST = "af_heart"
"""The default voice, first in the list; the others follow by name."""


def read_voices(folder: Path) -> dict[str, Float32]:
    """All voices in `folder`, each float32 of shape (rows, 256).

    Reads `*.pt` (tensors, as published) and `*.bin` (little-endian float32).

    Raises:
        BadInput: there are none, or a file is no voice.
    """
    files = sorted([*folder.glob("*.pt"), *folder.glob("*.bin")], key=lambda f: f.stem)
    voices = {file.stem: _read(file) for file in files}
    if not voices:
        raise BadInput("no_voices", f"{folder} holds no voices (*.pt or *.bin)")
    if len({len(rows) for rows in voices.values()}) > 1:
        raise BadInput("bad_voice", f"the voices in {folder} differ in length")
    return {name: voices[name] for name in sorted(voices, key=lambda name: (name != FIRST, name))}


def _read(file: Path) -> Float32:
    try:
        if file.suffix == ".bin":
            array = np.fromfile(file, "<f4")
        else:
            array = torch.load(file, map_location="cpu", weights_only=True).float().numpy()
        return np.ascontiguousarray(array.reshape(-1, STYLE_SIZE), np.float32)
    except (OSError, RuntimeError, ValueError, AttributeError, pickle.UnpicklingError) as error:
        raise BadInput("bad_voice", f"{file} is not a Kokoro voice: {error}") from error


def write_voices(voices: Mapping[str, Float32], path: Path) -> None:
    """Write all rows of all voices, one voice after the other."""
    np.stack(list(voices.values())).astype("<f4").tofile(path)
