"""Real-time playback by the clock alone: what a listener would have heard, and where it stalled."""

from __future__ import annotations


class Playout:
    """Plays audio from its first arrival on. It stalls when it runs dry, and goes on with the next.

    Time is an argument, so a recording of arrivals is judged as well as a live stream.

    Attributes:
        audio_s: audio that has arrived.
        underruns: how often a listener waited for audio that came too late.
    """

    def __init__(self) -> None:
        self.audio_s = 0.0
        self.underruns = 0
        self._dry_s: float | None = None

    def arrive(self, seconds: float, now_s: float) -> None:
        """`seconds` of audio came."""
        if self._dry_s is None:
            self._dry_s = now_s
        elif now_s > self._dry_s:
            self.underruns += 1
            self._dry_s = now_s
        self._dry_s += seconds
        self.audio_s += seconds

    def buffered_s(self, now_s: float) -> float:
        """Audio that has arrived and was not yet heard."""
        return 0.0 if self._dry_s is None else max(0.0, self._dry_s - now_s)

    def heard_s(self, now_s: float) -> float:
        """Audio that was heard so far."""
        return self.audio_s - self.buffered_s(now_s)
