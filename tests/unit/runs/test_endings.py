"""Within how many days something ends: the steps at which people are told."""

from datetime import UTC, datetime, time

import pytest

from homeroom.runs.care.endings import STEPS, Thing, _dated
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.endings import Ending

APP = App(
    id=1, key="sis", connector="oneroster", title="Campus", role="sis", mode="import",
    grade_sync=False, state="active", api_version="1.2", settings={}, decision=None,
    seeded_at=None, restored_at=None,
)  # fmt: skip
BARE = Thing(app=APP, kind="secret", name="client_secret", title="Secret")
NOON = datetime(2026, 11, 10, 18, tzinfo=UTC)


def district(zone: str) -> District:
    return District(
        id=1, slug="river", name="River", time_zone=zone, due_clock=time(23, 59),
        school_opens=time(7), school_closes=time(16),
    )  # fmt: skip


def dated(ends_at: datetime, zone: str = "America/Chicago", now: datetime = NOON) -> Thing:
    known = Ending(
        app_id=1, kind="secret", name="client_secret", ends_at=ends_at, seen_at=now, said_by="ada"
    )
    return _dated(BARE, known, district(zone), now)


@pytest.mark.parametrize(
    ("days", "step"),
    [(None, None), (400, None), (31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1),
     (-5, 1)],
)  # fmt: skip
def test_the_nearest_step_counts(days: int | None, step: int | None) -> None:
    one = Thing(app=APP, kind="secret", name="s", title="S", days=days)
    assert one.step == step


def test_the_steps_are_those_that_the_page_names() -> None:
    assert STEPS == (1, 7, 30)


def test_what_nobody_knows_has_no_day() -> None:
    one = _dated(BARE, None, district("UTC"), NOON)
    assert (one.ends_on, one.days, one.step, one.ended) == (None, None, None, False)


@pytest.mark.parametrize(
    ("ends_at", "zone", "day", "days", "ended"),
    [
        # Midnight ends the day before, on the clock of the district.
        ("2026-11-12T06:00", "America/Chicago", "2026-11-11", 1, False),
        ("2026-11-12T06:01", "America/Chicago", "2026-11-12", 2, False),
        ("2026-11-12T00:00", "UTC", "2026-11-11", 1, False),
        # Within the last day it has not ended yet; then it has.
        ("2026-11-10T18:01", "UTC", "2026-11-10", 0, False),
        ("2026-11-10T18:00", "UTC", "2026-11-10", 0, True),
        ("2026-11-01T00:00", "Pacific/Honolulu", "2026-10-31", -10, True),
    ],
)
def test_a_moment_is_a_day_on_the_clock_of_the_district(
    ends_at: str, zone: str, day: str, days: int, ended: bool
) -> None:
    one = dated(datetime.fromisoformat(ends_at).replace(tzinfo=UTC), zone)
    assert one.ends_on is not None
    assert (one.ends_on.isoformat(), one.days, one.ended) == (day, days, ended)


def test_who_said_it_and_when_stays_with_it() -> None:
    one = dated(NOON)
    assert (one.said_by, one.seen_at, one.title) == ("ada", NOON, "Secret")
