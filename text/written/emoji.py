"""Emoji: where one stands, and what it is called."""

from __future__ import annotations

import re
from functools import cache

from text.written.numbers import cardinal, ordinal

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LONGEST = 12
_FIRST = "\u203c"
"""No emoji but keycaps begins with a character before this one."""


def emoji_at(text: str, at: int) -> tuple[int, str] | None:
    """Where the emoji at `at` ends and its English name, or None where none begins.

    The longest sequence counts: a family joined from four people is one emoji.
    """
    if text[at] < _FIRST and text[at + 1 : at + 2] not in ("\ufe0f", "\u20e3"):
        return None
    names = _names()
    for end in range(min(len(text), at + _LONGEST), at, -1):
        name = names.get(text[at:end])
        if name is not None:
            return end, name
    return None


@cache
def _names() -> dict[str, str]:
    """Names by emoji; loaded only when they are asked for, as it takes 20 ms."""
    from emoji import EMOJI_DATA

    return {sequence: _spoken(data["en"]) for sequence, data in EMOJI_DATA.items()}


def _spoken(name: str) -> str:
    """`:1st_place_medal:` as words."""
    words = _ORDINAL.sub(lambda match: ordinal(match[1]), name.replace("’", "'"))
    words = _DIGITS.sub(lambda match: cardinal(match[0]), words)
    return " ".join(_WORD.findall(words)) or "emoji"
