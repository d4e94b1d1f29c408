"""What ElevenLabs' two WebSockets share: contexts that come, are spoken, end or time out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable

from core.errors import BadInput
from core.types import Speech
from wire.actions import Action, Cancel, Close, CloseCode, Send, close_code
from wire.eleven.context import Context
from wire.eleven.messages import ClientMessage, decode_client, encode_error
from wire.eleven.settings import Settings
from wire.messages import AudioMessage, ErrorMessage, FinalMessage
from wire.session import MAX_PENDING_CHARS

KEY_PATIENCE_S = 10.0
"""Until the first message must have come where it brings the key: strangers hold no connection."""

Authorize = Callable[[str | None], object]
"""Raises BadInput unless the key that it is given lets in."""


class ElevenConversation(ABC):
    """What both sockets share. See Conversation.

    Args:
        settings: of the address.
        authorize: called once with the first message's key, where the handshake brought none.
        max_pending_chars: text that may wait to be spoken, in each context.
    """

    def __init__(
        self,
        settings: Settings,
        authorize: Authorize | None = None,
        max_pending_chars: int = MAX_PENDING_CHARS,
    ) -> None:
        self._settings = settings
        self._authorize = authorize
        self._max_pending_chars = max_pending_chars
        self._contexts: dict[int, Context] = {}  # all whose end was not sent
        self._next_stream = 0
        self._active_s: float | None = None
        self._closing: Close | None = None  # once no context is left
        self._is_closed = False

    @abstractmethod
    def _dispatch(self, message: ClientMessage, now_s: float) -> list[Action]:
        """Do what a message asks for.

        Raises:
            BadInput: its audio format needs what is not installed (`format_unavailable`).
        """

    @abstractmethod
    def _expire(self, now_s: float) -> list[Action]:
        """Do what is due because a client has been silent."""

    def receive(self, frame: str | bytes, now_s: float) -> list[Action]:
        """See Conversation."""
        self._active_s = now_s
        if self._is_closed or self._has_ended:
            return []
        try:
            message = decode_client(frame)
            if self._authorize:
                self._authorize(message.api_key)
                self._authorize = None
            return self._dispatch(message, now_s)
        except BadInput as bad:
            return self._fail(ErrorMessage(bad.code, bad.message))

    def turn(self, stream: int, now_s: float) -> list[Action]:
        """See Conversation."""
        context = self._contexts.get(stream)
        return self._pass(context, context.session.turn(now_s)) if context else []

    def spoken(self, stream: int, speech: Speech, now_s: float) -> list[Action]:
        """See Conversation."""
        context = self._contexts.get(stream)
        return self._pass(context, context.session.spoken(speech, now_s)) if context else []

    def failed(self, stream: int, now_s: float) -> list[Action]:
        """See Conversation."""
        context = self._contexts.get(stream)
        return self._pass(context, context.session.failed()) if context else []

    def encode(self, send: Send) -> list[str]:
        """See Conversation."""
        context = self._contexts.get(send.stream)
        match send.message:
            case ErrorMessage() as error:
                return [encode_error(error, context.id if context else None)]
            case FinalMessage():
                return context.encode_final() if context else []
            case AudioMessage() as message:
                if context is None or context.is_cancelled:
                    return []
                return context.encode_audio(message)

    def sent(self, send: Send, now_s: float) -> list[Action]:
        """See Conversation."""
        context = self._contexts.get(send.stream)
        if context is None:
            return []
        context.active_s = self._active_s = now_s
        if isinstance(send.message, FinalMessage):
            del self._contexts[send.stream]
            return self._let_speak_after(send.stream) or self._close_if_done()
        return self._pass(context, context.session.sent(send.message, now_s))

    def tick(self, now_s: float) -> list[Action]:
        """See Conversation."""
        actions = self._expire(now_s)
        for context in list(self._contexts.values()):
            actions += self._pass(context, context.session.tick(now_s))
        return actions

    def wake_s(self, now_s: float) -> float | None:
        """See Conversation."""
        if self._is_closed:
            return None
        moments = [context.session.wake_s(now_s) for context in self._contexts.values()]
        moments += [self._idle_until_s(now_s, context) for context in self._open_contexts()]
        if not self._contexts:
            moments.append(self._idle_until_s(now_s))
        return min((moment for moment in moments if moment is not None), default=None)

    def drain(self, now_s: float) -> list[Action]:
        """See Conversation."""
        if self._is_closed:
            return []
        if not self._has_ended:
            self._closing = Close(CloseCode.SERVICE_RESTART, "the server is going away")
        actions: list[Action] = []
        for context in self._open_contexts():
            actions += self._pass(context, context.drain(now_s))
        return actions + self._close_if_done()

    def abandon(self) -> None:
        """See Conversation."""
        self._is_closed = True
        for context in self._contexts.values():
            context.cancel()

    @property
    def _has_ended(self) -> bool:
        """Whether the client has said its last."""
        return self._closing is not None and not self._open_contexts()

    def _open(self, message: ClientMessage, context_id: str | None) -> Context:
        stream = self._next_stream
        self._next_stream += 1
        context = Context(message, context_id, stream, self._settings, self._max_pending_chars)
        before = [other.stream for other in self._contexts.values() if other.id == context_id]
        context.after = before[-1] if before else None
        self._contexts[stream] = context
        return context

    def _open_contexts(self) -> list[Context]:
        return [context for context in self._contexts.values() if context.is_open]

    def _end(self, context: Context, now_s: float) -> list[Action]:
        """The client closes a context: finish what it flushed, or be silent at once."""
        if not context.has_unflushed_text:
            return self._pass(context, context.end(now_s))
        context.cancel()
        context.held.clear()
        return self._pass(context, [Cancel(context.stream), Close(CloseCode.NORMAL, "")])

    def _pass(self, context: Context, actions: Iterable[Action]) -> list[Action]:
        """Actions of a context's session as those of the connection."""
        passed: list[Action] = []
        for action in actions:
            if not isinstance(action, Close):
                passed.append(action)
            elif action.code in (CloseCode.NORMAL, CloseCode.SERVICE_RESTART):
                passed.append(Send(FinalMessage(), context.stream))
            else:
                return [*passed, self._close(action)]
        if context.after in self._contexts:
            context.held += passed
            return []
        return passed

    def _let_speak_after(self, stream: int) -> list[Action]:
        """What a context has held back until another of its name, `stream`, was through."""
        for context in self._contexts.values():
            if context.after == stream:
                held, context.held = context.held, []
                return held
        return []

    def _close_if_done(self) -> list[Action]:
        if self._closing is None or self._contexts or self._is_closed:
            return []
        return [self._close(self._closing)]

    def _fail(self, error: ErrorMessage) -> list[Action]:
        close = self._close(Close(close_code(error.code), _shortened(error.message)))
        return [Send(error, -1), close]

    def _close(self, close: Close) -> Close:
        self._is_closed = True
        for context in self._contexts.values():
            context.session.abandon()
        return close

    def _idle_until_s(self, now_s: float, context: Context | None = None) -> float:
        if self._active_s is None:
            self._active_s = now_s
        since_s = context.active_s if context else self._active_s
        patience_s = self._settings.inactivity_s
        return since_s + (min(patience_s, KEY_PATIENCE_S) if self._authorize else patience_s)

    def _is_idle(self, now_s: float, context: Context) -> bool:
        """Whether a context is silent for too long; while it is spoken it cannot be."""
        if context.session.is_busy:
            context.active_s = now_s
        return now_s >= self._idle_until_s(now_s, context)

    def _is_deserted(self, now_s: float) -> bool:
        """Whether a connection without contexts is silent for too long."""
        is_due = now_s >= self._idle_until_s(now_s)
        return is_due and not self._contexts and not self._is_closed

    def _time_out(self) -> list[Action]:
        if self._authorize:
            return self._fail(ErrorMessage("invalid_api_key", "No API key was sent in time."))
        message = _TIMED_OUT.format(self._settings.inactivity_s)
        return self._fail(ErrorMessage("input_timeout_exceeded", message))


def _shortened(reason: str) -> str:
    """What fits into a close frame: 123 bytes (RFC 6455, section 5.5)."""
    return reason.encode()[:123].decode(errors="ignore")


_TIMED_OUT = (
    "Have not received a new text input within the timeout of {:.1f} seconds. Streaming input"
    " terminated. Please make sure to either feed the input in the timely manner, or to send the"
    ' end of input text (empty string "") when done.'
)
