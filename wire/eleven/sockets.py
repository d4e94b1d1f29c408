"""ElevenLabs' two WebSockets: see Conversation.

stream-input         one context without a name; an empty text ends it, and then the connection
multi-stream-input   a context for each name that text comes for; an empty text says nothing, and
                     the connection stays until the client closes it

A context that ends with all its text flushed is spoken to its end, as clients end their turns so.
One that ends with text that nobody asked to be spoken yet was interrupted: it falls silent at once.
"""

from __future__ import annotations

from wire.actions import Action, Close, CloseCode
from wire.eleven.context import Context
from wire.eleven.conversation import ElevenConversation
from wire.eleven.messages import ClientMessage
from wire.messages import ErrorMessage

MAX_CONTEXTS = 5
"""That take text, on one connection, as at ElevenLabs."""
MAX_SPEAKING = 20
"""With those that are closed and still speak: text that was flushed costs memory until it is said.
"""

_TOO_MANY = (
    f"Maximum simultaneous contexts per WebSocket connection exceeded ({MAX_CONTEXTS})."
    " Please close an existing context before opening a new one."
)


class StreamInput(ElevenConversation):
    """`stream-input`: one stream of text."""

    _context: Context | None = None

    def _dispatch(self, message: ClientMessage, now_s: float) -> list[Action]:
        context = self._context
        if context is None:
            context = self._context = self._open(message, None)
            self._closing = Close(CloseCode.NORMAL, "")
        context.active_s = now_s
        if message.text == "" and not message.flush:
            return self._pass(context, context.end(now_s))
        return self._pass(context, context.receive(message, now_s))

    def _expire(self, now_s: float) -> list[Action]:
        if any(self._is_idle(now_s, context) for context in self._open_contexts()):
            return self._time_out()
        return self._time_out() if self._is_deserted(now_s) else []


class MultiStreamInput(ElevenConversation):
    """`multi-stream-input`: a stream of text for each context."""

    def _dispatch(self, message: ClientMessage, now_s: float) -> list[Action]:
        if message.close_socket:
            return self._close_socket(now_s)
        name = message.context_id or ""
        context = next((c for c in self._open_contexts() if c.id == name), None)
        if context is None:
            if not message.text:
                return []
            if self._is_full:
                return self._fail(ErrorMessage("max_active_conversations", _TOO_MANY))
            context = self._open(message, name)
        context.active_s = now_s
        actions: list[Action] = []
        if message.text or message.flush:
            actions = self._pass(context, context.receive(message, now_s))
        if message.close_context and not self._is_closed:
            actions += self._end(context, now_s)
        return actions

    @property
    def _is_full(self) -> bool:
        """Whether there is no room for one more context."""
        return len(self._open_contexts()) >= MAX_CONTEXTS or len(self._contexts) >= MAX_SPEAKING

    def _close_socket(self, now_s: float) -> list[Action]:
        self._closing = Close(CloseCode.NORMAL, "")
        actions: list[Action] = []
        for context in self._open_contexts():
            actions += self._end(context, now_s)
        return actions + self._close_if_done()

    def _expire(self, now_s: float) -> list[Action]:
        actions: list[Action] = []
        for context in self._open_contexts():
            if self._is_idle(now_s, context):
                actions += self._pass(context, context.end(now_s))
        return self._time_out() if self._is_deserted(now_s) else actions
