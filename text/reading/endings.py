"""The regular endings of English: -s, -ed and -ing, their spelling and their sound.

The rules are those that misaki follows, after Wiktionary's entries for the three suffixes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FLAP = "ɾ"
_BEFORE_FLAP = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
_DOUBLED = re.compile(r"([bcdgklmnprstvxz])\1ing$|cking$")


@dataclass(frozen=True, slots=True)
class Ending:
    """A suffix.

    Attributes:
        stems: the words that a word may be without the suffix, likeliest first.
        sound: phonemes of a stem, and whether the accent is British -> phonemes of the word, or
            none where the rule does not hold.
    """

    stems: Callable[[str], Iterator[str]]
    sound: Callable[[str, bool], str | None]


def _stems_of_s(word: str) -> Iterator[str]:
    if len(word) < 3 or not word.endswith("s"):
        return
    if not word.endswith("ss"):
        yield word[:-1]
    if word.endswith("'s") or (len(word) > 4 and word.endswith("es") and word[-3] != "i"):
        yield word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        yield word[:-3] + "y"


def _stems_of_ed(word: str) -> Iterator[str]:
    if len(word) < 4 or not word.endswith("d"):
        return
    if not word.endswith("dd"):
        yield word[:-1]
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        yield word[:-2]


def _stems_of_ing(word: str) -> Iterator[str]:
    if len(word) < 5 or not word.endswith("ing"):
        return
    if len(word) > 5:
        yield word[:-3]
    yield word[:-3] + "e"
    if len(word) > 5 and _DOUBLED.search(word):
        yield word[:-4]


def plural(stem: str, british: bool) -> str:
    """`stem` with the sound of -s: cats, boxes, dogs."""
    if stem[-1] in "ptkfθ":
        return stem + "s"
    if stem[-1] in "szʃʒʧʤ":
        return stem + ("ɪz" if british else "ᵻz")
    return stem + "z"


def past(stem: str, british: bool) -> str:
    """`stem` with the sound of -ed: walked, ended, called."""
    if stem[-1] in "pkfθʃsʧ":
        return stem + "t"
    if stem[-1] not in "td":
        return stem + "d"
    if british:
        return stem + "ɪd"
    if _flaps(stem):
        return stem[:-1] + FLAP + "ᵻd"
    return stem + ("ɪd" if stem == "t" else "ᵻd")


def progressive(stem: str, british: bool) -> str | None:
    """`stem` with the sound of -ing; none where a British r would have to come back."""
    if british:
        return None if stem[-1] in "əː" else stem + "ɪŋ"
    return (stem[:-1] + FLAP if _flaps(stem) else stem) + "ɪŋ"


def _flaps(stem: str) -> bool:
    """Whether the final t becomes a tap between vowels, as in waiting."""
    return len(stem) > 1 and stem[-1] == "t" and stem[-2] in _BEFORE_FLAP


S = Ending(_stems_of_s, plural)
ED = Ending(_stems_of_ed, past)
ING = Ending(_stems_of_ing, progressive)
