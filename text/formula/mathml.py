"""MathML as the tokens of the LaTeX that says the same, so that one parser reads both.

Tags are found by a pattern and not by html.parser, which raises on some damage and tells lines
rather than places. What is never closed ends with what is around it; unknown elements only group.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.types import Span
from text.formula.tokens import Kind, Token, tokens
from text.written.listed import table

_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z]+)[^<>]*?(?P<empty>/?)>")
_DEEPEST = 24
_ACCENTS = table(
    "¯ bar|‾ bar|_ bar|^ hat|ˆ hat|~ tilde|˜ tilde|→ vec|\u20d7 vec|˙ dot|. dot|¨ ddot"
)
_SCRIPTS = {
    "msub": "_",
    "msup": "^",
    "msubsup": "_^",
    "munder": "_",
    "mover": "^",
    "munderover": "_^",
}
_MEANINGLESS = ("^", "_", "&")
_SILENT = ("annotation", "mphantom", "mspace", "none", "mprescripts")


@dataclass(slots=True)
class _Element:
    """An element with the places of its two tags; both are empty where the source has none."""

    name: str
    opening: Span
    closing: Span
    children: list[_Element] = field(default_factory=list)


def is_mathml(source: str, start: int) -> bool:
    """Whether a formula that begins at `start` is written in MathML."""
    return source.startswith("<math", start)


def mathml_tokens(source: str, span: Span) -> list[Token]:
    """The tokens of the MathML in `span` of `source`, in the order in which LaTeX has them."""
    return list(_element(source, _tree(source, span)))


def _tree(source: str, span: Span) -> _Element:
    root = _Element("math", Span(span.start, span.start), Span(span.end, span.end))
    opened = [root]
    at = span.start
    for tag in _TAG.finditer(source, span.start, span.end):
        name, place = tag["name"].lower(), Span(*tag.span())
        if source[at : place.start].strip():
            text = _Element("#text", Span(at, at), Span(place.start, place.start))
            opened[-1].children.append(text)
        at = place.end
        if not tag["slash"]:
            element = _Element(name, place, Span(place.end, place.end))
            opened[-1].children.append(element)
            if not tag["empty"] and len(opened) < _DEEPEST:
                opened.append(element)
        elif name in [element.name for element in opened[1:]]:
            while opened[-1].name != name:
                opened.pop().closing = Span(place.start, place.start)
            opened.pop().closing = place
    return root


def _element(source: str, element: _Element) -> Iterator[Token]:
    children = element.children
    match element.name:
        case "#text":
            yield from _characters(source, Span(element.opening.end, element.closing.start))
        case "mtext":
            yield Token(Kind.COMMAND, "text", element.opening)
            yield _sign("{", element.opening.end)
            yield from _joined(source, children)
            yield _sign("}", element.closing.start)
        case "mfrac" if len(children) == 2:
            yield Token(Kind.COMMAND, "frac", element.opening)
            for child in children:
                yield from _group(source, [child])
        case "msqrt" if children:
            yield Token(Kind.COMMAND, "sqrt", element.opening)
            yield from _group(source, children)
        case "mroot" if len(children) == 2:
            yield Token(Kind.COMMAND, "sqrt", element.opening)
            yield _sign("[", children[1].opening.start)
            yield from _element(source, children[1])
            yield _sign("]", children[1].closing.end)
            yield from _group(source, children[:1])
        case name if name in _SCRIPTS and len(children) > 1:
            yield from _scripts(source, children, _SCRIPTS[name])
        case "mfenced":
            yield Token(Kind.SIGN, "(", element.opening)
            yield from _joined(source, children, ",")
            yield _sign(")", element.closing.end)
        case "mtable" | "mtr":
            separator = "\\\\" if element.name == "mtable" else ","
            yield from _joined(source, children, separator)
        case name if name not in _SILENT:
            yield from _joined(source, children)


def _characters(source: str, span: Span) -> Iterator[Token]:
    """A number, letter, sign or word; what is LaTeX elsewhere means nothing here."""
    written = source[span.start : span.end]
    found = tokens(source, span) if "&" not in written else _unescaped(written, span)
    found = [_literal(token) for token in found if token.text not in _MEANINGLESS]
    is_word = len(found) > 1 and all(token.kind is Kind.LETTER for token in found)
    if is_word or "\\" in written:
        yield Token(Kind.COMMAND, "text", Span(span.start, span.start))
        found = [_sign("{", span.start), *found, _sign("}", span.end)]
    yield from found


def _literal(token: Token) -> Token:
    """A brace as the sign that it is."""
    name = {"{": "lbrace", "}": "rbrace"}.get(token.text)
    return Token(Kind.COMMAND, name, token.span) if name else token


def _unescaped(written: str, span: Span) -> list[Token]:
    """The tokens of characters written as entities, which are longer: the last has the rest."""
    plain = html.unescape(written)
    found = tokens(plain, Span(0, len(plain)))
    return [
        Token(token.kind, token.text, Span(span.start + token.span.start, end))
        for token in found
        for end in [span.end if token is found[-1] else span.start + token.span.end]
    ]


def _scripts(source: str, children: list[_Element], signs: str) -> Iterator[Token]:
    """A base with what stands below and above it, or with an accent."""
    base, *scripts = children
    content = html.unescape(source[scripts[0].opening.end : scripts[0].closing.start]).strip()
    if signs == "^" and content in _ACCENTS:
        yield Token(Kind.COMMAND, _ACCENTS[content], base.opening)
        yield from _group(source, [base])
        return
    yield from _group(source, [base])
    for sign, script in zip(signs, scripts, strict=False):
        yield _sign(sign, script.opening.start)
        yield from _group(source, [script])


def _group(source: str, children: list[_Element]) -> Iterator[Token]:
    """Elements between the braces that LaTeX has around them."""
    if children:
        yield _sign("{", children[0].opening.start)
        yield from _joined(source, children)
        yield _sign("}", children[-1].closing.end)


def _joined(source: str, children: Iterable[_Element], separator: str = "") -> Iterator[Token]:
    for index, child in enumerate(children):
        if index and separator:
            kind = Kind.NEWLINE if separator == "\\\\" else Kind.SIGN
            start = child.opening.start
            yield Token(kind, separator, Span(start, max(start + 1, child.opening.end)))
        yield from _element(source, child)


def _sign(text: str, at: int) -> Token:
    return Token(Kind.SIGN, text, Span(at, at))
