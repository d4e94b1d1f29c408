"""Does what a conversation asks for: jobs for the inference thread, frames to send, time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from engines.base import Voice
from engines.worker import Failed, Job, Result, Spoken, Worker
from serving.metrics import Meter
from wire.actions import Action, Cancel, Close, Send, Speak
from wire.conversation import Conversation

log = logging.getLogger(__name__)


class Speaker:
    """Between a conversation and the inference thread. Owned by the event loop.

    Attributes:
        outgoing: what is to be sent, in order; say `sent` for each, or `close`.
    """

    def __init__(
        self, conversation: Conversation, worker: Worker, voice: Voice, meter: Meter
    ) -> None:
        self._conversation = conversation
        self._worker = worker
        self._voice = voice
        self._meter = meter
        self._loop = asyncio.get_running_loop()
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
                case Speak():
                    self._submit(action)
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
        for job in self._jobs.values():
            job.cancel()
        if self._timer:
            self._timer.cancel()

    def _submit(self, speak: Speak) -> None:
        deliver = partial(self._deliver, speak.stream)
        job = Job(speak.utterance, self._voice, speak.speed, speak.deadline_s, deliver)
        self._jobs[speak.stream] = job
        self._meter.asked(speak, self._loop.time())
        self._worker.submit(job)

    def _cancel(self, stream: int) -> None:
        if job := self._jobs.pop(stream, None):
            job.cancel()
            self._meter.dropped(stream)

    def _tick(self) -> None:
        self.act(self._conversation.tick(self._loop.time()))

    def _deliver(self, stream: int, result: Result) -> None:
        """Hand a result from the inference thread to the event loop: one wake-up for each."""
        self._loop.call_soon_threadsafe(self.receive, stream, result)

    def receive(self, stream: int, result: Result) -> None:
        """A result of the inference thread, on the event loop."""
        now_s = self._loop.time()
        self._meter.answered(stream, result, now_s)
        match result:
            case Spoken(speech, queue_s):
                if speech.last:
                    self._jobs.pop(stream, None)
                try:
                    actions = self._conversation.spoken(stream, speech, queue_s, now_s)
                except Exception:
                    log.exception("speech could not be encoded")
                    reason = "its speech could not be encoded"
                    actions = self._conversation.failed(stream, reason, now_s)
            case Failed(reason):
                self._jobs.pop(stream, None)
                actions = self._conversation.failed(stream, reason, now_s)
        self.act(actions)
