"""Rules for fractions of whole numbers: 1/2, 2 1/2, ½."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.numbers import cardinal, fraction
from text.written.rule import Words, rule, said

VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5"}
VULGAR |= {"⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8"}
VULGAR |= {"⅞": "7/8", "⅐": "1/7", "⅑": "1/9", "⅒": "1/10"}


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


@rule(r"(?P<over>\d{1,4})(?P<slash>[/⁄])(?P<under>\d{1,4})(?:(?:st|nd|rd|th)s?)?(?![\w/])")
def plain_fraction(match: re.Match[str]) -> Words:
    """1/2: one half; 5/5: five out of five; 24/7 and 9/11 as everybody says them."""
    if match[0] in ("24/7", "9/11", "50/50", "20/20"):
        return [said(match, group, cardinal(match[group])) for group in ("over", "under")]
    is_full = match["over"] == match["under"] != "1"
    parts = None if is_full else fraction(match["over"], match["under"])
    if parts is None:
        over, under = cardinal(match["over"]), cardinal(match["under"])
        return [
            said(match, "over", over),
            said(match, "slash", "out of" if is_full else "over"),
            said(match, "under", under),
        ]
    return [said(match, "over", parts[0]), said(match, "under", parts[1])]


@rule(rf"(?P<whole>\d*)(?P<part>[{''.join(VULGAR)}])")
def vulgar_fraction(match: re.Match[str]) -> Words:
    """½, 2½"""
    parts = fraction(*VULGAR[match["part"]].split("/"))
    assert parts is not None
    if not match["whole"]:
        return [said(match, "part", " ".join(parts))]
    words = f"and {'a' if parts[0] == 'one' else parts[0]} {parts[1]}"
    return [said(match, "whole", cardinal(match["whole"])), said(match, "part", words)]
