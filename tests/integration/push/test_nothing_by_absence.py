"""Nothing is deleted or emptied at a target because something is no longer there."""

from collections.abc import Callable

import pytest

from homeroom.runs.setup import activation
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_mathly, run
from tests.integration.push.conftest import Desk

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)


def class_retired(desk: Desk) -> None:
    desk.sql(
        "UPDATE classes SET retired_at = now() WHERE id = (SELECT record_id FROM record_links"
        " WHERE kind = 'class' AND external_id = %(id)s)",
        id=desk.section,
    )


def student_dropped(desk: Desk) -> None:
    desk.sql(
        "UPDATE enrollments SET end_date = '2026-10-02', retired_at = now() WHERE user_id ="
        " (SELECT record_id FROM record_links WHERE kind = 'user' AND external_id = %(id)s"
        "  LIMIT 1)",
        id=desk.students[0],
    )


def student_retired(desk: Desk) -> None:
    desk.sql(
        "UPDATE users SET retired_at = now() WHERE id = (SELECT record_id FROM record_links"
        " WHERE kind = 'user' AND external_id = %(id)s LIMIT 1)",
        id=desk.students[0],
    )


def app_emptied(desk: Desk) -> None:
    for _ in range(3):
        desk.hand_in([desk.item("other")], [desk.grade("other", 3, "5")])


def app_removed(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        activation.remove(scope, apps.keyed(scope, MATHLY), "test")


def grade_sync_off(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, MATHLY)
        activation.change_mode(scope, app, "import", "test", grade_sync=False)


def sis_only_read(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_mode(scope, app, "import", "test", grade_sync=False)


def deliveries_paused(desk: Desk) -> None:
    desk.pause()


def item_never_listed_again(desk: Desk) -> None:
    for _ in range(3):
        desk.hand_in([desk.item("other")], [])


@BOTH
@pytest.mark.parametrize(
    "event",
    [
        class_retired,
        student_dropped,
        student_retired,
        app_emptied,
        app_removed,
        grade_sync_off,
        sis_only_read,
        deliveries_paused,
        item_never_listed_again,
    ],
)
def test_the_sis_keeps_every_grade_when(desk: Desk, event: Callable[[Desk], None]) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    event(desk)
    for _ in range(2):
        desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "9"]
    assert desk.deletes("results") == 0
    assert desk.deletes("lineItems") == 0


def test_a_student_who_left_keeps_grades_and_later_work_is_held(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    student_dropped(desk)
    new = desk.item("q2", assignDate="2026-10-08", dueDate="2026-10-09")
    both = [desk.grade("q1", 0, "8.5"), desk.grade("q2", 0, "5", scoreDate="2026-10-09")]
    desk.hand_in([desk.item("q1"), new], both)
    assert desk.scores("Quiz q1") == ["8.5"], "the work was done before"
    assert desk.scores("Quiz q2") == []
    assert desk.parked() == {"result.left_the_class": 1}


def test_a_held_grade_goes_by_itself_when_the_student_returns(desk: Desk) -> None:
    student_dropped(desk)
    new = desk.item("q2", assignDate="2026-10-08", dueDate="2026-10-09")
    desk.hand_in([new], [desk.grade("q2", 0, "5", scoreDate="2026-10-09")])
    assert desk.parked() == {"result.left_the_class": 1}
    desk.sql("UPDATE enrollments SET end_date = '2027-06-04', retired_at = NULL")
    desk.sync_campus()
    assert desk.parked() == {}
    assert desk.scores("Quiz q2") == ["5"]


def test_grades_of_a_class_out_of_scope_are_refused_and_go_when_it_is_back(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    class_retired(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    assert desk.parked() == {"line_item.class_not_at_target": 1}
    assert desk.scores("Quiz q1") == ["8"]
    desk.sql("UPDATE classes SET retired_at = NULL")
    desk.sync_campus()
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["9"]


def test_an_app_that_is_activated_again_goes_on_under_the_old_ids(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    app_removed(desk)
    activate_mathly(desk.district, desk.path)
    desk.name_the_app()
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    assert desk.scores("Quiz q1") == ["9"]
    assert desk.parked() == {}


def test_grades_from_before_a_target_was_there_follow_once_it_takes_them(desk: Desk) -> None:
    sis_only_read(desk)
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    assert desk.scores("Quiz q1") == []
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        app = activation.change_mode(scope, app, "2-way", "test", grade_sync=True)
        apps.change(scope, app.id, seeded_at=None)
    run(desk.district, IC)
    assert desk.scores("Quiz q1") == ["8"]


@pytest.mark.parametrize("record", ["item", "grade"])
def test_a_refused_removal_stays_and_says_why(desk: Desk, record: str) -> None:
    stamp = {"status": "tobedeleted", "dateLastModified": "2026-10-07T10:00:00Z"}
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    if record == "item":
        desk.hand_in([desk.item("q1", **stamp)], [], mode="delta")
    else:
        desk.hand_in([], [desk.grade("q1", 0, "8", **stamp)], mode="delta")
    for _ in range(2):
        desk.sync_campus()
    assert desk.parked() == {"delete.needs_approval": 1}
    assert desk.scores("Quiz q1") == ["8"]
    assert desk.deletes("lineItems") + desk.deletes("results") == 0


def test_grades_that_went_with_their_deleted_item_are_no_conflict(desk: Desk) -> None:
    stamp = {"status": "tobedeleted", "dateLastModified": "2026-10-07T10:00:00Z"}
    desk.rule(delete="send")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    desk.hand_in([desk.item("q1", **stamp)], [], mode="delta")
    assert desk.items() == []
    for _ in range(3):
        desk.sync_campus()
    assert desk.parked() == {}
    assert desk.delivery("q1", 0).state == "dropped"


def test_a_deleted_item_that_the_app_makes_again_comes_back_with_its_grades(desk: Desk) -> None:
    stamp = {"status": "tobedeleted", "dateLastModified": "2026-10-07T10:00:00Z"}
    desk.rule(delete="send")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    desk.hand_in([desk.item("q1", **stamp)], [desk.grade("q1", 0, "8", **stamp)], mode="delta")
    assert desk.items() == []
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "9")])
    assert desk.scores("Quiz q1") == ["9"]
    assert desk.parked() == {}


def test_what_was_matched_and_not_made_by_the_hub_is_never_deleted(desk: Desk) -> None:
    stamp = {"status": "tobedeleted", "dateLastModified": "2026-10-07T10:00:00Z"}
    desk.rule(delete="send")
    desk.hand_in([desk.item("q1")], [])
    desk.teacher_scores("Quiz q1", 0, "6")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "6")])
    desk.hand_in([], [desk.grade("q1", 0, "6", **stamp)], mode="delta")
    assert desk.scores("Quiz q1") == ["6"]
    assert desk.deletes("results") == 0
