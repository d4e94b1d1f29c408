"""Where text may be cut so that both parts can be spoken: after sentences, clauses and words.

Never inside a word, number, abbreviation, URL or formula. What decides about a position stands
before it or right after it, so a text gives the same boundaries however it arrives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.types import Boundary
from text.formula.find import open_formula, settled_at
from text.written.abbreviations import (
    BEFORE_NUMBERS,
    DOTTED,
    NOT_ENDING,
    REAL_WORDS,
    TITLES,
    WORDS,
)
from text.written.announced import ANNOUNCING
from text.written.listed import listed
from text.written.units import SHORTENED


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to cut.

    Attributes:
        end: code points before the cut.
        boundary: what ends there.
        words: words before the cut.
        leaning: whether the last word leans on the next ("of the"): a poor place to stop.
    """

    end: int
    boundary: Boundary
    words: int
    leaning: bool = False


_BREAK = re.compile(r"\s+|[。！？]+[」』”’）]*|[，、；：]|—(?!—)")
_CLOSERS = "\"'”’»)]}*_`~"
_ENUMERATOR = re.compile(r"(?:\d{1,3}|[A-Za-z])[.)]\Z")
_INITIAL = re.compile(r"(?:[A-HJ-Z]\.)+\Z")


_NEVER_LAST = frozenset(
    {*TITLES, *map(str.lower, TITLES), *BEFORE_NUMBERS, *NOT_ENDING} - REAL_WORDS - SHORTENED
)
"""Abbreviations (without the last full stop) that more of the sentence always follows."""

_SELDOM_LAST = frozenset(
    map(
        str.lower,
        {*WORDS, *BEFORE_NUMBERS, *DOTTED, *SHORTENED, *listed("u.s u.k e.u u.n b.a m.a d.c")}
        - _NEVER_LAST,
    )
)
"""Abbreviations, in small letters, that end a sentence only where a capital letter follows."""

_LEANING = frozenset(
    listed(
        "a an the this that these those my your his her its our their of to in on at by for from "
        "with into onto and or but nor if as than is are was were be been am has have had do does "
        "did will would can could shall should may might must not no very so i you he she it we "
        "they king queen pope page"
    )
)
"""Words that lean on the next one: a voice does not stop after them."""

_BINDS = frozenset("<>=+/×·÷±≤≥≠≈−∈^%")
"""What begins with these belongs to the word before, as in "profit > 5"."""
_COUNTS = frozenset("0123456789IVX")
"""A number begins with these, an Arabic or a Roman one."""


def cuts(text: str, complete: bool, whole_formulas: bool = True) -> Iterator[Cut]:
    """The places where `text` may be cut, from left to right; never at its start.

    Args:
        text: what is not yet spoken; more may follow.
        complete: nothing follows for now, so a sentence may end where the text does.
        whole_formulas: no cut where a formula is open.
    """
    formulas = whole_formulas and any(sign in text for sign in ("$", "\\", "<"))
    words = 0
    token_start = line_start = settled = 0
    for found in _BREAK.finditer(text):
        is_space = found[0].isspace()
        end = found.start() if is_space else found.end()
        token = text[token_start:end]
        words += any(char.isalnum() for char in token)
        if formulas and end >= settled:
            opened = open_formula(text[: end + 1], settled)
            settled = token_start if opened is None else settled_at(text, opened)
        token_start = found.end()
        if not token or end < settled:
            continue
        following = text[found.end() : found.end() + 1]
        if is_space:
            kind = _after_token(token, found[0], following, complete, first=end == len(token))
            if kind is Boundary.CLAUSE and "\n" in found[0] and text.startswith("#", line_start):
                kind = Boundary.SENTENCE  # a heading ends with its line
            line_start = found.end() if "\n" in found[0] else line_start
        elif following or complete:
            kind = Boundary.SENTENCE if found[0][0] in "。！？" else Boundary.CLAUSE
        else:
            kind = None
        if kind is not None and words:
            leaning = kind is Boundary.WORD and _leans(token.strip(_CLOSERS), following)
            yield Cut(end, kind, words, leaning)
    last = text[token_start:]
    if complete and last and _ends_sentence(last.rstrip(_CLOSERS), "", first=not token_start):
        yield Cut(len(text), Boundary.SENTENCE, words + 1)


def _after_token(
    token: str, space: str, following: str, complete: bool, first: bool
) -> Boundary | None:
    """What ends between `token` and the white space after it; None while that is not known."""
    newlines = space.count("\n")
    known = bool(following) or complete
    if newlines and not known:
        return None
    if newlines > 1 or (newlines and following and following in "-*•#>|0123456789"):
        return Boundary.SENTENCE
    core = token.rstrip(_CLOSERS)
    if core[-1:] in (".", "!", "?", "…"):
        ambiguous = core.endswith(("…", "..")) or _is_seldom_last(_stem(core))
        if ambiguous and not known:
            return None
        if ambiguous and not following.isupper():
            return Boundary.CLAUSE if core.endswith(("…", "..")) else None
        return Boundary.SENTENCE if _ends_sentence(core, following, first) else None
    if core[-1:] in (",", ";", ":", "–", "—"):
        in_date = core[-2:-1].isdigit()
        if in_date and not known:
            return None
        return None if in_date and following.isdigit() else Boundary.CLAUSE
    if newlines:
        return Boundary.CLAUSE
    if following in _BINDS or any(char.isdigit() for char in token):
        return None
    return Boundary.WORD


def _ends_sentence(core: str, following: str, first: bool) -> bool:
    """Whether a token that ends with `core` ends its sentence."""
    if core[-1:] not in (".", "!", "?", "…", "。", "！", "？"):
        return False
    if core[-1] != ".":
        return True
    if first and _ENUMERATOR.match(core):
        return False
    stem = _stem(core)
    return _is_seldom_last(stem) or not (_INITIAL.match(core) or stem in _NEVER_LAST)


def _is_seldom_last(stem: str) -> bool:
    return stem.lower() in _SELDOM_LAST and stem not in _NEVER_LAST


def _leans(word: str, following: str) -> bool:
    """Whether a voice does not stop after `word`, with `following` as the next character if known.

    A letter or sign may begin mathematics; "Room" and "Henry" wait to know that no number follows.
    """
    if len(word) == 1 or not word[-1:].isalpha() or word.lower() in _LEANING:
        return True
    return word in ANNOUNCING and (not following or following in _COUNTS)


def _stem(core: str) -> str:
    return core.lstrip("([\"'“‘*_").rstrip(".")
