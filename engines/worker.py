"""The one inference thread: it takes jobs, speaks them, and hands the speech back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import perf_counter

from core.errors import EngineFailure
from core.types import Speech, Utterance
from engines.base import Engine, Voice
from engines.inbox import Inbox
from engines.schedule import next_job

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece of speech, and how long its job had waited."""

    speech: Speech
    queue_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The job could not be done; no more comes of it."""

    reason: str


Result = Spoken | Failed


@dataclass(eq=False, slots=True)
class Job:
    """An utterance to speak. Made by the event loop; the inference thread only reads it.

    Attributes:
        utterance: what to say.
        voice: one of the engine's.
        speed: speaking rate.
        deadline_s: when its listener runs out of audio, on any clock that all jobs share.
        deliver: called on the inference thread with each result; must not block.
    """

    utterance: Utterance
    voice: Voice
    speed: float
    deadline_s: float
    deliver: Callable[[Result], None]
    submitted_s: float = field(default_factory=perf_counter)
    _cancelled: bool = False

    def cancel(self) -> None:
        """Nobody waits for this any more: it ends at the engine's next step. From any thread."""
        self._cancelled = True

    def is_cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled


class Worker:
    """Owns the inference thread, and through it the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._inbox: Inbox[Job | None] = Inbox()  # None asks the thread to end
        self._warm_up: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="inference", daemon=True)

    def start(self) -> None:
        """Start the thread and return when the engine is warm.

        Raises:
            Exception: whatever the engine raised at its first words.
        """
        self._thread.start()
        self._warm_up.result()

    def submit(self, job: Job) -> None:
        """Queue `job`. Callable from any thread; never blocks."""
        self._inbox.put(job)

    def stop(self) -> None:
        """End the thread after the job that it is at; jobs that wait are dropped."""
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._engine.warm_up()
        except Exception as error:
            self._warm_up.set_exception(error)
            return
        self._warm_up.set_result(None)
        waiting: list[Job] = []
        while self._gather(waiting):
            self._speak_next(waiting)

    def _gather(self, waiting: list[Job]) -> bool:
        """Add the jobs that came, and wait for one if there are none; False ends the thread."""
        for job in self._inbox.take_all(wait=not waiting):
            if job is None:
                return False
            waiting.append(job)
        return True

    def _speak_next(self, waiting: list[Job]) -> None:
        """Take the most urgent job out of `waiting`, and the cancelled ones, and speak it."""
        waiting[:] = [job for job in waiting if not job.is_cancelled()]
        if waiting:
            job = next_job(waiting)
            waiting.remove(job)
            self._speak(job)

    def _speak(self, job: Job) -> None:
        queue_s = perf_counter() - job.submitted_s
        is_whole = False
        try:
            pieces = self._engine.speak(job.utterance, job.voice, job.speed, job.is_cancelled)
            for speech in pieces:
                job.deliver(Spoken(speech, queue_s))
                is_whole = speech.last
            if not is_whole and not job.is_cancelled():
                raise EngineFailure("the engine stopped before the end of the utterance")
        except Exception as error:
            # Whatever one utterance provokes, the thread lives on for all others.
            log.exception("utterance %d failed", job.utterance.id)
            job.deliver(Failed(str(error) or type(error).__name__))
