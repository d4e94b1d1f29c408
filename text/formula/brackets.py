"""Rules for brackets: sets, intervals, absolute values, arguments, and "the quantity"."""

from __future__ import annotations

from dataclasses import replace

from core.types import Span
from text.formula.say import (
    Speech,
    is_joint,
    is_operator,
    is_simple,
    is_term,
    only,
    pause_after,
    say,
)
from text.formula.tree import Accent, Fence, Fraction, Letter, Node, Operator, Row, Styled, Table
from text.spoken import Said

_NAMED = {
    "|": "the absolute value of",
    "lvert": "the absolute value of",
    "‖": "the norm of",
    "lVert": "the norm of",
    "lfloor": "the floor of",
    "⌊": "the floor of",
    "lceil": "the ceiling of",
    "⌈": "the ceiling of",
}
_ROUND = ("(", "[", "lbrack")


@say.register
def _(node: Fence) -> Speech:
    opening = Span(node.span.start, node.body.span.start)
    if node.open in _NAMED:
        yield Said(_name(node), opening)
        yield from _closed(node)
    elif isinstance(table := only(node.body), Table):
        is_cases = node.open == "lbrace"
        yield from say(replace(table, environment="cases") if is_cases else table)
    elif node.open == "lbrace":
        yield from _set(node, opening)
    elif node.open == "langle" and _commas(node.body) == 1:
        yield Said("the inner product of", opening)
        yield from say_arguments(node)
    elif is_interval(node):
        yield from say_interval(node)
    else:
        if is_compound(node):
            yield Said("the quantity", opening)
        yield from _closed(node)


def _name(node: Fence) -> str:
    """What bars and other brackets mean around what they hold."""
    body = only(node.body)
    is_bar = node.open in ("|", "lvert")
    if is_bar and isinstance(body, Table):
        return "the determinant of"
    if is_bar and isinstance(body, Accent | Styled):
        return "the magnitude of"
    return _NAMED[node.open]


def is_named(node: Node | None) -> bool:
    """Whether a node is a bracket with a name of its own, as the bars of an absolute value."""
    return isinstance(node, Fence) and node.open in _NAMED


def is_round(node: Node | None) -> bool:
    """Whether a node is a round or square bracket with something in it."""
    return isinstance(node, Fence) and node.open in _ROUND and bool(node.body.items)


def is_compound(node: Node | None) -> bool:
    """Whether a bracket holds a sum or a relation, so that it must be heard."""
    if not isinstance(node, Fence) or node.open not in _ROUND:
        return False
    return not is_term(node.body) and not _commas(node.body)


def say_grouped(node: Fence) -> Speech:
    """A bracket that something is done to as a whole: "the quantity a over b, squared"."""
    factors = sum(not isinstance(item, Operator) for item in node.body.items)
    is_atom = factors <= 1 and is_simple(node.body)
    if node.open not in _ROUND or is_atom or is_compound(node):
        yield from say(node)
        return
    yield Said("the quantity", Span(node.span.start, node.body.span.start))
    yield from say(node.body)
    yield pause_after(node.span)


def say_arguments(node: Fence) -> Speech:
    """The arguments of a function: its bracket is heard as a pause, its last comma as "and"."""
    items = list(node.body.items)
    commas = [index for index, item in enumerate(items) if is_operator(item, ",")]
    if commas and not any(is_operator(item, "|", "mid", ";") for item in items):
        items[commas[-1]] = replace(_operator(items[commas[-1]]), words="and")
    body = replace(node.body, items=tuple(_given(item) for item in items))
    yield from say(body)
    if any(_needs_end(item) for item in items):
        yield pause_after(node.span)


def is_interval(node: Fence) -> bool:
    """Two ends and a square bracket, or an end at infinity."""
    if node.open not in _ROUND or _commas(node.body) != 1:
        return False
    has_square = node.open != "(" or node.close in ("]", "rbrack")
    return has_square or any(_is_infinity(item) for item in node.body.items)


def say_interval(node: Fence) -> Speech:
    """ "The closed interval from zero to one" """
    closed = (node.open != "(") + (node.close in ("]", "rbrack"))
    kind = ("open", "half-open", "closed")[closed]
    yield Said(f"the {kind} interval from", Span(node.span.start, node.body.span.start))
    items = node.body.items
    comma = next(index for index, item in enumerate(items) if is_operator(item, ","))
    yield from say(replace(node.body, items=items[:comma]))
    yield Said("to", items[comma].span)
    yield from say(replace(node.body, items=items[comma + 1 :]))
    yield pause_after(node.span)


def _set(node: Fence, opening: Span) -> Speech:
    """A set by its members, or by what they have in common."""
    such_that = [i for i, item in enumerate(node.body.items) if is_operator(item, "|", "mid", ":")]
    if not node.body.items:
        yield Said("the empty set", node.span)
        return
    items = list(node.body.items)
    if such_that:
        items[such_that[0]] = replace(_operator(items[such_that[0]]), words="such that")
    yield Said("the set of all" if such_that else "the set", opening)
    yield from say(replace(node.body, items=tuple(items)))
    yield pause_after(node.span)


def _closed(node: Fence) -> Speech:
    """What is in brackets, and a pause where they close unless it is one short thing."""
    yield from say(node.body)
    if not is_simple(node.body):
        yield pause_after(node.span)


def _is_infinity(node: Node) -> bool:
    return isinstance(node, Letter) and node.name == "infinity"


def _needs_end(node: Node) -> bool:
    """Whether an argument that holds `node` must be heard to end."""
    if isinstance(node, Fraction):
        return True
    return is_joint(node) and not is_operator(node, ",", "|", "mid")


def _commas(row: Row) -> int:
    return sum(is_operator(item, ",") for item in row.items)


def _operator(node: Node) -> Operator:
    assert isinstance(node, Operator)
    return node


def _given(node: Node) -> Node:
    return replace(_operator(node), words="given") if is_operator(node, "mid") else node
