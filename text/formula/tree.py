"""The parts of a formula, each with the span of the source that it was written with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from core.types import Span


class Role(Enum):
    """What a sign does between its neighbours."""

    SIGN = auto()
    """+ or -: joins two terms, or stands before one."""
    TIMES = auto()
    """Joins two factors."""
    RELATION = auto()
    PREFIX = auto()
    """Belongs to what follows: not, for all."""
    POSTFIX = auto()
    """Belongs to what precedes: factorial, percent."""
    PAUSE = auto()
    """Punctuation; its words are a mark."""


@dataclass(frozen=True, slots=True)
class Number:
    span: Span
    digits: str
    """ASCII digits with at most one point, no thousands separators."""


@dataclass(frozen=True, slots=True)
class Letter:
    span: Span
    name: str
    """As it is said: `x`, `alpha`, `infinity`."""


@dataclass(frozen=True, slots=True)
class Operator:
    span: Span
    words: str
    role: Role
    sign: str
    """Its LaTeX name or character: `+`, `le`, `cdot`."""


@dataclass(frozen=True, slots=True)
class Function:
    """A named function: `words` before its argument, with `of` where English wants it."""

    span: Span
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Big:
    """A sign with bounds that acts on all that follows: sum, integral, limit."""

    span: Span
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Words inside mathematics: `span` is theirs, without the command and its braces."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    span: Span
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    span: Span
    numerator: Row
    denominator: Row


@dataclass(frozen=True, slots=True)
class Binomial:
    span: Span
    top: Row
    bottom: Row


@dataclass(frozen=True, slots=True)
class Root:
    span: Span
    sign: Span
    degree: Row | None
    radicand: Row


@dataclass(frozen=True, slots=True)
class Scripts:
    """A base with an index, a power, or both."""

    span: Span
    base: Node
    sub: Row | None
    sup: Row | None


@dataclass(frozen=True, slots=True)
class Fence:
    """Something in brackets; `close` is empty where the source never closes them."""

    span: Span
    open: str
    close: str
    body: Row


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over or around `body`: `before` and `after` are its words, either may be empty."""

    span: Span
    before: str
    after: str
    body: Row


@dataclass(frozen=True, slots=True)
class Styled:
    """`body` in a typeface that means something: `bold`, `roman` or `blackboard`."""

    span: Span
    style: str
    body: Row


@dataclass(frozen=True, slots=True)
class Annotated:
    """`body` with `note` set over or under it."""

    span: Span
    body: Row
    note: Row
    under: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells: a matrix, cases, or aligned equations, as `environment` says."""

    span: Span
    environment: str
    rows: tuple[tuple[Row, ...], ...]


Node: TypeAlias = (
    Number
    | Letter
    | Operator
    | Function
    | Big
    | Prose
    | Row
    | Fraction
    | Binomial
    | Root
    | Scripts
    | Fence
    | Accent
    | Styled
    | Annotated
    | Table
)
