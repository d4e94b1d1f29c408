"""From an engine's samples to PCM on the wire, cut where characters begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import soxr

from aligner.characters import char_times
from core.types import Float32, Speech
from core.units import WIRE_RATE_HZ, resample_quantum, to_wire_samples
from wire.messages import Alignment, AudioMessage

Pcm16 = npt.NDArray[np.int16]

MAX_CHUNK_S = 1.0
"""Longer chunks: playback reacts later to a stop. Shorter: more messages for the same audio."""


class AudioEncoder:
    """Turns the Speech of one connection into audio messages. Owned by its session.

    Speech begins and ends at rest and lasts a whole number of samples on the wire (see
    engines/joins.py). So the resampler, emptied at the end of each Speech, gives the samples of
    one that ran through, and no audio is held back.
    """

    def __init__(self) -> None:
        self._resampler: soxr.ResampleStream | None = None
        self._rate_hz = 0
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
        bounds = [to_wire_samples(bound, speech.rate_hz) for bound in times.bounds.tolist()]
        for first, last in _chunks(text, bounds):
            yield AudioMessage(
                pcm[bounds[first] : bounds[last]].tobytes(),
                _alignment(times.chars[first:last], bounds[first : last + 1], self._sent_samples),
            )
        self._sent_samples += len(pcm)

    def _resample(self, speech: Speech) -> Float32:
        if self._resampler is None or speech.rate_hz != self._rate_hz:
            self._rate_hz = speech.rate_hz
            self._resampler = soxr.ResampleStream(speech.rate_hz, WIRE_RATE_HZ, 1, dtype="float32")
        samples: Float32 = self._resampler.resample_chunk(speech.samples, last=True)
        self._resampler.clear()
        return samples


def to_pcm16(samples: Float32) -> Pcm16:
    """float32 in -1 to 1 as int16, little-endian; what lies beyond is clipped. Shape (n,)."""
    pcm: Pcm16 = np.rint(np.clip(samples, -1, 1) * np.float32(32767)).astype("<i2")
    return pcm


def _chunks(text: str, bounds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut characters into runs of at most MAX_CHUNK_S: before a word if one begins in the run."""
    longest = round(MAX_CHUNK_S * WIRE_RATE_HZ)
    first = 0
    while first < len(text):
        last = first + 1
        word = None
        while last < len(text) and bounds[last + 1] - bounds[first] <= longest:
            last += 1
            if last < len(text) and text[last].isspace():
                word = last
        if last < len(text):
            last = word or last
        yield first, last
        first = last


def _alignment(chars: tuple[str, ...], bounds: Sequence[int], since: int) -> Alignment:
    """Times of a chunk. They are rounded from the start of the connection: errors do not add up."""
    at_ms = [round((since + bound) * 1000 / WIRE_RATE_HZ) for bound in bounds]
    starts = tuple(at - at_ms[0] for at in at_ms[:-1])
    durations = tuple(after - before for before, after in pairwise(at_ms))
    return Alignment(chars, starts, durations)
