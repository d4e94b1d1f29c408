"""Parts of speech from HanTa, in the tags that misaki's dictionaries use.

HanTa's English model was trained on the British National Corpus and answers in its C5 tags;
misaki knows the Penn Treebank's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from HanTa.HanoverTagger import HanoverTagger

_PENN = {
    "AJ0": "JJ", "AJC": "JJR", "AJS": "JJS", "AT0": "DT", "AV0": "RB", "AVP": "RP", "AVQ": "WRB",
    "CJC": "CC", "CJS": "IN", "CJT": "IN", "CRD": "CD", "DPS": "PRP$", "DT0": "DT", "DTQ": "WDT",
    "EX0": "EX", "IN": "IN", "ITJ": "UH", "NN0": "NN", "NN1": "NN", "NN2": "NNS", "NP0": "NNP",
    "ORD": "JJ", "PNI": "NN", "PNP": "PRP", "PNQ": "WP", "POS": "POS", "PRF": "IN", "PRP": "IN",
    "TO0": "TO", "XX0": "RB", "VM0": "MD", "PUL": ".", "PUN": ".", "PUQ": ".", "PUR": ".",
    "VVB": "VBP", "VVD": "VBD", "VVG": "VBG", "VVI": "VB", "VVN": "VBN", "VVZ": "VBZ",
}  # fmt: skip
_AUXILIARY = re.compile("V[BDH](.)")
"""Forms of be, do and have; the last letter is that of the same form of other verbs (VV.)."""

_CONTRACTION = re.compile(r"(?:n't|'(?:s|m|d|ll|re|ve))$", re.IGNORECASE)
_SENTENCE_ENDS = frozenset(".!?…")
_LONGEST = 30
"""Letters: HanTa takes quadratic time, and no word of English is longer."""


class Tagger:
    """Tags the words of a text. Used by one thread."""

    def __init__(self) -> None:
        """Load HanTa's model from its wheel: some 0.1 s and 30 MB."""
        self._hanta = HanoverTagger("morphmodel_en.pgz")

    def __call__(self, words: Sequence[str]) -> list[str]:
        """The Penn tag of each of `words`, of which some are punctuation; none is empty."""
        parts = [split_contraction(word) for word in words]
        tags = iter(self.tag_parts(list(chain.from_iterable(parts))))
        return [heaviest(word_parts, [next(tags) for _ in word_parts]) for word_parts in parts]

    def tag_parts(self, parts: Sequence[str]) -> list[str]:
        """The Penn tag of each of `parts`, contractions being two (do, n't)."""
        return [tag for sentence in _sentences(parts) for tag in self._tag_sentence(sentence)]

    def _tag_sentence(self, parts: list[str]) -> list[str]:
        readable = [part if len(part) <= _LONGEST else "thing" for part in parts]
        return [_penn(tag) for tag in self._hanta.tag_sent(readable, taglevel=0)]


def split_contraction(word: str) -> list[str]:
    """`word` with straight apostrophes, its contracted verb or negation apart: do, n't."""
    straight = re.sub("[‘’]", "'", word)
    found = _CONTRACTION.search(straight)
    if found is None or not found.start():
        return [straight]
    return [straight[: found.start()], straight[found.start() :]]


def _sentences(parts: Sequence[str]) -> Iterator[list[str]]:
    """`parts` cut after each mark that ends a sentence: HanTa trusts no capital at a start."""
    sentence: list[str] = []
    for part in parts:
        sentence.append(part)
        if part in _SENTENCE_ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _penn(tag: str) -> str:
    auxiliary = _AUXILIARY.fullmatch(tag)
    return _PENN.get(f"VV{auxiliary[1]}" if auxiliary else tag, "NN")


def heaviest(parts: Sequence[str], tags: Sequence[str]) -> str:
    """The tag of the longest of `parts`, capitals counting twice."""
    weights = [sum(1 if char == char.lower() else 2 for char in part) for part in parts]
    return tags[weights.index(max(weights))]


@cache
def shared_tagger() -> Tagger:
    """One tagger for all accents."""
    return Tagger()
