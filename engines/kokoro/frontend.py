"""From the characters of an utterance to phonemes, for both accents of English."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.types import Phonemes, SpokenText
from text.espeak import Espeak
from text.g2p import G2P
from text.normalizer import normalize


class EnglishFrontend:
    """Normaliser and G2P. Used by the inference thread."""

    def __init__(self, espeak: Espeak, read: Callable[[str], SpokenText] = normalize) -> None:
        """`read` makes words of text; `espeak` pronounces those that the lexicons lack."""
        self._read = read
        self._american = G2P(False, partial(espeak.pronounce, language="en-us"))
        self._british = G2P(True, partial(espeak.pronounce, language="en-gb"))

    def __call__(self, text: str, british: bool) -> tuple[SpokenText, Phonemes]:
        """The words that are said for `text`, and their sounds."""
        spoken = self._read(text)
        g2p = self._british if british else self._american
        return spoken, g2p(spoken.text)
