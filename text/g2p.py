"""Spoken text to Kokoro's phonemes, each with the characters that it sounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from core.types import Phonemes, Span
from text.letters import share
from text.reading.heteronyms import retag
from text.reading.lexicon import Following
from text.reading.pronouncer import Part, Pronouncer, heard_before
from text.reading.tagger import shared_tagger
from text.reading.words import Mark, Word, split

_SYMBOL = re.compile("[ˈˌ]*[^ˈˌ]ː?|[ˈˌ]+")
"""A phoneme with the marks that belong to it."""

_PAUSES = frozenset(";:,.!?—…")


class G2P:
    """Graphemes to phonemes, as misaki does it. Used by one thread."""

    def __init__(self, british: bool, fallback: Callable[[str], str]) -> None:
        """Open the lexicon of an accent, and load the tagger if no other accent has yet.

        Args:
            british: the accent.
            fallback: espeak-ng's IPA of a word that the lexicon does not know, in that accent.
        """
        self._tagger = shared_tagger()
        self._pronounce = Pronouncer(british, fallback)

    def __call__(self, text: str) -> Phonemes:
        """The phonemes of `text`, all in Kokoro's vocabulary; its source is `text`.

        A stress mark has the letters of the phoneme that it stresses, punctuation and spaces
        have their own characters. What is not said (a hyphen, an emoji) is no phoneme's source.
        """
        tokens = list(split(text))
        sounds = self._sound(text, tokens)
        symbols: list[str] = []
        sources: list[Span] = []
        for symbol, source in _joined(text, tokens, sounds):
            symbols.append(symbol)
            sources.append(source)
        return Phonemes("".join(symbols), tuple(sources))

    def _sound(self, text: str, tokens: list[Word | Mark]) -> list[list[Part]]:
        """The parts of each token; from the last to the first, as words depend on the next one."""
        tags = self._tags(text, tokens)
        following = Following()
        sounds: list[list[Part]] = []
        for token, token_tags in zip(reversed(tokens), reversed(tags), strict=True):
            if isinstance(token, Mark):
                sounds.append([Part(token.span, token.mark)])
                following = Following() if token.mark in _PAUSES else Following(following.vowel)
                continue
            parts = self._pronounce(text, token, token_tags, following)
            sounds.append(parts)
            for part in reversed(parts):
                following = heard_before(following, part.phonemes)
            following = Following(following.vowel, _is_to(text, token, token_tags))
        return sounds[::-1]

    def _tags(self, text: str, tokens: list[Word | Mark]) -> list[list[str]]:
        """The Penn tag of each piece of each token."""
        pieces = [token.pieces if isinstance(token, Word) else (token.span,) for token in tokens]
        words = [text[piece.start : piece.end] for piece in chain.from_iterable(pieces)]
        tags = iter(retag(words, self._tagger(words)))
        return [[next(tags) for _ in token_pieces] for token_pieces in pieces]


def _is_to(text: str, word: Word, tags: list[str]) -> bool:
    written = text[word.span.start : word.span.end]
    return written in ("to", "To") or (written == "TO" and tags[0] in ("TO", "IN"))


def _joined(
    text: str, tokens: list[Word | Mark], sounds: list[list[Part]]
) -> Iterator[tuple[str, Span]]:
    """The symbols of all tokens, with one for white space between two that are heard."""
    last_end = 0
    space: Span | None = None
    begun = False
    for token, parts in zip(tokens, sounds, strict=True):
        if token.span.start > last_end and begun:
            space = Span(last_end, token.span.start)
        last_end = token.span.end
        if parts and space is not None:
            yield " ", space
            space = None
        for part in parts:
            begun = True
            yield from _symbols(text, part)


def _symbols(text: str, part: Part) -> Iterator[tuple[str, Span]]:
    """The symbols of `part`, each with its letters."""
    groups = _SYMBOL.findall(part.phonemes)
    spans = share(text[part.span.start : part.span.end], groups)
    for group, span in zip(groups, spans, strict=True):
        for symbol in group:
            yield symbol, span.shifted(part.span.start)
