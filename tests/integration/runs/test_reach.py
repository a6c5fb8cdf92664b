"""When a run reads everything and when only what changed, and from when on it asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.times import read_stamp
from homeroom.store import pages, runs
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import run
from tests.integration.runs.conftest import file_app
from tests.integration.runs.rosters import OLD, Roster, activate, roster_server, student, town
from tests.packages import school

NEWEST = "2026-10-05T08:00:00.000Z"
FUTURE = "2099-01-01T00:00:00.000Z"


@pytest.fixture
def sis(district: District) -> Iterator[Roster]:
    with roster_server() as roster:
        roster.held = town(6)
        roster.held["users"][5] = student("s005", NEWEST)
        activate(district, roster)
        yield roster


def reach(district: District) -> str:
    """Sync as a schedule does, and return what the run chose."""
    report = run(district, "sis", "auto")
    with district_scope(district.id) as scope:
        kept = runs.by_id(scope, report.run_id)
    assert kept is not None
    return kept.reach


def age_runs(district: District, by: timedelta) -> None:
    with district_scope(district.id) as scope:
        scope.run("UPDATE runs SET started_at = started_at - %(by)s", by=by)


def asked_since(sis: Roster) -> datetime:
    """Return from when on the last delta asked for people."""
    (filtered,) = {query["filter"] for query in sis.pages_asked("users")}
    return read_stamp(filtered.split("'")[1])


def test_at_first_everything_is_read_and_then_what_changed(district: District, sis: Roster) -> None:
    assert [reach(district) for _ in range(3)] == ["complete", "delta", "delta"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [(timedelta(days=6, hours=23), "delta"), (timedelta(days=7, minutes=1), "complete")],
    ids=["not yet a week", "a week"],
)
def test_once_a_week_everything_is_read(
    district: District, sis: Roster, age: timedelta, expected: str
) -> None:
    reach(district)
    age_runs(district, age)
    assert reach(district) == expected


def test_a_delta_is_no_complete_read_and_does_not_put_it_off(
    district: District, sis: Roster
) -> None:
    reach(district)
    age_runs(district, timedelta(days=5))
    reach(district)
    age_runs(district, timedelta(days=3))
    assert reach(district) == "complete"


def test_a_complete_read_that_broke_the_chain_is_repeated(district: District, sis: Roster) -> None:
    sis.hides_from_total = -3  # more are promised than come
    assert reach(district) == "complete"
    sis.hides_from_total = 0
    assert [reach(district), reach(district)] == ["complete", "delta"]


def test_a_failed_run_is_no_reason_to_ask_for_less(district: District, sis: Roster) -> None:
    sis.before = lambda name, _: (403, {}) if name == "enrollments" else None
    with pytest.raises(NeedsDistrict):
        reach(district)
    sis.before = lambda *_: None
    assert reach(district) == "complete"


def test_a_list_that_may_not_be_read_does_not_make_every_run_read_everything(
    district: District, sis: Roster
) -> None:
    sis.before = lambda name, _: (403, {}) if name == "demographics" else None
    assert [reach(district), reach(district)] == ["complete", "delta"]


def test_a_list_that_may_be_read_at_last_is_read_whole_even_by_a_delta(
    district: District, sis: Roster
) -> None:
    sis.before = lambda name, _: (403, {}) if name == "demographics" else None
    reach(district)
    sis.before = lambda *_: None
    sis.asked.clear()
    assert reach(district) == "delta"
    assert ["filter" in query for query in sis.pages_asked("demographics")] == [False]


def test_where_changes_show_only_in_a_full_read_every_run_is_complete(
    district: District, tmp_path: Path
) -> None:
    file = file_app(district, tmp_path / "sis.zip", "sis")
    file.sync(school())
    assert [reach(district), reach(district)] == ["complete", "complete"]


def test_a_delta_asks_from_an_hour_before_the_newest_stamp(district: District, sis: Roster) -> None:
    reach(district)
    sis.asked.clear()
    reach(district)
    assert asked_since(sis) == read_stamp(NEWEST) - timedelta(hours=1)


def test_a_delta_without_anything_new_leaves_the_mark_where_it_was(
    district: District, sis: Roster
) -> None:
    for _ in range(3):
        reach(district)
    sis.asked.clear()
    reach(district)
    assert asked_since(sis) == read_stamp(NEWEST) - timedelta(hours=1)


def test_the_mark_moves_with_the_server_s_own_stamps(district: District, sis: Roster) -> None:
    reach(district)
    newer = "2026-10-06T09:30:00.000Z"
    sis.held["users"][0] = student("s000", newer, middleName="M")
    reach(district)
    sis.asked.clear()
    reach(district)
    assert asked_since(sis) == read_stamp(newer) - timedelta(hours=1)


def test_a_stamp_from_the_future_hides_no_change_until_then(
    district: District, sis: Roster
) -> None:
    sis.held["users"][0] = student("s000", FUTURE)
    first = run(district, "sis", "complete")
    age_runs(district, timedelta(days=2))
    with district_scope(district.id) as scope:
        kept = runs.by_id(scope, first.run_id)
    assert kept is not None
    sis.asked.clear()
    reach(district)
    assert asked_since(sis) <= kept.started_at - timedelta(minutes=59)


def test_each_list_keeps_a_mark_of_its_own(district: District, sis: Roster) -> None:
    first = run(district, "sis")
    with district_scope(district.id) as scope:
        found = pages.readings(scope, first.run_id)
    assert found["users"].newest == read_stamp(NEWEST)
    assert found["orgs"].newest == read_stamp(OLD)
    assert found["resources"].newest is None


def test_the_mark_of_a_run_that_failed_is_not_used(district: District, sis: Roster) -> None:
    reach(district)
    sis.held["users"][0] = student("s000", "2026-11-01T00:00:00.000Z", middleName="M")
    sis.before = lambda name, _: (403, {}) if name == "enrollments" else None
    with pytest.raises(NeedsDistrict):
        reach(district)
    sis.before = lambda *_: None
    sis.asked.clear()
    report = run(district, "sis", "auto")
    assert asked_since(sis) == read_stamp(NEWEST) - timedelta(hours=1)
    assert report.stored["user"].changed == 1
