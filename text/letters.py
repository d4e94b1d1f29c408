"""Which letters of a word sound each of its phonemes: kn-igh-t for n-aɪ-t.

A monotone dynamic programme cuts the word into graphemes (one to five letters) and its phonemes
into groups of none, one or two, at the least total cost. A cost is minus the log probability of
the pair, learnt by expectation maximisation from the words of misaki's gold lexicons
(bench/learn_letter_costs.py), after the many-to-many aligner of Jiampojamarn, Kondrak and Sherif,
"Applying Many-to-Many Alignments and Hidden Markov Models to Letter-to-Phoneme Conversion"
(NAACL 2007).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from core.types import Span

Costs = dict[str, dict[str, int]]
"""grapheme -> phonemes that it sounds ("" where it is silent) -> cost in tenths of a nat."""

UNSEEN_PAIR = 90
UNSEEN_SILENCE = 70
LONE_PHONEME = 80
"""Costs of a letter with a phoneme that it never sounds, of a silent letter that never is one, and
of a phoneme for which no letter is left: with them any word fits any phonemes."""

LONGEST_GRAPHEME = 4
"""Letters: the costs know none longer (eigh, ough)."""

SILENT_MARK = 10
"""Cost of an apostrophe, hyphen or other character that is no letter or digit: it has no sound."""

MAX_LENGTH = 64
"""A word with more letters or phonemes is spread evenly, as aligning takes quadratic time."""

STRESS = frozenset("ˈˌ")

_MERGED = {
    "tʃ": "ʧ", "dʒ": "ʤ", "eɪ": "A", "aɪ": "I", "oʊ": "O", "əʊ": "O", "aʊ": "W", "ɔɪ": "Y",
    "Q": "O", "o": "O", "e": "ɛ", "a": "æ", "ɐ": "ə", "ᵊ": "ə", "ɚ": "əɹ", "ɝ": "ɜɹ", "ᵻ": "ɪ",
    "ɾ": "t", "T": "t", "ʔ": "t", "r": "ɹ", "g": "ɡ", "x": "k", "ç": "k", "ɫ": "l", "ɬ": "l",
}  # fmt: skip
"""Spellings of one phoneme by misaki, by espeak-ng and in plain IPA; the longer ones first."""


@lru_cache(maxsize=4096)
def phonemes_of(symbol: str) -> str:
    """The phonemes of `symbol` as the costs know them, one character each.

    Stress, length, ties and other modifiers are left out, so there may be none.
    """
    bare = "".join(c for c in symbol if c == "ᵊ" or unicodedata.category(c) in ("Ll", "Lu", "Lo"))
    for spelling, phoneme in _MERGED.items():
        bare = bare.replace(spelling, phoneme)
    return bare


def fold(word: str) -> str:
    """`word` in lower case without accents, one character for each of its code points."""
    if word.isascii():
        return word.lower()
    return "".join(unicodedata.normalize("NFKD", char)[0].lower()[0] for char in word)


def spelling(word: str) -> str:
    """`word` as the costs know it: folded, and a final e as E.

    A final e is silent so often that as one letter with the others it would hide ea, ei and ie.
    """
    letters = fold(word)
    return letters[:-1] + "E" if letters.endswith("e") else letters


def share(word: str, symbols: Sequence[str]) -> tuple[Span, ...]:
    """The letters of `word` that sound each of `symbols`.

    Args:
        word: any text; letters without a sound join a neighbour, so each has an owner.
        symbols: the phonemes of the word in order, each one or more code points of IPA or of
            misaki's set; stress marks may lead.

    Returns:
        One span of code points of `word` per symbol. Neither starts nor ends fall, and together
        they cover the word. Symbols that share letters have spans that overlap.
    """
    return _share(word, tuple(symbols))


@lru_cache(maxsize=8192)
def _share(word: str, symbols: tuple[str, ...]) -> tuple[Span, ...]:
    groups = [phonemes_of(symbol) for symbol in symbols]
    phonemes = "".join(groups)
    if not (0 < len(word) <= MAX_LENGTH and 0 < len(phonemes) <= MAX_LENGTH):
        return _spread(len(word), len(symbols))
    owned = _phoneme_spans(align(spelling(word), phonemes, learnt_costs()))
    spans = []
    next_phoneme = 0
    for symbol, group, following in zip(symbols, groups, [*groups[1:], ""], strict=True):
        first = next_phoneme
        next_phoneme += len(group)
        last = next_phoneme - 1
        if not group and symbol in STRESS and following:
            last = first  # A mark of its own belongs to the phoneme that it stresses,
        elif not group:
            first = last = max(last, 0)  # another to the phoneme before it.
        spans.append(owned[first].union(owned[last]))
    return tuple(spans)


def _spread(letters: int, symbols: int) -> tuple[Span, ...]:
    """`letters` shared evenly among `symbols`."""
    return tuple(
        Span(i * letters // symbols, -(-(i + 1) * letters // symbols)) for i in range(symbols)
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A grapheme and its phonemes; either may be empty, but not both.

    Attributes:
        letters_end: where the grapheme ends in the word; it begins where the pair before ended.
        letters: how many letters it has.
        phonemes: how many phonemes it sounds.
    """

    letters_end: int
    letters: int
    phonemes: int


