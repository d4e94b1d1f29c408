"""Figures that reach the phonemes as they were written, read as words.

The normaliser has said nearly all numbers before; this is for those it left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from text.reading.endings import ED, ING, Ending, S
from text.written.numbers import cardinal, decimal, ordinal, spelled, year

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
        return _apart(ordinal(digits))
    if len(digits) == 4 and digits.isdecimal():
        return _apart(year(digits))
    digits = digits.replace(",", "")
    if len(digits) > _LONGEST:
        return _one_by_one(digits)
    if digits.count(".") > 1 or not first:
        return " ".join(_identifier(part) for part in digits.split(".") if part)
    return _apart(decimal(digits))


def _identifier(digits: str) -> str:
    """Digits that count nothing: `737` is seven thirty-seven, `007` and `12345` digit by digit."""
    if digits[0] == "0" or len(digits) > 3:
        return _one_by_one(digits)
    if len(digits) < 3 or digits.endswith("00"):
        return _apart(cardinal(digits))
    last = f"O {cardinal(digits[2])}" if digits[1] == "0" else _apart(cardinal(digits[1:]))
    return f"{cardinal(digits[0])} {last}"


def _one_by_one(digits: str) -> str:
    return spelled("".join(filter(str.isdecimal, digits)))


def _apart(words: str) -> str:
    """The words of a number one by one, as the dictionary has them: twenty one."""
    return words.replace("-", " ")
