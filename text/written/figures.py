"""Rules for numbers: cardinals, ordinals, decimals, ranges, fractions, percentages, quantities."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.announced import BEFORE_CODE, BEFORE_LABEL, BEFORE_VERSION, BEFORE_YEAR
from text.written.numbers import (
    MAGNITUDES,
    cardinal,
    clock_minutes,
    decimal,
    ordinal,
    spelled,
    year,
)
from text.written.rule import Words, rule, said, word_before
from text.written.units import UNIT

NUMBER = r"(?:\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3}| 000){1,10}(?!\d)|\d+)(?:\.\d+)?"
SIGN = r"(?:(?<![\w.,)])[-−+±~≈])?"
_SEPARATORS = re.compile("[, \u00a0\u202f\u2009]")
_SIGN_WORDS = {"-": "minus", "−": "minus", "+": "plus", "±": "plus or minus"}
_SIGN_WORDS |= {"~": "about", "≈": "about"}
_ORDINAL_SUFFIX = r"(?:st|nd|rd|th|ST|ND|RD|TH)"
_EMERGENCY = "911"


def number_words(written: str) -> str:
    """A number as written, thousands separators and all, as words."""
    return decimal(_SEPARATORS.sub("", written))


def sign_words(match: re.Match[str], group: str = "sign") -> list[Said]:
    """The sign in a group of the match, if it has one."""
    sign = match[group]
    return [said(match, group, _SIGN_WORDS[sign])] if sign else []


def range_words(match: re.Match[str]) -> list[Said]:
    """The groups `low`, `dash` and `high`, where the last two may be missing."""
    words = [*sign_words(match), said(match, "low", number_words(match["low"]))]
    if match["high"]:
        words.append(said(match, "dash", "to"))
        words.append(said(match, "high", number_words(match["high"])))
    return words


_RANGED = rf"(?P<low>{NUMBER})(?:(?P<dash>[-–—])(?P<high>{NUMBER}))?"
RANGE = rf"(?P<sign>{SIGN}){_RANGED}"
_TIME_END = re.compile(r"(?:\d ?[AaPp]\.?[Mm]\.?|\d:[0-5]\d|\b[Nn]oon|\b[Mm]idnight) ?\Z")
_AMOUNT_END = re.compile(
    rf"(?<![\w.,-])[$€£¥₹]?\d[\d.,]*(?:{_ORDINAL_SUFFIX}|%|[x×]|bn|mn|[kKmMbBtT]"
    rf"| ?(?:{UNIT}|thousand|million|billion|trillion))\Z"
)
_REACH = 24


@rule(r"(?P<dash>[-–—]) ?(?=[$€£¥₹]?\d|[Nn]oon\b|[Mm]idnight\b)")
def until(match: re.Match[str]) -> Words | None:
    """The dash of 9am–5pm, $3 million–$5 million, 10kg–20kg, 1st–3rd."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    is_tight = not match[0].endswith(" ")
    if _TIME_END.search(before) or (is_tight and _AMOUNT_END.search(before)):
        return [said(match, "dash", "to")]
    return None


@rule(r"(?P<low>\d{1,4})(?P<colon>:)(?P<high>\d{1,4})(?![\w:]|\.\d)")
def ratio(match: re.Match[str]) -> Words:
    """3:1: three to one; 25:30, minutes and seconds."""
    low, high = cardinal(match["low"]), cardinal(match["high"])
    if len(match["low"]) == len(match["high"]) == 2:
        return [said(match, "low", low), said(match, "high", clock_minutes(match["high"]))]
    return [said(match, "low", low), said(match, "colon", "to"), said(match, "high", high)]


@rule(rf"(?<![A-Za-z])(?P<sign>){_RANGED}(?P<scale>k|M|bn|B(?! [A-Z])|mn)(?![\w'’])")
def scaled(match: re.Match[str]) -> Words | None:
    """10k, 5M: thousands, millions; but not in Apt. 4B or Llama-3-8B."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    is_name = before.endswith("-") and not _AMOUNT_END.search(before[:-1])
    if is_name or word_before(match) in BEFORE_LABEL:
        return None
    return [*range_words(match), said(match, "scale", MAGNITUDES[match["scale"]])]


_LENGTH = r"\d+(?:\.\d+)?"
_BY = "(?:[x×]| x )"


@rule(
    rf"(?!0x)(?P<low>{_LENGTH}){_BY}(?P<high>{_LENGTH})(?:{_BY}(?P<deep>{_LENGTH}))?"
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


@rule(rf"(?P<sign>){_RANGED}(?P<times>[x×])(?!\w| ?[-+=*^<>≤≥−)²³]| ?/(?![a-z]{{2}}))")
def factor(match: re.Match[str]) -> Words:
    """2x, 10×: times."""
    return [*range_words(match), said(match, "times", "times")]


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


@rule(r"(?P<zero>0)(?P<x>[xX])(?P<digits>[0-9A-Fa-f]{1,16})(?!\w)")
def hexadecimal(match: re.Match[str]) -> Words:
    """0x80: zero x eight zero."""
    start = match.start("digits")
    digits = [
        Said(spelled(digit) if digit.isdecimal() else digit.upper(), Span(at, at + 1))
        for at, digit in enumerate(match["digits"], start)
    ]
    return [said(match, "zero", "zero"), said(match, "x", "x"), *digits]


@rule(
    rf"(?<![A-Za-z])(?P<sign>{SIGN})(?P<low>{NUMBER})(?P<dash>[-–—])(?P<high>{NUMBER})(?![\w-]|\.\d)"
)
def number_range(match: re.Match[str]) -> Words:
    """10-20: ten to twenty; two years are read as such."""
    low, high = match["low"], match["high"]
    if is_year(low) and re.fullmatch(r"\d{4}|\d\d", high):
        last = year(high) if len(high) == 4 else cardinal(high)
        return [said(match, "low", year(low)), said(match, "dash", "to"), said(match, "high", last)]
    return range_words(match)


@rule(rf"(?P<sign>{SIGN})(?P<number>{NUMBER}|(?<!\w)\.\d+)")
def number(match: re.Match[str]) -> Words:
    """Any other number: as a year, a version or a code where the words before say so."""
    digits, before = match["number"], word_before(match)
    is_code = before in BEFORE_CODE and digits.isdigit() and len(digits) > 2
    if is_code or digits == _EMERGENCY:
        words = spelled(digits)
    elif before in BEFORE_VERSION and re.fullmatch(r"\d+\.\d\d", digits):
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
    return digits >= "1900" or before in BEFORE_YEAR
