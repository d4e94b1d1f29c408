"""Rules for a row: what its items say to each other that is not written."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from core.types import Span
from text.formula.bounds import say_evaluated
from text.formula.brackets import (
    is_compound,
    is_named,
    is_round,
    say_arguments,
    say_grouped,
    say_interval,
)
from text.formula.fractions import is_derivative_operator, simple_words
from text.formula.quantities import is_chemical, say_chemical, temperature_scale, unit_at
from text.formula.say import Speech, is_operator, only, say
from text.formula.scripts import is_primed
from text.formula.symbols import BARE_FUNCTIONS, CALLABLE
from text.formula.tree import (
    Accent,
    Big,
    Binomial,
    Fence,
    Fraction,
    Function,
    Letter,
    Node,
    Number,
    Operator,
    Prose,
    Role,
    Root,
    Row,
    Scripts,
    Styled,
)
from text.spoken import Said


@say.register
def _(row: Row) -> Speech:
    if is_chemical(row.items):
        yield from say_chemical(row.items)
        return
    items = _in_context(row.items)
    at = 0
    while at < len(items):
        speech, at = _next(items, at)
        yield from speech


def _next(items: tuple[Node, ...], at: int) -> tuple[Speech, int]:
    """What is said for the items that begin at `at`, and where the rest begins."""
    before, item = (items[at - 1] if at else None), items[at]
    number = _measured(before)
    if number is not None and (unit := unit_at(items, at, number)) is not None:
        return iter(unit[0]), unit[1]
    match items[at : at + 2]:
        case (Letter(name="dollars"), Number() as amount):
            return chain(say(amount), [Said("dollars", item.span)]), at + 2
        case (Operator(sign="|"), Scripts(base=Row(items=())) as bounds):
            return say_evaluated(item.span, bounds), at + 2
        case (Scripts(base=Row(items=()), sub=None, sup=Row(items=(Number() as mass,))), following):
            if not isinstance(following, Operator):  # an isotope
                return say(mass), at + 1
    return _linked(before, item, items[at + 1 : at + 2]), at + 1


def _linked(before: Node | None, item: Node, after: tuple[Node, ...]) -> Speech:
    """`item`, and before it the word that links it to what stands before."""
    link = _link(before, item, after)
    if before is not None and link:
        end = before.span.end
        yield Said(link, Span(max(0, end - 1), max(end, item.span.start)))
    yield from _say_after(before, item, link)


def _say_after(before: Node | None, item: Node, link: str) -> Speech:
    """`item`, as what stands before it asks for."""
    scale = temperature_scale(item) if before is not None and _is_degrees(before) else None
    if scale is not None:
        yield Said(scale, item.span)
    elif isinstance(item, Fence) and is_round(item) and link == "of":
        yield from say_arguments(item)
    elif isinstance(item, Fence) and is_operator(before, "neg"):
        yield from say_grouped(item)
    elif isinstance(item, Fence) and is_operator(before, "in", "notin") and _is_pair(item):
        yield from say_interval(item)
    elif is_operator(item, "-", "+") and (before is None or _awaits_operand(before)):
        yield Said("negative" if is_operator(item, "-") else "plus", item.span)
    else:
        yield from say(item)


def _measured(node: Node | None) -> Number | None:
    """The number that a unit may follow: 5, or the ten of 3 times 10^8."""
    if isinstance(node, Scripts) and not _is_degrees(node):
        node = node.base
    return node if isinstance(node, Number) else None


def _link(before: Node | None, item: Node, after: tuple[Node, ...]) -> str:
    """The word that is heard between two neighbours and not written; `after` is what follows."""
    if before is None or isinstance(item, Operator):
        return ""
    if isinstance(before, Operator) and _awaits_operand(before):
        return ""
    if _takes_of(before, item):
        return "of"
    if isinstance(before, Number) and simple_words(item) is not None:
        return "and"
    if isinstance(before, Number) and isinstance(item, Number):
        return "times"
    is_differential = _is_d(item) and bool(after) and not isinstance(after[0], Operator)
    return "times" if not is_differential and _multiplies(before, item) else ""


def _multiplies(before: Node, item: Node) -> bool:
    """Whether a product must be heard, because one factor is more than a letter or a number."""
    head = _head(item)
    if _acts(before):
        return False
    if is_compound(head) or is_compound(_head(before)):
        return True
    if isinstance(before, Fraction | Binomial):
        return simple_words(before) is None
    if isinstance(head, Fence):
        return is_round(head) or is_named(head) or isinstance(before, Fence)
    return isinstance(head, Root | Big) or isinstance(item, Fraction)


def _is_d(node: Node) -> bool:
    return isinstance(node, Letter) and node.name in ("d", "partial")


def _head(node: Node) -> Node:
    """What an index or a power is written at."""
    return node.base if isinstance(node, Scripts) else node


def _takes_of(before: Node, item: Node) -> bool:
    """Whether `before` is something of `item`: the sum of, sine of a bracket, f of x."""
    head = _head(before)
    if isinstance(head, Big) or is_derivative_operator(before):
        return True
    if isinstance(head, Function):
        is_bare = head.name in BARE_FUNCTIONS and not (isinstance(before, Scripts) and before.sub)
        return not is_bare or is_round(item)
    if not isinstance(item, Fence) or not is_round(item):
        return False
    if isinstance(head, Fence):
        return any(is_operator(part, "circ") for part in head.body.items)
    if isinstance(head, Prose) or (isinstance(head, Styled) and head.style == "blackboard"):
        return True
    if isinstance(before, Letter) or is_primed(before):
        return isinstance(head, Letter) and (
            head.name in CALLABLE or (_is_argument(item) and head.name not in ("e", "pi"))
        )
    return False


def _acts(node: Node) -> bool:
    """Whether a node acts on what follows rather than multiplying it."""
    return isinstance(_head(node), Function | Big) or is_derivative_operator(node)


def _is_argument(fence: Fence) -> bool:
    """Whether a bracket holds but one letter or number, as in y(t), or parted ones: I(X; Y)."""
    parted = any(is_operator(item, ";", "|", "‖", "mid") for item in fence.body.items)
    return fence.open == "(" and (parted or isinstance(only(fence.body), Letter | Number))


def _is_pair(fence: Fence) -> bool:
    return is_round(fence) and sum(is_operator(item, ",") for item in fence.body.items) == 1


def _awaits_operand(node: Node) -> bool:
    """Whether a sign after `node` belongs to what follows, not to both sides."""
    if isinstance(node, Operator):
        return node.role is not Role.POSTFIX
    return isinstance(node, Function | Big)


def _is_degrees(node: Node) -> bool:
    sign = only(node.sup) if isinstance(node, Scripts) else node
    return is_operator(sign, "circ", "°") or (isinstance(sign, Letter) and sign.name == "degrees")


def _in_context(items: tuple[Node, ...]) -> tuple[Node, ...]:
    """The items with each operator under the name that its neighbours give it."""
    signs = frozenset(item.sign for item in items if isinstance(item, Operator))
    found: list[Node] = []
    for at, item in enumerate(items):
        if isinstance(item, Operator):
            before, after = items[max(0, at - 2) : at], items[at + 1 : at + 3]
            found.append(replace(item, words=_operator_words(item, before, after, signs)))
        else:
            found.append(item)
    return tuple(found)


def _operator_words(
    item: Operator, before: tuple[Node, ...], after: tuple[Node, ...], signs: frozenset[str]
) -> str:
    """What `item` is called between the two items before it and the two after, among `signs`."""
    left, right = before[-1:], after[:1]
    match item.sign:
        case "cdot" | "times" if any(map(_is_vector, left)) and _begins_with_vector(after):
            return "dot" if item.sign == "cdot" else "cross"
        case "/" if len(before) == 2 and _is_d(before[0]) and any(map(_is_d, right)):
            return "by"
        case "equiv" if signs & {"pmod", "bmod"}:
            return "is congruent to"
        case "sim" if len(after) == 2 and is_round(after[1]):
            return "is distributed as"
        case "!" if before and is_operator(before[-1], "exists"):
            return "a unique"
        case ":" if all(isinstance(node, Number) for node in (*left, *right)):
            return "to"
        case ":" if "to" in signs:
            return "from"
    if before and is_operator(before[0], "forall", "exists", "nexists"):
        return item.words.removeprefix("is ")
    return item.words


def _begins_with_vector(items: tuple[Node, ...]) -> bool:
    """Whether a vector comes next, or its differential."""
    is_differential = bool(items) and _is_d(items[0])
    return any(map(_is_vector, items[is_differential:][:1]))


def _is_vector(node: Node) -> bool:
    match node:
        case Accent(before="vector") | Styled(style="bold"):
            return True
        case Accent(after="hat"):
            return True
        case Letter(name="del"):
            return True
        case Scripts():
            return _is_vector(node.base)
        case Fence():
            return any(map(_is_vector, node.body.items))
    return False
