"""Rules for signs with bounds: "the sum from i equals one to n", "the limit as x approaches zero".

They say no "of": the row does, where something follows.
"""

from __future__ import annotations

from core.types import Span
from text.formula.say import Speech, is_operator, only, opening, say
from text.formula.tree import Big, Letter, Node, Number, Operator, Row, Scripts
from text.spoken import Said

_LIMITS = frozenset({"lim", "limsup", "liminf"})
_SIDES = {"+": "from the right", "-": "from the left"}


def say_bounds(big: Big, node: Scripts) -> Speech:
    """`big` with the bounds that `node` gives it."""
    yield Said(big.words, big.span)
    if node.sub is not None and node.sub.items:
        if big.name in _LIMITS:
            yield Said("as", opening(node.sub))
            yield from _approach(node.sub)
        else:
            starts = node.sup is not None or any(is_operator(item, "=") for item in node.sub.items)
            yield Said("from" if starts else "over", opening(node.sub))
            yield from say(node.sub)
    if node.sup is not None and node.sup.items:
        yield Said("to", opening(node.sup))
        yield from say(node.sup)


def say_evaluated(bar: Span, node: Scripts) -> Speech:
    """The bar after an antiderivative: ", evaluated from zero to one"."""
    yield Said(",", bar)
    yield Said("evaluated", bar)
    for script, both, alone in ((node.sub, "from", "at"), (node.sup, "to", "to")):
        if script is not None:
            is_both = node.sub is not None and node.sup is not None
            yield Said(both if is_both else alone, opening(script))
            yield from say(script)


def _approach(row: Row) -> Speech:
    for item in row.items:
        side = _side(item)
        if is_operator(item, "to"):
            yield Said("approaches", item.span)
        elif side is not None and isinstance(item, Scripts):
            yield from say(item.base)
            yield Said(side, item.sup.span if item.sup else item.span)
        else:
            yield from say(item)


def _side(node: Node) -> str | None:
    """From which side `0^+` is approached."""
    if not isinstance(node, Scripts) or not isinstance(node.base, Number | Letter):
        return None
    sign = only(node.sup)
    return _SIDES.get(sign.sign) if isinstance(sign, Operator) else None
