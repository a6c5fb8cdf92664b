"""A grade that is taken back, no longer listed, or deleted: each a different thing."""

import pytest

from homeroom.store import apps, parked
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)
STAMP = {"status": "tobedeleted", "dateLastModified": "2026-10-07T10:00:00Z"}


def two_grades(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])


def approve_all(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC).id
        rows = scope.rows("SELECT record_id::text FROM deliveries WHERE state = 'held'")
        parked.approve(scope, target, [id_ for (id_,) in rows])


def test_a_cleared_grade_is_cleared_in_the_sis_and_never_becomes_0(desk: Desk) -> None:
    two_grades(desk)
    cleared = desk.grade("q1", 0, "", scoreStatus="submitted")
    desk.hand_in([desk.item("q1")], [cleared, desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == [None, "9"]
    assert desk.parked() == {}


@pytest.mark.parametrize("api", ["1.1"], indirect=True)
def test_api_1_1_cannot_clear_and_says_what_still_stands_there(desk: Desk) -> None:
    two_grades(desk)
    cleared = desk.grade("q1", 0, "", scoreStatus="submitted")
    desk.hand_in([desk.item("q1")], [cleared, desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == ["8", "9"]
    assert desk.parked() == {"result.cleared_on_1_1": 1}
    assert desk.delivery("q1", 0).facts == {"score": "8"}


def test_clearing_waits_for_approval_where_the_district_says_so(desk: Desk) -> None:
    desk.rule(cleared="hold")
    two_grades(desk)
    cleared = desk.grade("q1", 0, "", scoreStatus="submitted")
    desk.hand_in([desk.item("q1")], [cleared, desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == ["8", "9"]
    approve_all(desk)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == [None, "9"]


def test_unscored_work_is_not_sent(desk: Desk) -> None:
    unscored = desk.grade("q1", 0, "", scoreStatus="submitted", late="true")
    desk.hand_in([desk.item("q1")], [unscored])
    assert desk.scores("Quiz q1") == []
    assert desk.parked() == {}


def test_a_grade_that_the_app_no_longer_lists_waits_for_a_person(desk: Desk) -> None:
    two_grades(desk)
    for _ in range(2):
        desk.hand_in([desk.item("q1")], [desk.grade("q1", 1, "9")])
    assert desk.parked() == {"result.no_longer_listed": 1}
    assert desk.scores("Quiz q1") == ["8", "9"]
    approve_all(desk)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == [None, "9"]


def test_a_grade_that_is_listed_again_goes_on_under_its_old_id(desk: Desk) -> None:
    two_grades(desk)
    sent = desk.delivery("q1", 0).sent["id"]
    for _ in range(2):
        desk.hand_in([desk.item("q1")], [desk.grade("q1", 1, "9")])
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == ["7", "9"]
    assert desk.delivery("q1", 0).sent["id"] == sent


@BOTH
def test_an_item_that_the_app_no_longer_lists_stays_in_the_sis(desk: Desk) -> None:
    two_grades(desk)
    for _ in range(3):
        desk.hand_in([desk.item("q2")], [desk.grade("q2", 0, "5")])
    assert desk.scores("Quiz q1") == ["8", "9"]
    assert desk.parked() == {}
    assert desk.deletes("lineItems") == 0


@BOTH
def test_an_explicit_deletion_waits_for_approval_and_then_deletes_once(desk: Desk) -> None:
    two_grades(desk)
    desk.hand_in([desk.item("q1", **STAMP)], [], mode="delta")
    assert desk.parked() == {"delete.needs_approval": 1}
    assert desk.scores("Quiz q1") == ["8", "9"]
    approve_all(desk)
    desk.sync_campus()
    assert desk.items() == []
    desk.sync_campus()
    assert desk.deletes("lineItems") == 1


def test_a_deletion_goes_at_once_where_the_district_says_so(desk: Desk) -> None:
    desk.rule(delete="send")
    two_grades(desk)
    gone = desk.grade("q1", 0, "8", **STAMP)
    desk.hand_in([], [gone], mode="delta")
    assert desk.scores("Quiz q1") == ["9"]


def test_what_was_never_delivered_needs_no_deletion(desk: Desk) -> None:
    desk.hand_in([desk.item("q1", title="x" * 60)], [])
    desk.hand_in([desk.item("q1", title="x" * 60, **STAMP)], [], mode="delta")
    assert desk.parked() == {}


def test_a_removed_app_takes_nothing_back(desk: Desk) -> None:
    from homeroom.runs.setup import activation
    from tests.hub import MATHLY

    two_grades(desk)
    with district_scope(desk.district.id) as scope:
        activation.remove(scope, apps.keyed(scope, MATHLY), "test")
    for _ in range(3):
        desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "9"]
