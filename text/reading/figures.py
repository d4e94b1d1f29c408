"""Figures that reach the phonemes as they were written, read as words.

The normaliser has said nearly all numbers before; this is for those it left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from num2words import num2words

from text.reading.endings import ED, ING, Ending, S

_FIGURES = re.compile(r"(-?)((?=[.,]*\d)[\d.,]+)(st|nd|rd|th|'?s|ed|'d|ing)?", re.ASCII)
_ENDINGS = {"s": S, "'s": S, "ed": ED, "'d": ED, "ing": ING}
_LONGEST = 15
"""Digits: what is longer is an identifier, read digit by digit."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The words of a number, and the ending that its last word takes (the 1980s)."""

    words: tuple[str, ...]
    ending: Ending | None


def read_figures(word: str, first: bool) -> Figures | None:
    """How figures are read; none where `word` is no number.

    Args:
        word: the whole word or a part of it.
        first: whether it is a word or the first part of one; later parts (of `B-52`) are read
            in twos and threes or digit by digit.
    """
    found = _FIGURES.fullmatch(word)
    if found is None or (found[1] and not first):
        return None
    digits, suffix = found[2].strip(".,"), found[3] or ""
    words = ["minus"] * bool(found[1]) + _number(digits, suffix, first).split()
    return Figures(tuple(words), _ENDINGS.get(suffix))


def _number(digits: str, suffix: str, first: bool) -> str:
    if suffix in ("st", "nd", "rd", "th") and digits.isdecimal():
        return _words(digits, "ordinal")
    if len(digits) == 4 and digits.isdecimal():
        return _words(digits, "year")
    digits = digits.replace(",", "")
    if len(digits) > _LONGEST:
        return _one_by_one(digits)
    if digits.count(".") > 1 or not first:
        return " ".join(_identifier(part) for part in digits.split(".") if part)
    return _words(digits, "cardinal")


def _identifier(digits: str) -> str:
    """Digits that count nothing: `737` is seven thirty-seven, `007` and `12345` digit by digit."""
    if digits[0] == "0" or len(digits) > 3:
        return _one_by_one(digits)
    if len(digits) < 3 or digits.endswith("00"):
        return _words(digits, "cardinal")
    last = (
        f"O {_words(digits[2], 'cardinal')}" if digits[1] == "0" else _words(digits[1:], "cardinal")
    )
    return f"{_words(digits[0], 'cardinal')} {last}"


def _one_by_one(digits: str) -> str:
    return " ".join(_words(digit, "cardinal") for digit in digits if digit.isdecimal())


def _words(digits: str, kind: str) -> str:
    number = float(digits) if "." in digits else int(digits)
    words = re.split("[^a-z]+", num2words(number, to=kind).lower())
    return " ".join(word for word in words if word != "and")
