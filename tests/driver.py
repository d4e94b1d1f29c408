"""Drives a Session with an engine, in one thread and with a clock of its own."""

from collections import deque
from collections.abc import Iterable, Iterator

from core.types import Speech, Utterance
from engines.base import Engine
from wire.actions import Action, Ask, Close, Send, Speak
from wire.messages import AudioMessage, ErrorMessage, TextMessage
from wire.session import Session


class Driver:
    """Does at once what the session asks for; remembers what it sent, said and how it closed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session = Session()
        self.now_s = 100.0
        self.audio: list[AudioMessage] = []
        self.errors: list[ErrorMessage] = []
        self.utterances: list[Utterance] = []
        self.deadlines_s: list[float] = []
        self.speech: list[Speech] = []
        self.close: Close | None = None

    def send(self, text: str, flush: bool = False) -> None:
        self.do(self.session.receive(TextMessage(text, flush), self.now_s))

    def wait(self, seconds: float) -> None:
        """Let time pass, with a tick whenever the session wants one."""
        end_s = self.now_s + seconds
        while (wake_s := self.session.wake_s(self.now_s)) is not None and wake_s <= end_s:
            self.now_s = wake_s
            self.do(self.session.tick(self.now_s))
        self.now_s = end_s

    def do(self, actions: Iterable[Action]) -> None:
        """Do `actions` in order, and after them what doing them leads to."""
        todo = deque(actions)
        while todo:
            match todo.popleft():
                case Ask():
                    todo += self.session.turn(self.now_s)
                case Speak(utterance, _, deadline_s):
                    self.utterances.append(utterance)
                    self.deadlines_s.append(deadline_s)
                    todo += self.speak(utterance)
                case Send(AudioMessage() as message):
                    self.audio.append(message)
                    todo += self.session.sent(message, self.now_s)
                case Send(ErrorMessage() as error):
                    self.errors.append(error)
                    todo += self.session.sent(error, self.now_s)
                case Close() as close:
                    assert self.close is None
                    self.close = close

    def speak(self, utterance: Utterance) -> Iterator[Action]:
        voice = self.engine.voices[0]
        for speech in self.engine.speak(utterance, voice, 1.0, lambda: False):
            self.speech.append(speech)
            yield from self.session.spoken(speech, self.now_s)

    @property
    def said(self) -> list[str]:
        return [utterance.text for utterance in self.utterances]

    @property
    def chars(self) -> str:
        return "".join(char for message in self.audio for char in message.alignment.chars)


def assert_aligned(audio: Iterable[AudioMessage], text: str) -> None:
    """The alignment invariants of docs/PROTOCOL.md, for all chunks of a stream."""
    chars: list[str] = []
    samples = total_ms = 0
    for message in audio:
        alignment = message.alignment
        chars += alignment.chars
        assert alignment.starts_ms[0] == 0
        ends = [s + d for s, d in zip(alignment.starts_ms, alignment.durations_ms, strict=True)]
        assert list(alignment.starts_ms[1:]) == ends[:-1]
        assert min(alignment.durations_ms) >= 0
        assert abs(ends[-1] - message.samples / 44.1) <= 1
        assert len(alignment.chars) == len(alignment.starts_ms)
        samples += message.samples
        total_ms += ends[-1]
        assert abs(total_ms - samples / 44.1) <= 1, "the times drift away from the audio"
    assert all(len(char) == 1 for char in chars)
    assert "".join(chars) == text
