"""Where mathematics begins and ends in prose.

Delimiters are LaTeX's: `\\( \\)`, `\\[ \\]`, `$ $`, `$$ $$` and the mathematical environments, and
MathML's `<math> </math>`. A formula never spans a blank line, so that one that is never closed
costs a paragraph and no more.

A dollar sign is a delimiter by pandoc's rule (tex_math_dollars): something other than a space
follows the first, no space precedes the second and no letter or digit follows it, unless all is
raised or lowered (`H$_2$O`). What begins as a price (`$5`) is mathematics only if no word of prose
stands before the second sign. Only the next dollar sign can be the second one: looking at each
stretch once is what keeps all this linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.types import Span

_ENVIRONMENTS = (
    "equation|align|aligned|alignat|alignedat|gather|gathered|multline|eqnarray|split|array|cases|"
    "dcases|matrix|pmatrix|bmatrix|Bmatrix|vmatrix|Vmatrix|smallmatrix|math|displaymath"
)
_OPENER = re.compile(rf"\\\(|\\\[|\\begin\{{(?:{_ENVIRONMENTS})\*?\}}|(?<!\\)\$\$?|<math\b")
_BLANK_LINE = r"\n[ \t\r]*\n"
_DOLLAR = re.compile(rf"(?<!\\)\$|({_BLANK_LINE})")
_CLOSERS = {
    r"\(": re.compile(rf"\\\)|({_BLANK_LINE})"),
    r"\[": re.compile(rf"\\\]|({_BLANK_LINE})"),
    "<math": re.compile(rf"</math>|({_BLANK_LINE})"),
    "$$": re.compile(rf"\$\$|({_BLANK_LINE})"),
}
_END = {
    name + star: re.compile(rf"\\end\{{{name}{re.escape(star)}\}}|({_BLANK_LINE})")
    for name in _ENVIRONMENTS.split("|")
    for star in ("", "*")
}

_PRICE = re.compile(
    r"\$\d[\d,]*(?:\.\d+)?(?:[kKmMbBtT]|[bmt]n)?(?![\w^\\{(=*/]|[.,]\d| ?[=+^*\\<>≤≥×÷])"
)
"""A dollar sign and an amount, which no sign of mathematics follows."""
_SHELL = re.compile(r"\$(?:[A-Z][A-Z_0-9]+\b|\{|\()")
"""`$HOME`, `$AAPL`, `${x}`, `$(date)`: a variable or a ticker, not the start of a formula."""
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,}[ ,.;:]")
_EVIDENCE = re.compile(r"\\[A-Za-z]|[\^_=]")
_PARTIAL = re.compile(r"<(?:m(?:a(?:th?)?)?)?\Z|\\(?:[A-Za-z]{0,16}|begin\{[A-Za-z]{0,16}\*?)\Z")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with its delimiters; `closed` is false where the text ends before it does."""

    span: Span
    body: Span
    closed: bool


def formula_at(text: str, at: int) -> Formula | None:
    """The delimited formula that begins at `at`, if one does.

    One that is not closed ends with its paragraph. A dollar sign that is not closed is a
    delimiter only if what follows it looks like mathematics.
    """
    opener = _OPENER.match(text, at)
    if opener is None:
        return None
    if opener[0] == "$":
        return _dollar_formula(text, at)
    formula = _delimited(text, opener)
    if opener[0] == "$$" and not formula.closed and not _has_evidence(text, formula.body):
        return None
    return formula


def open_formula(text: str, start: int = 0) -> int | None:
    """Position of the delimiter, at or after `start`, that `text` opens and may still close.

    For a reader of growing text: no cut may be made after that position until more text has
    arrived, or patience has ended. A `\\` or `$` at the very end counts, as it may become a
    delimiter; a price or a shell variable does not. Takes time linear in `len(text) - start`.

    Args:
        text: all that has been received and not yet spoken.
        start: where to begin; must not lie within a formula.
    """
    at = start
    while opener := _OPENER.search(text, at):
        at = opener.start()
        formula = formula_at(text, at)
        if formula is not None and formula.closed:
            at = formula.span.end
        elif _may_close(text, opener):
            return at
        else:
            at = opener.end()
    partial = _PARTIAL.search(text, max(at, len(text) - 32))
    return partial.start() if partial else None


def settled_at(text: str, at: int) -> int:
    """Where the delimiter at `at`, which may open a formula, is known to be closed or to be none.

    Beyond the end of `text` where more of it is needed to know.
    """
    opener = _OPENER.match(text, at)
    if opener is None:
        return at + 1
    formula = formula_at(text, at)
    if formula is not None and formula.closed:
        return formula.span.end
    if opener[0] == "$":
        closer = _DOLLAR.search(text, opener.end())
        return closer.start() if closer else len(text) + 1
    end = _delimited(text, opener).span.end
    return end if end < len(text) else len(text) + 1


def _delimited(text: str, opener: re.Match[str]) -> Formula:
    """The formula that begins with `opener`, which is not a single dollar sign."""
    is_environment = opener[0].startswith(r"\begin")
    keeps_ends = is_environment or opener[0] == "<math"
    closers = _END[opener[0][7:-1]] if is_environment else _CLOSERS[opener[0]]
    closer = closers.search(text, opener.end())
    if closer is None or closer[1] is not None:
        end = closer.start() if closer else len(text)
        begin = opener.start() if keeps_ends else opener.end()
        return Formula(Span(opener.start(), end), Span(begin, end), closed=False)
    span = Span(opener.start(), closer.end())
    body = span if keeps_ends else Span(opener.end(), closer.start())
    return Formula(span, body, closed=True)


def _dollar_formula(text: str, at: int) -> Formula | None:
    """The formula between the dollar sign at `at` and the next one."""
    closer = _DOLLAR.search(text, at + 1)
    if closer is None or closer[1] is not None:
        body = Span(at + 1, closer.start() if closer else len(text))
        if not _opens(text, at) or not _has_evidence(text, body):
            return None
        return Formula(Span(at, body.end), body, closed=False)
    body = Span(at + 1, closer.start())
    inner = text[body.start : body.end]
    if not inner or inner[0].isspace() or inner[-1].isspace():
        return None
    if text[closer.end() : closer.end() + 1].isalnum() and inner[0] not in "^_":
        return None
    if inner[0].isdigit() and _PROSE.search(inner):
        return None
    return Formula(Span(at, closer.end()), body, closed=True)


def _opens(text: str, at: int) -> bool:
    """Whether the dollar sign at `at` can be an opening delimiter, for all that stands after it."""
    after = text[at + 1 : at + 2]
    return not (after.isspace() or _PRICE.match(text, at) or _SHELL.match(text, at))


def _may_close(text: str, opener: re.Match[str]) -> bool:
    """Whether text to come can close `opener`, which nothing has closed so far."""
    if opener[0] == "$":
        closer = _DOLLAR.search(text, opener.end())
        return closer is None and _opens(text, opener.start())
    return _delimited(text, opener).span.end == len(text)


def _has_evidence(text: str, span: Span) -> bool:
    return _EVIDENCE.search(text, span.start, span.end) is not None
