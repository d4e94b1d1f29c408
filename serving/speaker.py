"""Does what a conversation asks for: jobs for the inference thread, frames to send, time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from core.types import Speech
from engines.base import Voice
from engines.worker import Dropped, Failed, Job, Result
from serving.metrics import Meter
from serving.turns import Turns, Wish
from wire.actions import Action, Ask, Cancel, Close, Send, Speak
from wire.conversation import Conversation

log = logging.getLogger(__name__)


class Speaker:
    """Between a conversation and the inference thread. Owned by the event loop.

    Attributes:
        outgoing: what is to be sent, in order; say `sent` for each, or `close`.
    """

    def __init__(
        self, conversation: Conversation, turns: Turns, voice: Voice, meter: Meter
    ) -> None:
        self._conversation = conversation
        self._turns = turns
        self._voice = voice
        self._meter = meter
        self._loop = asyncio.get_running_loop()
        self._wishes: dict[int, Wish] = {}
        self._jobs: dict[int, Job] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._is_closed = False
        self.outgoing: asyncio.Queue[Send | Close] = asyncio.Queue()
        self.act([])

    def act(self, actions: Iterable[Action]) -> None:
        """Do what the conversation asked for, and wake it when it wants to be woken."""
        if self._is_closed:
            return
        for action in actions:
            match action:
                case Ask():
                    self._ask(action)
                case Speak():
                    self._prepare(action)
                case Cancel(stream):
                    self._cancel(stream)
                case Send() | Close():
                    self.outgoing.put_nowait(action)
        if self._timer:
            self._timer.cancel()
        wake_s = self._conversation.wake_s(self._loop.time())
        self._timer = self._loop.call_at(wake_s, self._tick) if wake_s is not None else None

    def sent(self, send: Send) -> None:
        """`send` went out."""
        self._meter.sent(send)
        self.act(self._conversation.sent(send, self._loop.time()))

    def close(self) -> None:
        """Nobody listens any more: drop what was asked for."""
        self._is_closed = True
        self._conversation.abandon()
        for stream in [*self._wishes, *self._jobs]:
            self._cancel(stream)
        if self._timer:
            self._timer.cancel()

    def _ask(self, ask: Ask) -> None:
        wish = Wish(ask.deadline_s, partial(self._cut, ask.stream))
        self._wishes[ask.stream] = wish
        self._turns.ask(wish)

    def _cut(self, stream: int) -> Job | None:
        """The turn of `stream` has come: what it has to say now."""
        del self._wishes[stream]
        now_s = self._loop.time()
        try:
            actions = self._conversation.turn(stream, now_s)
        except Exception:
            log.exception("text could not be cut")
            actions = self._conversation.failed(stream, now_s)
        self.act(actions)
        return self._jobs.get(stream)

    def _prepare(self, speak: Speak) -> None:
        deliver = partial(self._deliver, speak.stream)
        self._jobs[speak.stream] = Job(speak.utterance, self._voice, speak.speed, deliver)
        self._meter.asked(speak, self._loop.time())

    def _cancel(self, stream: int) -> None:
        if wish := self._wishes.pop(stream, None):
            self._turns.withdraw(wish)
        if job := self._jobs.pop(stream, None):
            job.cancel()

    def _tick(self) -> None:
        self.act(self._conversation.tick(self._loop.time()))

    def _deliver(self, stream: int, result: Result) -> None:
        """Hand a result from the inference thread to the event loop: one wake-up for each."""
        self._loop.call_soon_threadsafe(self.receive, stream, result)

    def receive(self, stream: int, result: Result) -> None:
        """A result of the inference thread, on the event loop."""
        is_over = not isinstance(result, Speech) or result.last
        if is_over:
            self._jobs.pop(stream, None)
        try:
            self.act(self._answer(stream, result, self._loop.time()))
        finally:
            if is_over:
                self._turns.over()

    def _answer(self, stream: int, result: Result, now_s: float) -> list[Action]:
        match result:
            case Speech():
                self._meter.spoken(stream, result, now_s)
                return self._encode(stream, result, now_s)
            case Failed():
                return self._conversation.failed(stream, now_s)
            case Dropped():
                return []

    def _encode(self, stream: int, speech: Speech, now_s: float) -> list[Action]:
        try:
            return self._conversation.spoken(stream, speech, now_s)
        except Exception:
            log.exception("speech could not be encoded")
            return self._conversation.failed(stream, now_s)
