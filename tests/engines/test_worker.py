import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread, current_thread

import pytest

from core.types import Boundary, Utterance
from engines.inbox import Inbox
from engines.schedule import next_job
from engines.worker import Failed, Job, Result, Spoken, Worker
from tests.fakes import ToneEngine


class Running:
    """A worker and a way to give it jobs."""

    def __init__(self, engine: ToneEngine) -> None:
        self.engine = engine
        self.worker = Worker(engine)
        self.worker.start()

    def job(self, text: str, deadline_s: float = 0.0) -> tuple[Job, "SimpleQueue[Result]"]:
        results: SimpleQueue[Result] = SimpleQueue()
        utterance = Utterance(0, text, 0, Boundary.SENTENCE)
        job = Job(utterance, self.engine.voices[0], 1.0, deadline_s, results.put)
        self.worker.submit(job)
        return job, results

    def halt(self) -> "SimpleQueue[Result]":
        """Keep the thread busy until `engine.released` is set."""
        self.engine.halting.add("halt")
        _, results = self.job("halt")
        assert self.engine.halted.wait(5)
        return results


@pytest.fixture
def running():
    running = Running(ToneEngine())
    yield running
    running.engine.released.set()
    running.worker.stop()


def test_worker_delivers_every_piece_and_how_long_the_job_waited(running: Running):
    running.engine.pieces = 2
    _, results = running.job("ab")
    first, second = results.get(timeout=5), results.get(timeout=5)
    assert isinstance(first, Spoken)
    assert isinstance(second, Spoken)
    assert (first.speech.last, second.speech.last) == (False, True)
    assert 0 <= first.queue_s < 5


def test_worker_speaks_on_one_thread_of_its_own(running: Running):
    threads: SimpleQueue[str] = SimpleQueue()
    engine = running.engine

    def note(speak: Callable[..., object]) -> Callable[..., object]:
        return lambda *args: (threads.put(current_thread().name), speak(*args))[1]

    engine.speak = note(engine.speak)  # type: ignore[method-assign]
    for _ in range(3):
        running.job("a")[1].get(timeout=5)
    assert {threads.get() for _ in range(3)} == {"inference"}


def test_worker_takes_the_job_whose_listener_runs_dry_first(running: Running):
    halted = running.halt()
    late, soon, now = (
        running.job(text, s)[1] for text, s in (("late", 9), ("soon", 5), ("now", 1))
    )
    running.engine.released.set()
    for results in (halted, late, soon, now):
        results.get(timeout=5)
    assert [text for text, _, _ in running.engine.spoken] == ["halt", "now", "soon", "late"]


def test_worker_drops_a_cancelled_job_that_waits(running: Running):
    halted = running.halt()
    job, results = running.job("dropped")
    _, others = running.job("other")
    job.cancel()
    running.engine.released.set()
    halted.get(timeout=5)
    others.get(timeout=5)
    assert results.empty()
    assert "dropped" not in [text for text, _, _ in running.engine.spoken]


def test_worker_survives_a_failing_utterance(running: Running, caplog: pytest.LogCaptureFixture):
    running.engine.failing.add("fail")
    with caplog.at_level(logging.CRITICAL):
        _, failed = running.job("fail")
        assert failed.get(timeout=5) == Failed("it was asked to")
    assert isinstance(running.job("works")[1].get(timeout=5), Spoken)


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


def test_schedule_is_first_come_first_served_among_equals():
    jobs = [
        Job(Utterance(i, "a", 0, Boundary.WORD), ToneEngine.voices[0], 1, 0, print) for i in "01"
    ]
    assert next_job(jobs) is jobs[0]


def test_inbox_sleeps_until_something_comes():
    inbox: Inbox[int] = Inbox()
    assert inbox.take_all(wait=False) == []
    taken: list[int] = []
    reader = Thread(target=lambda: taken.extend(inbox.take_all(wait=True)))
    reader.start()
    reader.join(0.05)
    assert reader.is_alive()
    inbox.put(1)
    reader.join(5)
    assert taken == [1]
    for item in (2, 3):
        inbox.put(item)
    assert inbox.take_all(wait=True) == [2, 3]
