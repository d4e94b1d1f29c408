"""Where pieces of speech meet: cut to the voice, faded to rest, with the pause that is due.

Every piece begins and ends in true silence. So pieces join without a click, and a resampler that
starts afresh in that silence gives the same samples as one that ran through.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.types import Boundary, Float32, Mark, Utterance
from core.units import resample_quantum

REST_S = 0.010
"""Silence at both ends of a piece. Shorter than a resampling filter's half-length: the filter
would ring across joins. Longer: heard as a gap where words of one clause join."""

_FADE_S = 0.003
_ONSET_S = 0.004
_RELEASE_S = 0.020
_FRAME_S = 0.005
_SILENCE = 10 ** (-55 / 20)

_PAUSES_S = {",": 0.14, ";": 0.22, ":": 0.22, "—": 0.20, "–": 0.20, "…": 0.40}
_SENTENCE_PAUSE_S = 0.32
_CLAUSE_PAUSE_S = 0.16
_LINE_PAUSE_S = 0.15
_PARAGRAPH_PAUSE_S = 0.30
_CLOSERS = "\"'”’)]}*_` \t\n"


@dataclass(frozen=True, slots=True)
class Rests:
    """Seconds of silence before and after the voice of a piece."""

    lead_s: float
    tail_s: float


def rests(utterance: Utterance, speed: float) -> Rests:
    """The silence that an utterance's white space and punctuation ask for, at `speed`."""
    lead = utterance.text[: len(utterance.text) - len(utterance.text.lstrip())]
    newlines = len(re.findall(r"\r\n|[\n\r\u2028\u2029]", lead))
    line_s = (0.0, _LINE_PAUSE_S, _PARAGRAPH_PAUSE_S)[min(newlines, 2)]
    return Rests(max(REST_S, line_s / speed), max(REST_S, _pause_after_s(utterance) / speed))


def _pause_after_s(utterance: Utterance) -> float:
    if utterance.boundary is Boundary.WORD:
        return REST_S
    mark = utterance.text.rstrip(_CLOSERS)[-1:]
    if utterance.boundary is Boundary.CLAUSE:
        return _PAUSES_S.get(mark, _CLAUSE_PAUSE_S)
    return _PAUSES_S["…"] if mark == "…" else _SENTENCE_PAUSE_S


def silence(rate_hz: int, seconds: float) -> Float32:
    """At least `seconds` of silence, a whole number of samples on the wire; shape (n,)."""
    quantum = resample_quantum(rate_hz)
    return np.zeros(-(-round(seconds * rate_hz) // quantum) * quantum, np.float32)


def voiced_range(samples: Float32, rate_hz: int) -> tuple[int, int]:
    """First sample of the voice and the one after its last, found by energy.

    Quiet is 55 dB under the loudest 5 ms. The range keeps 4 ms before and 20 ms after what was
    found, so that a soft onset or a fading last syllable stays. Empty (0, 0) for silence.
    """
    frame = max(1, round(_FRAME_S * rate_hz))
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(samples)] = samples
    level = np.sqrt(np.mean(np.square(padded.reshape(count, frame)), axis=1))  # (count,)
    loud = np.flatnonzero(level > max(float(level.max(initial=0.0)) * _SILENCE, 1e-5))
    if not len(loud):
        return 0, 0
    first = int(loud[0]) * frame - round(_ONSET_S * rate_hz)
    last = (int(loud[-1]) + 1) * frame + round(_RELEASE_S * rate_hz)
    return max(0, first), min(len(samples), last)


def settle(
    samples: Float32, rate_hz: int, marks: Sequence[Mark], voice: tuple[int, int], rests: Rests
) -> tuple[Float32, tuple[Mark, ...]]:
    """Cut `samples` to `voice`, fade both ends to zero and put `rests` around it.

    Args:
        samples: float32 of shape (n,).
        rate_hz: of `samples`.
        marks: positions in `samples`; those outside `voice` shrink to its edge.
        voice: first sample kept and the one after the last.
        rests: silence to put before and after.

    Returns:
        Samples whose number lasts a whole number of samples on the wire, and the marks in them.
    """
    start, end = voice
    lead = round(rests.lead_s * rate_hz)
    quantum = resample_quantum(rate_hz)
    total = -(-(lead + end - start + round(rests.tail_s * rate_hz)) // quantum) * quantum
    out = np.zeros(total, np.float32)
    body = out[lead : lead + end - start]
    body[:] = samples[start:end]
    ramp = min(round(_FADE_S * rate_hz), len(body) // 2)
    fade = np.linspace(0, 1, ramp, endpoint=False, dtype=np.float32)
    body[:ramp] *= fade
    body[len(body) - ramp :] *= fade[::-1]

    def moved(position: int) -> int:
        return min(max(position, start), end) - start + lead

    return out, tuple(Mark(m.source, moved(m.start_sample), moved(m.end_sample)) for m in marks)
