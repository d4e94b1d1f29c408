"""From text as it is written to words as they are said, each with its part of the source.

One pass from left to right. At each place the first rule that matches reads what it matches:
delimited mathematics, Markdown, then by the kind of character what text/written/ knows of
numbers, names and addresses, mathematics in plain notation, and at last the word or the sign
itself. Every rule takes time bounded by what it reads, so the whole is linear.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from core.types import Span, SpokenText
from text.formula.find import formula_at
from text.formula.plain import latex_at, plain_formula_at
from text.formula.speak import speak
from text.formula.tokens import WORDS
from text.spoken import Said, SpokenBuilder
from text.written.calendar import MONTHS, SHORT_MONTHS, WEEKDAYS
from text.written.emoji import emoji_at
from text.written.rule import Rule
from text.written.rules import ABBREVIATED, LINE_START, LONGEST_UNIT, candidates
from text.written.signs import sign_name

Emoji = Literal["drop", "name"]
"""Leave emoji out, or say what they show."""

MAX_NESTING = 3
"""How deep prose in a formula in prose ... is read as such."""

_ORDINARY = re.compile(r"[A-Za-z][a-z]+(?:['’][a-z]+)?(?=[ ,;!?\n)]|\Z)")
"""A word that no rule but those for months and functions could claim: the fast path."""
_CLAIMED = frozenset({*MONTHS, *SHORT_MONTHS, *WEEKDAYS, *WEEKDAYS.values(), *WORDS, *ABBREVIATED})
_AFTER_NUMBER = re.compile(r"(?<=[\d½¼¾⅓⅔⁰-⁹] )|(?<=\\\) )|(?<=\d\$ )|(?<=per )")
_JOINERS = "\u00ad\u200c\u200d\u2060"
_SPACE = re.compile(r"\s*\n|[^\S\n]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_DASH = re.compile(r"[-–]+")
_DOTS = re.compile(r"\.{2,}|…")
_PAUSES = dict(zip(".,;:!?—。，、！？：；؟،।", ".,;:!?—.,,!?:;?,.", strict=True))
_BRACKETS = dict(zip('()[]"“”«»„（）', '()()"“”“”“()', strict=True))


def normalize(text: str, *, emoji: Emoji = "drop") -> SpokenText:
    """What is said for `text`, a piece of prose with all that people and models write into it.

    Args:
        text: any Unicode text; usually a sentence or a clause.
        emoji: leave them out, or say what they show.

    Returns:
        Words, spaces and punctuation. Characters of `text` that no source covers are silent.
        An ordinary word keeps one source for each of its letters.
    """
    reader = _Reader(text, names_emoji=emoji == "name")
    reader.read(Span(0, len(text)), MAX_NESTING)
    return reader.out.build()


class _Reader:
    """Reads a text from left to right into `out`.

    Each method that takes a place says what begins there and gives the place where that ends, or
    None if it does not know what begins there.
    """

    def __init__(self, text: str, *, names_emoji: bool) -> None:
        self.out = SpokenBuilder(text)
        self._text = text
        self._names_emoji = names_emoji
        self._no_formula_before = 0
        self._no_mathml_before = 0

    def read(self, span: Span, nesting: int) -> None:
        """Say `span`; mathematics within it may hold prose `nesting` times."""
        at = span.start
        while at < span.end:
            at = self._step(at, span.end, nesting)

    def _step(self, at: int, end: int, nesting: int) -> int:
        return (
            self._ordinary_word(at, end)
            or self._line_start(at, end)
            or self._space(at, end)
            or self._formula(at, end, nesting)
            or self._emoji(at)
            or self._by_rule(at, end, nesting)
        )

    def _ordinary_word(self, at: int, end: int) -> int | None:
        """By far the most frequent: a word that no rule could claim."""
        word = _ORDINARY.match(self._text, at, end)
        if word is None or self._is_claimed(word):
            return None
        self.out.copy(Span(*word.span()))
        return word.end()

    def _is_claimed(self, word: re.Match[str]) -> bool:
        """Whether a word is perhaps a month, a function or a unit."""
        if word[0] in _CLAIMED:
            return True
        return len(word[0]) <= LONGEST_UNIT and bool(_AFTER_NUMBER.match(self._text, word.start()))

    def _line_start(self, at: int, end: int) -> int | None:
        """The mark of a heading, an item, a block of code."""
        if at and self._text[at - 1] != "\n":
            return None
        return self._apply(LINE_START, at, end)

    def _by_rule(self, at: int, end: int, nesting: int) -> int:
        """By a rule, as mathematics in plain notation, or as the word or sign that it is."""
        rules = candidates(self._text, at, end)
        return (
            self._apply(rules.first, at, end)
            or self._plain_formula(at, end, nesting)
            or self._apply(rules.last, at, end)
            or (self._word(at, end) if self._text[at].isalpha() else self._sign(at, end))
        )

    def _apply(self, rules: tuple[Rule, ...], at: int, end: int) -> int | None:
        """By the first of `rules` that matches and does not decline."""
        for rule in rules:
            match = rule.pattern.match(self._text, at, end)
            words = None if match is None else rule.read(match)
            if match is not None and words is not None:
                for said in words:
                    self.out.add(said)
                return match.end()
        return None

    def _formula(self, at: int, end: int, nesting: int) -> int | None:
        """Mathematics in delimiters or in MathML, or that begins with a command of LaTeX."""
        is_late = self._text[at] == "<" and at < self._no_mathml_before
        if self._text[at] not in "\\$<" or is_late or not nesting:
            return None
        formula = formula_at(self._text, at)
        if formula is not None and self._text[at] == "<" and not formula.closed:
            self._no_mathml_before = formula.span.end  # its tags are those of HTML
            return None
        if formula is not None and formula.span.end <= end:
            self._speak(formula.body, nesting)
            return formula.span.end
        bare = latex_at(self._text, at, end)
        if bare is not None:
            self._speak(bare, nesting)
            return bare.end
        return None

    def _plain_formula(self, at: int, end: int, nesting: int) -> int | None:
        if at < self._no_formula_before or not nesting:
            return None
        formula, looked_at = plain_formula_at(self._text, at, end)
        if formula is None:
            self._no_formula_before = looked_at
            return None
        self._speak(formula, nesting)
        return formula.end

    def _speak(self, body: Span, nesting: int) -> None:
        for part in speak(self._text, body):
            if isinstance(part, Said):
                self.out.add(part)
            else:
                self.read(part.span, nesting - 1)

    def _word(self, at: int, end: int) -> int:
        """Letters, with the marks that combine with them and the apostrophes between them."""
        after = at + 1
        while after < end:
            character = self._text[after]
            if character in "'’" and self._text[after + 1 : after + 2].isalpha():
                after += 2
            elif _continues_word(character):
                after += 1
            else:
                break
        self.out.copy(Span(at, min(after, end)))
        return min(after, end)

    def _space(self, at: int, end: int) -> int | None:
        """A space; the end of a line is a pause, unless the sentence clearly goes on."""
        run = _SPACE.match(self._text, at, end)
        if run is None:
            return None
        span = Span(*run.span())
        if "\n" in run[0]:
            following = self._text[span.end : span.end + 1]
            if following in ("", "|") or _BLANK_LINE.search(run[0]):
                self.out.pause(".", span)
            elif not following.islower():
                self.out.pause(",", span)
        self.out.space(span)
        return span.end

    def _emoji(self, at: int) -> int | None:
        emoji = emoji_at(self._text, at) if self._names_emoji else None
        if emoji is None:
            return None
        end, name = emoji
        self.out.say(name, Span(at, end))
        return end

    def _sign(self, at: int, end: int) -> int:
        """Punctuation, a bracket or any other sign; in silence if it has no name."""
        after = self._dots_or_dash(at, end)
        if after is not None:
            return after
        character, span = self._text[at], Span(at, at + 1)
        if character in _PAUSES:
            self.out.pause(_PAUSES[character], span)
        elif character in _BRACKETS:
            self.out.bracket(_BRACKETS[character], span)
        elif name := sign_name(character):
            self.out.say(name, span)
        return at + 1

    def _dots_or_dash(self, at: int, end: int) -> int | None:
        """An ellipsis; a hyphen inside a word; a dash between words."""
        if self._text[at] not in ".…-–":
            return None
        if dots := _DOTS.match(self._text, at, end):
            self.out.pause("…", Span(*dots.span()))
            return dots.end()
        dash = _DASH.match(self._text, at, end)
        if dash is None:
            return None
        before = self._text[at - 1 : at] if at else ""
        following = self._text[dash.end() : dash.end() + 1]
        span = Span(*dash.span())
        if dash[0] == "-" and before.isalnum() and following.isalpha():
            self.out.bracket("-", span)
        elif (before.isspace() and following.isspace()) or (before.isalnum() and len(dash[0]) > 1):
            self.out.pause("—", span)
        elif before.isdecimal() and following.isdecimal():
            self.out.pause(",", span)
        else:
            self.out.space(span)
        return dash.end()


def _continues_word(character: str) -> bool:
    """Whether a character after a letter belongs to its word."""
    return (
        character.isalpha()
        or character in _JOINERS
        or unicodedata.category(character) in ("Mn", "Mc")
    )
