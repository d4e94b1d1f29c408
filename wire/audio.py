"""From an engine's samples to PCM on the wire, cut where characters begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import soxr

from aligner.characters import char_times
from aligner.spoken import keep_outer_spaces, spoken_times
from core.types import Float32, Span, Speech, SpokenText
from core.units import WIRE_RATE_HZ, resample_quantum
from wire.messages import Alignment, AudioMessage

Pcm16 = npt.NDArray[np.int16]

MAX_CHUNK_S = 1.0
"""Longer chunks: playback reacts later to a stop. Shorter: more messages for the same audio."""


class AudioEncoder:
    """Turns the Speech of one connection into audio messages. Owned by its session.

    Speech begins and ends at rest and lasts a whole number of samples on the wire (see
    engines/joins.py). So the resampler, emptied at the end of each Speech, gives the samples of
    one that ran through, and no audio is held back. At another rate than the wire's a Speech may
    last half a sample more or less; the rest is carried to the next, so times do not drift.

    Args:
        rate_hz: of the audio messages.
        with_spoken: whether they also carry the alignment of what was said.
    """

    def __init__(self, rate_hz: int = WIRE_RATE_HZ, with_spoken: bool = False) -> None:
        self.rate_hz = rate_hz
        self._with_spoken = with_spoken
        self._resampler: soxr.ResampleStream | None = None
        self._source_rate_hz = 0
        self._rest = 0  # what rounding has left over, in parts of a sample: 1 / _source_rate_hz
        self._sent_samples = 0

    def encode(self, speech: Speech, text: str) -> Iterator[AudioMessage]:
        """The audio of `speech` in chunks of at most MAX_CHUNK_S, or of one character.

        Args:
            speech: the piece to send.
            text: the characters that it says.

        Yields:
            Messages whose characters, joined, are `text`.

        Raises:
            ValueError: the speech does not last a whole number of samples on the wire.
        """
        if len(speech.samples) % resample_quantum(speech.rate_hz):
            raise ValueError(f"{len(speech.samples)} samples are no whole samples on the wire")
        pcm = to_pcm16(self._resample(speech))
        times = char_times(speech, text)
        bounds = self._to_samples(times.bounds.tolist())
        pcm = np.pad(pcm[: bounds[-1]], (0, max(0, bounds[-1] - len(pcm))))
        said = _said(speech, text) if self._with_spoken else None
        for first, last in _chunks(text, bounds, round(MAX_CHUNK_S * self.rate_hz)):
            chunk = bounds[first : last + 1]
            yield AudioMessage(
                pcm[chunk[0] : chunk[-1]].tobytes(),
                self._alignment(times.chars[first:last], chunk),
                spoken=self._spoken(said, Span(first, last), chunk) if said else None,
            )
        self._sent_samples += len(pcm)

    def _to_samples(self, positions: Sequence[int]) -> list[int]:
        """Positions in a Speech, the last its length, as samples of the messages made of it."""
        rate = self._source_rate_hz
        exact = [self._rest + position * self.rate_hz for position in positions]
        samples = [(2 * position + rate) // (2 * rate) for position in exact]
        self._rest = exact[-1] - samples[-1] * rate
        return samples

    def _alignment(self, chars: tuple[str, ...], bounds: Sequence[int]) -> Alignment:
        """Times of a chunk, rounded from the start of the connection: errors do not add up."""
        at_ms = [round((self._sent_samples + bound) * 1000 / self.rate_hz) for bound in bounds]
        starts = tuple(at - at_ms[0] for at in at_ms[:-1])
        durations = tuple(after - before for before, after in pairwise(at_ms))
        return Alignment(chars, starts, durations)

    def _spoken(self, said: _Said, chars: Span, bounds: Sequence[int]) -> Alignment:
        """Times of what was said for `chars` of a piece."""
        times = spoken_times(said.words, chars.shifted(said.first_char), bounds)
        return self._alignment(times.chars, [bounds[0] + at for at in times.bounds.tolist()])

    def _resample(self, speech: Speech) -> Float32:
        if self._resampler is None or speech.rate_hz != self._source_rate_hz:
            self._source_rate_hz = speech.rate_hz
            self._resampler = soxr.ResampleStream(speech.rate_hz, self.rate_hz, 1, dtype="float32")
        samples: Float32 = self._resampler.resample_chunk(speech.samples, last=True)
        self._resampler.clear()
        return samples


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said, and where in its source a piece begins."""

    words: SpokenText
    first_char: int


def _said(speech: Speech, text: str) -> _Said:
    if speech.spoken is None:
        return _Said(SpokenText.verbatim(text), 0)
    return _Said(keep_outer_spaces(speech.spoken, text, speech.chars), speech.chars.start)


def to_pcm16(samples: Float32) -> Pcm16:
    """float32 in -1 to 1 as int16, little-endian; what lies beyond is clipped. Shape (n,)."""
    pcm: Pcm16 = np.rint(np.clip(samples, -1, 1) * np.float32(32767)).astype("<i2")
    return pcm


def _chunks(text: str, bounds: Sequence[int], longest: int) -> Iterator[tuple[int, int]]:
    """Cut characters into runs of `longest` samples: before a word if one begins in the run.

    Characters that take no time go with their neighbours: codecs encode no run without samples.
    """
    first = 0
    while first < len(text):
        last = first + 1
        word = None
        while last < len(text) and (
            bounds[last] in (bounds[first], bounds[-1])
            or bounds[last + 1] - bounds[first] <= longest
        ):
            last += 1
            if last < len(text) and text[last].isspace() and bounds[last] > bounds[first]:
                word = last
        if last < len(text):
            last = word or last
        yield first, last
        first = last
