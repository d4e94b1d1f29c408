"""Rates and hops, stated once; everything else is derived from them."""

from __future__ import annotations

from math import gcd

WIRE_RATE_HZ = 44_100
"""PCM on the wire, whatever the engine's own rate."""

KOKORO_RATE_HZ = 24_000
KOKORO_HOP_SAMPLES = 600
"""One decoder frame of Kokoro: 25 ms."""

MIN_SPEED = 0.5
MAX_SPEED = 2.0
"""Speaking rate, as a multiple of the voice's own. Beyond these Kokoro slurs or drones."""


def resample_quantum(rate_hz: int) -> int:
    """Fewest samples at `rate_hz` that last a whole number of samples on the wire (24 kHz: 80)."""
    return rate_hz // gcd(rate_hz, WIRE_RATE_HZ)
