"""Parses LaTeX and plain notation into a tree, tolerantly: any text gives one, none raises.

What is never closed is closed where its surroundings end; a closing sign that nothing opened is
silent; an unknown command is read by its name. Nesting beyond MAX_DEPTH is read flat, so that
neither a hostile nor a damaged formula can exhaust the stack.
"""

from __future__ import annotations

from core.types import Span
from text.formula.cursor import Cursor
from text.formula.leaves import (
    attach,
    bare,
    counted,
    ends_operand,
    inline_fractions,
    letter,
    named,
    prime,
    raised,
    set_mark,
    sign_degree,
    unwrapped,
    word,
)
from text.formula.symbols import (
    ACCENTS,
    CLOSERS,
    MARKS,
    OPENERS,
    OPERATORS,
    PROSE,
    SKIPPED,
    STYLES,
)
from text.formula.tokens import Kind, Token
from text.formula.tree import (
    Accent,
    Annotated,
    Binomial,
    Fence,
    Fraction,
    Node,
    Number,
    Operator,
    Role,
    Root,
    Row,
    Styled,
    Table,
)

MAX_DEPTH = 12
_CELL = ("&", "newline", "end")
_ANY_CLOSE = ("rnull", ")", "}", "|", "‖")
_WITH_COLUMNS = ("array", "alignat", "alignedat")
_NEGATED = {"=": "ne", "in": "notin", "subseteq": "nsubseteq", "mid": "nmid"}


def parse(source: str, span: Span) -> Row:
    """The formula that `span` of `source` holds, without its delimiters."""
    return _Parser(Cursor(source, span)).row(0)


