import asyncio
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from core.types import Boundary, Utterance
from engines.worker import Failed, Job
from serving.handler import MOST_WAITING, Handler
from serving.keys import Keyring
from serving.limits import Admission, Limits
from serving.metrics import Meter, Metrics
from serving.speaker import Speaker
from serving.turns import Turns
from tests.fakes import ToneEngine
from wire.actions import Action
from wire.messages import TextMessage, encode_client
from wire.own import OwnConversation
from wire.session import Session


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


class DeafSocket:
    """A client that sends rubbish as fast as it is read, and reads nothing until `hears`."""

    def __init__(self, frames: int) -> None:
        self.left = frames
        self.sent = 0
        self.hears = asyncio.Event()

    async def recv(self) -> str:
        await asyncio.sleep(0)
        if not self.left:
            await self.hears.wait()
            raise ConnectionClosedError(None, None)
        self.left -= 1
        return "{}"

    async def send(self, frame: str) -> None:
        await self.hears.wait()
        self.sent += 1


async def test_client_that_reads_no_answers_is_read_no_more():
    socket: Any = DeafSocket(10 * MOST_WAITING)
    worker: Any = Inert()
    conversation = OwnConversation(Session())
    meter = Meter(Metrics(lambda: 0), "own", 44100)
    speaker = Speaker(conversation, Turns(worker), ToneEngine.voices[0], meter)
    visit = Admission(Keyring(), Limits(), lambda: 0).visit()
    running = asyncio.create_task(Handler(socket, conversation, speaker, visit, 20.0).run())
    await asyncio.sleep(0.3)
    assert 10 * MOST_WAITING - socket.left <= MOST_WAITING + 2
    socket.hears.set()
    await asyncio.wait_for(running, 5)
    assert socket.left == 0, "and again when it reads"
    assert socket.sent > 8 * MOST_WAITING


async def test_result_that_comes_after_the_client_left_starts_no_new_work():
    socket: Any = GoneSocket("Hello there, you. And more of it. ")
    worker: Any = Inert()
    engine = ToneEngine()
    conversation = OwnConversation(Session())
    meter = Meter(Metrics(lambda: 0), "own", 44100)
    speaker = Speaker(conversation, Turns(worker), engine.voices[0], meter)
    visit = Admission(Keyring(), Limits(), lambda: 0).visit()
    await Handler(socket, conversation, speaker, visit, 1.0).run()
    (job,) = worker.jobs
    assert job.is_cancelled()
    utterance = Utterance(0, job.utterance.text, 0, Boundary.SENTENCE)
    speech = next(engine.speak(utterance, engine.voices[0], 1.0, lambda: False))
    speaker.receive(0, speech)
    assert worker.jobs == [job]


async def test_engine_is_free_again_even_if_its_answer_could_not_be_dealt_with():
    worker: Any = Inert()
    engine = ToneEngine()
    conversation: Any = OwnConversation(Session())
    turns = Turns(worker)
    speaker = Speaker(
        conversation, turns, engine.voices[0], Meter(Metrics(lambda: 0), "own", 44100)
    )
    speaker.act(conversation.say("Hello there.", 0.0))
    assert turns.waiting == 1

    def broken(*_: object) -> list[Action]:
        raise RuntimeError("a bug")

    conversation.failed = broken
    with pytest.raises(RuntimeError):
        speaker.receive(0, Failed())
    assert turns.waiting == 0
    speaker.close()
