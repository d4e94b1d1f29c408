"""One client's stream, without IO: messages, speech and time in; actions out.

                    text " "             end of text              all said and sent
    OPENING ────────────────▶ OPEN ────────────────▶ ENDING ────────────────▶ CLOSED
       │                       │ ▲                                               ▲
       │                       └─┘ text, flush                                   │
       └──── end of text: nothing to say ────────────────────────────────────────┘
                               engine failure, from any state ───────────────────┘

Each call answers with what the caller has to do (wire/actions.py): Ask (give me a turn of the
engine), Speak (hand it an utterance), Send, Close. One utterance is with the engine at a time. The
next is cut when its turn has come, from the text that there is and for the time that is left by
then; a turn is asked for only while the client keeps up with reading.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from time import perf_counter

from core.types import Speech, StageTimes, Utterance
from text.segmenter import LOW_S, USUAL_COST, Segmenter
from wire.actions import Action, Ask, Close, CloseCode, Send, Speak
from wire.audio import AudioEncoder
from wire.messages import (
    AudioMessage,
    ErrorMessage,
    ServerMessage,
    TextMessage,
    Timings,
)

MAX_UNSENT_S = 4.0
"""Audio that waits for a slow reader before its work is paused. Less: a fast reader may find the
engine idle. More: memory spent on clients that do not read."""

MAX_PENDING_CHARS = 1_000_000
"""Text that may wait to be spoken: some 18 hours of speech, and 4 MB of memory."""


class _State(Enum):
    OPENING = auto()
    OPEN = auto()
    ENDING = auto()
    CLOSED = auto()


@dataclass(frozen=True, slots=True)
class _Current:
    """The utterance that is with the engine."""

    utterance: Utterance
    segment_s: float
    queue_s: float
    begun_s: float
    audio_s: float = 0.0


class Session:
    """The state machine of one stream of text. Owned by the event loop.

    Args:
        speed: speaking rate.
        encoder: makes the audio messages; the wire's own format if it is left out.
        stream: the session's number, where a connection has several.
        max_pending_chars: text that may wait to be spoken; more closes the session.
    """

    def __init__(
        self,
        speed: float = 1.0,
        encoder: AudioEncoder | None = None,
        stream: int = 0,
        max_pending_chars: int = MAX_PENDING_CHARS,
    ) -> None:
        self._speed = speed
        self._stream = stream
        self._max_pending_chars = max_pending_chars
        self._state = _State.OPENING
        self._segmenter = Segmenter()
        self._encoder = encoder or AudioEncoder()
        self._asked_s: float | None = None  # for a turn that has not come yet
        self._current: _Current | None = None
        self._unsent_samples = 0
        self._first_text_s: float | None = None
        self._text_since_s = 0.0  # first unspoken text came, or the last utterance was done
        self._dry_s = 0.0  # when the client runs out of audio
        self._cost = USUAL_COST  # of the last utterance
        self._closing = Close(CloseCode.NORMAL, "")

    @property
    def is_busy(self) -> bool:
        """Whether there is something to say or to send: silence of the client means nothing."""
        return self._waits_for_engine or bool(self._unsent_samples)

    @property
    def is_closed(self) -> bool:
        """Whether it has asked to close, or was abandoned."""
        return self._state is _State.CLOSED

    def receive(self, message: TextMessage, now_s: float) -> list[Action]:
        """A client's message arrived."""
        match self._state:
            case _State.OPENING:
                self._state = _State.OPEN
                if message.text == " ":
                    message = replace(message, text="")
                    if not message.flush:
                        return []
            case _State.ENDING | _State.CLOSED:
                return [Send(_ENDED, self._stream)]
            case _State.OPEN:
                pass
        if self._segmenter.pending + len(message.text) > self._max_pending_chars:
            return self.reject(_TOO_MUCH_TEXT, CloseCode.MESSAGE_TOO_BIG)
        if message.text:
            self._feed(message.text, now_s)
        if message.flush or message.is_end:
            self._segmenter.finish()
        if message.is_end:
            self._state = _State.ENDING
        return self._advance(now_s)

    def reject(self, error: ErrorMessage, close_code: int | None = None) -> list[Action]:
        """Something arrived that is no message: say so, and close if `close_code` is given."""
        if close_code is None or self._state is _State.CLOSED:
            return [Send(error, self._stream)]
        self._state = _State.CLOSED
        return [Send(error, self._stream), Close(close_code, error.code)]

    def drain(self, now_s: float) -> list[Action]:
        """The server goes away: speak what was accepted, then close."""
        if self._state is _State.CLOSED:
            return []
        if self._state is not _State.ENDING:
            self._segmenter.finish()
            self._state = _State.ENDING
            self._closing = Close(CloseCode.SERVICE_RESTART, "the server is going away")
        return self._advance(now_s)

    def turn(self, now_s: float) -> list[Action]:
        """The engine is free for this session: Speak, unless it is worth waiting for more text."""
        asked_s, self._asked_s = self._asked_s, None
        if asked_s is None or self._state is _State.CLOSED:
            return []
        deadline_s = max(self._dry_s, asked_s)
        # Who ran dry in the queue has heard the gap: a clause makes up for it, where the few words
        # that are ready soonest would only bring the next.
        buffered_s = LOW_S if asked_s < deadline_s < now_s else self._buffered_s(now_s)
        utterance = self._segmenter.take(now_s, buffered_s, self._cost)
        if utterance is None:
            return []
        segment_s, queue_s = asked_s - self._text_since_s, now_s - asked_s
        self._current = _Current(utterance, segment_s, queue_s, now_s)
        return [Speak(utterance, asked_s, deadline_s, self._speed, self._stream)]

    def spoken(self, speech: Speech, now_s: float) -> list[Action]:
        """The engine delivered a piece of the current utterance."""
        current = self._current
        if current is None or self._state is _State.CLOSED:
            return []
        text = current.utterance.text[speech.chars.start : speech.chars.end]
        started = perf_counter()
        messages = list(self._encoder.encode(speech, text))
        encode_s = perf_counter() - started
        if not current.audio_s:
            timings = self._timings(current, speech.stages, encode_s, now_s)
            messages[0] = replace(messages[0], timings=timings)
        audio_s = len(speech.samples) / speech.rate_hz
        current = replace(current, audio_s=current.audio_s + audio_s)
        if speech.last:
            self._cost = (now_s - current.begun_s) / current.audio_s
            self._text_since_s = now_s
        self._current = None if speech.last else current
        self._unsent_samples += sum(message.samples for message in messages)
        self._dry_s = max(self._dry_s, now_s) + audio_s
        sends = [Send(message, self._stream) for message in messages]
        return [*sends, *self._advance(now_s)]

    def sent(self, message: ServerMessage, now_s: float) -> list[Action]:
        """`message` is through: the client, or the network before it, has room again."""
        if isinstance(message, AudioMessage):
            self._unsent_samples -= message.samples
        return self._advance(now_s)

    def abandon(self) -> None:
        """The client is gone: what still comes from the engine is for nobody."""
        self._state = _State.CLOSED

    def tick(self, now_s: float) -> list[Action]:
        """Time went by; see `wake_s`."""
        return self._advance(now_s)

    def wake_s(self, now_s: float) -> float | None:
        """When to call `tick` if nothing else happens until then."""
        if self._waits_for_engine or self._state is not _State.OPEN:
            return None
        return self._segmenter.wake_s(now_s, self._buffered_s(now_s))

    def failed(self) -> list[Action]:
        """The engine could not speak the current utterance: characters are lost, so it ends."""
        return self.reject(_ENGINE_FAILURE, CloseCode.INTERNAL_ERROR)

    def _feed(self, text: str, now_s: float) -> None:
        if self._first_text_s is None:
            self._first_text_s = now_s
        if not self._segmenter.pending:
            self._text_since_s = now_s
        self._segmenter.feed(text, now_s)

    def _buffered_s(self, now_s: float) -> float:
        """Audio that the client has still to play, if it plays all as it comes."""
        return max(0.0, self._dry_s - now_s)

    @property
    def _waits_for_engine(self) -> bool:
        return self._current is not None or self._asked_s is not None

    def _advance(self, now_s: float) -> list[Action]:
        """Ask for a turn if there is text and the client is ready for it, or close."""
        if self._waits_for_engine or self._state is _State.CLOSED:
            return []
        if self._unsent_samples > MAX_UNSENT_S * self._encoder.rate_hz:
            return []
        if self._segmenter.pending:
            self._asked_s = now_s
            return [Ask(max(self._dry_s, now_s), self._stream)]
        if self._state is _State.ENDING:
            self._state = _State.CLOSED
            return [self._closing]
        return []

    def _timings(
        self, current: _Current, stages: StageTimes, encode_s: float, now_s: float
    ) -> Timings:
        first_text_s = now_s if self._first_text_s is None else self._first_text_s
        return Timings(
            segment_ms=_ms(current.segment_s),
            queue_ms=_ms(current.queue_s),
            text_ms=_ms(stages.text_s),
            prosody_ms=_ms(stages.prosody_s),
            decode_ms=_ms(stages.decode_s),
            encode_ms=_ms(encode_s),
            first_byte_ms=_ms(now_s - first_text_s + encode_s),
        )


_ENDED = ErrorMessage(
    "stream_ended",
    "The stream was ended by an empty text; this text is not spoken. Open a new connection for it.",
)

_ENGINE_FAILURE = ErrorMessage(
    "engine_failure", "The server could not speak some of this text; its log says why."
)

_TOO_MUCH_TEXT = ErrorMessage(
    "too_much_text",
    "More text waits to be spoken than this server keeps. Send it as its audio comes.",
)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
