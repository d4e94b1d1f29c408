"""Drives a conversation with an engine, in one thread, with a clock of its own."""

import json
from collections import deque
from collections.abc import Iterable
from typing import Any

from engines.base import Engine
from wire.actions import Action, Ask, Cancel, Close, Send, Speak
from wire.conversation import Conversation


class Talk:
    """Does what a conversation asks for; remembers what it sent and how it closed.

    Attributes:
        holds: those who ask wait until `speak_next`, and frames until `send_all`, as for a busy
            engine and a slow reader.
    """

    def __init__(self, conversation: Conversation, engine: Engine) -> None:
        self.conversation = conversation
        self.engine = engine
        self.now_s = 100.0
        self.holds = False
        self.waiting: dict[int, Ask] = {}
        self.unsent: deque[Send] = deque()
        self.frames: list[dict[str, Any]] = []
        self.said: list[str] = []
        self.speeds: list[float] = []
        self.cancelled: list[int] = []
        self.close: Close | None = None

    def send(self, **fields: Any) -> None:
        self.send_frame(json.dumps(fields))

    def send_frame(self, frame: str | bytes) -> None:
        if self.close is None:
            self.do(self.conversation.receive(frame, self.now_s))

    def wait(self, seconds: float) -> None:
        """Let time pass, with a tick whenever the conversation wants one."""
        end_s = self.now_s + seconds
        while self.close is None:
            wake_s = self.conversation.wake_s(self.now_s)
            if wake_s is None or wake_s > end_s:
                break
            self.now_s = max(wake_s, self.now_s)
            self.do(self.conversation.tick(self.now_s))
        self.now_s = end_s

    def do(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Ask(stream=stream):
                    assert stream not in self.waiting, "one utterance at a time"
                    self.waiting[stream] = action
                case Speak():
                    self.speak(action)
                case Cancel(stream):
                    self.cancelled.append(stream)
                    self.waiting.pop(stream, None)
                case Send():
                    assert self.close is None, "nothing is sent after the close"
                    self.unsent.append(action)
                case Close():
                    assert self.close is None, "it closes once"
                    self.close = action
        if not self.holds:
            self.settle()

    def settle(self) -> None:
        """Speak and send all there is, and all that this leads to."""
        while self.waiting or self.unsent:
            self.send_all()
            self.speak_next()

    def speak_next(self) -> None:
        if not self.waiting:
            return
        stream, _ = self.waiting.popitem()
        self._keep(self.conversation.turn(stream, self.now_s))

    def speak(self, speak: Speak) -> None:
        self.said.append(speak.utterance.text)
        self.speeds.append(speak.speed)
        voice = self.engine.voices[0]
        for speech in self.engine.speak(speak.utterance, voice, speak.speed, lambda: False):
            self._keep(self.conversation.spoken(speak.stream, speech, self.now_s))

    def send_all(self) -> None:
        while self.unsent:
            send = self.unsent.popleft()
            for frame in self.conversation.encode(send):
                self.frames.append(json.loads(frame))
            self._keep(self.conversation.sent(send, self.now_s))

    def _keep(self, actions: Iterable[Action]) -> None:
        holds, self.holds = self.holds, True
        self.do(actions)
        self.holds = holds

    def of(self, context: str | None) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame.get("contextId") == context]

    def chars(self, context: str | None = None, key: str = "alignment") -> str:
        return "".join(
            char
            for frame in self.of(context)
            for char in (frame.get(key) or {"chars": []})["chars"]
        )

    def finals(self, context: str | None = None) -> int:
        return sum(frame.get("isFinal") is True for frame in self.of(context))
