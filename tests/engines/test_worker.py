import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import current_thread

import pytest

from core.types import Boundary, Speech, Utterance
from engines.worker import Dropped, Failed, Job, Result, Worker
from tests.fakes import ToneEngine


class Running:
    """A worker and a way to give it jobs."""

    def __init__(self, engine: ToneEngine) -> None:
        self.engine = engine
        self.worker = Worker(engine)
        self.worker.start()

    def job(self, text: str) -> tuple[Job, "SimpleQueue[Result]"]:
        results: SimpleQueue[Result] = SimpleQueue()
        utterance = Utterance(0, text, 0, Boundary.SENTENCE)
        job = Job(utterance, self.engine.voices[0], 1.0, results.put)
        self.worker.submit(job)
        return job, results


@pytest.fixture
def running():
    running = Running(ToneEngine())
    yield running
    running.engine.released.set()
    running.worker.stop()


def test_worker_delivers_every_piece(running: Running):
    running.engine.pieces = 2
    _, results = running.job("ab")
    first, second = results.get(timeout=5), results.get(timeout=5)
    assert isinstance(first, Speech)
    assert isinstance(second, Speech)
    assert (first.last, second.last) == (False, True)


def test_worker_speaks_on_one_thread_of_its_own(running: Running):
    threads: SimpleQueue[str] = SimpleQueue()
    engine = running.engine

    def note(speak: Callable[..., object]) -> Callable[..., object]:
        return lambda *args: (threads.put(current_thread().name), speak(*args))[1]

    engine.speak = note(engine.speak)  # type: ignore[method-assign]
    for _ in range(3):
        running.job("a")[1].get(timeout=5)
    assert {threads.get() for _ in range(3)} == {"inference"}


def test_worker_takes_jobs_in_order(running: Running):
    running.engine.halting.add("halt")
    started = [running.job(text)[1] for text in ("halt", "first", "second")]
    running.engine.released.set()
    for results in started:
        results.get(timeout=5)
    assert [text for text, _, _ in running.engine.spoken] == ["halt", "first", "second"]


def test_worker_says_that_a_cancelled_job_is_over(running: Running):
    running.engine.halting.add("halt")
    job, results = running.job("halt")
    assert running.engine.halted.wait(5)
    job.cancel()
    running.engine.released.set()
    assert results.get(timeout=5) == Dropped()
    assert results.empty()


def test_worker_survives_a_failing_utterance(running: Running, caplog: pytest.LogCaptureFixture):
    running.engine.failing.add("fail")
    with caplog.at_level(logging.CRITICAL):
        _, failed = running.job("fail")
        assert failed.get(timeout=5) == Failed()
    assert isinstance(running.job("works")[1].get(timeout=5), Speech)


def test_worker_reports_an_engine_that_stops_early(
    running: Running, caplog: pytest.LogCaptureFixture
):
    running.engine.speak = lambda *_: iter(())  # type: ignore[assignment, misc]
    with caplog.at_level(logging.CRITICAL):
        assert isinstance(running.job("a")[1].get(timeout=5), Failed)


def test_worker_does_not_start_when_the_engine_cannot_warm_up():
    engine = ToneEngine()

    def broken() -> None:
        raise RuntimeError("no model")

    engine.warm_up = broken  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="no model"):
        Worker(engine).start()
