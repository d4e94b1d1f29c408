"""Whose turn it is: the event loop's side of the one inference thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engines.schedule import next_job
from engines.worker import Job, Worker


@dataclass(frozen=True, eq=False, slots=True)
class Wish:
    """Somebody has something to say.

    Attributes:
        deadline_s: when their listener runs out of audio.
        cut: makes the job when the turn has come; None if there is nothing to say yet.
    """

    deadline_s: float
    cut: Callable[[], Job | None]


class Turns:
    """Gives the inference thread one job at a time. Owned by the event loop.

    A job is made only when the thread is free for it: from all the text that has come by then, and
    as long as the audio that is left by then allows.
    """

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._wishes: list[Wish] = []
        self._is_free = True

    @property
    def waiting(self) -> int:
        """How many are with the engine or wait for it."""
        return len(self._wishes) + (not self._is_free)

    def ask(self, wish: Wish) -> None:
        """Give `wish` a turn as soon as the thread is free and nobody is more urgent."""
        self._wishes.append(wish)
        self._give()

    def withdraw(self, wish: Wish) -> None:
        """Forget `wish`, which has had no turn yet."""
        self._wishes.remove(wish)

    def over(self) -> None:
        """The thread is done with the job that it was given."""
        self._is_free = True
        self._give()

    def _give(self) -> None:
        while self._is_free and self._wishes:
            wish = next_job(self._wishes)
            self._wishes.remove(wish)
            self._is_free = False  # for those who ask while this one cuts
            job = None
            try:
                job = wish.cut()
            finally:
                self._is_free = job is None
            if job:
                self._worker.submit(job)
