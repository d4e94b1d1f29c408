"""What single signs are called in prose, where no rule has read them as part of something."""

from __future__ import annotations

import re
import unicodedata

from core.types import Span
from text.formula.aliases import ALIASES
from text.formula.symbols import LETTERS, OPERATORS
from text.spoken import Said
from text.written.listed import table
from text.written.numbers import cardinal
from text.written.rule import Words, rule, said

_NAMES = table(
    "& and|@ at|% percent|‰ per mille|= equals|+ plus|§ section|¶ paragraph|© copyright|° degrees|"
    "€ euros|£ pounds|¥ yen|№ number|✓ check|✔ check|℃ degrees Celsius|℉ degrees Fahrenheit|"
    "Ω ohms|′ prime|♯ sharp|♭ flat"
)
_RELATIONS = table("< less than|> greater than|≤ less than or equal to|≥ greater than or equal to")
_SILENT_IN_PROSE = frozenset("·•…∗−–⟨⟩∘√'")


@rule(r"(?P<arrow><?[-=]{1,2}>|<[-=]{1,2})")
def arrow(match: re.Match[str]) -> Words | None:
    """->, =>: to; the others are silent."""
    if match[0] == "<=":
        return [said(match, "arrow", "is less than or equal to")]
    return [said(match, "arrow", "to")] if match[0].endswith(">") else []


@rule(r"(?P<compare>>=|==|!=|\+=|&&|\|\|)")
def comparison(match: re.Match[str]) -> Words:
    names = {">=": "is greater than or equal to", "==": "equals", "!=": "does not equal"}
    names |= {"+=": "plus equals", "&&": "and", "||": "or"}
    return [said(match, "compare", names[match["compare"]])]


@rule(r"(?P<sign>\+/[-−])")
def plus_or_minus(match: re.Match[str]) -> Words:
    return [said(match, "sign", "plus or minus")]


@rule(r"(?:(?<=\s)|\A)(?:[:;]-?[()DP]|<3)(?!\w)")
def emoticon(match: re.Match[str]) -> Words:
    """:), <3: nobody says them."""
    return []


@rule(r"(?<=[Cc]opyright )©")
def repeated_copyright(match: re.Match[str]) -> Words:
    """The sign behind the word."""
    return []


@rule(r"(?<=[A-Za-z)])(?P<power>[²³])(?!\w)")
def power(match: re.Match[str]) -> Words:
    """weight/height²: squared, where no formula has taken it."""
    return [said(match, "power", "squared" if match["power"] == "²" else "cubed")]


@rule(r"#(?P<number>\d+)(?!\w)")
def numbered(match: re.Match[str]) -> Words:
    """#1: number one."""
    sign = Said("number", Span(match.start(), match.start() + 1))
    return [sign, said(match, "number", cardinal(match["number"]))]


@rule(r"\(\)|\[\]|\{\}")
def empty_brackets(match: re.Match[str]) -> Words:
    """Those of a call in code: foo()."""
    return []


@rule(r"(?P<sign>[<>≤≥])")
def relation(match: re.Match[str]) -> Words:
    """price < 100: is less than; needs ≥ 8: greater than or equal to; Settings > General."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    after = match.string[match.end() : match.end() + 3]
    spaced = before.endswith(" ") and after.startswith(" ")
    if match["sign"] == ">" and spaced and after[1:].istitle():
        return [said(match, "sign", ",")]
    if match["sign"] in "<>" and not spaced and not after[:1].isdecimal():
        return []
    words = _RELATIONS[match["sign"]]
    has_subject = before[:1].isalnum() and not before.startswith("s")
    return [said(match, "sign", f"is {words}" if spaced and has_subject else words)]


@rule(r"(?P<sign>[/*])")
def between_words(match: re.Match[str]) -> Words:
    """A slash or star with something on both sides."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    spaced = before == " " == after
    joined = before.isalnum() and after.isalnum()
    sign = match["sign"]
    if sign == "/" and (joined or spaced):
        return [said(match, "sign", "slash")]
    if sign == "*" and (spaced or joined):
        return [said(match, "sign", "times")]
    return []


def sign_name(character: str) -> str | None:
    """What any other character is called, if people say it."""
    name = _NAMES.get(character) or _mathematical(character)
    if name is not None:
        return name
    value = unicodedata.numeric(character, None)
    return (
        cardinal(str(int(value))) if value is not None and value >= 0 and value % 1 == 0 else None
    )


def _mathematical(character: str) -> str | None:
    """The name of a sign of mathematics; ASCII and dashes mean other things in prose."""
    if character.isascii() or character in _SILENT_IN_PROSE:
        return None
    name = ALIASES.get(character, "")
    return OPERATORS[name][0] if name in OPERATORS else LETTERS.get(name)
