"""Rules for abbreviations, initials, Roman numerals and words with signs in them."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Copied, Said
from text.written.abbreviations import (
    ALWAYS_TITLES,
    BEFORE_NUMBERS,
    DOTTED,
    NOT_ENDING,
    REAL_WORDS,
    TITLES,
    WORDS,
)
from text.written.announced import BEFORE_ROMAN, SOVEREIGNS
from text.written.listed import listed, table
from text.written.numbers import cardinal, ordinal, roman
from text.written.rule import Words, rule, said, word_before

_SPECIAL = table(
    "and/or and or|he/she he or she|she/he she or he|his/her his or her|him/her him or her|"
    "s/he she or he|vs versus|n/a not applicable|c/o care of|C++ C plus plus|c++ C plus plus|"
    "C# C sharp|F# F sharp|R&D R and D|Q&A Q and A|AT&T A T and T|S&P S and P|M&A M and A|"
    "B&B B and B|P&L P and L|"
    "w/o without|w/ with|b/c because|24/7 twenty-four seven|TCP/IP TCP IP|I/O I O|"
    "IPv4 IP version four|IPv6 IP version six|A/B A B|H&M H and M|P.O. P O"
)
_ALTERNATIVES = "|".join(sorted(map(re.escape, _SPECIAL), key=len, reverse=True))
_DOTTED_ALTERNATIVES = "|".join(sorted(map(re.escape, DOTTED), key=len, reverse=True))


@rule(rf"(?<![\w/])(?P<special>{_ALTERNATIVES})(?![\w+#/])")
def special(match: re.Match[str]) -> Words:
    return [said(match, "special", _SPECIAL[match["special"]])]


@rule(rf"(?P<name>{_DOTTED_ALTERNATIVES})(?P<dot>\.)(?!\w)")
def dotted(match: re.Match[str]) -> Words:
    """e.g., i.e., a.m."""
    words = [Said(DOTTED[match["name"]], Span(*match.span()))]
    return [*words, *_full_stop(match)] if match["name"] not in NOT_ENDING else words


@rule(r"(?P<name>[A-Za-z]{1,6})(?P<dot>\.)(?![^\W\d])")
def abbreviation(match: re.Match[str]) -> Words | None:
    """Dr., No. 5, etc."""
    name, span = match["name"], Span(*match.span())
    following = match.string[match.end() : match.end() + 3]
    if name in ("St", "Ave") and word_before(match)[:1].isupper():
        return [Said("Street" if name == "St" else "Avenue", span), *_full_stop(match)]
    is_title = name in ALWAYS_TITLES or (name in TITLES and following[1:2].isupper())
    if is_title and following[:1].isspace():
        return [Said(TITLES[name], span)]
    if name in BEFORE_NUMBERS and following.lstrip(" \u00a0(")[:1].isdecimal():
        return [Said(BEFORE_NUMBERS[name], span)]
    if following[:1].isdecimal():
        return None
    if name in WORDS and (name not in REAL_WORDS or not _ends_sentence(match)):
        words = [Said(WORDS[name], span)]
        return [*words, *_full_stop(match)] if name not in NOT_ENDING else words
    return None


@rule(r"(?P<letters>(?:[A-Z]\.){2,}[A-Z]?)(?!\w)")
def dotted_capitals(match: re.Match[str]) -> Words:
    """U.S., U.N., J.R.R. Tolkien: the letters; the full stop stays where a sentence ends."""
    start = match.start()
    letters = [(offset, char) for offset, char in enumerate(match[0]) if char != "."]
    joined: list[Said | Copied] = [
        Said("".join(char for _, char in letters), Span(start, match.end()))
    ]
    return [*joined, *_full_stop(match)]


@rule(r"(?P<initial>[A-Z])\.(?= ?[A-Z][\w.])")
def initial(match: re.Match[str]) -> Words | None:
    """J. K. Rowling; a lone capital after a small word may end a sentence ("vitamin C.")."""
    before = word_before(match)
    if before and before[:1].islower():
        return None
    return [Copied(Span(*match.span("initial")))]


@rule(r"(?P<numeral>[IVX]{1,6}|[IVXLC]{2,8})(?P<possessive>['’]s)?(?![\w'’]|-\w)")
def roman_numeral(match: re.Match[str]) -> Words | None:
    """Chapter IV, Henry VIII, the XIX century, World War II."""
    words = _numeral(match, word_before(match))
    if words is None:
        return None
    return [Said(words + ("'s" if match["possessive"] else ""), Span(*match.span()))]


def _numeral(match: re.Match[str], before: str) -> str | None:
    """What a Roman numeral counts after the word before it; None where it is none."""
    numeral, value = match["numeral"], roman(match["numeral"])
    if value is None:
        return None
    if re.match(r" century", match.string[match.end() : match.end() + 8]):
        return ordinal(str(value))
    if before in SOVEREIGNS and numeral != "I":
        return f"the {ordinal(str(value))}"
    is_name = before[:1].isupper() and before[1:].islower() and len(before) > 2
    if before in BEFORE_ROMAN or (is_name and len(numeral) > 1 and set(numeral) <= set("IVX")):
        return cardinal(str(value))
    return None


_BEFORE_MINUS = frozenset(listed("A B C D F Cl Br OH"))


@rule(r"(?P<letter>[A-Z]|Cl|Br|OH)(?P<sign>[+-]|♯|♭)(?![\w+-])(?= grade| average|[.,;:!?)\s]|$)")
def grade(match: re.Match[str]) -> Words | None:
    """A+, B-; C♯, B♭; Cl-"""
    if match["sign"] == "-" and match["letter"] not in _BEFORE_MINUS:
        return None
    words = {"+": "plus", "-": "minus", "♯": "sharp", "♭": "flat"}
    return [Copied(Span(*match.span("letter"))), said(match, "sign", words[match["sign"]])]


def _full_stop(match: re.Match[str]) -> list[Said]:
    """The pause of a sentence that ends with the abbreviation's own full stop."""
    if not _ends_sentence(match):
        return []
    return [Said(".", Span(match.end() - 1, match.end()))]


def _ends_sentence(match: re.Match[str]) -> bool:
    following = _NEXT_WORD.match(match.string, match.end())
    if following is None:
        return not match.string[match.end() : match.end() + 3].strip()
    stands_in_names = match[0] in _IN_NAMES or match[0][1:2] == "."
    return following[1] in _STARTERS if stands_in_names else following[1][0].isupper()


_NEXT_WORD = re.compile(r"\s+([^\W\d_]{1,12})")
_IN_NAMES = frozenset(
    {"Inc.", "Corp.", "Co.", "Ltd.", "Jr.", "Sr.", "Bros.", "Ave.", "St.", "Rd.", "Blvd."}
)
"""These, and dotted capitals, stand before a capital within a sentence too: U.S. Army."""
_STARTERS = frozenset(
    listed("The A An It He She We They I You This That These Those In On At But And So If When")
    + listed("While As For His Her Its Our Their There Then However After Before No Yes What Who")
)
