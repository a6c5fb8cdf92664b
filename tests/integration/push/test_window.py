"""A flood of changes waits for a person, however the grades arrive; new grades go on."""

from datetime import UTC, datetime

import pytest

from homeroom.rules.document import Rules
from homeroom.rules.windows import GradeWindow
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import apps, parked
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.push.conftest import Desk

SMALL = GradeWindow(changed_minimum=3, changed_percent=50, emptied_minimum=2, emptied_percent=30)


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """A class with four delivered grades, and a narrow window."""
    with district_scope(desk.district.id) as scope:
        change_rules(scope, Rules(windows=(SMALL,)), 0, ("test", "careful"), datetime.now(UTC))
    write(desk, "5", "6", "7", "8")
    return desk


def write(desk: Desk, *scores: str) -> None:
    grades = [desk.grade("q1", at, score) for at, score in enumerate(scores)]
    desk.hand_in([desk.item("q1")], grades)


def decide(desk: Desk, *, approve: bool) -> None:
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC).id
        ids = parked.waiting_for_a_person(scope, target, "window.changed", "")
        assert ids
        (parked.approve if approve else parked.dismiss)(scope, target, ids)


def test_a_flood_of_changes_is_held_with_its_figures_and_approved_at_once(watched: Desk) -> None:
    write(watched, "1", "2", "3", "8")
    assert watched.parked() == {"window.changed": 3}
    facts = watched.delivery("q1", 0).facts
    assert (facts["changed"], facts["standing"]) == (3, 4)
    assert watched.scores("Quiz q1") == ["5", "6", "7", "8"]
    decide(watched, approve=True)
    watched.sync_campus()
    assert watched.scores("Quiz q1") == ["1", "2", "3", "8"]


def test_changes_that_arrive_one_by_one_are_counted_together(watched: Desk) -> None:
    write(watched, "1", "6", "7", "8")
    write(watched, "1", "2", "7", "8")
    assert watched.scores("Quiz q1") == ["1", "2", "7", "8"]
    write(watched, "1", "2", "3", "8")
    assert watched.parked() == {"window.changed": 1}
    watched.sql("UPDATE deliveries SET written_at = now() - interval '2 days'")
    watched.sync_campus()
    assert watched.scores("Quiz q1") == ["1", "2", "7", "8"], "a window that moves on frees nothing"


def test_what_is_discarded_is_not_sent_and_a_later_grade_is(watched: Desk) -> None:
    write(watched, "1", "2", "3", "8")
    decide(watched, approve=False)
    before = watched.campus.writes()
    watched.sync_campus()
    write(watched, "1", "2", "3", "8")
    assert watched.campus.writes() == before
    write(watched, "9", "2", "3", "8")
    assert watched.scores("Quiz q1") == ["9", "6", "7", "8"]


def test_zeros_wait_and_new_grades_beside_them_go_on(watched: Desk) -> None:
    more = [watched.grade("q2", at, score) for at, score in enumerate(("0", "0", "0", "4"))]
    watched.hand_in([watched.item("q1"), watched.item("q2")], more)
    assert watched.parked() == {"window.emptied": 3}
    assert watched.scores("Quiz q2") == ["4"]
