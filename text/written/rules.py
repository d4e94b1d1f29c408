"""Which rules may read what begins at some place, in the order in which they are tried.

Chosen by the first character and, for letters and digits, by what stands behind their run: most
words and numbers need no rule at all, and no text makes every rule look at every character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from text.written import (
    dates,
    figures,
    fractions,
    markup,
    money,
    names,
    phones,
    quantities,
    signs,
    web,
)
from text.written.rule import Rule

LINE_START: tuple[Rule, ...] = (
    markup.code_fence,
    markup.horizontal_rule,
    markup.line_mark,
    markup.numbered_item,
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rules to try before the text is taken for mathematics, and those to try after."""

    first: tuple[Rule, ...] = ()
    last: tuple[Rule, ...] = ()


_NONE = Candidates()

_NUMBER = Candidates(last=(phones.digit_string, figures.number))
_BEFORE_SPACE = Candidates(
    (
        phones.telephone,
        money.money_after,
        dates.hour,
        dates.day_and_month,
        quantities.percentage,
        quantities.quantity,
        figures.dimensions,
    ),
    (fractions.mixed_fraction, phones.digit_string, figures.number),
)
_ANY_NUMBER = Candidates(
    (
        names.special,
        figures.hexadecimal,
        dates.iso_date,
        dates.month_slash_day,
        dates.season,
        dates.numeric_date,
        phones.telephone,
        figures.version,
        money.money_after,
        web.file_name,
        web.domain,
        dates.hour,
        dates.decade,
        dates.day_and_month,
        quantities.coordinate,
        quantities.height,
        quantities.duration,
        quantities.percentage,
        quantities.quantity,
        figures.ordinal_number,
        figures.scientific,
        figures.dimensions,
        figures.factor,
        figures.scaled,
    ),
    (
        fractions.mixed_fraction,
        fractions.vulgar_fraction,
        fractions.plain_fraction,
        figures.number_range,
        phones.digit_string,
        figures.number,
    ),
)
_AFTER_DIGITS = {
    **dict.fromkeys(("", *"\n;!?)]"), _NUMBER),
    **dict.fromkeys(" \u00a0\u202f\u2009", _BEFORE_SPACE),
    ":": Candidates((dates.clock, figures.ratio), (figures.number,)),
    "%": Candidates((quantities.percentage,), (figures.number,)),
}

_CAPITALISED = Candidates(
    (
        dates.named_range,
        dates.month_and_day,
        dates.month_and_year,
        money.money,
        names.roman_numeral,
        web.identifier,
    )
)
_ANY_WORD = Candidates(
    (
        web.url,
        web.mail_address,
        quantities.bare_unit,
        dates.named_range,
        dates.month_and_day,
        dates.month_and_year,
        names.dotted,
        names.dotted_capitals,
        names.abbreviation,
        names.special,
        web.path,
        web.file_name,
        web.domain,
        money.money,
        names.initial,
        names.roman_numeral,
        names.grade,
        figures.version,
        web.identifier,
    )
)
_MAYBE_UNIT = Candidates((quantities.bare_unit, *_CAPITALISED.first))
LONGEST_UNIT = 4
ABBREVIATED = frozenset({"vs"})
"""Abbreviations that also stand without a full stop."""
_ENDS_WORD = frozenset(" ,;!?)\n")

_SIGNED_NUMBER = (money.money, quantities.percentage, quantities.quantity)
_PLAIN_NUMBER = (figures.number_range, figures.number)
_BY_SIGN: dict[str, Candidates] = {
    **dict.fromkeys("€£¥₹₩₽₿₺₪₫₱₴฿$", Candidates((money.money,))),
    **dict.fromkeys("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒", Candidates(last=(fractions.vulgar_fraction,))),
    **dict.fromkeys("±≈", Candidates(_SIGNED_NUMBER, _PLAIN_NUMBER)),
    **dict.fromkeys("'’", Candidates((dates.decade,))),
    **dict.fromkeys("*`", Candidates(last=(markup.emphasis, signs.between_words))),
    "-": Candidates((figures.until, *_SIGNED_NUMBER), (*_PLAIN_NUMBER, signs.arrow)),
    **dict.fromkeys("–—", Candidates((figures.until,))),
    "−": Candidates(_SIGNED_NUMBER, _PLAIN_NUMBER),
    "+": Candidates(
        (signs.plus_or_minus, phones.telephone, *_SIGNED_NUMBER), (*_PLAIN_NUMBER, signs.comparison)
    ),
    "~": Candidates((web.path, *_SIGNED_NUMBER), (*_PLAIN_NUMBER, markup.emphasis)),
    ":": Candidates((signs.emoticon,)),
    ";": Candidates((signs.emoticon,)),
    "©": Candidates((signs.repeated_copyright,)),
    **dict.fromkeys("²³", Candidates((signs.power,))),
    "(": Candidates((phones.telephone, signs.empty_brackets)),
    "{": Candidates((signs.empty_brackets,)),
    "[": Candidates((markup.link_start, markup.citation, signs.empty_brackets)),
    "]": Candidates((markup.link_end,)),
    "!": Candidates((markup.link_start, signs.comparison)),
    "<": Candidates((signs.emoticon, markup.html_tag), (signs.arrow, signs.relation)),
    **dict.fromkeys("≤≥", Candidates(last=(signs.relation,))),
    ">": Candidates(last=(signs.comparison, signs.relation)),
    "=": Candidates(last=(signs.arrow, signs.comparison)),
    "&": Candidates((markup.entity, signs.comparison)),
    "|": Candidates(last=(signs.comparison, markup.cell_border)),
    "#": Candidates((web.hashtag, signs.numbered)),
    "@": Candidates((web.handle,)),
    "/": Candidates((quantities.per_unit, quantities.per_amount, web.path), (signs.between_words,)),
    ".": Candidates((web.path, web.extension), (figures.number,)),
    "_": Candidates((web.identifier,), (markup.emphasis,)),
}

_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]{1,64}")


def candidates(text: str, at: int, end: int) -> Candidates:
    """The rules that may read what begins at `at` in `text`, of which `end` is the end."""
    character = text[at]
    if character.isdecimal():
        run = _DIGITS.match(text, at, end)
        following = text[run.end() : run.end() + 1] if run else ""
        return _AFTER_DIGITS.get(following, _ANY_NUMBER)
    if not character.isalpha():
        return _BY_SIGN.get(character, _NONE)
    run = _LETTERS.match(text, at, end)
    if run is None or (run.end() < end and text[run.end()] not in _ENDS_WORD):
        return _ANY_WORD
    if run[0] in ABBREVIATED:
        return _ANY_WORD
    if len(run[0]) <= LONGEST_UNIT and at and text[at - 1] == " ":
        return _MAYBE_UNIT
    return _NONE if run[0].islower() else _CAPITALISED
