from collections.abc import Callable
from typing import Any

import pytest

from core.types import Boundary, Utterance
from engines.worker import Job
from serving.turns import Turns, Wish
from tests.fakes import ToneEngine


class Inert:
    """A worker that only notes what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def submit(self, job: Job) -> None:
        self.given.append(job.utterance.text)


def saying(text: str) -> Callable[[], Job]:
    utterance = Utterance(0, text, 0, Boundary.SENTENCE)
    return lambda: Job(utterance, ToneEngine.voices[0], 1.0, lambda result: None)


def passing() -> None:
    """Nothing to say yet."""


@pytest.fixture
def worker() -> Any:
    return Inert()


def test_turn_is_given_at_once_while_nobody_speaks(worker: Any):
    turns = Turns(worker)
    turns.ask(Wish(5.0, saying("a")))
    assert worker.given == ["a"]
    assert turns.waiting == 1


def test_next_turn_is_for_whose_listener_runs_dry_first(worker: Any):
    turns = Turns(worker)
    for deadline_s, text in ((0.0, "first"), (9.0, "late"), (1.0, "soon"), (5.0, "later")):
        turns.ask(Wish(deadline_s, saying(text)))
    assert worker.given == ["first"], "one at a time"
    for _ in range(3):
        turns.over()
    assert worker.given == ["first", "soon", "later", "late"]
    turns.over()
    assert turns.waiting == 0


def test_what_is_said_is_decided_when_the_turn_comes(worker: Any):
    turns = Turns(worker)
    turns.ask(Wish(0.0, saying("first")))
    text = "early"
    turns.ask(Wish(1.0, lambda: saying(text)()))
    text = "late"
    turns.over()
    assert worker.given == ["first", "late"]


def test_turn_that_is_passed_goes_to_the_next(worker: Any):
    turns = Turns(worker)
    turns.ask(Wish(0.0, passing))
    assert turns.waiting == 0
    turns.ask(Wish(0.0, saying("first")))
    turns.ask(Wish(1.0, passing))
    turns.ask(Wish(2.0, saying("second")))
    turns.over()
    assert worker.given == ["first", "second"]


def test_who_withdrew_gets_no_turn(worker: Any):
    turns = Turns(worker)
    turns.ask(Wish(0.0, saying("first")))
    gone = Wish(1.0, saying("gone"))
    turns.ask(gone)
    turns.withdraw(gone)
    turns.over()
    assert worker.given == ["first"]
    assert turns.waiting == 0


def test_who_asks_while_another_cuts_waits_for_a_turn(worker: Any):
    turns = Turns(worker)

    def cut() -> Job:
        turns.ask(Wish(0.0, saying("second")))
        return saying("first")()

    turns.ask(Wish(5.0, cut))
    assert worker.given == ["first"]
    turns.over()
    assert worker.given == ["first", "second"]


def test_who_fails_to_cut_does_not_keep_the_turn(worker: Any):
    turns = Turns(worker)

    def cut() -> Job:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        turns.ask(Wish(0.0, cut))
    turns.ask(Wish(1.0, saying("second")))
    assert worker.given == ["second"]