def _phoneme_spans(pairs: list[Pair]) -> list[Span]:
    """One span of letters per phoneme; silent letters and lone phonemes join the pair before."""
    ends: list[int] = []
    counts: list[int] = []
    lone = 0
    for pair in pairs:
        if pair.letters and pair.phonemes:
            ends.append(pair.letters_end)
            counts.append(pair.phonemes + lone)
            lone = 0
        elif ends:
            ends[-1] = pair.letters_end
            counts[-1] += pair.phonemes
        else:
            lone += pair.phonemes
    if not ends:
        return [Span(0, pairs[-1].letters_end)] * lone
    starts = [0, *ends]
    return [
        Span(start, end)
        for start, end, count in zip(starts, ends, counts, strict=False)
        for _ in range(count)
    ]


def align(letters: str, phonemes: str, costs: Costs) -> list[Pair]:
    """Cut `letters` and `phonemes` into pairs at the least total cost, from left to right."""
    width = len(phonemes) + 1
    groups = [
        [phonemes[j : j + size] for size in range(min(2, len(phonemes) - j) + 1)]
        for j in range(width)
    ]
    best = [_NEVER] * (width * (len(letters) + 1))
    steps = [(0, 0)] * len(best)
    best[0] = 0
    for i in range(len(letters) + 1):
        options = _graphemes_at(letters, i, costs)
        for j in range(width):
            here = i * width + j
            so_far = best[here]
            if j + 1 < width and so_far + LONE_PHONEME < best[here + 1]:
                best[here + 1] = so_far + LONE_PHONEME
                steps[here + 1] = (0, 1)
            for length, prices, unseen in options:
                there = here + length * width
                for count, group in enumerate(groups[j]):
                    cost = so_far + prices.get(group, unseen[count])
                    if cost < best[there + count]:
                        best[there + count] = cost
                        steps[there + count] = (length, count)
    return _trace(steps, len(letters), len(phonemes))


_NEVER = 1 << 30
_Option = tuple[int, dict[str, int], tuple[int, int, int]]
"""Length of a grapheme, its costs, and what it costs with 0, 1 and 2 phonemes not among them."""


def _graphemes_at(letters: str, start: int, costs: Costs) -> list[_Option]:
    """The graphemes that `letters` may have at `start`."""
    if start == len(letters):
        return []
    silence = UNSEEN_SILENCE if letters[start].isalnum() else SILENT_MARK
    unseen = (silence, UNSEEN_PAIR, _NEVER)
    options: list[_Option] = [(1, costs.get(letters[start], {}), unseen)]
    for length in range(2, min(LONGEST_GRAPHEME, len(letters) - start) + 1):
        prices = costs.get(letters[start : start + length])
        if prices is not None:
            options.append((length, prices, (_NEVER, _NEVER, _NEVER)))
    return options


def _trace(steps: list[tuple[int, int]], letters: int, phonemes: int) -> list[Pair]:
    """Follow the best steps back from the end."""
    pairs = []
    i, j = letters, phonemes
    while i or j:
        length, count = steps[i * (phonemes + 1) + j]
        pairs.append(Pair(i, length, count))
        i, j = i - length, j - count
    return pairs[::-1]


@cache
def learnt_costs() -> Costs:
    """The costs that were learnt from misaki's lexicons."""
    costs: Costs = json.loads(files("text").joinpath("letter_costs.json").read_text("utf-8"))
    return costs
