"""Every type that crosses a stage boundary, in the order in which a sentence meets them.

Utterance -> SpokenText -> Phonemes -> Speech (with its Marks) -> CharTimes -> Pcm

All are frozen, so they pass between the event loop and the inference thread without a lock.
Positions are code points, half-open. Times are samples at a rate that the type names; the only
place that knows milliseconds is the wire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` to `end` of some text, half-open; empty where `start == end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start} and {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def shifted(self, by: int) -> Span:
        """This span in a text that begins `by` code points earlier."""
        return Span(self.start + by, self.end + by)

    def union(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class Boundary(Enum):
    """Why an utterance ends where it does; an engine chooses intonation and pause by it."""

    WORD = "word"
    """Between two words of a clause: the voice goes on."""
    CLAUSE = "clause"
    """After a comma, semicolon, colon or dash."""
    SENTENCE = "sentence"
    """After a full stop, question mark or exclamation mark, or where the text ended."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of the text as sent that is spoken in one go; joined, they are that text."""

    id: int
    text: str
    first_char: int
    """Offset of `text` in all text of its session."""
    boundary: Boundary


def check_sources(sources: Sequence[Span], of: str) -> None:
    """Raise ValueError unless starts and ends never fall: a map that keeps the order of a text."""
    for before, after in pairwise(sources):
        if after.start < before.start or after.end < before.end:
            raise ValueError(f"sources of {of} go backwards: {before} then {after}")


@dataclass(frozen=True, slots=True)
class SpokenText:
    """What is said, as words; `sources[i]` is the part of the source that `text[i]` stands for.

    Characters of the source that no entry covers are silent (markup, delimiters).
    """

    text: str
    sources: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.text) != len(self.sources):
            raise ValueError(f"{len(self.text)} characters but {len(self.sources)} sources")
        check_sources(self.sources, "spoken text")

    @classmethod
    def verbatim(cls, text: str) -> SpokenText:
        """`text` said as it is written: each character is its own source."""
        return cls(text, tuple(Span(i, i + 1) for i in range(len(text))))

    def source(self, span: Span) -> Span:
        """The part of the source that the characters `span` of `text` stand for."""
        if not len(span):
            raise ValueError("an empty span has no source")
        return Span(self.sources[span.start].start, self.sources[span.end - 1].end)


@dataclass(frozen=True, slots=True)
class Phonemes:
    """Phoneme symbols; `sources[i]` is the part of the SpokenText that `symbols[i]` sounds."""

    symbols: str
    sources: tuple[Span, ...]

    def __post_init__(self) -> None:
        if len(self.symbols) != len(self.sources):
            raise ValueError(f"{len(self.symbols)} symbols but {len(self.sources)} sources")
        check_sources(self.sources, "phonemes")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of samples in which the characters `source` of an utterance are heard."""

    source: Span
    start_sample: int
    end_sample: int

    def __post_init__(self) -> None:
        if not len(self.source):
            raise ValueError("a mark sounds at least one character; a pause needs no mark")


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Seconds that an engine spent on each stage of one Speech (0 where it has no such stage)."""

    text_s: float = 0.0
    prosody_s: float = 0.0
    decode_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio of the characters `chars` of an utterance.

    An utterance is one Speech or several in a row; then each begins where the one before ended,
    in characters and in samples, and only the last has `last` set.

    Attributes:
        samples: float32 of shape (n,), in -1 to 1, mono.
        rate_hz: sample rate of `samples` and of the marks.
        chars: the part of the utterance's text that this audio says.
        marks: in order, without overlap, within `samples`; sources are within `chars`.
        last: whether the utterance ends here.
        spoken: the words of the whole utterance; None if it was said as it is written.
        stages: where the time went.
    """

    samples: Float32
    rate_hz: int
    chars: Span
    marks: tuple[Mark, ...]
    last: bool = True
    spoken: SpokenText | None = None
    stages: StageTimes = field(default_factory=StageTimes)

    def __post_init__(self) -> None:
        end = 0
        for mark in self.marks:
            if not end <= mark.start_sample <= mark.end_sample <= len(self.samples):
                raise ValueError(f"{mark} overlaps the one before or leaves the audio")
            if not self.chars.start <= mark.source.start <= mark.source.end <= self.chars.end:
                raise ValueError(f"{mark} lies outside {self.chars}")
            end = mark.end_sample
        check_sources([mark.source for mark in self.marks], "marks")


@dataclass(frozen=True, slots=True)
class CharTimes:
    """When each character is heard: character i from `bounds[i]` to `bounds[i + 1]`.

    Attributes:
        chars: one entry per code point.
        bounds: int64 of shape (len(chars) + 1,), non-decreasing, in samples from the start of the
            audio that the times belong to; the first is 0, the last its length.
    """

    chars: tuple[str, ...]
    bounds: Int64

    def __post_init__(self) -> None:
        if self.bounds.shape != (len(self.chars) + 1,):
            raise ValueError(f"{len(self.chars)} characters but bounds of {self.bounds.shape}")
        if self.bounds[0] != 0 or (np.diff(self.bounds) < 0).any():
            raise ValueError("bounds start at 0 and never fall")
