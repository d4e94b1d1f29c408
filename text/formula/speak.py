"""Mathematics as speech: parses a formula and says it, each word with its part of the source."""

from __future__ import annotations

from core.types import Span

# Each of these registers its rules with `say`.
from text.formula import atoms, brackets, fractions, rows, scripts, tables  # noqa: F401
from text.formula.parse import parse
from text.formula.say import Aloud, say, without_last_pause
from text.spoken import Said


def speak(source: str, span: Span) -> list[Said | Aloud]:
    """What a teacher says who reads `span` of `source`, a formula without its delimiters.

    Never raises, whatever the formula; a damaged one is said as well as it can be. Takes time
    linear in its length.
    """
    return without_last_pause(say(parse(source, span)))
