"""A word with its parts: known ones from the lexicon, the rest from espeak-ng."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.types import Span
from text.reading.espeak_phonemes import kokoro_phonemes
from text.reading.lexicon import Following, Lexicon
from text.reading.stress import PRIMARY, VOWELS, demoted, weight
from text.reading.tagger import heaviest
from text.reading.words import SILENT, Word

_CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ")
_MOST_PIECES = 9
"""No dictionary word has more pieces; it bounds the look-ups in endless compounds."""

_KOKORO = str.maketrans("ɾʔ", "Tt")
"""Kokoro writes the tap as T, and knows no glottal stop of misaki's."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some characters of a text and how they sound; a space within parts spoken words."""

    span: Span
    phonemes: str


class Pronouncer:
    """Pronounces words. Used by one thread."""

    def __init__(self, british: bool, fallback: Callable[[str], str]) -> None:
        """Open the lexicon of an accent.

        Args:
            british: the accent.
            fallback: espeak-ng's IPA of a word in the same accent.
        """
        self._british = british
        self._fallback = fallback
        self._lexicon = Lexicon(british)

    def __call__(
        self, text: str, word: Word, tags: Sequence[str], following: Following
    ) -> list[Part]:
        """The parts of `word` that are heard.

        Args:
            text: what `word` is in.
            word: the word.
            tags: Penn tags of its pieces.
            following: what comes after it.
        """
        parts: list[Part] = []
        end = len(word.pieces)
        while end:
            known = self._longest_known(text, word, tags, end, following)
            if known is not None:
                start, part = known
                parts.insert(0, part)
                following = heard_before(following, part.phonemes)
                end = start
            elif SILENT.issuperset(_written(text, word.pieces[end - 1])):
                end -= 1
            else:
                return self._unknown(text, word)
        return _balanced(text, word, parts)

    def _longest_known(
        self, text: str, word: Word, tags: Sequence[str], end: int, following: Following
    ) -> tuple[int, Part] | None:
        """The most pieces up to piece `end` that are one entry: where they begin, and the sound."""
        for start in range(max(0, end - _MOST_PIECES), end):
            span = word.pieces[start].union(word.pieces[end - 1])
            pieces = [_written(text, piece) for piece in word.pieces[start:end]]
            tag = heaviest(pieces, tags[start:end])
            phonemes = self._lexicon(_written(text, span), tag, following, start == 0)
            if phonemes:
                return start, Part(span, phonemes.translate(_KOKORO))
        return None

    def _unknown(self, text: str, word: Word) -> list[Part]:
        phonemes = kokoro_phonemes(self._fallback(_written(text, word.span)), self._british)
        return [Part(word.span, phonemes)] if phonemes else []


def heard_before(following: Following, phonemes: str) -> Following:
    """What a word is followed by when `phonemes` come before what `following` says."""
    for phoneme in phonemes:
        if phoneme in VOWELS or phoneme in _CONSONANTS:
            return Following(vowel=phoneme in VOWELS)
    return replace(following, to=False)


def _written(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _balanced(text: str, word: Word, parts: list[Part]) -> list[Part]:
    """`parts` with the stress that each keeps in a compound, or parted where they are no compound.

    Letters beside figures or symbols (B-52, and/or) are words of their own; of the rest one in
    two yields its primary stress, the lightest first, and the word after a letter (T-shirt) does.
    """
    if _is_mixed(_written(text, word.span)):
        return [*(_with_space(part) for part in parts[:-1]), *parts[-1:]]
    stressed = [PRIMARY in part.phonemes for part in parts]
    if len(parts) == 2 and len(_first_piece(word, parts[0])) == 1:
        yielding = [1]
    elif sum(stressed) <= (len(parts) + 1) // 2:
        yielding = []
    else:
        order = sorted(range(len(parts)), key=lambda i: (stressed[i], weight(parts[i].phonemes), i))
        yielding = order[: len(parts) // 2]
    return [
        replace(part, phonemes=demoted(part.phonemes)) if i in yielding else part
        for i, part in enumerate(parts)
    ]


def _with_space(part: Part) -> Part:
    return replace(part, phonemes=part.phonemes + " ")


def _first_piece(word: Word, part: Part) -> Span:
    return next(piece for piece in word.pieces if piece.start == part.span.start)


def _is_mixed(written: str) -> bool:
    kinds = {(char.isalpha(), char.isdecimal()) for char in written if char not in SILENT}
    return "/" in written or len(kinds) > 1
