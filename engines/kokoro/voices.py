"""Voices and blends of them: a style vector for each number of phoneme symbols."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.errors import BadInput
from core.types import Float32
from engines.base import Voice

STYLE_SIZE = 256
"""Columns 0 to 127 style the decoder, 128 to 255 the prosody."""

_BLEND_SYNTAX = "send a voice, or a blend such as af_heart:0.6+bf_emma:0.4"
_GENDERS = {"f": "female", "m": "male"}


class VoiceBank:
    """All voices of an export, mapped from its file."""

    def __init__(self, path: Path, names: Sequence[str], rows: int) -> None:
        """`path` holds float32 of shape (len(names), rows, 256)."""
        self._names = {name: i for i, name in enumerate(names)}
        self._styles: Float32 = np.memmap(
            path, np.float32, mode="r", shape=(len(names), rows, STYLE_SIZE)
        )
        self.voices = tuple(_described(name) for name in names)

    def voice(self, voice_id: str) -> Voice:
        """The voice, or the blend, that `voice_id` names.

        Raises:
            BadInput: `unknown_voice`, `bad_voice`.
        """
        parts = self._parse(voice_id)
        return Voice(voice_id, _described_blend(parts), _language(parts[0][0]))

    def style(self, voice: Voice, symbols: int) -> Float32:
        """The style of `voice` for an input of `symbols` phoneme symbols; shape (1, 256).

        Row `symbols` - 1, as in the reference (`pack[len(ps) - 1]`).
        """
        blend = np.zeros((1, STYLE_SIZE), np.float32)
        for name, weight in self._parse(voice.id):
            blend += np.float32(weight) * self._styles[self._names[name], symbols - 1]
        return blend

    def _parse(self, voice_id: str) -> tuple[tuple[str, float], ...]:
        """Names with their weights, which sum to 1."""
        parts = _split_blend(voice_id)
        for name, _ in parts:
            if name not in self._names:
                known = ", ".join(self._names)
                raise BadInput("unknown_voice", f"there is no voice {name!r}; there are {known}")
        return parts


@lru_cache(maxsize=256)
def _split_blend(voice_id: str) -> tuple[tuple[str, float], ...]:
    """`a:3+b:1` as (("a", 0.75), ("b", 0.25)).

    Raises:
        BadInput: `bad_voice`.
    """
    parts = []
    for part in voice_id.split("+"):
        name, colon, weight = part.strip().partition(":")
        try:
            parts.append((name, float(weight) if colon else 1.0))
        except ValueError:
            raise BadInput("bad_voice", f"{weight!r} is no weight; {_BLEND_SYNTAX}") from None
    total = sum(weight for _, weight in parts)
    if not all(weight > 0 for _, weight in parts) or not np.isfinite(total):
        raise BadInput("bad_voice", f"weights must be positive numbers; {_BLEND_SYNTAX}")
    return tuple((name, weight / total) for name, weight in parts)


def is_british(voice: Voice) -> bool:
    """Whether the voice speaks with British sounds."""
    return voice.language == "en-GB"


def _language(name: str) -> str:
    """By the first letter; voices of other languages speak English as Americans do."""
    return "en-GB" if name.startswith("b") else "en-US"


def _described(name: str) -> Voice:
    """`bf_emma` as Emma, with what the prefix says."""
    prefix, _, given = name.partition("_")
    gender = _GENDERS.get(prefix[1:], "")
    return Voice(name, f"{given.capitalize()} ({gender})", _language(name))


def _described_blend(parts: Sequence[tuple[str, float]]) -> str:
    if len(parts) == 1:
        return _described(parts[0][0]).name
    return " + ".join(f"{weight:.0%} {_described(name).name}" for name, weight in parts)
