"""Spoken text cut into words, their pieces, and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from core.types import Span

PUNCTUATION = {
    **{mark: mark for mark in ';:,.!?—…()“”"'},
    **dict.fromkeys("–―", "—"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    **dict.fromkeys("«„‟", "“"),
    "»": "”",
    **dict(zip("。！？，、；：（）", ".!?,,;:()", strict=True)),
}
"""Punctuation -> the mark of Kokoro's vocabulary that it is read as."""

APOSTROPHES = "'‘’"
SILENT = frozenset(APOSTROPHES + ',-._/"')
"""Characters within a word that are not said."""

_MARKS = re.escape("".join(PUNCTUATION))
_DOT = r"(?<=\d)[.,:](?=\d)|(?<=[^\W\d_])\.(?=[^\W\d_])(?<![a-z]\.(?=[A-Z]))"
_TITLES = r"(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Esq|vs)\."
_TOKEN = re.compile(
    rf"(?P<dash>(?<![^\s{_MARKS}])-+(?![^\s{_MARKS}])|-{{2,}})"
    rf"|(?P<word>\b{_TITLES}|(?:\b[^\W\d_]\.){{2,}}|(?:{_DOT}|(?!-{{2}})[^\s{_MARKS}])+)"
    r"|(?P<mark>\S)"
)

_PIECE = re.compile(
    r"(?:^-)?(?:d?[,.]?d)+"  # figures
    r"|[lU]*?(?:'[lU]+)*?l(?=U)"  # You|Tube
    r"|[lU]+(?:'[lU]+)*(?:\.[lU]+)*\.?"  # a word, with its apostrophes and the dots of initials
    r"|-+|'+|."
)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without spaces: `well-known` has three pieces, `don't` has one."""

    span: Span
    pieces: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Punctuation, and the mark of Kokoro's vocabulary that it is read as."""

    span: Span
    mark: str


def split(text: str) -> Iterator[Word | Mark]:
    """The words and punctuation of `text`, in order; between them there is only white space."""
    for found in _TOKEN.finditer(text):
        span = Span(*found.span())
        if found.lastgroup == "dash":
            yield Mark(span, "—")
        elif found.lastgroup == "mark":
            yield Mark(span, _mark(text, span.start))
        else:
            yield Word(span, tuple(_pieces(found.group(), span.start)))


def _mark(text: str, at: int) -> str:
    """How the punctuation at `at` is read; a straight quotation mark opens before a word."""
    mark = PUNCTUATION[text[at]]
    if mark != '"':
        return mark
    opens = at + 1 < len(text) and not text[at + 1].isspace()
    return "“" if opens and (at == 0 or text[at - 1].isspace() or text[at - 1] in "(—-") else "”"


def _pieces(word: str, start: int) -> Iterator[Span]:
    """Where the parts of `word` are: letters, figures, hyphens, other characters one by one."""
    for found in _PIECE.finditer("".join(map(_shape, word))):
        yield Span(*found.span()).shifted(start)


def _shape(char: str) -> str:
    """The class of a character: U and l for letters, d for digits, itself for ' - . and comma."""
    if char in APOSTROPHES:
        return "'"
    if char in "-_":
        return "-"
    if char in "0123456789.,":
        return char if char in ".," else "d"
    category = unicodedata.category(char)
    if category[0] not in "LM":
        return "o"
    return "U" if category == "Lu" else "l"
