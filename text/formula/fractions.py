"""Rules for fractions, and for derivatives, which are written as such."""

from __future__ import annotations

from core.types import Span
from text.formula.say import (
    Aloud,
    Speech,
    is_nested,
    is_pause,
    is_term,
    only,
    pause_after,
    say,
    without_last_pause,
)
from text.formula.tree import Fraction, Letter, Node, Number, Row, Scripts
from text.spoken import Said
from text.written.numbers import fraction as fraction_words

_DIFFERENTIALS = ("d", "partial")


@say.register
def _(node: Fraction) -> Speech:
    words = simple_words(node)
    if words is not None:
        yield Said(words[0], node.numerator.span)
        yield Said(words[1], node.denominator.span)
        return
    over, under = list(say(node.numerator)), list(say(node.denominator))
    if not over or not under:  # a damaged one
        yield from (*over, *under)
        return
    end = node.numerator.span.end
    line = Span(end - (end == node.denominator.span.start), max(end, node.denominator.span.start))
    opening = Span(node.span.start, max(node.span.start, node.numerator.span.start))
    if _is_derivative(node):
        yield from (*over, Said("by", line), *under)
    elif is_nested(node.numerator) or is_nested(node.denominator):
        yield Said("the fraction with numerator", opening)
        yield from (*without_last_pause(over), Said(",", line), Said("and denominator", line))
        yield from (*without_last_pause(under), pause_after(node.span))
    elif _is_plain(node.numerator, over) and _is_plain(node.denominator, under):
        yield from (*over, Said("over", line), *under)
    else:
        yield Said("the fraction", opening)
        yield from (*without_last_pause(over), Said(",", line), Said("over", line))
        yield from (*without_last_pause(under), pause_after(node.span))


def simple_words(node: Node) -> tuple[str, str] | None:
    """The two words of a fraction of small whole numbers: "two", "thirds"."""
    if not isinstance(node, Fraction):
        return None
    over, under = only(node.numerator), only(node.denominator)
    if not isinstance(over, Number) or not isinstance(under, Number):
        return None
    if not over.digits.isdigit() or not under.digits.isdigit():
        return None
    return fraction_words(over.digits, under.digits)


def is_derivative_operator(node: Node | None) -> bool:
    """Whether a fraction is `d/dx`, with nothing in it to derive."""
    if not isinstance(node, Fraction) or not _is_derivative(node):
        return False
    return len(node.numerator.items) == 1


def _is_derivative(node: Fraction) -> bool:
    """Whether both parts begin with d, or with the sign of partial derivatives."""
    over, under = _differential(node.numerator), _differential(node.denominator)
    return over is not None and over == under and len(node.denominator.items) > 1


def _is_plain(row: Row, speech: list[Said | Aloud]) -> bool:
    """Whether a row is a product in which nothing needs a pause to be understood."""
    return is_term(row) and not any(is_pause(said) for said in speech)


def _differential(row: Row) -> str | None:
    first = row.items[0] if row.items else None
    if isinstance(first, Scripts):
        first = first.base
    if isinstance(first, Letter) and first.name in _DIFFERENTIALS:
        return first.name
    return None
