"""Rules for indices and powers: "x sub one", "x squared", "A transpose", "f prime"."""

from __future__ import annotations

from dataclasses import replace

from core.types import Span
from text.formula.bounds import say_bounds, say_evaluated
from text.formula.brackets import is_compound, say_grouped
from text.formula.say import Speech, is_operator, is_simple, only, opening, pause_after, say
from text.formula.symbols import CALLABLE
from text.formula.tree import (
    Accent,
    Big,
    Fence,
    Fraction,
    Function,
    Letter,
    Node,
    Number,
    Operator,
    Prose,
    Row,
    Scripts,
    Styled,
    Table,
)
from text.spoken import Said
from text.written.numbers import ordinal

_POSTFIXES = {
    "*": "star",
    "ast": "star",
    "+": "plus",
    "-": "minus",
    "pm": "plus or minus",
    "circ": "degrees",
    "°": "degrees",
}
_NAMED = {"true": "transpose", "dagger": "dagger", "star": "star", "degrees": "degrees"}
_PRIMES = frozenset({"prime", "double prime", "triple prime"})


@say.register
def _(node: Scripts) -> Speech:
    base = node.base
    if isinstance(base, Big):
        yield from say_bounds(base, node)
    elif isinstance(base, Function):
        yield from _function(base, node)
    elif isinstance(base, Fence) and base.open == "lnull":
        yield from say(base.body)
        yield from say_evaluated(pause_after(base.span).span, node)
    elif (order := _derivative_order(node)) is not None:
        yield Said("the", node.span)
        yield from _nth(order.body, order.span)
        yield Said("derivative of", node.span)
        yield from say(base)
    elif node.sup is not None and _is_ordinal(node.sup):
        counted = base.body if isinstance(base, Fence) else Row(base.span, (base,))
        yield from _nth(counted, node.sup.span)
    elif _is_expectation(base) and node.sub is not None:
        yield from say(base)
        yield Said("over", opening(node.sub))
        yield from say(replace(node.sub, items=tuple(map(_drawn, node.sub.items))))
    else:
        yield from _base(node)
        yield from _index(node)
        yield from _power(node)
        if is_compound(base):
            yield pause_after(node.span)


def _base(node: Scripts) -> Speech:
    base = node.base
    if isinstance(base, Fence):
        yield from say_grouped(base)
    elif isinstance(base, Styled) and base.style == "blackboard":
        yield from say(base.body)  # a space such as R n, not a power of the real numbers
    else:
        yield from say(base)


def _is_expectation(base: Node) -> bool:
    """Whether a base is the E or P in blackboard bold, whose index says over what it is taken."""
    letter = only(base.body) if isinstance(base, Styled) and base.style == "blackboard" else None
    return isinstance(letter, Letter) and letter.name in ("E", "P")


def _drawn(node: Node) -> Node:
    """The sign of `x \\sim p` below an expectation."""
    if isinstance(node, Operator) and node.sign == "sim":
        return replace(node, words="drawn from")
    return node


def is_primed(node: Node | None) -> bool:
    """Whether a node is a letter with primes, an index or an inverse, as functions have."""
    if not isinstance(node, Scripts) or not isinstance(node.base, Letter):
        return False
    sup = only(node.sup)
    primed = isinstance(sup, Letter) and sup.name in _PRIMES
    return (
        node.sup is None or primed or _is_inverse(node.sup) or _derivative_order(node) is not None
    )


def _index(node: Scripts) -> Speech:
    if node.sub is None or not node.sub.items:
        return
    yield Said("sub", opening(node.sub))
    label = only(node.sub)
    if isinstance(label, Function | Big):
        yield Said(label.name, label.span)
        return
    yield from say(node.sub)
    if not is_simple(node.sub):
        yield pause_after(node.sub.span)


def _power(node: Scripts) -> Speech:
    sup = node.sup
    if sup is None or not sup.items:
        return
    power = only(sup)
    if isinstance(power, Operator) and power.sign in _POSTFIXES:
        yield Said(_degree_or(_POSTFIXES[power.sign], node.base), sup.span)
    elif isinstance(power, Letter) and power.name in _PRIMES | _NAMED.keys():
        yield Said(_NAMED.get(power.name, power.name), sup.span)
    elif _is_matrix(node.base) and _is_transpose(power):
        yield Said("transpose", sup.span)
    elif _is_inverse(sup) and _has_inverse(node.base):
        yield Said("inverse", sup.span)
    elif isinstance(power, Number):
        yield from _numeral(sup, power, node.base)
    elif isinstance(node.base, Styled) and node.base.style == "blackboard":
        yield from say(sup)
    elif isinstance(power, Fence) and _is_label(power) and _is_variable(node.base):
        yield Said("super", opening(sup))
        yield from say(power.body)
    else:
        yield from _general(sup)


