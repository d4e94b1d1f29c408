"""Building a SpokenText: the only place that lays spoken words beside the source they stand for.

Rules say words for spans of the source, in the order in which they are heard. The builder sets
the spaces, keeps one pause where several meet, and makes the map monotone: where a word is heard
before its place in the text ("five dollars" for `$5`), the spans of the words it overtakes grow
until none goes backwards.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby

from core.types import Span, SpokenText

PAUSES = ",;:—….!?"
"""Punctuation that a voice hears, weakest first; where two meet, the stronger stays."""
_SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors: marks that change only how a character looks."""
_OPENING = "([“‘"
_GLUE = _OPENING + "\"'-"
"""After these a word follows without a space."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words, or a pause if they are one of PAUSES, that stand for `span` of the source."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Copied:
    """The characters of `span`, letters above all, said as they are written."""

    span: Span


@dataclass(slots=True)
class _Piece:
    """Some spoken characters: all for one span, or each for its own character of the source."""

    text: str
    start: int
    end: int
    verbatim: bool

    def spans(self) -> list[Span]:
        if self.verbatim:
            return [Span(at, at + 1) for at in range(self.start, self.end)]
        return [Span(self.start, self.end)] * len(self.text)


class SpokenBuilder:
    """Collects what is said; `build` gives the result. Used by one thread for one text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[_Piece] = []
        self._last = ""
        self._space: Span | None = None

    def add(self, said: Said | Copied) -> None:
        """Say the words, copy the characters, or pause."""
        if isinstance(said, Copied):
            self.copy(said.span)
        elif said.words in PAUSES:
            self.pause(said.words, said.span)
        else:
            self.say(said.words, said.span)

    def say(self, words: str, span: Span) -> None:
        """Say `words`, which stand for `span`; a space parts them from the word before."""
        self._part(span)
        self._add(words, span)

    def copy(self, span: Span) -> None:
        """Say the characters of `span` as they are written, each for itself.

        Typographic variants become plain letters; what has no sound, such as a soft hyphen or a
        raised number, is silent and parts nothing.
        """
        joined = False
        for part in self._audible(span):
            written = self._source[part.start : part.end]
            if not joined:
                self._part(part)
            joined = True
            letters = written if written.isascii() else "".join(map(_plain, written))
            self._add(letters, part, verbatim=True)

    def space(self, span: Span) -> None:
        """Part two words; a space at an end or before a pause is not kept."""
        self._space = span if self._space is None else self._space.union(span)

    def pause(self, mark: str, span: Span) -> None:
        """Pause as `mark`, one of PAUSES, says; at the start there is nothing to pause after."""
        if not self._last:
            return
        if self._last not in PAUSES:
            self._space = None
            self._add(mark, span)
        elif PAUSES.index(mark) > PAUSES.index(self._last):
            self._pieces[-1].text = mark
            self._last = mark

    def bracket(self, mark: str, span: Span) -> None:
        """Write a bracket or quotation mark where the source has it; of two alike one is heard."""
        if mark == self._last and mark in "()":
            return
        if mark in _OPENING:
            self._part(span)
        elif self._space is not None and mark in "\"'":
            self._flush_space()
        self._space = None
        self._add(mark, span)

    def build(self) -> SpokenText:
        """What was said so far, its spans widened where they would go backwards."""
        self._widen()
        sources = [span for piece in self._pieces for span in piece.spans()]
        return SpokenText("".join(piece.text for piece in self._pieces), tuple(sources))

    def _audible(self, span: Span) -> list[Span]:
        """The parts of `span` that have a sound."""
        if self._source[span.start : span.end].isascii():
            return [span]
        places = groupby(range(span.start, span.end), key=lambda at: _is_audible(self._source[at]))
        runs = [list(run) for audible, run in places if audible]
        return [Span(run[0], run[-1] + 1) for run in runs]

    def _part(self, span: Span) -> None:
        """Set the space that belongs before a word."""
        if self._space is None and self._last and self._last not in _GLUE:
            self._space = Span(span.start, span.start)
        self._flush_space()

    def _flush_space(self) -> None:
        if self._space is not None and self._last:
            self._add(" ", self._space)
        self._space = None

    def _add(self, text: str, span: Span, *, verbatim: bool = False) -> None:
        self._pieces.append(_Piece(text, span.start, span.end, verbatim))
        self._last = text[-1]

    def _widen(self) -> None:
        """No start after a later start, no end before an earlier end."""
        earliest = len(self._source)
        for piece in reversed(self._pieces):
            if piece.start <= earliest and (not piece.verbatim or piece.end <= earliest):
                earliest = piece.start
                continue
            piece.verbatim = False
            piece.start = earliest = min(piece.start, earliest)
        latest = 0
        for piece in self._pieces:
            if piece.end >= latest and (not piece.verbatim or piece.start >= latest):
                latest = piece.end
                continue
            piece.verbatim = False
            piece.end = latest = max(piece.end, latest)


def _is_audible(character: str) -> bool:
    if character.isascii() or character.isalpha() or character == "’":
        return True
    return unicodedata.category(character) in ("Mn", "Mc") and character not in _SELECTORS


def _plain(letter: str) -> str:
    """A letter without its typeface: full-width, mathematical, or a curly apostrophe."""
    if letter == "’":
        return "'"
    compatible = unicodedata.normalize("NFKC", letter)
    return compatible if len(compatible) == 1 else letter
