"""Rules for numbers with a unit or a percent sign, and for units on their own."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.figures import RANGE, range_words
from text.written.numbers import cardinal
from text.written.rule import Words, rule, said
from text.written.units import UNIT, is_word, unit_words

_SPACE = r"[ \u00a0\u202f\u2009]?"
_AFTER_AMOUNT = re.compile(r"\d(?:[\d,.]| ?(?:[€$£%kKMB]|million|billion))*\Z")
_AMBIGUOUS = frozenset({"M", "B", "b", "C", "F", "T", "H", "d", "in", "u", "A", "t", "kn"})
"""Symbols that are too often something else to be units on their own."""
_NEEDS_SPACE = frozenset({"K", "A", "N", "J", "W", "V", "L", "l", "pm"})
_NO_END = r"(?:\.(?=[,;:)]| [a-z\d(]))?"
"""The full stop of an abbreviation where the sentence goes on: 6 ft. tall."""


@rule(rf"{RANGE}{_SPACE}(?P<unit>%|‰)")
def percentage(match: re.Match[str]) -> Words:
    return [
        *range_words(match),
        said(match, "unit", "percent" if match["unit"] == "%" else "per mille"),
    ]


@rule(rf"{RANGE}(?P<gap>{_SPACE}|-)(?P<unit>{UNIT})(?![\w^])(?!['’]\w)(?!-[a-z]){_NO_END}")
def quantity(match: re.Match[str]) -> Words | None:
    symbol, gap = match["unit"], match["gap"]
    if symbol in _AMBIGUOUS or is_word(symbol) or (symbol in _NEEDS_SPACE and not gap):
        return None
    last = match["high"] or match["low"]
    unit = unit_words(symbol, is_one=last == "1" or gap == "-")
    if unit is None:
        return None
    start = match.start("unit")
    return [*range_words(match), *(Said(part.words, part.span.shifted(start)) for part in unit)]


@rule(r"(?P<feet>\d)(?P<foot>['’′])(?P<inches>\d{1,2})(?:\"|″|”)")
def height(match: re.Match[str]) -> Words:
    """5'10": five foot ten."""
    return [
        said(match, "feet", cardinal(match["feet"])),
        said(match, "foot", "foot"),
        said(match, "inches", cardinal(match["inches"])),
    ]


@rule(rf"(?<=[\w€$£%])/(?P<unit>{UNIT})(?![\w/])")
def per_unit(match: re.Match[str]) -> Words | None:
    """$15/hour, €3/kg: per."""
    unit = unit_words(match["unit"], is_one=True)
    amount = match.string[max(0, match.start() - 16) : match.start()]
    if unit is None or not _AFTER_AMOUNT.search(amount):
        return None
    slash = Span(match.start(), match.start() + 1)
    start = match.start("unit")
    return [Said("per", slash), *(Said(part.words, part.span.shifted(start)) for part in unit)]


@rule(rf"(?:(?<=per )|(?<=[\d½¼¾⅓⅔⁰-⁹] )|(?<=\\\) ))(?P<unit>{UNIT})(?![\w^'’])")
def bare_unit(match: re.Match[str]) -> Words | None:
    """1/4 tsp, 10²⁴ kg, per lb: a unit whose number another rule has read."""
    symbol, before = match["unit"], match.string[max(0, match.start() - 4) : match.start()]
    if symbol in _AMBIGUOUS or len(symbol) == 1 or is_word(symbol):
        return None
    is_one = before == "per " or before[1:2] == "/" or before[-2] in "½¼¾⅓⅔"
    unit = unit_words(symbol, is_one=is_one)
    start = match.start("unit")
    return unit and [Said(part.words, part.span.shifted(start)) for part in unit]
