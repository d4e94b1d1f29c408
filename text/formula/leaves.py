"""The nodes that single tokens make, and how scripts and slashes join them to their neighbours."""

from __future__ import annotations

import unicodedata

from core.types import Span
from text.formula.symbols import (
    ACCENTS,
    BIGS,
    BLACKBOARD_SIGNS,
    CLOSERS,
    FUNCTIONS,
    LETTERS,
    MARKS,
    OPENERS,
    OPERATORS,
    SKIPPED,
)
from text.formula.tokens import Kind, Token
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
    Role,
    Row,
    Scripts,
    Styled,
)
from text.written.fractions import VULGAR

_PRIMES = {1: "prime", 2: "double prime", 3: "triple prime"}
_EQUILIBRIUM = "rightleftharpoons"
_DEGREES = {"cbrt": "3", "qdrt": "4"}


def letter(token: Token) -> Letter | Styled | Accent:
    """A letter; one in blackboard bold is a set of numbers, one with a mark has an accent."""
    decomposed = unicodedata.normalize("NFD", token.text)
    if decomposed[1:] in MARKS:
        body = Row(token.span, (Letter(token.span, decomposed[0]),))
        return Accent(token.span, *ACCENTS[MARKS[decomposed[1:]]], body)
    name = BLACKBOARD_SIGNS.get(token.text)
    if name is None:
        return Letter(token.span, token.text)
    return Styled(token.span, "blackboard", Row(token.span, (Letter(token.span, name),)))


def set_mark(token: Token, items: list[Node]) -> None:
    """Set the mark that `token` is over the last of `items`: x̄."""
    if items:
        body = items.pop()
        span = body.span.union(token.span)
        items.append(Accent(span, *ACCENTS[MARKS[token.text]], Row(body.span, (body,))))


def word(token: Token) -> list[Node]:
    """A token that stands for itself; signs that mean nothing say nothing."""
    name = token.text
    if name in VULGAR:
        over, under = (Row(token.span, (Number(token.span, n),)) for n in VULGAR[name].split("/"))
        return [Fraction(token.span, over, under)]
    if name in OPERATORS:
        return [Operator(token.span, *OPERATORS[name], name)]
    if token.kind is not Kind.COMMAND:
        return []
    if name in LETTERS:
        return [Letter(token.span, LETTERS[name])]
    if name in BIGS:
        return [Big(token.span, BIGS[name], name)]
    if name in FUNCTIONS:
        return [Function(token.span, FUNCTIONS[name], name)]
    is_word = name.isalpha() and name not in SKIPPED | OPENERS | CLOSERS
    return [Letter(token.span, name)] if is_word else []


def named(prose: Prose, following: Token | None) -> Prose | Function:
    """Words, or the function that they name before its bracket: `\\text{Var}(X)`."""
    if following is None or following.text != "(" or prose.text not in FUNCTIONS:
        return prose
    return Function(prose.span, FUNCTIONS[prose.text], prose.text)


def prime(token: Token) -> Row:
    """The primes after a function as its power."""
    name = _PRIMES.get(len(token.text), "prime")
    return Row(token.span, (Letter(token.span, name),))


def sign_degree(token: Token) -> Row | None:
    """The degree that is part of the sign of a root: ∛, ∜."""
    if token.text not in _DEGREES:
        return None
    return Row(token.span, (Number(token.span, _DEGREES[token.text]),))


def raised(token: Token) -> Row:
    """Raised or lowered characters as the row that they stand for."""
    items: list[Node] = []
    for offset, character in enumerate(token.text):
        span = Span(token.span.start + offset, token.span.start + offset + 1)
        last = items[-1] if items else None
        if character.isdigit() and isinstance(last, Number):
            items[-1] = Number(last.span.union(span), last.digits + character)
        elif character.isdigit():
            items.append(Number(span, character))
        elif character.isalpha():
            items.append(Letter(span, character))
        else:
            items.extend(word(Token(Kind.SIGN, character, span)))
    return Row(token.span, tuple(items))


def attach(items: list[Node], *, sub: Row | None = None, sup: Row | None = None) -> None:
    """Give the last of `items` an index or a power; without one to take it, an empty base."""
    script = sub or sup
    assert script is not None
    base: Node = Row(Span(script.span.start, script.span.start), ())
    if items and not isinstance(items[-1], Operator):
        last = items[-1]
        if not isinstance(last, Scripts):
            base = items.pop()
        elif (last.sub if sub else last.sup) is None:
            items.pop()
            base, sub, sup = last.base, sub or last.sub, sup or last.sup
    items.append(Scripts(base.span.union(script.span), base, sub, sup))


def counted(items: tuple[Node, ...]) -> list[Node]:
    """The items of a chemical formula: numbers behind letters are indices, <=> an equilibrium."""
    found: list[Node] = []
    for item in items:
        if isinstance(item, Operator) and item.sign == "iff":
            found.append(Operator(item.span, *OPERATORS[_EQUILIBRIUM], _EQUILIBRIUM))
            continue
        if isinstance(item, Number) and found and isinstance(found[-1], Letter):
            attach(found, sub=Row(item.span, (item,)))
        else:
            found.append(item)
    return found


def inline_fractions(items: list[Node]) -> list[Node]:
    """The items with each `1/2` of two whole numbers, and `d/dx`, as the fraction that it is."""
    found: list[Node] = []
    for item in items:
        if len(found) >= 3 and _is_derivative(found[-3:], item):
            over, _, d = found[-3:]
            span, under = over.span.union(item.span), Row(d.span.union(item.span), (d, item))
            found[-3:] = [Fraction(span, Row(over.span, (over,)), under)]
        elif len(found) >= 2 and _is_inline_fraction(found[-2], found[-1], item):
            found.pop()
            over = found.pop()
            span = over.span.union(item.span)
            found.append(Fraction(span, Row(over.span, (over,)), Row(item.span, (item,))))
        else:
            found.append(item)
    return found


def _is_inline_fraction(over: Node, slash: Node, under: Node) -> bool:
    if not isinstance(slash, Operator) or slash.sign != "/":
        return False
    is_tight = over.span.end == slash.span.start and slash.span.end == under.span.start
    return is_tight and _is_whole(over) and _is_whole(under)


def _is_derivative(start: list[Node], last: Node) -> bool:
    """Whether `start` and `last` are the four parts of d/dx."""
    names = [getattr(node, "name", getattr(node, "sign", "")) for node in start]
    return names == ["d", "/", "d"] and isinstance(last, Letter)


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.digits.isdigit()


def ends_operand(items: list[Node]) -> bool:
    """Whether a bar after `items` closes rather than opens."""
    last = items[-1] if items else None
    if isinstance(last, Operator):
        return last.role is Role.POSTFIX
    return last is not None and not isinstance(last, Function | Big)


def bare(row: Row) -> Row:
    """The row without round brackets around all of it: x^(n+1), sqrt(x)."""
    if len(row.items) == 1 and isinstance(row.items[0], Fence) and row.items[0].open == "(":
        return row.items[0].body
    return row


def unwrapped(row: Row) -> Node:
    return row.items[0] if len(row.items) == 1 else row
