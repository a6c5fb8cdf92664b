"""A grade's way into the gradebook: once, exactly, and never more often than needed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from homeroom.push.lanes.deliver import deliver_due
from homeroom.runs.deliver.ports import port_to
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)


@BOTH
def test_scores_arrive_as_the_app_has_them_to_the_last_digit(desk: Desk) -> None:
    report = desk.hand_in(
        [desk.item("q1")],
        [desk.grade("q1", 0, "8.75"), desk.grade("q1", 1, "0"), desk.grade("q1", 2, "12.5")],
    )
    assert desk.scores("Quiz q1") == ["8.75", "0", "12.5"]
    assert report.sent["infinite-campus"].delivered == 4


@BOTH
def test_the_same_grades_again_send_nothing(desk: Desk) -> None:
    items, grades = [desk.item("q1")], [desk.grade("q1", 0, "8")]
    desk.hand_in(items, grades)
    before = desk.campus.writes()
    desk.hand_in(items, grades)
    desk.sync_campus()
    assert desk.campus.writes() == before


@BOTH
def test_one_changed_grade_is_one_write_under_the_same_id(desk: Desk) -> None:
    items = [desk.item("q1")]
    desk.hand_in(items, [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    before, sent = desk.campus.writes(), desk.delivery("q1", 0).sent["id"]
    desk.hand_in(items, [desk.grade("q1", 0, "8.5"), desk.grade("q1", 1, "9")])
    assert desk.campus.writes() == before + 1
    assert desk.scores("Quiz q1") == ["8.5", "9"]
    assert desk.delivery("q1", 0).sent["id"] == sent


def test_what_we_delivered_and_pull_back_is_no_second_record(desk: Desk) -> None:
    desk.sync_campus()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    report = desk.sync_campus()
    assert report.stored["result"].own == 1
    assert report.stored["lineItem"].own == 1
    assert report.changes == 0


def test_several_edits_before_a_delivery_are_one_write(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [])
    desk.pause()
    for score in ("5", "6", "7"):
        desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, score)])
    before = desk.campus.writes()
    desk.resume()
    desk.sync_campus()
    assert desk.campus.writes() == before + 1
    assert desk.scores("Quiz q1") == ["7"]


def test_a_changed_maximum_checks_its_grades_again(desk: Desk) -> None:
    desk.rule(score_over_maximum="refuse")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "15")])
    assert desk.parked() == {"result.over_maximum": 1}
    desk.hand_in([desk.item("q1", resultValueMax="20")], [desk.grade("q1", 0, "15")])
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["15"]


def test_a_maximum_of_zero_is_a_bonus_item(desk: Desk) -> None:
    desk.hand_in([desk.item("q1", resultValueMax="0")], [desk.grade("q1", 0, "3")])
    assert desk.scores("Quiz q1") == ["3"]


def test_a_long_title_is_refused_and_its_grades_wait_until_it_is_mended(desk: Desk) -> None:
    grades = [desk.grade("q1", 0, "8")]
    desk.hand_in([desk.item("q1", title="x" * 51)], grades)
    assert desk.parked() == {"line_item.title_too_long": 1, "parent.not_delivered": 1}
    desk.hand_in([desk.item("q1", title="x" * 50)], grades)
    assert desk.parked() == {}
    assert desk.scores("x" * 50) == ["8"]


def test_a_title_is_shortened_where_the_district_says_so(desk: Desk) -> None:
    desk.rule(title_length="shorten")
    desk.hand_in([desk.item("q1", title="y" * 60)], [desk.grade("q1", 0, "8")])
    assert desk.scores("y" * 47 + "...") == ["8"]


def test_a_refusal_of_the_sis_itself_is_kept_with_its_words(desk: Desk) -> None:
    desk.campus.post("rules", {"name": "score_above_max", "mode": "refuse"})
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "11"), desk.grade("q1", 1, "9")])
    assert desk.parked() == {"target.refused": 1}
    assert desk.delivery("q1", 0).facts["status"] in (400, 403, 409, 422)
    assert desk.scores("Quiz q1") == ["9"]


def test_every_delivery_keeps_a_receipt_and_what_it_was_tried(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    receipt = desk.delivery("q1", 0)
    assert receipt.state == "delivered"
    assert receipt.sent["score"] == "8"
    assert receipt.baseline is not None
    assert receipt.baseline["score"] == "8"
    with district_scope(desk.district.id) as scope:
        outcomes = scope.rows("SELECT kind, outcome FROM delivery_attempts ORDER BY id")
    assert outcomes == [("lineItem", "delivered"), ("result", "delivered")]


def test_two_lane_loops_at_once_send_each_grade_once(desk: Desk) -> None:
    desk.pause()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", at, str(at)) for at in range(4)])
    desk.resume()
    before = desk.campus.writes()
    with ThreadPoolExecutor(2) as pool:
        loops = [pool.submit(deliver, desk) for _ in range(2)]
        sent = sum(loop.result() for loop in loops)
    assert sent == 5
    assert desk.campus.writes() == before + 5
    assert desk.scores("Quiz q1") == ["0", "1", "2", "3"]


def deliver(desk: Desk) -> int:
    """Run a lane loop in a thread of its own until nothing is due."""
    try:
        with district_scope(desk.district.id) as scope:
            target = apps.keyed(scope, IC)
        with port_to(desk.district, target) as port:
            return deliver_due(port, Event(), lambda _: None).delivered
    finally:
        connections.close_all()
