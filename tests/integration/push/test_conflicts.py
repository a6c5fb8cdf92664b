"""What a teacher edited in the SIS is never overwritten unseen."""

import pytest

from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.store import records
from homeroom.store.scope import district_scope
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)


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
    desk.approve("q1", 0)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["7", "9"]
    assert desk.parked() == {}


def test_a_person_may_keep_what_the_sis_shows(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    desk.keep("q1", 0)
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


def test_a_kept_edit_is_not_overwritten_by_a_check_of_the_same_grade(desk: Desk) -> None:
    edited(desk)
    grades = [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")]
    desk.hand_in([desk.item("q1")], grades)
    desk.keep("q1", 0)
    desk.hand_in([desk.item("q1", resultValueMax="20")], grades)
    assert desk.scores("Quiz q1") == ["10", "9"]
    assert desk.parked() == {}


def test_the_apps_next_grade_over_a_kept_edit_is_a_new_question(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    desk.keep("q1", 0)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "6"), desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == ["10", "9"]
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    desk.approve("q1", 0)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["6", "9"]
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "5"), desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == ["5", "9"]


def test_an_agreement_covers_only_the_edit_that_the_person_saw(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    desk.approve("q1", 0)
    desk.teacher_scores("Quiz q1", 0, "9.75")
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["9.75", "9"]
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    assert "9.75" in desk.delivery("q1", 0).facts["seen"]


def test_an_edit_that_was_taken_back_is_over_by_itself(desk: Desk) -> None:
    edited(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "9")])
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    desk.teacher_scores("Quiz q1", 0, "8")
    desk.sync_campus()
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["7", "9"]


def test_a_second_edit_is_what_people_are_shown(desk: Desk) -> None:
    edited(desk)
    desk.sync_campus()
    desk.teacher_scores("Quiz q1", 0, "4")
    desk.sync_campus()
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    assert desk.delivery("q1", 0).facts["seen"] == "score 4"


@pytest.mark.parametrize("flag", ["M", "X"])
def test_a_flag_by_the_teacher_is_an_edit_too(desk: Desk, flag: str) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    desk.teacher_flags("Quiz q1", 0, flag)
    desk.sync_campus()
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    assert desk.cells("Quiz q1")[desk.students[0]] == (None, [flag])


def test_clearing_does_not_wipe_out_an_edit(desk: Desk) -> None:
    edited(desk)
    cleared = desk.grade("q1", 0, "", scoreStatus="submitted")
    desk.hand_in([desk.item("q1")], [cleared, desk.grade("q1", 1, "9")])
    assert desk.scores("Quiz q1") == ["10", "9"]
    assert desk.parked() == {"conflict.edited_in_sis": 1}


READ_BETWEEN = pytest.mark.parametrize("read", [False, True], ids=["unread", "read-before"])


@BOTH
@READ_BETWEEN
def test_a_score_that_the_teacher_gave_before_the_app_did_is_held(desk: Desk, read: bool) -> None:
    desk.hand_in([desk.item("q1")], [])
    desk.teacher_scores("Quiz q1", 0, "6")
    if read:
        desk.sync_campus()
    for score in ("9", "9.5"):
        desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, score)])
        assert desk.scores("Quiz q1") == ["6"]
        assert desk.parked() == {"conflict.there_before": 1}
    assert desk.delivery("q1", 0).found is not None
    desk.approve("q1", 0)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["9.5"]
    assert desk.parked() == {}


@READ_BETWEEN
def test_a_score_that_both_gave_alike_is_settled_without_a_write(desk: Desk, read: bool) -> None:
    desk.hand_in([desk.item("q1")], [])
    desk.teacher_scores("Quiz q1", 0, "6")
    if read:
        desk.sync_campus()
    before = desk.campus.writes()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "6.0")])
    assert desk.campus.writes() == before
    assert desk.parked() == {}


def test_what_a_teacher_types_never_becomes_the_apps_grade_in_the_hub(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [])
    desk.pause()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    desk.teacher_scores("Quiz q1", 0, "6")
    desk.sync_campus()
    assert hub_score(desk) == "9"
    desk.resume()
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["6"]
    assert desk.parked() == {"conflict.there_before": 1}
    assert hub_score(desk) == "9"


def hub_score(desk: Desk) -> str:
    """Return the hub's own score of the first student: what the app said."""
    record_id = desk.delivery("q1", 0).record_id
    with district_scope(desk.district.id) as scope:
        held = records.load(scope, Kind.RESULT, [record_id])[record_id]
    assert isinstance(held, Result)
    return str(held.score)


@pytest.mark.parametrize("what", ["results", "lineItems"])
def test_what_somebody_deleted_in_the_sis_is_not_written_again_unasked(
    desk: Desk, what: str
) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    id_ = desk.items()[0]["id"] if what == "lineItems" else desk.delivery("q1", 0).sent["id"]
    desk.sync_campus()
    desk.delete_in_sis(what, id_)
    for _ in range(2):
        desk.sync_campus()
    assert desk.parked()["conflict.deleted_in_sis"] >= 1
    desk.hand_in([desk.item("q1", title="Quiz 1")], [desk.grade("q1", 0, "9")])
    assert desk.scores("Quiz 1") == [] == desk.scores("Quiz q1")
    assert desk.parked()["conflict.deleted_in_sis"] >= 1
