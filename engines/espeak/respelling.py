"""Spells for espeak-ng what it would misread: letters and names of mathematics."""

from __future__ import annotations

import re

from core.types import Span, SpokenText
from text.reading.letter_a import is_letter_a

_WORD = re.compile(r"\w+|[^\w\s]")
_SPELLINGS = {"xi": "zai", "nth": "enth"}
"""It takes "xi" for a Roman numeral, and "nth" for three letters."""
_LETTER_A = "eigh"


def respelled(spoken: SpokenText) -> SpokenText:
    """`spoken` as espeak-ng is to read it; what is spelled otherwise keeps its word's source."""
    found = list(_WORD.finditer(spoken.text))
    words = [match[0] for match in found]
    text, sources, done = "", list[Span](), 0
    for at, match in enumerate(found):
        spelling = _SPELLINGS.get(match[0].lower())
        if match[0] in ("a", "A") and is_letter_a(words, at):
            spelling = _LETTER_A
        if spelling:
            text += spoken.text[done : match.start()] + spelling
            source = spoken.source(Span(*match.span()))
            sources += [*spoken.sources[done : match.start()], *([source] * len(spelling))]
            done = match.end()
    return SpokenText(text + spoken.text[done:], (*sources, *spoken.sources[done:]))