class _Parser:
    """One pass over the tokens of a formula.

    `_awaited` holds, for each group and table cell that is open, the closing signs that end a row
    in it; those of outer groups do not reach in.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._awaited: list[list[str]] = [[]]

    def row(self, depth: int) -> Row:
        """Items up to a sign that something open awaits, which is left to be read."""
        items: list[Node] = []
        start = self._cursor.position()
        while (token := self._cursor.peek()) is not None and not self._stops(token, items):
            self._cursor.advance()
            self._take(token, items, depth)
        return Row(self._cursor.since(start), tuple(inline_fractions(items)))

    def _stops(self, token: Token, items: list[Node]) -> bool:
        awaited = self._awaited[-1]
        if not awaited:
            return False
        if token.kind is Kind.NEWLINE:
            return "newline" in awaited
        if token.text in ("|", "‖"):
            return token.text in awaited and ends_operand(items)
        return CLOSERS.get(token.text, token.text) in awaited and token.kind is not Kind.LETTER

    def _take(self, token: Token, items: list[Node], depth: int) -> None:
        """Add what begins with `token` to `items`, or to the last of them."""
        match token.kind:
            case Kind.NUMBER:
                items.append(Number(token.span, token.text))
            case Kind.LETTER:
                items.append(letter(token))
            case Kind.PRIMES:
                attach(items, sup=prime(token))
            case Kind.SUPERSCRIPT:
                attach(items, sup=raised(token))
            case Kind.SUBSCRIPT:
                attach(items, sub=raised(token))
            case Kind.NEWLINE:
                items.append(Operator(token.span, ";", Role.PAUSE, ";"))
            case Kind.SIGN | Kind.COMMAND if depth < MAX_DEPTH:
                self._take_sign(token, items, depth + 1)
            case Kind.SIGN | Kind.COMMAND:
                items.extend(word(token))

    def _take_sign(self, token: Token, items: list[Node], depth: int) -> None:
        match token.text:
            case "^":
                attach(items, sup=self._script(token, depth))
            case "_" if token.kind is Kind.SIGN:
                attach(items, sub=self._script(token, depth))
            case "{":
                self._cursor.retreat()
                items.append(unwrapped(self._argument(depth)))
            case "|" | "‖" if not ends_operand(items) or self._cursor.bar_follows():
                items.append(self._fence(token, token.text, depth))
            case mark if mark in MARKS:
                set_mark(token, items)
            case "|" | "‖":
                words = "given" if token.text == "|" else "parallel to"
                items.append(Operator(token.span, words, Role.RELATION, token.text))
            case name if name in OPENERS:
                items.append(self._fence(token, OPENERS[name], depth))
            case _ if token.kind is Kind.COMMAND:
                items.extend(self._command(token, depth))
            case _:
                items.extend(word(token))

    def _command(self, token: Token, depth: int) -> list[Node]:
        name, start = token.text, token.span.start
        if name in PROSE:
            return [named(self._cursor.prose(), self._cursor.peek())]
        if name in STYLES:
            return [self._styled(start, STYLES[name], depth)]
        if name in ACCENTS:
            body = self._argument(depth)
            return [Accent(self._cursor.since(start), *ACCENTS[name], body)]
        if name in SKIPPED and name != "begin":
            for _ in range(SKIPPED[name]):
                self._cursor.raw_argument()
            return []
        match name:
            case "frac" | "binom":
                over, under = self._argument(depth), self._argument(depth)
                kind = Fraction if name == "frac" else Binomial
                return [kind(self._cursor.since(start), over, under)]
            case "overset" | "underset" | "stackrel":
                note, body = self._argument(depth), self._argument(depth)
                return [Annotated(self._cursor.since(start), body, note, name == "underset")]
            case "underbrace" | "overbrace":
                return [self._braced(start, depth)]
            case "ce":
                return counted(self._argument(depth).items)
            case "sqrt" | "cbrt" | "qdrt":
                return [self._root(token, depth)]
            case "not":
                return [self._negated(token)]
            case "SI" | "qty":
                return [*self._argument(depth).items, self._cursor.prose()]
            case "begin":
                return [self._table(start, depth)]
        return word(token)

    def _argument(self, depth: int) -> Row:
        """A group in braces, or the one thing that comes next; a number gives its first digit."""
        self._cursor.skip_spaces()
        start = self._cursor.position()
        token = self._cursor.peek()
        items: list[Node] = []
        if token is not None and not self._stops(token, []):
            if token.text == "{":
                return self._group("}", depth)
            if token.kind is Kind.NUMBER and len(token.text) > 1:
                digit = self._cursor.take_digit()
                return Row(digit.span, (Number(digit.span, digit.text),))
            self._cursor.advance()
            self._take(token, items, depth)
            return Row(self._cursor.since(start), tuple(items))
        return Row(Span(start, start), ())

    def _group(self, close: str, depth: int) -> Row:
        """The row between the next token, which opens, and its partner."""
        self._cursor.advance()
        self._awaited.append([close])
        row = self.row(depth)
        self._awaited.pop()
        self._cursor.advance()
        return row

    def _script(self, sign: Token, depth: int) -> Row:
        """What is raised or lowered: a group, brackets, or a sign and a whole number or letter.

        Its span begins with `sign`, which is `^` or `_`.
        """
        self._cursor.skip_spaces()
        start = sign.span.start
        token = self._cursor.peek()
        if token is not None and token.text == "{":
            group = self._argument(depth)
            return Row(self._cursor.since(start), group.items)
        items: list[Node] = []
        if token is not None and token.text in ("+", "-", "pm"):
            self._cursor.advance()
            items.extend(word(token))
            token = self._cursor.peek()
        if token is not None and token.kind is Kind.NUMBER:
            self._cursor.advance()
            items.append(Number(token.span, token.text))
        elif token is not None and (not items or token.kind in (Kind.LETTER, Kind.COMMAND)):
            items.extend(bare(self._argument(depth)).items)
        above = self._cursor.peek()
        if above is not None and sign.text == above.text == "^" and depth < MAX_DEPTH:
            self._cursor.advance()
            attach(items, sup=self._script(above, depth + 1))
        return Row(self._cursor.since(start), tuple(items))

    def _fence(self, token: Token, close: str, depth: int) -> Fence:
        """The row from an opening bracket to its partner, or to where its surroundings end."""
        closes = _ANY_CLOSE if close == "rnull" else (close, "rnull")
        self._awaited[-1].extend(closes)
        body = self.row(depth)
        del self._awaited[-1][-len(closes) :]
        last = self._cursor.peek()
        closing = ""
        if last is not None and CLOSERS.get(last.text, last.text) in closes:
            closing = last.text
            self._cursor.advance()
        return Fence(self._cursor.since(token.span.start), token.text, closing, body)

    def _root(self, token: Token, depth: int) -> Root:
        """A root; in plain notation, √12, all digits of a number are under it."""
        following = self._cursor.peek()
        has_degree = following is not None and following.text == "["
        degree = self._group(")", depth) if has_degree else sign_degree(token)
        self._cursor.skip_spaces()
        following = self._cursor.peek()
        is_latex = self._cursor.text(token.span).startswith("\\")
        if following is not None and following.kind is Kind.NUMBER and not is_latex:
            self._cursor.advance()
            radicand = Row(following.span, (Number(following.span, following.text),))
        else:
            radicand = bare(self._argument(depth))
        return Root(self._cursor.since(token.span.start), token.span, degree, radicand)

    def _styled(self, start: int, style: str, depth: int) -> Node:
        """A typeface; roman letters alone are a word (a unit, a name)."""
        at = self._cursor.mark()
        prose = self._cursor.prose()
        if style == "roman" and prose.text.replace(" ", "").isalpha() and len(prose.text) > 1:
            return named(prose, self._cursor.peek())
        self._cursor.reset(at)
        body = self._argument(depth)
        return Styled(self._cursor.since(start), style, body) if style else unwrapped(body)

    def _braced(self, start: int, depth: int) -> Node:
        body = self._argument(depth)
        sign = self._cursor.peek()
        if sign is not None and sign.text in ("_", "^"):
            self._cursor.advance()
            note = self._script(sign, depth)
            return Annotated(self._cursor.since(start), body, note, sign.text == "_")
        return unwrapped(body)

    def _negated(self, token: Token) -> Operator:
        sign = self._cursor.peek()
        if sign is None or sign.text not in _NEGATED:
            return Operator(token.span, "not", Role.PREFIX, "not")
        self._cursor.advance()
        name = _NEGATED[sign.text]
        return Operator(self._cursor.since(token.span.start), *OPERATORS[name], name)

    def _table(self, start: int, depth: int) -> Table:
        environment = self._cursor.text(self._cursor.raw_argument()).rstrip("*")
        if environment in _WITH_COLUMNS:
            self._cursor.raw_argument()
        self._awaited.append(list(_CELL))
        rows: list[list[Row]] = [[]]
        while True:
            rows[-1].append(self.row(depth))
            separator = self._cursor.peek()
            if separator is None or separator.text == "end":
                break
            self._cursor.advance()
            if separator.kind is Kind.NEWLINE:
                rows.append([])
        self._awaited.pop()
        if self._cursor.next_is("end"):
            self._cursor.raw_argument()
        filled = tuple(tuple(row) for row in rows if any(cell.items for cell in row))
        return Table(self._cursor.since(start), environment, filled)
