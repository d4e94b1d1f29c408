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
from text.written import dates, figures, markup, money, names, phones, signs, web
from text.written.emoji import emoji_at
from text.written.rule import Rule
from text.written.signs import sign_name

MAX_NESTING = 3
"""How deep prose in a formula in prose ... is read as such."""

_LINE_START: tuple[Rule, ...] = (
    markup.code_fence,
    markup.horizontal_rule,
    markup.line_mark,
    markup.numbered_item,
)
_DIGIT: tuple[Rule, ...] = (
    names.special,
    dates.iso_date,
    dates.numeric_date,
    phones.telephone,
    figures.version,
    money.money_after,
    web.file_name,
    web.domain,
    dates.clock,
    figures.ratio,
    dates.hour,
    dates.decade,
    dates.day_and_month,
    figures.percentage,
    figures.height,
    figures.quantity,
    figures.ordinal_number,
    figures.scientific,
    figures.dimensions,
    figures.factor,
    figures.scaled,
)
_NUMERAL: tuple[Rule, ...] = (
    figures.mixed_fraction,
    figures.vulgar_fraction,
    figures.plain_fraction,
    figures.number_range,
    phones.digit_string,
    figures.number,
)
_LETTER: tuple[Rule, ...] = (
    web.url,
    web.mail_address,
    names.dotted,
    names.dotted_capitals,
    names.abbreviation,
    names.special,
    web.path,
    web.file_name,
    web.domain,
    money.money,
    dates.month_and_day,
    names.initial,
    names.roman_numeral,
    names.grade,
    figures.version,
    web.identifier,
)
_SIGN: tuple[Rule, ...] = (
    markup.html_tag,
    markup.entity,
    markup.link_start,
    markup.link_end,
    markup.citation,
    money.money,
    phones.telephone,
    dates.decade,
    web.path,
    web.hashtag,
    web.handle,
    web.extension,
    web.identifier,
    figures.percentage,
    figures.quantity,
)
_LAST: tuple[Rule, ...] = (
    figures.vulgar_fraction,
    figures.number_range,
    figures.number,
    markup.emphasis,
    markup.cell_border,
    signs.empty_brackets,
    signs.arrow,
    signs.comparison,
    signs.numbered,
    signs.between_words,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ORDINARY = re.compile(r"[A-Za-z][a-z]+(?:['’][a-z]+)?(?=[ ,;!?\n)]|\Z)")
"""A word that no rule but those for months and functions could claim: the fast path."""
_CLAIMED = frozenset({*dates.MONTHS, *WORDS})
_SPACE = re.compile(r"\s*\n|[^\S\n]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_DASH = re.compile(r"[-–]+")
_DOTS = re.compile(r"\.{2,}|…")
_PAUSES = dict(zip(".,;:!?—。，、！？：；؟،।", ".,;:!?—.,,!?:;?,.", strict=True))
_BRACKETS = dict(zip('()[]"“”«»„（）', '()()"“”“”“()', strict=True))


def normalize(text: str, *, emoji: Literal["drop", "name"] = "drop") -> SpokenText:
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

    def read(self, span: Span, nesting: int) -> None:
        """Say `span`; mathematics within it may hold prose `nesting` times."""
        at = span.start
        while at < span.end:
            at = self._step(at, span.end, nesting)

    def _step(self, at: int, end: int, nesting: int) -> int:
        ordinary = _ORDINARY.match(self._text, at, end)
        if ordinary is not None and ordinary[0] not in _CLAIMED:
            self.out.copy(Span(*ordinary.span()))
            return ordinary.end()
        character = self._text[at]
        after = None
        if at == 0 or self._text[at - 1] == "\n":
            after = self._apply(_LINE_START, at, end)
        if after is None and character.isspace():
            return self._space(at, end)
        if after is None and character in "\\$" and nesting:
            after = self._formula(at, end, nesting)
        if after is None and character.isdecimal():
            after = self._apply(_DIGIT, at, end) or self._plain_formula(at, end, nesting)
            after = after or self._apply(_NUMERAL, at, end)
        elif after is None and character.isalpha():
            after = self._apply(_LETTER, at, end) or self._plain_formula(at, end, nesting)
            after = after or self._word(at, end)
        return after or self._sign(at, end, nesting)

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
        """Mathematics in delimiters, or that begins with a command of LaTeX."""
        formula = formula_at(self._text, at)
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
        """Letters with the marks that combine with them."""
        word = _WORD.match(self._text, at, end)
        after = at + 1 if word is None else word.end()
        while after < end and _continues_word(self._text[after]):
            after += 1
        self.out.copy(Span(at, after))
        return after

    def _space(self, at: int, end: int) -> int:
        """A space; the end of a line is a pause, unless the sentence clearly goes on."""
        run = _SPACE.match(self._text, at, end)
        after = at + 1 if run is None else run.end()
        span = Span(at, after)
        if run is not None and "\n" in run[0]:
            following = self._text[after : after + 1]
            if not following or _BLANK_LINE.search(run[0]):
                self.out.pause(".", span)
            elif not following.islower():
                self.out.pause(",", span)
        self.out.space(span)
        return after

    def _sign(self, at: int, end: int, nesting: int) -> int:
        character, span = self._text[at], Span(at, at + 1)
        emoji = emoji_at(self._text, at) if self._names_emoji else None
        if emoji is not None:
            self.out.say(emoji[1], Span(at, emoji[0]))
            return emoji[0]
        after = self._apply(_SIGN, at, end) or self._plain_formula(at, end, nesting)
        after = after or self._apply(_LAST, at, end) or self._dots_or_dash(at, end)
        if after is not None:
            return after
        if character in _PAUSES:
            self.out.pause(_PAUSES[character], span)
        elif character in _BRACKETS:
            self.out.bracket(_BRACKETS[character], span)
        elif name := sign_name(character):
            self.out.say(name, span)
        return at + 1

    def _dots_or_dash(self, at: int, end: int) -> int | None:
        """An ellipsis; a hyphen inside a word; a dash between words."""
        if dots := _DOTS.match(self._text, at, end):
            self.out.pause("…", Span(*dots.span()))
            return dots.end()
        dash = _DASH.match(self._text, at, end)
        if dash is None:
            return None
        before = self._text[at - 1 : at] if at else ""
        following = self._text[dash.end() : dash.end() + 1]
        if dash[0] == "-" and before.isalnum() and following.isalpha():
            self.out.bracket("-", Span(*dash.span()))
        elif dash[0] != "-" or (before.isspace() and following.isspace()):
            self.out.pause("—", Span(*dash.span()))
        return dash.end()


def _continues_word(character: str) -> bool:
    """Whether a character after a letter belongs to it: a combining mark, a joiner."""
    return unicodedata.category(character) in ("Mn", "Mc", "Cf") or character.isalpha()
