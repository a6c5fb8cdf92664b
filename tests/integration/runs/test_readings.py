"""What a reading finds out: pages that did not change, rows that moved, and rows that are gone."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from homeroom.errors import NeedsDistrict
from homeroom.runs.report import Report
from homeroom.stage.kept_rows import KeptRows
from homeroom.store import apps, earlier, issues, pages
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import run
from tests.integration.runs.rosters import (
    JSON,
    Roster,
    activate,
    enrolled,
    roster_server,
    student,
    town,
)

LATER = "2026-10-05T08:00:00.000Z"


@pytest.fixture
def sis(district: District) -> Iterator[Roster]:
    with roster_server() as roster:
        roster.held = town(10)
        activate(district, roster)
        yield roster


def spooled(district: District, run_id: int, collection: str) -> list[int]:
    """Return the pages that a run read, by their place in the spool."""
    with district_scope(district.id) as scope:
        return [page.page_id for page in earlier.of_runs(scope, {collection: run_id})[collection]]


def state(district: District, run_id: int, collection: str) -> tuple[str, str | None]:
    with district_scope(district.id) as scope:
        reading = pages.readings(scope, run_id)[collection]
    return reading.state, reading.note


def looked_at(report: Report) -> int:
    """Return how many rows a run decoded."""
    stored = report.stored.values()
    return sum(one.new + one.changed + one.unchanged + one.waiting + one.refused for one in stored)


def active_users(district: District) -> set[str]:
    with district_scope(district.id) as scope:
        rows = scope.rows("SELECT username FROM users WHERE retired_at IS NULL")
    return {name for (name,) in rows}


def test_an_unchanged_second_read_keeps_no_page_and_decodes_no_row(
    district: District, sis: Roster
) -> None:
    first, second = run(district, "sis"), run(district, "sis")
    assert len(spooled(district, second.run_id, "users")) == 3
    with district_scope(district.id) as scope:
        kept = scope.value("SELECT count(*) FROM pages")
    assert kept == sum(-(-count // 4) or 1 for count in first.read.values())
    assert (second.changes, looked_at(second)) == (0, 0)
    assert second.read == first.read


def test_a_page_that_came_as_last_time_is_counted_by_the_spool_and_not_split(
    district: District, sis: Roster
) -> None:
    first = run(district, "sis")
    with district_scope(district.id) as scope:
        scope.run("UPDATE run_pages SET records = 3 WHERE collection = 'users' AND number = 2")
    again = run(district, "sis")
    assert again.read["users"] == first.read["users"] + 1


def test_a_sync_in_which_nothing_changed_asks_little_and_looks_everything_up_once(
    district: District, sis: Roster
) -> None:
    run(district, "sis")
    with asked() as first:
        report = run(district, "sis")
    assert report.changes == 0
    lists = len(report.read)
    assert lists >= 6
    assert sum(first.values()) <= 27 * lists
    # What earlier runs have read is not looked up for each list again.
    assert first["SELECT c.collection, max(r.id)"] <= 2
    assert first["SELECT r.collection, r.number, r.page_id"] <= 3


@contextmanager
def asked() -> Iterator[Counter[str]]:
    """Count what is asked of the database meanwhile, by its first words."""
    found: Counter[str] = Counter()
    execute = psycopg.Cursor.execute

    def counted(cursor: Any, query: Any, *given: Any, **more: Any) -> Any:
        text = query.decode() if isinstance(query, bytes) else str(query)
        found[text.partition(" FROM ")[0][:60].split(", p.")[0]] += 1
        return execute(cursor, query, *given, **more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", counted)
        yield found


def test_a_list_that_may_be_read_again_is_no_issue_any_more(
    district: District, sis: Roster
) -> None:
    def open_issues() -> dict[str, int]:
        with district_scope(district.id) as scope:
            return issues.counted(scope, apps.keyed(scope, "sis").id)

    sis.before = lambda name, _: (403, {}) if name == "demographics" else None
    for _ in range(2):
        run(district, "sis")
        assert open_issues() == {"collection.unread": 1}
    sis.before = lambda *_: None
    run(district, "sis")
    assert open_issues() == {}


def test_only_the_page_that_changed_is_kept_anew(district: District, sis: Roster) -> None:
    before = run(district, "sis")
    old = spooled(district, before.run_id, "users")
    sis.held["users"][5] = student("s005", LATER, email="s005@oak.example")
    after = run(district, "sis")
    new = spooled(district, after.run_id, "users")
    assert [a == b for a, b in zip(old, new, strict=True)] == [True, False, True]
    assert (after.changes, looked_at(after)) == (1, 1)


@pytest.mark.parametrize("place", [0, 3, 4, 9, 10], ids="at {}".format)
def test_one_record_more_shifts_every_page_and_is_still_the_only_row_decoded(
    district: District, sis: Roster, place: int
) -> None:
    run(district, "sis")
    sis.held["users"].insert(place, student("fresh"))
    report = run(district, "sis")
    assert (report.stored["user"].new, looked_at(report)) == (1, 1)


@pytest.mark.parametrize("place", [0, 4, 9], ids="at {}".format)
def test_one_record_less_shifts_every_page_and_is_the_only_one_missed(
    district: District, sis: Roster, place: int
) -> None:
    run(district, "sis")
    del sis.held["users"][place], sis.held["enrollments"][place]
    first, second = run(district, "sis"), run(district, "sis")
    assert (looked_at(first), looked_at(second)) == (0, 0)
    assert second.removed == {
        "enrollment": {"retired": 1, "held": 0, "hidden": 0},
        "user": {"retired": 1, "held": 0, "hidden": 0},
    }
    assert len(active_users(district)) == 9


def test_a_turned_order_of_all_pages_changes_nothing(district: District, sis: Roster) -> None:
    run(district, "sis")
    sis.held["users"].reverse()
    report = run(district, "sis")
    assert (report.changes, looked_at(report)) == (0, 0)


def test_key_order_and_stamps_alone_are_no_change(district: District, sis: Roster) -> None:
    run(district, "sis")
    sis.held["users"] = [
        dict(reversed({**row, "dateLastModified": LATER}.items())) for row in sis.held["users"]
    ]
    report = run(district, "sis")
    assert (report.changes, report.stored["user"].unchanged) == (0, 10)
    with district_scope(district.id) as scope:
        assert scope.value("SELECT count(*) FROM record_history") == 0


def test_of_a_record_that_comes_twice_the_last_one_counts(district: District, sis: Roster) -> None:
    sis.held["users"].append(student("s000", LATER, middleName="Last"))
    run(district, "sis")
    with district_scope(district.id) as scope:
        rows = scope.rows("SELECT middle_name FROM users WHERE username = 's000'")
    assert rows == [("Last",)]


def repeats_a_page(sis: Roster) -> None:
    first = sis.held["users"][:4]
    sis.before = lambda name, query: (
        (200, {name: first}) if (name, query.get("offset")) == ("users", "4") else None
    )


def loses_the_end(sis: Roster) -> None:
    sis.before = lambda name, query: (
        (200, {name: []}) if (name, query.get("offset")) == ("users", "8") else None
    )


def shrinks(sis: Roster) -> None:
    def before(name: str, query: dict[str, str]) -> None:
        if (name, query.get("offset")) == ("users", "4"):
            del sis.held["users"][0]

    sis.before = before


@pytest.mark.parametrize("broken", [repeats_a_page, loses_the_end, shrinks])
def test_an_incomplete_reading_adds_but_never_retires(
    district: District, sis: Roster, broken: Callable[[Roster], None]
) -> None:
    run(district, "sis")
    sis.held["users"][1] = student("s001", LATER, email="s001@oak.example")
    for _ in range(3):
        kept = list(sis.held["users"])
        broken(sis)
        report = run(district, "sis")
        assert state(district, report.run_id, "users")[0] == "incomplete"
        (note,) = report.notes
        assert note.startswith("The list of users cannot be relied on: ")
        assert (report.state, report.removed) == ("done with issues", {})
        sis.held["users"] = kept
    with district_scope(district.id) as scope:
        assert scope.value("SELECT count(*) FROM absences") == 0
        assert scope.value("SELECT email FROM users WHERE username = 's001'")
    assert len(active_users(district)) == 10


def test_a_record_first_seen_after_the_last_complete_read_is_missed_like_any_other(
    district: District, sis: Roster
) -> None:
    run(district, "sis")
    sis.held["users"].append(student("guest", "2099-01-01T00:00:00.000Z"))
    assert run(district, "sis", "delta").stored["user"].new == 1
    sis.held["users"].pop()
    run(district, "sis")
    report = run(district, "sis")
    assert report.removed["user"]["retired"] == 1
    assert "guest" not in active_users(district)


def test_a_record_that_left_after_a_run_that_broke_off_is_missed_all_the_same(
    district: District, sis: Roster
) -> None:
    run(district, "sis")
    sis.held["users"].append(student("guest"))
    sis.before = lambda name, _: (403, {}) if name == "enrollments" else None
    with pytest.raises(NeedsDistrict):
        run(district, "sis")
    sis.before = lambda *_: None
    sis.held["users"].pop()
    run(district, "sis")
    with district_scope(district.id) as scope:
        assert scope.rows("SELECT source_id FROM absences") in ([], [("guest",)])
    run(district, "sis")
    assert "guest" not in active_users(district)


def test_a_record_without_an_id_is_an_issue_until_it_has_one(
    district: District, sis: Roster
) -> None:
    nameless: JSON = {**student("s005"), "sourcedId": ""}
    sis.held["users"][5] = nameless
    for _ in range(2):  # the second time its page did not change
        run(district, "sis")
        assert open_issues(district) == {"record.no_id": 1, "reference.unknown": 1}
    sis.held["users"][5] = student("s005")
    run(district, "sis")
    assert open_issues(district) == {}


def open_issues(district: District) -> dict[str, int]:
    with district_scope(district.id) as scope:
        return issues.counted(scope, apps.keyed(scope, "sis").id)


def test_pages_that_no_run_and_no_record_needs_are_dropped(district: District, sis: Roster) -> None:
    for email in ("a@oak.example", "b@oak.example", "c@oak.example"):
        sis.held["users"][0] = student("s000", LATER, email=email)
        last = run(district, "sis")
    with district_scope(district.id) as scope:
        read_by = scope.rows("SELECT DISTINCT run_id FROM run_pages")
        useless = scope.value(
            "SELECT count(*) FROM pages p WHERE NOT EXISTS"
            " (SELECT FROM run_pages r WHERE r.page_id = p.id)"
            " AND NOT EXISTS (SELECT FROM source_records s WHERE s.page_id = p.id)"
        )
    assert (read_by, useless) == ([(last.run_id,)], 0)


def test_the_pages_of_a_delta_stay_beside_those_of_the_complete_read_before_it(
    district: District, sis: Roster
) -> None:
    sis.held["users"][9] = student("s009", LATER)
    first = run(district, "sis")
    sis.held["users"][0] = student("s000", "2099-01-01T00:00:00.000Z", email="new@oak.example")
    delta = run(district, "sis", "delta")
    assert len(spooled(district, first.run_id, "users")) == 3
    assert len(spooled(district, delta.run_id, "users")) == 1
    assert delta.read["users"] == 2  # the newest of before, within the overlap, and the new one


def test_passwords_of_an_api_never_reach_the_spool(district: District, sis: Roster) -> None:
    told: dict[str, Any] = {"password": "Hunter-2-secret", "grades": ["07"]}
    sis.held["users"][0] = student("s000", **told)
    run(district, "sis")
    assert run(district, "sis").changes == 0
    with district_scope(district.id) as scope:
        kept = [KeptRows(bytes(body)) for (body,) in scope.rows("SELECT body FROM pages")]
    bodies = b"".join(row for rows in kept for row in rows)
    assert b'"07"' in bodies
    assert b"Hunter-2" not in bodies


def test_a_password_that_comes_later_or_stood_on_the_page_before_does_not_enter_either(
    district: District, sis: Roster
) -> None:
    sis.held["users"][6] = student("s006", password="Hunter-2-secret")
    run(district, "sis")
    sis.held["users"][1] = student("s001", LATER, password="Hunter-3-secret")
    sis.held["users"][4] = student("s004", LATER, email="s004@oak.example")
    assert run(district, "sis").changes == 1
    sis.held["users"].insert(0, student("fresh", LATER))
    assert run(district, "sis").stored["user"].new == 1
    with district_scope(district.id) as scope:
        kept = [KeptRows(bytes(body)) for (body,) in scope.rows("SELECT body FROM pages")]
    bodies = b"".join(row for rows in kept for row in rows)
    assert b"s004@oak" in bodies
    assert b"Hunter" not in bodies


def test_an_enrolment_wakes_with_a_person_that_a_delta_brings(
    district: District, sis: Roster
) -> None:
    sis.held["enrollments"].append(enrolled("late"))
    assert run(district, "sis").stored["enrollment"].waiting == 1
    sis.held["users"].append(student("late", "2099-01-01T00:00:00.000Z"))
    report = run(district, "sis", "delta")
    assert (report.stored["user"].new, report.stored["enrollment"].new) == (1, 1)
    assert open_issues(district) == {}
