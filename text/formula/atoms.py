"""Rules for the leaves of a formula and for what is set over, under or around a part of it."""

from __future__ import annotations

from core.types import Span
from text.formula.say import Aloud, Speech, only, opening, pause_after, say
from text.formula.symbols import BLACKBOARD
from text.formula.tree import (
    Accent,
    Annotated,
    Big,
    Binomial,
    Function,
    Letter,
    Number,
    Operator,
    Prose,
    Root,
    Row,
    Styled,
)
from text.spoken import Said
from text.written.numbers import decimal, ordinal


@say.register
def _(node: Number) -> Speech:
    yield Said(decimal(node.digits), node.span)


@say.register
def _(node: Letter) -> Speech:
    yield Said(node.name, node.span)


@say.register
def _(node: Operator) -> Speech:
    yield Said(node.words, node.span)


@say.register
def _(node: Function) -> Speech:
    yield Said(node.words, node.span)


@say.register
def _(node: Big) -> Speech:
    yield Said(node.words, node.span)


@say.register
def _(node: Prose) -> Speech:
    if node.text.strip():
        yield Aloud(node.span)


@say.register
def _(node: Accent) -> Speech:
    if node.before:
        yield Said(node.before, opening(Row(node.span, node.body.items)))
    yield from say(node.body)
    if node.after == "bar" and isinstance(only(node.body), Number):
        yield Said("repeating", node.span)
    elif node.after:
        yield Said(node.after, node.span)


@say.register
def _(node: Styled) -> Speech:
    letter = only(node.body)
    if node.style == "blackboard" and isinstance(letter, Letter) and letter.name in BLACKBOARD:
        yield Said(BLACKBOARD[letter.name], node.span)
    else:
        yield from say(node.body)


@say.register
def _(node: Annotated) -> Speech:
    yield from say(node.body)
    yield Said("with", node.span)
    yield from say(node.note)
    yield Said("below" if node.under else "above", node.span)


@say.register
def _(node: Binomial) -> Speech:
    yield from say(node.top)
    yield Said("choose", Span(node.top.span.end, node.bottom.span.start))
    yield from say(node.bottom)
    if len(node.top.items) > 1 or len(node.bottom.items) > 1:
        yield pause_after(node.span)


@say.register
def _(node: Root) -> Speech:
    yield Said("the", node.sign)
    yield from _degree(node)
    yield Said("root of", node.sign)
    yield from say(node.radicand)
    if len(node.radicand.items) > 1:
        yield pause_after(node.span)


def _degree(node: Root) -> Speech:
    """Which root: square, cube, fourth, nth."""
    degree = only(node.degree)
    if node.degree is None or not node.degree.items:
        yield Said("square", node.sign)
    elif isinstance(degree, Number) and degree.digits in ("2", "3"):
        yield Said("square" if degree.digits == "2" else "cube", degree.span)
    elif isinstance(degree, Number) and degree.digits.isdigit():
        yield Said(ordinal(degree.digits), degree.span)
    elif isinstance(degree, Letter) and degree.name == "n":
        yield Said("nth", degree.span)
    else:
        yield from say(node.degree)
        yield Said("th", node.degree.span)
