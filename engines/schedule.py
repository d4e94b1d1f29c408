"""Which of those who wait for the inference thread is next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class HasDeadline(Protocol):
    """Something that is due at a time."""

    @property
    def deadline_s(self) -> float:
        """When the listener runs out of audio; the time of asking for who has heard nothing."""


Item = TypeVar("Item", bound=HasDeadline)


def next_job(jobs: Sequence[Item]) -> Item:
    """The one whose listener runs dry first; of equals, the one that came first.

    Earliest deadline first keeps every deadline that any order could keep (Liu and Layland,
    "Scheduling Algorithms for Multiprogramming in a Hard-Real-Time Environment", 1973). Who has
    heard nothing yet is due at once, and so goes before all whose audio still lasts.

    Raises:
        ValueError: there are no jobs.
    """
    return min(jobs, key=lambda job: job.deadline_s)
