from dataclasses import dataclass

import pytest

from engines.schedule import next_job


@dataclass(frozen=True, slots=True)
class Due:
    """Whoever is due at a time."""

    deadline_s: float
    name: str = ""


def test_schedule_takes_whose_listener_runs_dry_first():
    assert next_job([Due(9.0), Due(1.0), Due(5.0)]) == Due(1.0)


def test_schedule_is_first_come_first_served_among_equals():
    assert next_job([Due(1.0, "a"), Due(1.0, "b")]).name == "a"


def test_schedule_of_nobody_is_an_error():
    with pytest.raises(ValueError, match="empty"):
        next_job([])
