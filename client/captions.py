"""Karaoke in the terminal: what was said, the word that is heard now, and what is to come."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from wire.messages import Alignment

FRAMES_PER_S = 30
_LINES = 6
"""Lines of text kept on the screen: enough to read ahead, few enough for a small terminal."""

_SAID, _NOW, _TO_COME = "bold", "bold reverse", "dim"


class Captions:
    """The text of a stream and when each of its characters is heard.

    A context manager: within it the terminal shows the captions.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._text = ""
        self._starts_s: list[float] = []
        self._audio_s = 0.0
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Captions:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()
        self._console.print(Text(self._text))

    def add(self, alignment: Alignment, audio_s: float) -> None:
        """Append the characters of a chunk that lasts `audio_s`."""
        self._text += "".join(map(_printable, alignment.chars))
        self._starts_s += [self._audio_s + ms / 1000 for ms in alignment.starts_ms]
        self._audio_s += audio_s

    def show(self, heard_s: float) -> None:
        """Draw the captions for the moment when `heard_s` of the audio was heard."""
        self._live.update(self.frame(heard_s), refresh=True)

    def frame(self, heard_s: float) -> Text:
        """The captions for that moment: a few lines around the word that is heard."""
        now = bisect_right(self._starts_s, heard_s) - 1 if heard_s > 0 else -1
        start, end = _word_around(self._text, now)
        styled = Text()
        styled.append(self._text[:start], _SAID)
        styled.append(self._text[start:end], _NOW)
        styled.append(self._text[end:], _TO_COME)
        lines = styled.wrap(self._console, self._console.width)
        current = len(Text(self._text[:end]).wrap(self._console, self._console.width)) - 1
        first = max(0, current - _LINES // 2)
        return Text("\n").join(lines[first : first + _LINES])


def _word_around(text: str, at: int) -> tuple[int, int]:
    """The word that the character `at` is in; empty before the first and between words."""
    if at < 0 or text[at].isspace():
        return at + 1, at + 1
    start = max((text.rfind(space, 0, at) for space in " \n"), default=-1) + 1
    ends = [end for space in " \n" if (end := text.find(space, at)) >= 0]
    return start, min(ends, default=len(text))


def _printable(char: str) -> str:
    """`char`, or a stand-in for what would move the cursor or cannot be encoded."""
    if char == "\n":
        return char
    if char.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) in ("Cc", "Cs") else char
