"""Rules for numbers with a unit or a percent sign, and for units on their own."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.figures import RANGE, number_words, range_words
from text.written.numbers import cardinal, plural
from text.written.rule import Words, rule, said
from text.written.units import UNIT, is_word, unit_words

_SPACE = r"[ \u00a0\u202f\u2009]?"
_AFTER_AMOUNT = re.compile(r"\d(?:[\d,.]| ?(?:[€$£%kKMBx]|million|billion|[A-Z]{3}))*\Z")
_PRICE = re.compile(r"[€$£]\d[\d,.]*[kKmMbB]?\Z")
_ARC = (
    ("degrees", "sign", "degree"),
    ("minutes", "prime", "minute"),
    ("seconds", "double", "second"),
)
_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}
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


def _needs_space(symbol: str, gap: str) -> bool:
    """Whether a symbol that needs a space has none: 4K, a 10-K report; but a 9-V battery."""
    return symbol in _NEEDS_SPACE and (not gap or (gap == "-" and symbol not in ("W", "V")))


@rule(rf"{RANGE}(?P<gap>{_SPACE}|-)(?P<unit>{UNIT})(?![\w^])(?!['’]\w)(?!-[a-z]){_NO_END}")
def quantity(match: re.Match[str]) -> Words | None:
    symbol, gap = match["unit"], match["gap"]
    if symbol in _AMBIGUOUS or is_word(symbol) or _needs_space(symbol, gap):
        return None
    last = match["high"] or match["low"]
    unit = unit_words(symbol, is_one=last == "1" or gap == "-")
    if unit is None:
        return None
    start = match.start("unit")
    return [*range_words(match), *(Said(part.words, part.span.shifted(start)) for part in unit)]


@rule(
    r"(?P<first>\d{1,3})(?:(?P<h>h) ?(?P<minutes>[0-5]?\d)m(?:in)?"
    r"|m(?:in)? ?(?P<seconds>[0-5]?\d)s(?:ec)?)(?!\w)"
)
def duration(match: re.Match[str]) -> Words:
    """2h 30m, 5m30s: in minutes, not meters."""
    first, second = ("hour", "minutes") if match["h"] else ("minute", "seconds")
    start, end = match.span(second)
    return [
        said(match, "first", cardinal(match["first"])),
        Said(first if match["first"] == "1" else plural(first), Span(match.end("first"), start)),
        said(match, second, cardinal(match[second].lstrip("0") or "0")),
        Said(second.removesuffix("s") if match[second] == "1" else second, Span(end, match.end())),
    ]


@rule(
    r"(?P<degrees>\d{1,3})(?P<sign>°) ?(?P<minutes>[0-5]?\d)(?P<prime>['’′])"
    r"(?: ?(?P<seconds>[0-5]?\d(?:\.\d+)?)(?P<double>\"|”|″))?(?: ?(?P<side>[NSEW])(?!\w))?"
)
def coordinate(match: re.Match[str]) -> Words:
    """74°0′22″W: degrees, minutes and seconds west."""
    words: list[Said] = []
    for number, sign, unit in _ARC:
        if match[number]:
            words += [said(match, number, number_words(match[number]))]
            words += [said(match, sign, unit if match[number] == "1" else plural(unit))]
    return [*words, said(match, "side", _SIDES[match["side"]])] if match["side"] else words


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


@rule(r"(?P<slash>/)(?=\d)")
def per_amount(match: re.Match[str]) -> Words | None:
    """$3.50/1M tokens: per."""
    amount = match.string[max(0, match.start() - 16) : match.start()]
    return [said(match, "slash", "per")] if _PRICE.search(amount) else None


@rule(rf"(?:(?<=per )|(?<=[\d½¼¾⅓⅔⁰-⁹] )|(?<=\\\) )|(?<=\d\$ ))(?P<unit>{UNIT})(?![\w^'’])")
def bare_unit(match: re.Match[str]) -> Words | None:
    """1/4 tsp, 10²⁴ kg, per lb: a unit whose number another rule has read."""
    symbol, before = match["unit"], match.string[max(0, match.start() - 4) : match.start()]
    if symbol in _AMBIGUOUS or len(symbol) == 1 or is_word(symbol):
        return None
    is_one = before == "per " or before[1:2] == "/" or before[-2] in "½¼¾⅓⅔"
    unit = unit_words(symbol, is_one=is_one)
    start = match.start("unit")
    return unit and [Said(part.words, part.span.shifted(start)) for part in unit]
