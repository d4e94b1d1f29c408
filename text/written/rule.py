"""What a rule of reading is: a pattern, and what is said where it matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core.types import Span
from text.spoken import Copied, Said

Words: TypeAlias = Sequence[Said | Copied]
Reader: TypeAlias = Callable[[re.Match[str]], Words | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Reads what `pattern` matches; `read` gives None where it declines after all."""

    pattern: re.Pattern[str]
    read: Reader


def rule(pattern: str, flags: int = 0) -> Callable[[Reader], Rule]:
    """Makes a rule of the function below: it gets the match, and gives what is said for it."""
    compiled = re.compile(pattern, flags)
    return lambda read: Rule(compiled, read)


def said(match: re.Match[str], group: int | str, words: str) -> Said:
    """`words` for a group of the match."""
    return Said(words, Span(*match.span(group)))


def copied(match: re.Match[str], group: int | str) -> Copied:
    """The letters of a group of the match, as they are written."""
    return Copied(Span(*match.span(group)))


def word_before(match: re.Match[str]) -> str:
    """The word that stands right before the match, with one space between; or nothing."""
    found = _WORD_BEFORE.search(match.string, max(0, match.start() - _REACH), match.start())
    return found[1] if found else ""


_REACH = 24
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0]\Z")
