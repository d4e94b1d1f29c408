"""Cuts a formula, in LaTeX or in plain notation, into tokens; never fails on any text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from core.types import Span
from text.formula.aliases import ALIASES
from text.formula.symbols import FUNCTIONS, LETTERS, OPERATORS


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    LETTER = auto()
    COMMAND = auto()
    """Text is the name without its backslash, in its main spelling (`leq` is `le`)."""
    SIGN = auto()
    """Any other character; Unicode operators are turned into commands."""
    PRIMES = auto()
    SUPERSCRIPT = auto()
    SUBSCRIPT = auto()
    """Text of these two is the ASCII form of raised and lowered characters, one for one."""
    SPACE = auto()
    NEWLINE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    span: Span


_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT", strict=True))
_LOWERED = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-=()aeoxhklmnpstijruv", strict=True)
)
SUPERSCRIPTS = "".join(_RAISED)
SUBSCRIPTS = "".join(_LOWERED)
_TO_ASCII = str.maketrans(_RAISED | _LOWERED)

WORDS = frozenset(FUNCTIONS) | {"lim", "max", "min", "sqrt", "sup", "inf", "mod"}
"""Names that are read as commands where no backslash stands before them."""
_NAMES = "|".join(
    sorted(WORDS - {"div", "arg", "deg", "tr", "sign", "span"}, key=len, reverse=True)
)

_ESCAPED = {"{": "lbrace", "}": "rbrace", "|": "‖"}
_ASCII_SIGNS = frozenset({"==", "**"})
_KNOWN = "|".join(["frac", "sqrt", *(name for name in [*LETTERS, *OPERATORS] if len(name) > 2)])
"""Commands that are recognised after two backslashes, as careless JSON escaping leaves them."""

_THOUSANDS = r"(?:,|\{,\}|\\,)"
_TOKEN = re.compile(
    rf"""
      \\\\(?P<doubled> {_KNOWN} )(?![A-Za-z])
    | (?P<newline> \\\\ (?:\[-?[\d.]+\ ?(?:pt|em|ex|cm|mm|in)\])? )
    | (?P<space> (?:\s|~|\\(?![A-Za-z{{}}|%\#&_$\\]).?|&)+ )
    | \\arg\s*\\(?P<extremum> max|min )(?![A-Za-z])
    | \\(?P<command> [A-Za-z]+\*? | [{{}}|%#&_$] )
    | (?P<number> \d+(?:{_THOUSANDS}\d{{3}}(?!\d))*(?:\.\d+|\.(?=\\overline))? | \.\d+ )
    | (?P<primes> ['′″‴’]+ )
    | (?P<superscript> [{SUPERSCRIPTS}]+ )
    | (?P<subscript> [{SUBSCRIPTS}]+ )
    | (?P<name> (?:{_NAMES})(?![A-Za-z]) )
    | (?P<digraph> <=>|<->|->|=>|<=|>=|!=|==|:=|\.\.\.|\*\* )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def tokens(source: str, span: Span) -> list[Token]:
    """The tokens of `span` of `source`, in order; together they cover it."""
    return [_token(match) for match in _TOKEN.finditer(source, span.start, span.end)]


def _token(match: re.Match[str]) -> Token:
    span = Span(*match.span())
    text = match[match.lastgroup or 0]
    match match.lastgroup:
        case "command" | "doubled":
            return Token(Kind.COMMAND, _ESCAPED.get(text) or ALIASES.get(text, text), span)
        case "extremum":
            return _command(f"arg{text}", span)
        case "name" | "digraph":
            return _sign(ALIASES[text], span) if text in _ASCII_SIGNS else _command(text, span)
        case "superscript" | "subscript":
            return Token(Kind[match.lastgroup.upper()], text.translate(_TO_ASCII), span)
        case "sign":
            return _sign(text, span)
        case "number":
            return Token(Kind.NUMBER, re.sub(_THOUSANDS, "", text), span)
        case "space" if "&" in text:
            return Token(Kind.SIGN, "&", span)
        case group:
            return Token(Kind[str(group).upper()], text, span)


def _command(name: str, span: Span) -> Token:
    return Token(Kind.COMMAND, ALIASES.get(name, name), span)


def _sign(character: str, span: Span) -> Token:
    """One character: a letter, or a sign under the name that LaTeX gives it."""
    if "\U0001d400" <= character <= "\U0001d7ff":
        character = unicodedata.normalize("NFKC", character)
    name = ALIASES.get(character, character)
    if len(name) > 1:
        return Token(Kind.COMMAND, name, span)
    if name.isdecimal():
        return Token(Kind.NUMBER, str(unicodedata.decimal(name)), span)
    if name.isspace():
        return Token(Kind.SPACE, name, span)
    return Token(Kind.LETTER if name.isalpha() else Kind.SIGN, name, span)
