"""What operators see: Prometheus metrics of all sessions, and one log line of each."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from core.types import Speech
from wire.actions import Send, Speak
from wire.messages import AudioMessage, ErrorMessage

log = logging.getLogger("session")

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The metrics of one server. Owned by the event loop.

    Args:
        waiting: how many are with the engine or wait for it.
    """

    def __init__(self, waiting: Callable[[], float]) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.first_audio_s = Histogram(
            "livespeech_first_audio_seconds",
            "From a session's first text to its first audio",
            buckets=_SECONDS,
            registry=registry,
        )
        self.queue_s = Histogram(
            "livespeech_queue_seconds",
            "Waiting for the inference thread",
            buckets=_SECONDS,
            registry=registry,
        )
        self.stage_s = Histogram(
            "livespeech_stage_seconds",
            "Text, prosody and samples of a piece of speech",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.sessions = Gauge(
            "livespeech_sessions", "Sessions that are open", ["dialect"], registry=registry
        )
        Gauge(
            "livespeech_waiting_utterances", "With the engine or waiting for it", registry=registry
        ).set_function(waiting)
        self.characters = Counter(
            "livespeech_characters", "Characters spoken, as they were sent", registry=registry
        )
        self.audio_s = Counter("livespeech_audio_seconds", "Audio sent", registry=registry)
        self.underruns = Counter(
            "livespeech_underruns",
            "Speech that came after its listener had run out of audio, though asked for in time",
            registry=registry,
        )
        self.errors = Counter(
            "livespeech_errors", "Errors told to clients", ["code"], registry=registry
        )

    def render(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)


class Meter:
    """Measures one session, and tells its story in a line when it ends.

    Args:
        metrics: of the server.
        dialect: `own`, `eleven`, `http`.
        rate_hz: of the session's audio.
    """

    def __init__(self, metrics: Metrics, dialect: str, rate_hz: int) -> None:
        self._metrics = metrics
        self._dialect = dialect
        self._rate_hz = rate_hz
        self._began_s = monotonic()
        self._first_audio_ms: float | None = None
        self._deadlines_s: dict[int, float] = {}  # of streams that had audio left when they asked
        self._utterances = 0
        self._chars = 0
        self._samples = 0
        self._underruns = 0
        self._errors: list[str] = []
        metrics.sessions.labels(dialect).inc()

    def asked(self, speak: Speak, now_s: float) -> None:
        """An utterance goes to the engine."""
        self._utterances += 1
        self._metrics.queue_s.observe(now_s - speak.asked_s)
        if speak.deadline_s > speak.asked_s:
            self._deadlines_s[speak.stream] = speak.deadline_s

    def spoken(self, stream: int, speech: Speech, now_s: float) -> None:
        """A piece of it came back."""
        for stage in ("text", "prosody", "decode"):
            self._metrics.stage_s.labels(stage).observe(getattr(speech.stages, f"{stage}_s"))
        if now_s > self._deadlines_s.pop(stream, now_s):
            self._underruns += 1
            self._metrics.underruns.inc()

    def sent(self, send: Send) -> None:
        """A message went out."""
        match send.message:
            case AudioMessage() as message:
                self._chars += len(message.alignment.chars)
                self._samples += message.samples
                self._metrics.characters.inc(len(message.alignment.chars))
                self._metrics.audio_s.inc(message.samples / self._rate_hz)
                if message.timings and self._first_audio_ms is None:
                    self._first_audio_ms = message.timings.first_byte_ms
                    self._metrics.first_audio_s.observe(self._first_audio_ms / 1000)
            case ErrorMessage(code):
                self._errors.append(code)
                self._metrics.errors.labels(code).inc()

    def close(self, session: str, owner: str | None) -> None:
        """The session ended: log it."""
        self._metrics.sessions.labels(self._dialect).dec()
        log.info(
            "session=%s key=%s dialect=%s seconds=%.1f utterances=%d characters=%d"
            " audio_seconds=%.2f first_audio_ms=%s underruns=%d errors=%s",
            session,
            owner or "-",
            self._dialect,
            monotonic() - self._began_s,
            self._utterances,
            self._chars,
            self._samples / self._rate_hz,
            self._first_audio_ms if self._first_audio_ms is not None else "-",
            self._underruns,
            ",".join(self._errors) or "-",
        )
