"""Phonemes to the model's input ids, in pieces that it can speak well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import ceil

import numpy as np

from core.errors import EngineFailure
from core.types import Boundary, Int64, Phonemes, Span, SpokenText

MAX_SYMBOLS = 510
"""The model has 512 positions; a boundary token takes the first and the last."""

GOOD_SYMBOLS = 250
"""Longer inputs sound rushed (reported by users of other servers; see docs/kokoro.md)."""

_BOUNDARY_ID = 0

PUNCTUATION = frozenset(';:,.!?—…"()“” ')
"""Symbols that are not spoken themselves; stress marks and lengths are part of a sound."""

_BREAKS = (
    (Boundary.SENTENCE, re.compile(r'[.!?…][")”]* '), 0),
    (Boundary.CLAUSE, re.compile(r'[,;:—][")”]* |[)”] '), 40),
    (Boundary.WORD, re.compile(" "), 100),
)
"""Where a piece may end, and how many symbols off the best length such a place makes up for."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One input of the model.

    Attributes:
        symbols: the phoneme symbols, 1 to 510.
        ids: int64 of shape (len(symbols) + 2,): their ids between two boundary tokens.
        sources: for each symbol the characters of the utterance that it sounds.
        boundary: why the piece ends here; None where the utterance does.
    """

    symbols: str
    ids: Int64
    sources: tuple[Span, ...]
    boundary: Boundary | None

    @property
    def spoken(self) -> tuple[int, int]:
        """Indices in `symbols` of the first sound and the one after the last; (0, 0) for none."""
        sounds = [i for i, symbol in enumerate(self.symbols) if symbol not in PUNCTUATION]
        return (sounds[0], sounds[-1] + 1) if sounds else (0, 0)


def tokenize(
    phonemes: Phonemes, spoken: SpokenText, vocabulary: Mapping[str, int]
) -> Iterator[Tokens]:
    """The inputs that speak `phonemes`, in order; none if there is no symbol.

    Raises:
        EngineFailure: a symbol that the model does not know. It is never left out in silence:
            every later time would be wrong.
    """
    sources = _divided([spoken.source(span) for span in phonemes.sources])
    start = 0
    for end, boundary in _pieces(phonemes.symbols, sources):
        symbols = phonemes.symbols[start:end]
        yield Tokens(symbols, _ids(symbols, vocabulary), tuple(sources[start:end]), boundary)
        start = end


def _ids(symbols: str, vocabulary: Mapping[str, int]) -> Int64:
    try:
        inner = [vocabulary[symbol] for symbol in symbols]
    except KeyError as error:
        raise EngineFailure(f"the model has no symbol {error.args[0]!r}") from error
    return np.array([_BOUNDARY_ID, *inner, _BOUNDARY_ID], dtype=np.int64)


def _divided(sources: list[Span]) -> list[Span]:
    """Sources of symbols, where what one number became is too long for one piece: a share each."""
    divided: list[Span] = []
    for source, alike in groupby(sources):
        symbols = len(list(alike))
        if symbols <= GOOD_SYMBOLS:
            divided += [source] * symbols
            continue
        firsts = (source.start + i * len(source) // symbols for i in range(symbols))
        divided += [Span(first, min(first + 1, source.end)) for first in firsts]
    return divided


def _pieces(symbols: str, sources: list[Span]) -> Iterator[tuple[int, Boundary | None]]:
    """Where each piece ends, and why; a space at a seam ends the piece before it."""
    start = 0
    while (left := len(symbols) - start) > GOOD_SYMBOLS:
        even = left / ceil(left / GOOD_SYMBOLS)
        end, boundary = _cut(symbols, sources, start, start + even)
        yield end, boundary if end < len(symbols) else None
        start = end
    if left:
        yield len(symbols), None


def _cut(symbols: str, sources: list[Span], start: int, even: float) -> tuple[int, Boundary]:
    """The best place to end a piece from `start` on: near `even`, and after the most that can be.

    Never inside what one number or formula became: its characters are in one piece. Inside a word
    only where it alone is longer than the model can take.
    """
    limit = min(start + MAX_SYMBOLS, len(symbols))

    def parts_characters(end: int) -> bool:
        if end == len(symbols):
            return True
        return len(sources[end]) > 0 and sources[end].start > sources[end - 1].start

    places = [
        (abs(match.end() - even) + penalty, match.end(), boundary)
        for boundary, pattern, penalty in _BREAKS
        for match in pattern.finditer(symbols, start, limit)
        if parts_characters(match.end())
    ]
    if not places:
        ends = filter(parts_characters, range(limit, start, -1))
        return next(ends, limit), Boundary.WORD
    _, end, boundary = min(places, key=lambda place: place[:2])
    return end, boundary
