"""Rules for what is set in rows: matrices, determinants, cases and aligned equations."""

from __future__ import annotations

import re

from core.types import Span
from text.formula.say import Speech, pause_after, say, without_last_pause
from text.formula.tree import Operator, Prose, Row, Table
from text.spoken import Said
from text.written.numbers import cardinal

_MATRICES = {
    "matrix": "matrix",
    "pmatrix": "matrix",
    "bmatrix": "matrix",
    "Bmatrix": "matrix",
    "smallmatrix": "matrix",
    "array": "matrix",
    "vmatrix": "determinant",
    "Vmatrix": "norm",
}
_CONDITION = re.compile(r"\s*(?:if|for|when|where|otherwise|else|with|and|unless|on|in|as)\b")


@say.register
def _(node: Table) -> Speech:
    if node.environment in ("cases", "dcases"):
        yield from _cases(node)
    elif node.environment in _MATRICES:
        yield from _matrix(node)
    else:
        yield from _lines(node)


def _lines(node: Table) -> Speech:
    """Equations one below the other; their columns are only layout."""
    for index, row in enumerate(node.rows):
        if index:
            yield Said(";", _gap(row))
        cells = tuple(item for cell in row for item in cell.items)
        yield from without_last_pause(say(Row(_span(row), cells)))


def _cases(node: Table) -> Speech:
    """ "X, if x is greater than zero; negative x, otherwise" """
    for index, row in enumerate(node.rows):
        if index:
            yield Said(";", _gap(row))
        yield from without_last_pause(say(row[0]))
        for cell in row[1:]:
            if cell.items:
                yield Said(",", _gap((cell,)))
                if not _states_condition(cell):
                    yield Said("if", _gap((cell,)))
                yield from without_last_pause(say(cell))
    yield pause_after(node.span)


def _matrix(node: Table) -> Speech:
    kind = _MATRICES[node.environment]
    height, width = len(node.rows), max((len(row) for row in node.rows), default=0)
    opening = Span(node.span.start, node.rows[0][0].span.start if node.rows else node.span.end)
    if kind != "matrix":
        yield Said(f"the {kind} of", opening)
    if width == 1 and height > 1:
        yield Said("the column vector", opening)
    elif height == 1 and width > 1:
        yield Said("the row vector", opening)
    else:
        yield Said(f"the {cardinal(str(height))} by {cardinal(str(width))} matrix", opening)
    has_rows = width > 1 and height > 1
    for number, row in enumerate(node.rows, start=1):
        if has_rows:
            yield Said("," if number == 1 else ";", _gap(row))
            yield Said(f"row {cardinal(str(number))}", _gap(row))
        for index, cell in enumerate(row):
            if index == 0 and has_rows:
                yield Said(":", _gap((cell,)))
            elif index or number > 1:
                yield Said(",", _gap((cell,)))
            yield from without_last_pause(say(cell))
    yield pause_after(node.span)


def _states_condition(cell: Row) -> bool:
    """Whether a case says "if" or "otherwise" itself, or gives no condition at all."""
    first = cell.items[0]
    if isinstance(first, Prose):
        return _CONDITION.match(first.text) is not None
    return isinstance(first, Operator) and first.words.startswith("for")


def _gap(row: tuple[Row, ...]) -> Span:
    """The place before a row or a cell."""
    return Span(max(0, row[0].span.start - 1), row[0].span.start)


def _span(row: tuple[Row, ...]) -> Span:
    return row[0].span.union(row[-1].span)