def _numeral(sup: Row, power: Number, base: Node) -> Speech:
    if power.digits in ("2", "3"):
        is_space = isinstance(base, Styled) and base.style == "blackboard"
        words = ("two", "three") if is_space else ("squared", "cubed")
        yield Said(words[power.digits == "3"], sup.span)
        return
    yield Said("to the", opening(sup))
    if power.digits.isdigit() and power.digits != "0":
        yield Said(ordinal(power.digits), power.span)
    else:
        yield from say(power)


def _is_label(power: Fence) -> bool:
    """Whether a bracket in a power counts layers or samples: `a^{[l]}`, `x^{(i)}`."""
    return power.open in ("(", "[") and is_simple(power.body)


def _is_variable(base: Node) -> bool:
    return isinstance(base, Letter) and base.name not in ("e", "pi")


def _general(sup: Row) -> Speech:
    simple = is_simple(sup) or (
        len(sup.items) <= 2 and isinstance(sup.items[-1], Fraction | Scripts)
    )
    yield Said("to the" if simple else "to the power", opening(sup))
    yield from say(sup)
    if not is_simple(sup):
        yield pause_after(sup.span)


def _function(function: Function, node: Scripts) -> Speech:
    """ "Sine squared", "inverse sine", "log base two" """
    if node.sup is not None and _is_inverse(node.sup):
        yield Said("inverse", node.sup.span)
        yield Said(function.words, function.span)
        return
    yield Said(function.words, function.span)
    if node.sub is not None and node.sub.items:
        is_log = function.name in ("log", "lg")
        yield Said("base" if is_log else "sub", opening(node.sub))
        yield from say(node.sub)
    yield from _power(node)


def _derivative_order(node: Scripts) -> Fence | None:
    """The bracket of `f^{(n)}`, the nth derivative."""
    order = only(node.sup)
    if not isinstance(order, Fence) or order.open != "(" or not isinstance(node.base, Letter):
        return None
    return order if node.base.name in CALLABLE | {"y"} and is_simple(order.body) else None


def _nth(row: Row, end: Span) -> Speech:
    """A number or letter as an ordinal; `end` is where it is written that it is one."""
    item = only(row)
    if isinstance(item, Number) and item.digits.isdigit():
        yield Said(ordinal(item.digits), item.span)
    elif isinstance(item, Letter) and item.name == "n":
        yield Said("nth", item.span)
    else:
        yield from say(row)
        yield Said("th", end)


def _is_ordinal(sup: Row) -> bool:
    """Whether a power is the ending of an ordinal: `n^{th}`, `1^\\text{st}`."""
    parts = [
        item.text if isinstance(item, Prose) else getattr(item, "name", "") for item in sup.items
    ]
    return "".join(parts).strip() in ("th", "st", "nd", "rd")


def _is_inverse(sup: Row | None) -> bool:
    if sup is None or len(sup.items) != 2:
        return False
    sign, one = sup.items
    return is_operator(sign, "-") and isinstance(one, Number) and one.digits == "1"


def _has_inverse(base: Node) -> bool:
    """Whether the power -1 of `base` is called its inverse: a function, a matrix."""
    return _is_matrix(base) or (isinstance(base, Letter) and base.name in ("f", "g", "h"))


def _is_matrix(base: Node) -> bool:
    if isinstance(base, Letter):
        return len(base.name) == 1 and base.name.isupper()
    return isinstance(base, Styled | Accent | Fence | Table) and not (
        isinstance(base, Styled) and base.style == "blackboard"
    )


def _is_transpose(power: Node | None) -> bool:
    letter = only(power.body) if isinstance(power, Styled) else power
    return isinstance(letter, Letter) and letter.name == "T"


def _degree_or(words: str, base: Node) -> str:
    is_one = isinstance(base, Number) and base.digits == "1"
    return "degree" if words == "degrees" and is_one else words
