"""Rules for Markdown and HTML: marks are silent, their structure is heard as pauses."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.listed import listed
from text.written.numbers import cardinal
from text.written.rule import Words, copied, rule, said

_LINE_START = r"(?:(?<=\n)[ \t]{0,16}|\A(?![ \t]))"
"""A text that begins with a space goes on within a line."""
_BULLET = r"(?:[-•‣◦▪–—]|[*+](?=[ \t]+\D))"
"""A plus or a star before a number joins it to what was said before."""
_ROW_END = re.compile(r"[ \t]{0,16}(?:\n|\Z)")
_ENTITIES = {"amp": "and", "lt": "less than", "gt": "greater than", "copy": "copyright"}


@rule(rf"{_LINE_START}(?:`{{3,}}|~{{3,}})[^\n`]*(?=\n|\Z)")
def code_fence(match: re.Match[str]) -> Words:
    return [_stop(match)]


@rule(rf"{_LINE_START}(?:(?:[-*_=][ \t]?){{3,}}+|\|?[ \t:]*+--[-| \t:]*+)(?=\n|\Z)")
def horizontal_rule(match: re.Match[str]) -> Words:
    """A line of dashes: a break, an underlined heading, or the second line of a table."""
    return [_stop(match)]


@rule(rf"{_LINE_START}(?:#{{1,6}}[ \t]+|(?:>[ \t]?)+|{_BULLET}[ \t]+(?:\[[ xX]\][ \t]+)?)")
def line_mark(match: re.Match[str]) -> Words:
    """Headings, quotations and bullets."""
    return [_stop(match)]


@rule(
    rf"{_LINE_START}(?:(?P<number>\d{{1,3}})|(?P<letter>[A-E]))(?P<dot>[.)])[ \t]+(?=\S)(?![A-Z]\.)"
)
def numbered_item(match: re.Match[str]) -> Words:
    """1. first: one, first; A. Paris."""
    if match["letter"]:
        return [_stop(match), copied(match, "letter"), said(match, "dot", ",")]
    words = cardinal(str(int(match["number"])))
    return [_stop(match), said(match, "number", words), said(match, "dot", ",")]


@rule(r"!?\[(?=[^\[\]\n]{0,300}\]\()")
def link_start(match: re.Match[str]) -> Words:
    """The bracket before the words of a link or the description of a picture."""
    return []


@rule(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
def link_end(match: re.Match[str]) -> Words:
    """The address of a link, which nobody wants to hear."""
    return []


@rule(r"\[\^?\d{1,3}(?:[,–-] ?\d{1,3}){0,8}\](?!\()")
def citation(match: re.Match[str]) -> Words | None:
    """[1], [^2]: silent behind the word that it is attached to."""
    before = match.string[match.start() - 1 : match.start()]
    return [] if before and not before.isspace() else None


_TAGS = "|".join(
    listed("a abbr b big blockquote body br button caption center cite code col dd del details div")
    + listed("dl dt em figcaption figure font footer form h[1-6] head header hr html i iframe img")
    + listed("input ins kbd label li link main mark meta nav ol option p pre q s samp script")
    + listed("section select small source span strong style sub summary sup svg table tbody td")
    + listed("math m(?:i|n|o|s|text|row|frac|sqrt|root|style|table|tr|td|fenced|space|padded)")
    + listed("m(?:sub|sup|subsup|under|over|underover) semantics annotation")
    + listed("textarea tfoot th thead time title tr tt u ul var video wbr")
)


@rule(rf"(?<!`)</?(?:{_TAGS})(?:\s[^<>\n]{{0,300}})?/?>|<!--[^\n]{{0,200}}?-->", re.IGNORECASE)
def html_tag(match: re.Match[str]) -> Words:
    """A tag of HTML, not a placeholder: <repo>. Those that break a line are heard as a pause."""
    is_break = re.match(r"</?(?:br|p|li|h\d|div|tr)\b", match[0]) is not None
    return [Said(",", Span(*match.span()))] if is_break else []


@rule(r"&(?P<name>[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
def entity(match: re.Match[str]) -> Words:
    word = _ENTITIES.get(match["name"])
    return [Said(word, Span(*match.span()))] if word else []


@rule(r"[*_~`]+")
def emphasis(match: re.Match[str]) -> Words | None:
    """Bold, italics, code and strike-through; a lone star between operands is no mark."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    is_operator = match[0] == "*" and before.isspace() and after.isspace()
    return None if is_operator or (match[0] == "~" and after.isdecimal()) else []


@rule(r"\|")
def cell_border(match: re.Match[str]) -> Words:
    """Between the cells of a table a pause, a longer one at the end of a row."""
    ends_row = _ROW_END.match(match.string, match.end()) is not None
    return [Said("." if ends_row else ",", Span(*match.span()))]


def _stop(match: re.Match[str]) -> Said:
    """The pause before a line that begins something new."""
    return Said(".", Span(match.start(), match.start() + 1))
