"""How a word is pronounced: misaki's dictionaries and the rules by which misaki reads them.

The rules were written anew after the behaviour of `misaki.en` 0.9.4, against which the tests
compare; docs/g2p.md lists where this module differs on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from text.reading.dictionary import Dictionary, Entry
from text.reading.endings import ED, ING, S
from text.reading.figures import read_figures
from text.reading.heteronyms import SENSES
from text.reading.stress import PRIMARY, Emphasis, audible, emphasised, plain, spelled, unstressed

SYMBOLS = {"%": "percent", "&": "and", "+": "plus", "@": "at"}
"""Characters that are said."""

_FAMILIES = {"VB": "VERB", "NN": "NOUN", "RB": "ADV", "JJ": "ADJ"}
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\.?")
_SHORT_NAME = 7
"""Letters: a capitalised name that is longer may be looked up in lower case."""


@dataclass(frozen=True, slots=True)
class Following:
    """What comes after a word, as far as its pronunciation depends on it.

    Attributes:
        vowel: whether the next sound is a vowel; none where a pause or nothing follows.
        to: whether the next word is "to".
    """

    vowel: bool | None = None
    to: bool = False


class Lexicon:
    """Phonemes of words that are known, or that follow from known ones. Used by one thread."""

    def __init__(self, british: bool) -> None:
        """Open the dictionaries of an accent."""
        accent = "gb" if british else "us"
        self._british = british
        self._gold = Dictionary(f"{accent}_gold")
        self._silver = Dictionary(f"{accent}_silver")

    def __call__(self, written: str, tag: str, following: Following, first: bool) -> str | None:
        """The phonemes of a word in misaki's set, parted by spaces where figures are many words.

        Args:
            written: the word, or a part of one (`well` of `well-known`), as in the text.
            tag: its Penn tag.
            following: what comes after it.
            first: whether it is a word or the first part of one.

        Returns:
            None where neither the dictionaries nor the rules know it.
        """
        word = unicodedata.normalize("NFKC", re.sub("[‘’]", "'", written))
        found = self._word(word, tag, following)
        return self._figures(word, first) if found is None else found

    def _word(self, word: str, tag: str, following: Following) -> str | None:
        sense = SENSES.get((word.lower(), tag))
        if sense is not None:
            return sense[self._british]
        function_word = self._function_word(word, tag, following)
        if function_word is not None:
            return function_word
        if word in SYMBOLS:
            return self._look_up(SYMBOLS[word], tag, plain, following)
        if _INITIALS.fullmatch(word) or (word in ("am", "Am", "AM", "AN") and _is_noun(tag)):
            return self._spell(word)
        emphasis = _emphasis(word)
        if self._reads_as_lower_case(word, tag):
            word = word.lower()
        for known in (word, word.removesuffix("'")):
            if self._knows(known):
                return self._look_up(known, tag, emphasis, following)
        return self._inflected(word, tag, emphasis, following)

    def _function_word(self, word: str, tag: str, following: Following) -> str | None:
        """Words whose sound depends on what they do and on the sound that follows."""
        lower, capitals = word.lower(), word.isupper() and len(word) > 1
        match lower:
            case "a":
                return "ɐ" if tag == "DT" else "ˈA"
            case "an" if not (capitals and _is_noun(tag)):
                return "ɐn"
            case "am" if not _is_noun(tag):
                weak = word == lower and following.vowel is not None
                return "ɐm" if weak else self._default("am")
            case "i" if word == "I" and tag == "PRP":
                return "ˌI"
            case "by" if _family(tag) == "ADV":
                return "bˈI"
            case "to" if not capitals or tag in ("TO", "IN"):
                return {None: self._default("to"), False: "tə", True: "tʊ"}[following.vowel]
            case "in" if not capitals or tag != "NNP":
                return "ɪn" if tag == "IN" and following.vowel is not None else "ˈɪn"
            case "the" if not capitals or tag == "DT":
                return "ði" if following.vowel else "ðə"
            case "vs" | "vs." if tag == "IN":
                return self._default("versus")
            case "used" if not (following.to and tag in ("VBD", "JJ")):
                return self._default("used")
        return None

    def _reads_as_lower_case(self, word: str, tag: str) -> bool:
        """Whether `word` has capitals only because of where it stands, or for emphasis."""
        lower = word.lower()
        return (
            len(word) > 1
            and word != lower
            and word.replace("'", "").isalpha()
            and (tag != "NNP" or len(word) > _SHORT_NAME)
            and not self._has(word)
            and (word.isupper() or word[1:] == lower[1:])
            and (self._has(lower) or self._inflected(lower, tag, plain, Following()) is not None)
        )

    def _has(self, word: str) -> bool:
        return self._gold.get(word) is not None or self._silver.get(word) is not None

    def _knows(self, word: str) -> bool:
        """Whether `word` is in a dictionary or is spelled out, as its capitals say."""
        if self._has(word) or word in SYMBOLS:
            return True
        return word.isascii() and word.isalpha() and (len(word) == 1 or word[1:].isupper())

    def _look_up(self, word: str, tag: str, emphasis: Emphasis, following: Following) -> str | None:
        name = False
        if word == word.upper() and self._gold.get(word) is None:
            word, name = word.lower(), tag == "NNP"
        entry = self._gold.get(word)
        if entry is None and not name:
            entry = self._silver.get(word)
        phonemes = None if entry is None else _reading(entry, tag, following)
        if phonemes is None or (name and PRIMARY not in phonemes):
            return self._spell(word) or phonemes
        return emphasis(phonemes)

    def _spell(self, word: str) -> str | None:
        """The names of the letters of `word`; none where a letter has no name."""
        names = [self._default(char.upper()) for char in word if char.isalpha()]
        return None if None in names else spelled([name for name in names if name])

    def _default(self, word: str) -> str | None:
        entry = self._gold.get(word)
        return None if entry is None else entry["DEFAULT"]

    def _inflected(
        self, word: str, tag: str, emphasis: Emphasis, following: Following
    ) -> str | None:
        """`word` as a known stem with -s, -ed or -ing."""
        for ending in (S, ED, ING):
            stem = next(filter(self._knows, ending.stems(word)), None)
            if stem is None:
                continue
            stressed = audible if ending is ING and emphasis is plain else emphasis
            phonemes = self._look_up(stem, tag, stressed, following)
            whole = phonemes and ending.sound(phonemes, self._british)
            if whole:
                return whole
        return None

    def _figures(self, word: str, first: bool) -> str | None:
        figures = read_figures(word, first)
        if figures is None:
            return None
        words = [self._figure_word(spoken) for spoken in figures.words]
        phonemes = " ".join(word for word in words if word)
        return figures.ending.sound(phonemes, self._british) if figures.ending else phonemes

    def _figure_word(self, word: str) -> str | None:
        phonemes = self._look_up(word, "CD", plain, Following(vowel=False))
        return unstressed(phonemes) if phonemes and word == "point" else phonemes


def _reading(entry: Entry, tag: str, following: Following) -> str | None:
    if following.vowel is None and "None" in entry:
        return entry["None"]
    return entry.get(tag if tag in entry else _family(tag), entry["DEFAULT"])


def _emphasis(word: str) -> Emphasis:
    if word == word.lower():
        return plain
    return emphasised if word == word.upper() else audible


def _family(tag: str) -> str:
    return _FAMILIES.get(tag[:2], tag)


def _is_noun(tag: str) -> bool:
    return tag.startswith("NN")
