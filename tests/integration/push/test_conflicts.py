"""What a teacher edited in the SIS is never overwritten unseen."""

import pytest

from homeroom.store import apps, parked
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)


def decide(desk: Desk, word: str, *places: int) -> None:
    ids = [desk.delivery("q1", at).record_id for at in places]
    with district_scope(desk.district.id) as scope:
        target = apps.keyed(scope, IC).id
        act = parked.approve if word == "send" else parked.dismiss
        assert act(scope, target, ids) == len(ids)


def edited(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    desk.teacher_scores("Quiz q1", 0, "10")


@BOTH
def test_an_edited_score_holds_the_apps_next_change(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9.5")])
    assert desk.scores("Quiz q1") == ["10", "9.5"]
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    assert "10" in desk.delivery("q1", 0).facts["seen"]


@BOTH
def test_an_edit_is_noticed_by_the_next_read_even_when_the_app_changes_nothing(desk: Desk) -> None:
    edited(desk)
    desk.sync_campus()
    assert desk.parked() == {"conflict.edited_in_sis": 1}


def test_a_person_may_send_the_apps_grade_over_the_edit(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    decide(desk, "send", 0)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["7", "9"]
    assert desk.parked() == {}


def test_a_person_may_keep_what_the_sis_shows(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    decide(desk, "keep", 0)
    for _ in range(2):
        desk.sync_campus()
    assert desk.scores("Quiz q1") == ["10", "9"]
    assert desk.parked() == {}


def test_an_edit_to_what_the_app_says_as_well_is_no_conflict(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "10"), desk.grade("q1", 1, "9")])
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["10", "9"]


def test_a_conflict_stays_when_only_the_line_item_changes(desk: Desk) -> None:
    edited(desk)
    desk.sync_campus()
    grades = [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")]
    desk.hand_in([desk.item("q1", title="Quiz q1 again")], grades)
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    assert desk.scores("Quiz q1 again") == ["10", "9"]


def test_a_category_that_the_teacher_aligned_is_no_conflict(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    view = desk.campus.get(f"teacher-view.json?section={desk.section}")["sections"][0]
    category = next(one for one in view["categories"] if one["title"] == "Tests")
    item = desk.items()[0]["id"]
    desk.campus.post(
        "teacher/align",
        {"section": desk.section, "item": item, "category": category["ids"][desk.api]},
    )
    desk.sync_campus()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["9"]


def test_an_item_that_a_teacher_made_is_never_written_by_an_app(desk: Desk) -> None:
    made = desk.campus.post(
        "teacher/item",
        {"section": desk.section, "title": "By hand", "points": "10", "due": "2026-10-05"},
    )
    desk.sync_campus()
    id_ = made["ids"]["1.2"] if "ids" in made else made["id"]
    desk.hand_in([], [desk.grade(str(id_), 0, "8")])
    assert desk.parked() == {"item.not_ours": 1}
