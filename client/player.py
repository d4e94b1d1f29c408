"""Plays PCM as it arrives and knows how much of it has been heard."""

from __future__ import annotations

import threading
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from client.playout import Playout
from core.units import WIRE_RATE_HZ

if TYPE_CHECKING:
    from sounddevice import CallbackFlags, RawOutputStream


class Player(Protocol):
    """Where PCM goes: a sound device, or the clock in its place."""

    @property
    def underruns(self) -> int:
        """How often it ran dry before the next audio came."""

    def write(self, pcm: bytes) -> None:
        """Play `pcm` (44.1 kHz, 16 bits, mono) after what was written before."""

    def heard_s(self) -> float:
        """Samples that have left the loudspeaker, in seconds; at the end, exactly all of them."""

    def close(self) -> None:
        """Stop at once and free the device."""


class ClockPlayer:
    """Plays nothing, at the pace of playing it."""

    def __init__(self) -> None:
        self._playout = Playout()

    @property
    def underruns(self) -> int:
        """See Player."""
        return self._playout.underruns

    def write(self, pcm: bytes) -> None:
        """See Player."""
        self._playout.arrive(len(pcm) // 2, perf_counter())

    def heard_s(self) -> float:
        """See Player."""
        return self._playout.heard_s(perf_counter())

    def close(self) -> None:
        """See Player."""


class DevicePlayer:
    """Plays through the default sound device. PortAudio's thread takes what the loop's writes.

    Raises:
        OSError: there is no PortAudio library.
        sounddevice.PortAudioError: there is no output device.
    """

    def __init__(self) -> None:
        import sounddevice  # raises OSError without PortAudio, so not at the top

        self.underruns = 0
        self._lock = threading.Lock()  # guards all below: they are written by both threads
        self._waiting = bytearray()
        self._taken = 0  # samples handed to the device
        self._taken_at_s = 0.0  # when the last of those will be heard, by the device's clock
        self._is_dry = False
        self._stream: RawOutputStream = sounddevice.RawOutputStream(
            samplerate=WIRE_RATE_HZ, channels=1, dtype="int16", latency="low", callback=self._fill
        )
        self._stream.start()

    def write(self, pcm: bytes) -> None:
        """See Player."""
        with self._lock:
            if self._is_dry and self._taken:
                self.underruns += 1
            self._is_dry = False
            self._waiting += pcm

    def heard_s(self) -> float:
        """See Player."""
        with self._lock:
            now_s: float = self._stream.time
            ahead_s = max(0.0, self._taken_at_s - now_s)
            return max(0.0, self._taken / WIRE_RATE_HZ - ahead_s)

    def close(self) -> None:
        """See Player."""
        self._stream.abort()
        self._stream.close()

    def _fill(self, out: memoryview, frames: int, time: object, flags: CallbackFlags) -> None:
        """Give the device `frames` samples; silence where there are none."""
        with self._lock:
            data = self._waiting[: 2 * frames]
            del self._waiting[: 2 * frames]
            taken = len(data) // 2
            if taken:
                self._taken += taken
                dac_s: float = time.outputBufferDacTime  # type: ignore[attr-defined]
                self._taken_at_s = dac_s + taken / WIRE_RATE_HZ
            self._is_dry = self._is_dry or taken < frames
        out[: len(data)] = bytes(data)
        out[len(data) :] = bytes(2 * frames - len(data))
