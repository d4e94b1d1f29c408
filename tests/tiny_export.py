"""The tiny export that many tests share, made once per run by the real command."""

import tempfile
from functools import cache
from pathlib import Path

from core.types import Phonemes, Span, SpokenText
from export.__main__ import main


@cache
def tiny_export() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tiny-kokoro-"))
    out = folder / "model"
    status = main(["--random-seed", "0", "--tiny", "--precision", "fp32,fp16", "--out", str(out)])
    assert status == 0
    return out


def letters_as_phonemes(text: str, british: bool) -> tuple[SpokenText, Phonemes]:
    """Each letter sounds as itself; "#" is silent; "9" is long: "nine hundred" for one character.

    British voices say "b" for each "a", so that a test can hear which accent was asked for.
    """
    symbols, sources = [], []
    for i, char in enumerate(text):
        said = {"#": "", "9": "nin hundrd", "\n": " ", "g": "ɡ"}.get(char.lower(), char.lower())
        for symbol in said.replace("a", "b") if british else said:
            symbols.append(symbol)
            sources.append(Span(i, i + 1))
    return SpokenText.verbatim(text), Phonemes("".join(symbols), tuple(sources))
