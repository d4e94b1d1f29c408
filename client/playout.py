"""Real-time playback by the clock alone: what a listener would have heard, and where it stalled."""

from __future__ import annotations

from core.units import WIRE_RATE_HZ


class Playout:
    """Plays audio from its first arrival on. It stalls when it runs dry, and goes on with the next.

    Time is an argument, so a recording of arrivals is judged as well as a live stream.

    Attributes:
        samples: audio that has arrived; whole, because a sum of seconds drifts from their quotient.
        underruns: how often a listener waited for audio that came too late.
    """

    def __init__(self) -> None:
        self.samples = 0
        self.underruns = 0
        self._dry_s: float | None = None

    @property
    def audio_s(self) -> float:
        """Length of the audio that has arrived."""
        return self.samples / WIRE_RATE_HZ

    def arrive(self, samples: int, now_s: float) -> None:
        """`samples` of audio came."""
        if self._dry_s is None:
            self._dry_s = now_s
        elif now_s > self._dry_s:
            self.underruns += 1
            self._dry_s = now_s
        self._dry_s += samples / WIRE_RATE_HZ
        self.samples += samples

    def buffered_s(self, now_s: float) -> float:
        """Audio that has arrived and was not yet heard."""
        return 0.0 if self._dry_s is None else max(0.0, self._dry_s - now_s)

    def heard_s(self, now_s: float) -> float:
        """Audio that was heard so far."""
        return self.audio_s - self.buffered_s(now_s)
