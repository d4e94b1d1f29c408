"""Rules for addresses of the web and of mail, file names, paths, hashtags and handles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.types import Span
from text.spoken import Copied, Said
from text.written.listed import listed
from text.written.numbers import cardinal, spelled
from text.written.rule import Words, rule

_TOP_LEVEL = (
    "com|org|net|edu|gov|mil|int|io|ai|co|dev|app|me|info|biz|tv|xyz|eu|uk|de|fr|ch|at|nl|it|es|se|"
    "no|dk|fi|pl|jp|cn|in|br|ru|us|ca|au|nz|ie|be|cloud|tech|blog|wiki|news|shop"
)
_EXTENSIONS = (
    "py|js|ts|tsx|jsx|md|txt|pdf|csv|tsv|json|jsonl|yaml|yml|xml|html|htm|css|png|jpg|jpeg|gif|svg|"
    "mp3|mp4|wav|ogg|zip|tar|gz|exe|dll|so|cpp|hpp|cc|rs|go|java|rb|sh|toml|ini|cfg|conf|log|docx?|"
    "xlsx?|pptx?|ipynb|tex|bib|php|sql|lock|env|bat|onnx|pt|bin|c|h"
)
_WORD_LIKE = frozenset(
    listed("com org net info java log lock tar zip gif bin app me dev go cloud tech blog wiki news")
    + listed("shop env bat gov mil biz text conf tex")
)
_SIGNS = {".": "dot", "/": "slash", "\\": "backslash", "@": "at", ":": "colon", "+": "plus"}
_SIGNS |= {"~": "tilde", "=": "equals", "&": "and", "%": "percent"}
_HOST = rf"(?:[A-Za-z0-9](?:[\w-]{{0,61}}\w)?\.){{1,6}}(?:{_TOP_LEVEL})(?![\w-])(?!\.\w)"
_VARIABLE = re.compile(r"[A-Za-z]_(?:\d+|[A-Za-z])")
_PART = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")


@rule(
    r"(?P<scheme>https?://|ftp://)(?:www\.)?(?P<shown>(?:[^\s<>\"“”?#()\]}|`*]|\([^\s()]{0,80}\))+)"
    r"(?:[?#][^\s<>\"“”)\]}|`*]*)?"
)
def url(match: re.Match[str]) -> Words:
    """https://www.example.com/a?b=1: example dot com slash a."""
    start, end = match.span("shown")
    return list(_parts(match.string, start, _without_tail(match.string, start, end)))


@rule(rf"(?:www\.)?(?P<host>{_HOST})(?P<path>/[\w./~-]*)?")
def domain(match: re.Match[str]) -> Words:
    end = match.end("path") if match["path"] else match.end("host")
    return list(_parts(match.string, match.start("host"), _without_tail(match.string, 0, end)))


@rule(r"(?:mailto:)?(?P<address>\w[\w.+-]{0,63}@[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)+)")
def mail_address(match: re.Match[str]) -> Words:
    return list(
        _parts(match.string, *match.span("address"), hyphen="dash", underscore="underscore")
    )


@rule(rf"\w[\w-]{{0,63}}(?:\.\w[\w-]{{0,63}}){{0,4}}\.(?:{_EXTENSIONS})(?![\w-])(?!\.\w)")
def file_name(match: re.Match[str]) -> Words | None:
    """main.py: main dot PY; a short word before a full stop is none."""
    if re.fullmatch(r"[A-Za-z]\.[ch]|\d+\.\w", match[0]):
        return None
    return list(_parts(match.string, *match.span()))


@rule(rf"(?<!\w)\.(?P<name>{_EXTENSIONS}|NET|[a-z]{{2,12}}rc|gitignore)(?!\w)")
def extension(match: re.Match[str]) -> Words:
    """.py files, .NET"""
    return list(_parts(match.string, *match.span()))


@rule(r"(?<!\w)(?:~|\.{1,2})?/(?:[\w.-]+/)*[\w.-]*\w/?(?!\w)|(?<!\w)[A-Z]:\\(?:[\w .-]+\\)*[\w.-]*")
def path(match: re.Match[str]) -> Words:
    """/usr/local/bin, C:\\Users"""
    return list(_parts(match.string, match.start(), _without_tail(match.string, 0, match.end())))


@rule(r"(?<![\w&])#(?P<tag>[^\W\d]\w*)")
def hashtag(match: re.Match[str]) -> Words:
    """#MachineLearning: hashtag Machine Learning."""
    sign = Said("hashtag", Span(match.start(), match.start() + 1))
    return [sign, *_humps(match.string, *match.span("tag"))]


@rule(r"(?<![\w.])@(?P<name>\w{2,})")
def handle(match: re.Match[str]) -> Words:
    """@ada_l: at ada l."""
    sign = Said("at", Span(match.start(), match.start() + 1))
    return [sign, *_humps(match.string, *match.span("name"))]


@rule(r"[^\W\d_]\w{0,80}_\w+|_{1,3}[^\W\d_]\w*|[a-z]{2,40}(?:[A-Z][a-z]+)+(?!\w)")
def identifier(match: re.Match[str]) -> Words | None:
    """snake_case and camelCase: the words in them; x_1 is mathematics."""
    if _VARIABLE.fullmatch(match[0]):
        return None
    return list(_humps(match.string, *match.span()))


def _parts(
    text: str, start: int, end: int, *, hyphen: str = "", underscore: str = ""
) -> Iterator[Said | Copied]:
    """The words of an address, and the signs between them by name."""
    last_dot = text.rfind(".", start, end)
    for match in _PART.finditer(text, start, end):
        span, part = Span(*match.span()), match[0]
        if part.isdecimal():
            yield Said(cardinal(part) if len(part) <= 2 else spelled(part), span)
        elif part.isalpha():
            is_last = span.start == last_dot + 1 > 0 and span.end == end
            yield _word(part, span, is_extension=is_last)
        elif name := {"-": hyphen, "_": underscore}.get(part, _SIGNS.get(part, "")):
            yield Said(name, span)


def _word(part: str, span: Span, *, is_extension: bool) -> Said | Copied:
    """A short ending is spelled (PY, AI); a file that shouts is not (README)."""
    if is_extension and len(part) <= 4 and part not in _WORD_LIKE:
        return Said(part.upper(), span)
    if part.isupper() and len(part) > 4:
        return Said(part.lower(), span)
    return Copied(span)


def _humps(text: str, start: int, end: int) -> Iterator[Said | Copied]:
    for match in _HUMP.finditer(text, start, end):
        span = Span(*match.span())
        if match[0].isdecimal():
            yield Said(cardinal(match[0]) if len(match[0]) <= 4 else spelled(match[0]), span)
        else:
            yield Copied(span)


def _without_tail(text: str, start: int, end: int) -> int:
    """Where an address ends that is followed by punctuation of the sentence."""
    while end > start and text[end - 1] in ".,;:!?/'’":
        end -= 1
    return end
