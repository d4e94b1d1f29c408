"""One context: a Session behind ElevenLabs' buffering, with a codec and a clock of its own."""

from __future__ import annotations

from wire.actions import Action
from wire.audio import AudioEncoder
from wire.codecs import open_codec
from wire.eleven.messages import ClientMessage, Schedule, encode_audio, encode_final
from wire.eleven.settings import Settings
from wire.messages import AudioMessage, TextMessage
from wire.session import Session

DEFAULT_SCHEDULE: Schedule = (120, 160, 250, 290)
_AT_ONCE: Schedule = (1,)
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")


class Context:
    """Text in, actions of its session out; audio in, frames out.

    Args:
        message: the first message for it; says how fast and after how many characters to speak.
        stream: number of its session.
        settings: of its socket.
        max_pending_chars: see Session.

    Attributes:
        id: what the client calls it; None on the socket that has no names.
        stream: number of its session.
        session: what speaks its text.
        active_s: when it was last heard of.
        is_cancelled: what was made for it is not sent any more.
        is_open: it takes text.
        has_unflushed_text: there were words since the client last asked for all to be spoken.
        after: the context that had its name before, which is heard to its end first.
        held: what is to be done when that has ended.
    """

    def __init__(
        self,
        message: ClientMessage,
        context_id: str | None,
        stream: int,
        settings: Settings,
        max_pending_chars: int,
    ) -> None:
        self.id = context_id
        self.stream = stream
        self.active_s = 0.0
        self.is_open = True
        self.is_cancelled = False
        self.has_unflushed_text = False
        self.after: int | None = None
        self.held: list[Action] = []
        encoder = AudioEncoder(settings.output.rate_hz, with_spoken=True)
        self.session = Session(message.speed or settings.speed, encoder, stream, max_pending_chars)
        self._settings = settings
        schedule = _AT_ONCE if settings.auto_mode else message.schedule or DEFAULT_SCHEDULE
        self._gate = _Gate(schedule)
        self._codec = open_codec(settings.output)
        self._clock_ms = 0
        self._is_fresh = True

    def receive(self, message: ClientMessage, now_s: float) -> list[Action]:
        """Text and flushes for it."""
        text = message.text or ""
        if self._is_fresh:
            self._is_fresh = False
            self.session.receive(TextMessage(" "), now_s)
            text = "" if text == " " else text
        finish = message.flush
        if self._settings.auto_mode and text.rstrip().endswith(_SENTENCE_ENDS):
            finish = True
            if not text[-1].isspace():
                text += " "  # or clients would join the last word to the next message's first
        if message.flush:
            self.has_unflushed_text = False
        elif text.strip():
            self.has_unflushed_text = True
        ready = self._gate.push(text, open_now=finish or message.trigger)
        if not ready and not finish:
            return []
        return self.session.receive(TextMessage(ready, finish), now_s)

    def end(self, now_s: float) -> list[Action]:
        """There is no more text for it: the rest is spoken."""
        self.is_open = False
        return self._release(now_s) + self.session.receive(TextMessage(""), now_s)

    def drain(self, now_s: float) -> list[Action]:
        """The server goes away: speak what was accepted."""
        self.is_open = False
        return self._release(now_s) + self.session.drain(now_s)

    def _release(self, now_s: float) -> list[Action]:
        rest = self._gate.push("", open_now=True)
        return self.session.receive(TextMessage(rest, flush=True), now_s) if rest else []

    def cancel(self) -> None:
        """Nobody wants to hear it any more."""
        self.is_open = False
        self.is_cancelled = True
        self.session.abandon()

    def encode_audio(self, message: AudioMessage) -> list[str]:
        """The frame of a piece of its audio."""
        since_ms = self._clock_ms if self._settings.sync_alignment else 0
        self._clock_ms += sum(message.alignment.durations_ms)
        audio = self._codec.encode(message.pcm)
        return [encode_audio(audio, message.alignment, message.spoken, self.id, since_ms)]

    def encode_final(self) -> list[str]:
        """The audio that its codec held back, if any, and the frame that says that this was all."""
        rest = b"" if self.is_cancelled else self._codec.finish()
        last = [encode_audio(rest, None, None, self.id, 0)] if rest else []
        return [*last, encode_final(self.id)]


class _Gate:
    """Holds text back until there is as much of it as the schedule wants for the next chunk."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._opened = 0
        self._held = ""

    def push(self, text: str, open_now: bool) -> str:
        """Add `text`; the text that may be spoken now, if any."""
        self._held += text
        wanted = self._schedule[min(self._opened, len(self._schedule) - 1)]
        if not open_now and len(self._held) < wanted:
            return ""
        ready, self._held = self._held, ""
        self._opened += bool(ready)
        return ready
