"""A place in the tokens of a formula: what comes next, and raw text in braces."""

from __future__ import annotations

from core.types import Span
from text.formula.mathml import is_mathml, mathml_tokens
from text.formula.tokens import Kind, Token, tokens
from text.formula.tree import Prose

_SIDES = {
    ("left", "|"): "lvert",
    ("left", "‖"): "lVert",
    ("left", "."): "lnull",
    ("right", "|"): "rvert",
    ("right", "‖"): "rVert",
    ("right", "."): "rnull",
}
_BAR_REACH = 64
"""How many tokens after a bar its partner is looked for."""


class Cursor:
    """Reads the tokens of `span` of `source` from first to last."""

    def __init__(self, source: str, span: Span) -> None:
        self._source = source
        written = mathml_tokens if is_mathml(source, span.start) else tokens
        self._tokens = _with_sides(written(source, span))
        self._at = 0
        self._end = span.end

    def peek(self) -> Token | None:
        """The next token, which stays the next one."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def advance(self) -> None:
        """Go past the next token, if there is one."""
        self._at = min(self._at + 1, len(self._tokens))

    def retreat(self) -> None:
        """Make the token just read the next one again."""
        self._at -= 1

    def mark(self) -> int:
        """The present place, for `reset`."""
        return self._at

    def reset(self, mark: int) -> None:
        """Go back to a place that `mark` gave."""
        self._at = mark

    def next_is(self, text: str) -> bool:
        """Whether the next token is `text` and no letter; if so it is consumed."""
        token = self.peek()
        if token is None or token.text != text or token.kind is Kind.LETTER:
            return False
        self._at += 1
        return True

    def skip_spaces(self) -> None:
        while (token := self.peek()) is not None and token.kind is Kind.SPACE:
            self._at += 1

    def position(self) -> int:
        """Where the next token starts."""
        token = self.peek()
        return token.span.start if token else self._end

    def since(self, start: int) -> Span:
        """From `start` to the end of the last token that was read."""
        end = self._tokens[self._at - 1].span.end if self._at else start
        return Span(start, max(start, end))

    def take_digit(self) -> Token:
        """The first digit of the number that comes next, which loses it: `\\frac12` is one half."""
        token = self._tokens[self._at]
        start, end = token.span.start, token.span.end
        self._tokens[self._at] = Token(Kind.NUMBER, token.text[1:], Span(start + 1, end))
        return Token(Kind.NUMBER, token.text[0], Span(start, start + 1))

    def text(self, span: Span) -> str:
        return self._source[span.start : span.end]

    def bar_follows(self) -> bool:
        """Whether a bar stands further on, before a bracket closes that was open here."""
        level = 0
        for token in self._tokens[self._at : self._at + _BAR_REACH]:
            if token.text == "|" and not level:
                return True
            level += token.text in ("{", "(", "[", "lbrace")
            level -= token.text in ("}", ")", "]", "rbrace")
            if level < 0:
                return False
        return False

    def raw_argument(self) -> Span:
        """Consumes a group in braces, unread, and gives what is inside; or nothing, if none is."""
        self.skip_spaces()
        if not self.next_is("{"):
            return Span(self.position(), self.position())
        start = self.position()
        level = 1
        while (token := self.peek()) is not None:
            level += (token.text == "{") - (token.text == "}")
            self._at += 1
            if not level:
                return Span(start, token.span.start)
        return Span(start, self._end)

    def prose(self) -> Prose:
        """A group in braces as words."""
        span = self.raw_argument()
        return Prose(span, self.text(span))


def _with_sides(found: list[Token]) -> list[Token]:
    """Bars and dots after `left` and `right` under names that say which side they are on."""
    for index in range(1, len(found)):
        side = _SIDES.get((found[index - 1].text, found[index].text))
        if side is not None:
            found[index] = Token(Kind.COMMAND, side, found[index].span)
    return found
