"""How a tree becomes words: `say` is one function with a rule for each kind of node.

The rules live in text/formula/{atoms,brackets,scripts,bounds,fractions,rows,tables}.py and are
registered by importing text/formula/speak.py, which is what others call. Wording follows
ClearSpeak where it is natural, and a teacher at a blackboard where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import TypeAlias

from core.types import Span
from text.formula.tree import (
    Fence,
    Fraction,
    Letter,
    Node,
    Number,
    Operator,
    Prose,
    Role,
    Row,
    Scripts,
    Styled,
    Table,
)
from text.spoken import PAUSES, Said


@dataclass(frozen=True, slots=True)
class Aloud:
    """A part of the source to be read as prose is: what `\\text{...}` holds."""

    span: Span


Speech: TypeAlias = Iterator[Said | Aloud]


@singledispatch
def say(node: Node) -> Speech:
    """The words of `node` and of all in it, in the order in which they are heard."""
    raise TypeError(f"no rule says {type(node).__name__}")


def pause_after(span: Span) -> Said:
    """The short pause where a bracket would close."""
    return Said(",", Span(max(span.start, span.end - 1), span.end))


def opening(row: Row) -> Span:
    """What stands before the first item of a row that it belongs to, as `^{` in a power.

    Where nothing does, as in x⁴, its first character.
    """
    first = row.items[0].span.start if row.items else row.span.end
    return Span(row.span.start, max(row.span.start + 1, first))


def without_last_pause(speech: Iterable[Said | Aloud]) -> list[Said | Aloud]:
    """`speech` without the pauses at its end."""
    said = list(speech)
    while said and is_pause(said[-1]):
        said.pop()
    return said


def is_pause(said: Said | Aloud) -> bool:
    return isinstance(said, Said) and said.words in PAUSES


def only(row: Row | None) -> Node | None:
    """The item of a row that has just one."""
    return row.items[0] if row is not None and len(row.items) == 1 else None


def is_operator(node: Node | None, *signs: str) -> bool:
    return isinstance(node, Operator) and node.sign in signs


def is_joint(node: Node) -> bool:
    """Whether `node` joins what stands on both sides, so that a bracket around it matters."""
    return isinstance(node, Operator) and node.role in (Role.SIGN, Role.RELATION, Role.PAUSE)


def is_term(row: Row) -> bool:
    """Whether a row is one product, perhaps with a sign before it: `-2ab` but not `a + b`."""
    return not any(is_joint(item) for item in row.items[1:])


def is_simple(row: Row) -> bool:
    """Whether a row is one thing, perhaps with a sign before it: `-x`, `2`, `\\pi`, `2x`."""
    items = row.items[1:] if row.items and is_operator(row.items[0], "-", "+", "pm") else row.items
    if len(items) == 2 and isinstance(items[0], Number) and isinstance(items[1], Letter):
        return True
    return len(items) <= 2 and all(
        isinstance(item, Letter | Number | Prose | Styled) for item in items
    )


def is_nested(row: Row) -> bool:
    """Whether a fraction or a table stands openly in a row, so that "over" would be ambiguous."""
    return any(
        isinstance(item, Fraction | Table)
        or is_operator(item, "/")
        or (
            isinstance(item, Fence | Row)
            and is_nested(item.body if isinstance(item, Fence) else item)
        )
        or (
            isinstance(item, Scripts) and isinstance(item.base, Fence) and is_nested(item.base.body)
        )
        for item in row.items
    )
