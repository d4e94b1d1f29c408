"""espeak-ng's phonemes of English in the symbols that Kokoro was trained on.

The map is misaki's (its fallback for words that no dictionary has), with two differences: British
"air" is read from espeak-ng's eə before its e is taken for the sound of day, and whatever Kokoro
has no symbol for is left out.
"""

from __future__ import annotations

import re

SYMBOLS = frozenset(
    ';:,.!?—…"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyz'
    "ɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"
)
"""Every symbol of Kokoro's vocabulary."""

_TIES = re.compile("[\u0361\u035c^]")
_DARK_L = re.compile("əl(?![ˈˌaeiouæɑɐɒəɚɛɜɪɔʊʌᵻ])")
_SYLLABIC = re.compile("(\\S)\u0329")

_ENGLISH = (
    ("ʔˌn\u0329", "ʔn"), ("ʔn\u0329", "ʔn"),
    ("aɪ", "I"), ("aʊ", "W"), ("dʒ", "ʤ"), ("eɪ", "A"), ("tʃ", "ʧ"), ("ɔɪ", "Y"),
    ("ʲo", "jo"), ("ʲə", "jə"), ("ʲ", ""), ("e", "A"), ("ɚ", "əɹ"), ("r", "ɹ"), ("x", "k"),
    ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("\u0303", ""),
)  # fmt: skip
_BRITISH = (("eə", "ɛː"), *_ENGLISH, ("əʊ", "Q"))
_AMERICAN = (
    *_ENGLISH, ("oʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", "")
)  # fmt: skip
_BOTH = (("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"))


def kokoro_phonemes(ipa: str, british: bool) -> str:
    """`ipa`, as espeak-ng writes English, in Kokoro's symbols; it may come out empty.

    Args:
        ipa: with or without ties.
        british: the accent that espeak-ng spoke.
    """
    phonemes = _DARK_L.sub("ᵊl", " ".join(_TIES.sub("", ipa).split()))
    for old, new in _BRITISH if british else _AMERICAN:
        phonemes = phonemes.replace(old, new)
    phonemes = _SYLLABIC.sub(r"ᵊ\1", phonemes)
    for old, new in _BOTH:
        phonemes = phonemes.replace(old, new)
    return "".join(phoneme for phoneme in phonemes if phoneme in SYMBOLS)
