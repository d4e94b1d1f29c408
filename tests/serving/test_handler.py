import asyncio
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from core.types import Boundary, Utterance
from engines.worker import Job, Spoken
from serving.handler import Handler
from tests.fakes import ToneEngine
from wire import session
from wire.messages import TextMessage, encode_client


class GoneSocket:
    """A client that sent `texts` and vanished; it reads nothing."""

    def __init__(self, *texts: str) -> None:
        self.frames = [encode_client(TextMessage(text)) for text in texts]

    async def recv(self) -> str:
        if self.frames:
            return self.frames.pop(0)
        raise ConnectionClosedError(None, None)

    async def send(self, frame: str) -> None:
        pass


class Inert:
    """A worker that only notes what it was given."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def submit(self, job: Job) -> None:
        self.jobs.append(job)


async def test_result_that_comes_after_the_client_left_starts_no_new_work():
    socket: Any = GoneSocket("Hello there, you. And more of it. ")
    worker: Any = Inert()
    engine = ToneEngine()
    handler = Handler(socket, worker, engine.voices[0], 1.0, timings=False)
    await handler.run()
    (job,) = worker.jobs
    assert job.is_cancelled()
    utterance = Utterance(0, job.utterance.text, 0, Boundary.SENTENCE)
    speech = next(engine.speak(utterance, engine.voices[0], 1.0, lambda: False))
    handler._receive(Spoken(speech, 0.0))
    assert worker.jobs == [job]


async def test_client_that_sends_faster_than_speech_is_not_read_until_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(session, "MAX_PENDING_CHARS", 40)
    socket: Any = GoneSocket(*["These are more words. "] * 50)
    worker: Any = Inert()
    engine = ToneEngine()
    handler = Handler(socket, worker, engine.voices[0], 1.0, timings=False)
    running = asyncio.create_task(handler.run())
    await asyncio.sleep(0.05)
    unread = len(socket.frames)
    assert unread >= 46
    (job,) = worker.jobs
    for speech in engine.speak(job.utterance, engine.voices[0], 1.0, lambda: False):
        handler._receive(Spoken(speech, 0.0))
    await asyncio.sleep(0.05)
    assert 0 < unread - len(socket.frames) <= 2
    running.cancel()
