from typing import Any

from websockets.exceptions import ConnectionClosedError

from core.types import Boundary, Utterance
from engines.worker import Job, Spoken
from serving.handler import Handler
from tests.fakes import ToneEngine
from wire.messages import TextMessage, encode_client


class GoneSocket:
    """A client that sent two sentences and vanished."""

    def __init__(self) -> None:
        self._frames = [encode_client(TextMessage("Hello there, you. And more of it. "))]

    async def recv(self) -> str:
        if self._frames:
            return self._frames.pop()
        raise ConnectionClosedError(None, None)


class Inert:
    """A worker that only notes what it was given."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def submit(self, job: Job) -> None:
        self.jobs.append(job)


async def test_result_that_comes_after_the_client_left_starts_no_new_work():
    socket: Any = GoneSocket()
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
