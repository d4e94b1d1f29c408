"""Where the voice begins and ends in what the decoder made.

Durations say where the first and the last sound are. The boundary tokens and the punctuation around
them last long too, and the network fills them with breath, noise, even voice that nobody asked for;
but the last sound also rings on into them. So from the ends of the sounds the level is followed
outwards, as long as it falls.
"""

from __future__ import annotations

import numpy as np

from core.types import Float32, Int64
from core.units import KOKORO_HOP_SAMPLES
from engines.joins import voiced_range

_FRAME_SAMPLES = 120
"""5 ms at 24 kHz."""

_ONSET_S, _RELEASE_S = 0.10, 0.25
"""The most that a sound may begin before, or ring after, the time of its token."""

_QUIET = 10 ** (-40 / 20)
"""Below the loudest frame by this much, a fading sound is over."""

_REBOUND = 10 ** (6 / 20)
"""Louder than the quietest frame so far by this much, another sound has begun."""


def voice_range(
    samples: Float32, rate_hz: int, frames: Int64, spoken: tuple[int, int]
) -> tuple[int, int]:
    """First sample of the voice and the one after its last.

    Args:
        samples: float32 (600 F,).
        rate_hz: of `samples`.
        frames: int64 (T,): frames of each token, boundary tokens too.
        spoken: first sounding symbol and the one after the last; token i + 1 is symbol i.
    """
    ends = np.cumsum(frames) * KOKORO_HOP_SAMPLES
    first, last = int(ends[spoken[0]]), int(ends[spoken[1]])
    level = _levels(samples)
    peak = float(level[first // _FRAME_SAMPLES : -(-last // _FRAME_SAMPLES)].max(initial=0.0))

    before = level[: first // _FRAME_SAMPLES][::-1][: _frames(_ONSET_S, rate_hz)]
    after = level[last // _FRAME_SAMPLES :][: _frames(_RELEASE_S, rate_hz)]
    start = first - _fading(before, peak) * _FRAME_SAMPLES
    end = min(last + _fading(after, peak) * _FRAME_SAMPLES, len(samples))

    inner = voiced_range(samples[start:end], rate_hz)
    return start + inner[0], start + inner[1]


def _frames(seconds: float, rate_hz: int) -> int:
    return round(seconds * rate_hz / _FRAME_SAMPLES)


def _levels(samples: Float32) -> Float32:
    """Root mean square of each 5 ms."""
    return np.asarray(np.sqrt(np.square(samples.reshape(-1, _FRAME_SAMPLES)).mean(axis=1)))


def _fading(level: Float32, peak: float) -> int:
    """How many frames of `level` still belong to the sound that they begin in."""
    lowest = np.minimum.accumulate(level)
    over = (level < peak * _QUIET) | (level > lowest * _REBOUND)
    if not over.any():
        return len(level)
    stop = int(np.argmax(over))
    return int(np.argmin(level[: stop + 1]))
