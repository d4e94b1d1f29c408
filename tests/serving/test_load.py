"""Many listeners of one engine, in simulated time: who runs dry, and who waits how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

import numpy as np
import pytest

from client.measure import PARAGRAPH
from core.types import Span, Speech
from engines.worker import Job, Result
from serving.turns import Turns, Wish
from tests.fakes import ToneEngine
from wire.actions import Action, Ask, Send, Speak
from wire.messages import AudioMessage, TextMessage
from wire.session import Session

RATE_HZ = 24000
SAMPLES_PER_CHAR = 1840
"""13 characters a second."""


def work_s(chars: int) -> float:
    """Kokoro on two cores, as measured: a fixed part, and one for each second of audio."""
    return 0.055 + 0.15 * chars * SAMPLES_PER_CHAR / RATE_HZ


@dataclass
class Listener:
    """Hears a session: when it began and how often it then ran dry."""

    session: Session
    began_s: float | None = None
    dry_s: float = 0.0
    stalls: int = 0


class Load:
    """Listeners whose sessions have the whole text from the first moment on.

    Also the worker of their turns: an utterance takes as long as `work_s` says, a tenth more or
    less.
    """

    def __init__(self, listeners: int, text: str, seed: int = 0) -> None:
        self._random = Random(seed)
        self.now_s = 0.0
        self.turns = Turns(self)  # type: ignore[arg-type]
        self.listeners = [Listener(Session()) for _ in range(listeners)]
        self._done: list[tuple[float, int, Job]] = []
        self._numbers = count()
        for listener in self.listeners:
            for message in (TextMessage(text), TextMessage("")):
                self._do(listener, listener.session.receive(message, 0.0))

    def submit(self, job: Job) -> None:
        done_s = self.now_s + self._random.uniform(0.9, 1.1) * work_s(len(job.utterance.text))
        heappush(self._done, (done_s, next(self._numbers), job))

    def run(self) -> None:
        while self._done:
            self.now_s, _, job = heappop(self._done)
            chars = len(job.utterance.text)
            samples = np.zeros(chars * SAMPLES_PER_CHAR, np.float32)
            job.deliver(Speech(samples, RATE_HZ, Span(0, chars), (), last=True))
            self.turns.over()

    def _hear(self, listener: Listener, result: Result) -> None:
        assert isinstance(result, Speech)
        if listener.began_s is None:
            listener.began_s = listener.dry_s = self.now_s
        listener.stalls += self.now_s > listener.dry_s
        listener.dry_s = max(listener.dry_s, self.now_s) + len(result.samples) / RATE_HZ
        self._do(listener, listener.session.spoken(result, self.now_s))

    def _do(self, listener: Listener, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Ask(deadline_s):
                    self.turns.ask(Wish(deadline_s, partial(self._cut, listener)))
                case Send(AudioMessage() as message):
                    self._do(listener, listener.session.sent(message, self.now_s))

    def _cut(self, listener: Listener) -> Job:
        (speak,) = listener.session.turn(self.now_s)
        assert isinstance(speak, Speak)
        return Job(speak.utterance, ToneEngine.voices[0], 1.0, partial(self._hear, listener))


@pytest.mark.parametrize("listeners", [1, 2, 3, 4])
def test_listeners_who_start_at_once_never_run_dry(listeners: int):
    for seed in range(20):
        load = Load(listeners, PARAGRAPH, seed)
        load.run()
        assert [listener.stalls for listener in load.listeners] == [0] * listeners, seed


def test_first_sounds_come_in_the_order_of_asking_before_anybody_s_second():
    load = Load(4, PARAGRAPH)
    load.run()
    for place, listener in enumerate(load.listeners, 1):
        assert listener.began_s == pytest.approx(place * work_s(len("Streaming speech")), rel=0.1)


def test_too_many_listeners_all_hear_the_whole_text_with_few_gaps():
    load = Load(8, PARAGRAPH)
    load.run()
    for listener in load.listeners:
        assert listener.session.is_closed
        assert listener.stalls < 20
