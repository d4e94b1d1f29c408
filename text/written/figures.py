"""Rules for numbers: cardinals, ordinals, decimals, ranges, fractions, percentages, quantities."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.numbers import cardinal, clock_minutes, decimal, fraction, ordinal, spelled, year
from text.written.rule import Words, rule, said, word_before
from text.written.units import UNIT, is_word, unit_words

NUMBER = r"(?:\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3}| 000)+(?!\d)|\d+)(?:\.\d+)?"
SIGN = r"(?:(?<![\w.,)])[-−+±~≈])?"
_SEPARATORS = re.compile("[, \u00a0\u202f\u2009]")
_SPACE = r"[ \u00a0\u202f\u2009]?"
_SIGN_WORDS = {"-": "minus", "−": "minus", "+": "plus", "±": "plus or minus"}
_SIGN_WORDS |= {"~": "about", "≈": "about"}
_ORDINAL_SUFFIX = r"(?:st|nd|rd|th|ST|ND|RD|TH)"
_MAGNITUDES = {"k": "thousand", "M": "million", "B": "billion", "bn": "billion", "T": "trillion"}
_MAGNITUDES |= {"mn": "million"}
_AFTER_AMOUNT = re.compile(r"\d(?:[\d,.]| ?(?:[€$£%kKMB]|million|billion))*\Z")
_EMERGENCY = "911"
_SPELLED_AFTER = frozenset({"extension", "ext", "code", "PIN", "pin", "room", "Room", "flight"})
_YEAR_AFTER = frozenset(
    {"in", "In", "since", "Since", "by", "By", "until", "before", "after", "year", "from", "From"}
    | {"c", "ca", "of", "during", "around", "circa", "early", "late", "mid", "and", "to"}
)
_VERSION_AFTER = frozenset(
    {"version", "Version", "Python", "Ubuntu", "Java", "macOS", "iOS", "Android", "Node", "PHP"}
    | {"Ruby", "Go", "CUDA", "Postgres", "PostgreSQL", "release", "v"}
)
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5"}
_VULGAR |= {"⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8"}
_VULGAR |= {"⅞": "7/8", "⅐": "1/7", "⅑": "1/9", "⅒": "1/10"}
_AMBIGUOUS = frozenset({"M", "B", "b", "C", "F", "T", "H", "d", "in", "u", "A", "t", "kn"})
"""Symbols that are too often something else to be units on their own."""
_NEEDS_SPACE = frozenset({"K", "A", "N", "J", "W", "V", "L", "l"})


def number_words(written: str) -> str:
    """A number as written, thousands separators and all, as words."""
    return decimal(_SEPARATORS.sub("", written))


def sign_words(match: re.Match[str]) -> list[Said]:
    """The sign in the group `sign`, if it has one."""
    sign = match["sign"]
    return [said(match, "sign", _SIGN_WORDS[sign])] if sign else []


def range_words(match: re.Match[str]) -> list[Said]:
    """The groups `low`, `dash` and `high`, where the last two may be missing."""
    words = [*sign_words(match), said(match, "low", number_words(match["low"]))]
    if match["high"]:
        words.append(said(match, "dash", "to"))
        words.append(said(match, "high", number_words(match["high"])))
    return words


_RANGE = rf"(?P<sign>{SIGN})(?P<low>{NUMBER})(?:(?P<dash>[-–—])(?P<high>{NUMBER}))?"


@rule(rf"{_RANGE}{_SPACE}(?P<unit>%|‰)")
def percentage(match: re.Match[str]) -> Words:
    return [
        *range_words(match),
        said(match, "unit", "percent" if match["unit"] == "%" else "per mille"),
    ]


@rule(rf"{_RANGE}(?P<gap>{_SPACE}|-)(?P<unit>{UNIT})(?![\w^])(?!['’]\w)(?!-[a-z])")
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


@rule(r"(?P<low>\d{1,4})(?P<colon>:)(?P<high>\d{1,4})(?![\w:]|\.\d)")
def ratio(match: re.Match[str]) -> Words:
    """3:1: three to one; 25:30, minutes and seconds."""
    low, high = cardinal(match["low"]), cardinal(match["high"])
    if len(match["low"]) == len(match["high"]) == 2:
        return [said(match, "low", low), said(match, "high", clock_minutes(match["high"]))]
    return [said(match, "low", low), said(match, "colon", "to"), said(match, "high", high)]


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


@rule(rf"(?P<number>{NUMBER})(?P<scale>k|M|bn|B(?! [A-Z])|mn)(?![\w'’])")
def scaled(match: re.Match[str]) -> Words:
    """10k, 5M: thousands, millions."""
    scale = said(match, "scale", _MAGNITUDES[match["scale"]])
    return [said(match, "number", number_words(match["number"])), scale]


@rule(
    r"(?P<low>\d+(?:\.\d+)?)[x×](?P<high>\d+(?:\.\d+)?)(?:[x×](?P<deep>\d+(?:\.\d+)?))?"
    r"(?![\w×⁻^²³⁰-⁹]| ?[=+*/^<>≤≥≠≈−])"
)
def dimensions(match: re.Match[str]) -> Words:
    """3×5×2: by; pixels as everybody reads them, 1920x1080."""
    words = [said(match, "low", _side(match["low"]))]
    for group in ("high", "deep"):
        if match[group]:
            words.append(Said("by", Span(match.start(group) - 1, match.start(group))))
            words.append(said(match, group, _side(match[group])))
    return words


def _side(digits: str) -> str:
    return year(digits) if len(digits) == 4 and digits.isdecimal() else number_words(digits)


@rule(r"(?P<number>\d+(?:\.\d+)?)(?P<times>[x×])(?!\w| ?[-+=*/^<>≤≥−)²³])")
def factor(match: re.Match[str]) -> Words:
    """2x, 10×: times."""
    return [said(match, "number", number_words(match["number"])), said(match, "times", "times")]


@rule(r"(?P<mantissa>\d+(?:\.\d+)?)(?P<e>[eE])(?P<power>[+-]?\d{1,4})(?!\w)")
def scientific(match: re.Match[str]) -> Words:
    """1e-5: one times ten to the minus five."""
    power = match["power"]
    sign = "minus " if power.startswith("-") else ""
    return [
        said(match, "mantissa", number_words(match["mantissa"])),
        said(match, "e", "times ten to the"),
        said(match, "power", sign + cardinal(power.lstrip("+-").lstrip("0") or "0")),
    ]


@rule(rf"(?P<low>\d+)(?P<suffix>{_ORDINAL_SUFFIX})(?!\w)")
def ordinal_number(match: re.Match[str]) -> Words:
    return [Said(ordinal(match["low"]), Span(*match.span()))]


@rule(r"(?P<whole>\d+)[ \u00a0-](?P<over>\d{1,2})[/⁄](?P<under>\d{1,3})(?![\w/])")
def mixed_fraction(match: re.Match[str]) -> Words | None:
    """2 1/2: two and a half."""
    parts = fraction(match["over"], match["under"])
    if parts is None:
        return None
    over = "a" if match["over"] == "1" else parts[0]
    return [
        said(match, "whole", cardinal(match["whole"])),
        Said("and", Span(match.end("whole"), match.start("over"))),
        said(match, "over", over),
        said(match, "under", parts[1]),
    ]


@rule(r"(?P<over>\d{1,4})(?P<slash>[/⁄])(?P<under>\d{1,4})(?![\w/])")
def plain_fraction(match: re.Match[str]) -> Words:
    """1/2: one half; 24/7 and 9/11 as everybody says them."""
    if match[0] in ("24/7", "9/11", "50/50"):
        return [said(match, group, cardinal(match[group])) for group in ("over", "under")]
    parts = fraction(match["over"], match["under"])
    if parts is None:
        over, under = cardinal(match["over"]), cardinal(match["under"])
        return [
            said(match, "over", over),
            said(match, "slash", "over"),
            said(match, "under", under),
        ]
    return [said(match, "over", parts[0]), said(match, "under", parts[1])]


@rule(rf"(?P<whole>\d*)(?P<part>[{''.join(_VULGAR)}])")
def vulgar_fraction(match: re.Match[str]) -> Words:
    """½, 2½"""
    parts = fraction(*_VULGAR[match["part"]].split("/"))
    assert parts is not None
    if not match["whole"]:
        return [said(match, "part", " ".join(parts))]
    words = f"and {'a' if parts[0] == 'one' else parts[0]} {parts[1]}"
    return [said(match, "whole", cardinal(match["whole"])), said(match, "part", words)]


@rule(r"(?P<prefix>[vV]?)(?P<version>\d+(?:\.\d+){2,}|(?<=[vV])\d+(?:\.\d+)*)(?![\w.]\d)")
def version(match: re.Match[str]) -> Words:
    """2.1.3: two point one point three; 192.168.0.1: dots, digit by digit."""
    start = match.start("version")
    is_address = match["version"].count(".") == 3
    words: list[Said] = [said(match, "prefix", "version")] if match["prefix"] else []
    for part in re.finditer(r"\d+|\.", match["version"]):
        digits = spelled if is_address and len(part[0]) > 1 else cardinal
        text = digits(part[0]) if part[0] != "." else ("dot" if is_address else "point")
        words.append(Said(text, Span(part.start(), part.end()).shifted(start)))
    return words


@rule(rf"(?P<sign>{SIGN})(?P<low>{NUMBER})(?P<dash>[-–—])(?P<high>{NUMBER})(?![\w-]|\.\d)")
def number_range(match: re.Match[str]) -> Words:
    """10-20: ten to twenty; two years are read as such."""
    low, high = match["low"], match["high"]
    if is_year(low) and re.fullmatch(r"\d{4}|\d\d", high):
        last = year(high) if len(high) == 4 else cardinal(high)
        return [said(match, "low", year(low)), said(match, "dash", "to"), said(match, "high", last)]
    return range_words(match)


@rule(rf"(?P<sign>{SIGN})(?P<number>{NUMBER}|\.\d+)")
def number(match: re.Match[str]) -> Words:
    """Any other number: as a year, a version or a code where the words before say so."""
    digits, before = match["number"], word_before(match)
    is_code = before in _SPELLED_AFTER and digits.isdigit() and len(digits) > 2
    if is_code or digits == _EMERGENCY:
        words = spelled(digits)
    elif before in _VERSION_AFTER and re.fullmatch(r"\d+\.\d\d", digits):
        words = " point ".join(cardinal(part) for part in digits.split("."))
    elif not match["sign"] and _reads_as_year(digits, before):
        words = year(digits)
    else:
        words = number_words(digits)
    return [*sign_words(match), said(match, "number", words)]


def is_year(digits: str) -> bool:
    """Whether four digits are a year of the last thousand years, or of the next few."""
    return len(digits) == 4 and digits.isdigit() and "1001" <= digits <= "2099"


def _reads_as_year(digits: str, before: str) -> bool:
    if not is_year(digits):
        return False
    return digits >= "1900" or before in _YEAR_AFTER or before[:3] in _MONTH_STARTS


_MONTH_STARTS = frozenset(
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)
