"""How long runs took, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from homeroom.console.views.runs import took
from homeroom.store.runs import Run
from tests.visits import visit

BEGAN = datetime(2026, 10, 5, 6, tzinfo=UTC)


def run(seconds: float | None) -> Run:
    """Return a run that took so long, or is still at work."""
    return Run(
        id=7,
        app_id=1,
        reach="delta",
        state="running" if seconds is None else "done",
        step="",
        epoch=1,
        started_by="schedule",
        started_at=BEGAN,
        finished_at=None if seconds is None else BEGAN + timedelta(seconds=seconds),
        counts={},
        problem=None,
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (119.9, "119 s"),
        (120, "2 min"),
        (3_600, "60 min"),
        (7_199, "120 min"),
        (7_200, "2 h"),
        (100_000, "28 h"),
    ],
)
def test_a_run_took_seconds_minutes_or_hours(seconds: float, words: str) -> None:
    assert took(run(seconds), visit()) == words


def test_a_run_at_work_has_taken_as_long_as_until_now() -> None:
    here = visit()
    here.now = BEGAN + timedelta(seconds=45)
    assert took(run(None), here) == "45 s"
