"""The one inference thread: it takes jobs in order, speaks them, and hands the speech back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue

from core.errors import EngineFailure
from core.types import Speech, Utterance
from engines.base import Engine, Voice

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """The job could not be done; the log says why."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """The job was cancelled before its end."""


Result = Speech | Failed | Dropped
"""What a job delivers: pieces of speech up to the `last`, or up to one of the others."""


@dataclass(eq=False, slots=True)
class Job:
    """An utterance to speak. Made by the event loop; the inference thread only reads it.

    Attributes:
        utterance: what to say.
        voice: one of the engine's.
        speed: speaking rate.
        deliver: called on the inference thread with each result; must not block.
    """

    utterance: Utterance
    voice: Voice
    speed: float
    deliver: Callable[[Result], None]
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
        # Written in C: putting never blocks, and a reader of nothing sleeps in the kernel.
        self._inbox: SimpleQueue[Job | None] = SimpleQueue()  # None asks the thread to end
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
        """End the thread after the jobs that it was given."""
        self._inbox.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._engine.warm_up()
        except Exception as error:
            self._warm_up.set_exception(error)
            return
        self._warm_up.set_result(None)
        while job := self._inbox.get():
            self._speak(job)

    def _speak(self, job: Job) -> None:
        try:
            pieces = self._engine.speak(job.utterance, job.voice, job.speed, job.is_cancelled)
            for speech in pieces:
                job.deliver(speech)
                if speech.last:
                    return
            if not job.is_cancelled():
                raise EngineFailure("the engine stopped before the end of the utterance")
            job.deliver(Dropped())
        except Exception:
            # Whatever one utterance provokes, the thread lives on for all others.
            log.exception("utterance %d failed", job.utterance.id)
            job.deliver(Failed())
