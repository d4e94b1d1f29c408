"""This project's own dialect (docs/PROTOCOL.md): one stream of text on a connection."""

from __future__ import annotations

from core.errors import BadInput
from core.types import Speech
from wire.actions import Action, CloseCode, Send
from wire.messages import (
    ErrorMessage,
    FinalMessage,
    TextMessage,
    decode_client,
    encode_server,
)
from wire.session import Session

IDLE_S = 20.0
"""Silence of a client to whom everything was said. Shorter: people who think are cut off. Longer:
the forgotten connections of others take the places of those who speak."""


class OwnConversation:
    """See Conversation.

    Args:
        session: its stream.
        with_timings: whether messages carry stage times.
        idle_s: silence after which the connection is closed.
    """

    def __init__(
        self, session: Session, with_timings: bool = False, idle_s: float = IDLE_S
    ) -> None:
        self._session = session
        self._with_timings = with_timings
        self._idle_s = idle_s
        self._active_s: float | None = None

    def say(self, text: str, now_s: float) -> list[Action]:
        """`text` is all there is to say."""
        whole = self._session.receive(TextMessage(text, flush=True), now_s)
        return whole + self._session.receive(TextMessage(""), now_s)

    def receive(self, frame: str | bytes, now_s: float) -> list[Action]:
        """See Conversation."""
        self._active_s = now_s
        if isinstance(frame, bytes):
            error = ErrorMessage("binary_frame", "Send text frames of JSON, not binary ones.")
            return self._session.reject(error, CloseCode.UNSUPPORTED_DATA)
        try:
            message = decode_client(frame)
        except BadInput as bad:
            return self._session.reject(ErrorMessage(bad.code, bad.message))
        return self._session.receive(message, now_s)

    def turn(self, stream: int, now_s: float) -> list[Action]:
        """See Conversation."""
        return self._session.turn(now_s)

    def spoken(self, stream: int, speech: Speech, now_s: float) -> list[Action]:
        """See Conversation."""
        return self._session.spoken(speech, now_s)

    def failed(self, stream: int, now_s: float) -> list[Action]:
        """See Conversation."""
        return self._session.failed()

    def encode(self, send: Send) -> list[str]:
        """See Conversation."""
        if isinstance(send.message, FinalMessage):
            raise TypeError("this dialect says the end by closing")
        return [encode_server(send.message, self._with_timings)]

    def sent(self, send: Send, now_s: float) -> list[Action]:
        """See Conversation."""
        self._active_s = now_s
        if isinstance(send.message, FinalMessage):
            return []
        return self._session.sent(send.message, now_s)

    def tick(self, now_s: float) -> list[Action]:
        """See Conversation."""
        if self._session.is_busy:
            self._active_s = now_s
        elif now_s >= self._idle_until_s(now_s):
            if rest := self._session.receive(TextMessage("", flush=True), now_s):
                return rest  # a word that nobody ended is said before its stream is closed
            error = ErrorMessage(
                "idle_timeout", f"Nothing was received for {self._idle_s:g} seconds."
            )
            return self._session.reject(error, CloseCode.POLICY_VIOLATION)
        return self._session.tick(now_s)

    def wake_s(self, now_s: float) -> float | None:
        """See Conversation."""
        if self._session.is_closed:
            return None
        moments = (self._session.wake_s(now_s), self._idle_until_s(now_s))
        return min(moment for moment in moments if moment is not None)

    def drain(self, now_s: float) -> list[Action]:
        """See Conversation."""
        return self._session.drain(now_s)

    def abandon(self) -> None:
        """See Conversation."""
        self._session.abandon()

    def _idle_until_s(self, now_s: float) -> float:
        if self._active_s is None:
            self._active_s = now_s
        return self._active_s + self._idle_s
