"""Moving stress within a word's phonemes, as misaki does for capitals and compounds."""

from __future__ import annotations

from collections.abc import Callable

PRIMARY = "ˈ"
SECONDARY = "ˌ"
VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")
_HEAVY = frozenset("AIOQWYʤʧ")

Emphasis = Callable[[str], str]
"""Changes the stress of a word's phonemes, and nothing else."""


def plain(phonemes: str) -> str:
    """`phonemes` as they are."""
    return phonemes


def unstressed(phonemes: str) -> str:
    """Without any stress mark."""
    return phonemes.replace(PRIMARY, "").replace(SECONDARY, "")


def demoted(phonemes: str) -> str:
    """The primary stress becomes secondary, and what was secondary goes."""
    if PRIMARY not in phonemes:
        return phonemes
    return phonemes.replace(SECONDARY, "").replace(PRIMARY, SECONDARY)


def audible(phonemes: str) -> str:
    """At least a secondary stress: on the first vowel where there is none."""
    return phonemes if _has_stress(phonemes) else _stress_first_vowel(phonemes, SECONDARY)


def emphasised(phonemes: str) -> str:
    """A primary stress: for the secondary one, or on the first vowel where there is none."""
    if PRIMARY in phonemes:
        return phonemes
    if SECONDARY in phonemes:
        return phonemes.replace(SECONDARY, PRIMARY)
    return _stress_first_vowel(phonemes, PRIMARY)


def spelled(letters: list[str]) -> str:
    """Names of letters said in a row: the last one has the primary stress, the others less."""
    phonemes = demoted("".join(letters))
    return PRIMARY.join(audible(phonemes).rsplit(SECONDARY, 1))


def weight(phonemes: str) -> int:
    """How long a word is, for deciding which word of a compound yields its stress."""
    return sum(2 if phoneme in _HEAVY else 1 for phoneme in phonemes)


def _has_stress(phonemes: str) -> bool:
    return PRIMARY in phonemes or SECONDARY in phonemes


def _stress_first_vowel(phonemes: str, mark: str) -> str:
    first = next((at for at, phoneme in enumerate(phonemes) if phoneme in VOWELS), None)
    return phonemes if first is None else phonemes[:first] + mark + phonemes[first:]
