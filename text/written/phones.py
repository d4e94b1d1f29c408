"""Rules for telephone numbers and other groups of digits that are read one by one."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.numbers import cardinal, spelled
from text.written.rule import Words, rule

_MIN_LONG_DIGITS = 12
_MAX_FINE_DIGITS = 100
"""Up to here each digit has its own span."""


@rule(
    r"(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])"
    r"|\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\w)"
    r"|\d{3}-\d{4}(?![\w-])|0\d{1,4}[ /-]\d{4,9}(?!\w)"
    r"|\d{4}(?: \d{4}){3}(?![\w-])"
    r"|\d{1,8}(?:-\d{1,8}){2,6}(?![\w-])"
)
def telephone(match: re.Match[str]) -> Words:
    """+1 (555) 123-4567: groups of digits with pauses between."""
    words = [Said("plus", _at(match, match.start()))] if match[0].startswith("+") else []
    for group in re.finditer(r"\d+", match[0]):
        start = match.start() + group.start()
        if words and words[-1].words != "plus":
            words.append(Said(",", _at(match, start - 1)))
        span = Span(start, start + len(group[0]))
        is_round = group[0] in ("800", "900")
        words.append(Said(cardinal(group[0]) if is_round else spelled(group[0]), span))
    return words


@rule(rf"\d{{{_MIN_LONG_DIGITS},}}(?!\w|\.\d)|0\d+(?!\w|\.\d)")
def digit_string(match: re.Match[str]) -> Words:
    """A long number, or one with a leading zero: an account, a code."""
    if len(match[0]) > _MAX_FINE_DIGITS:
        return [Said(spelled(match[0]), Span(*match.span()))]
    start = match.start()
    return [Said(spelled(digit), _at(match, start + i)) for i, digit in enumerate(match[0])]


def _at(match: re.Match[str], position: int) -> Span:
    return Span(position, position + 1)
