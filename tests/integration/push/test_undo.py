"""Undo in the SIS: what stood there before stands there again, and no edit is overwritten."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from homeroom.model.kinds import Kind
from homeroom.runs.deliver.undo import Back, plan, undo
from homeroom.store import apps
from homeroom.store.scope import district_scope
from homeroom.store.undoing import Choice
from tests.hub import IC, MATHLY
from tests.integration.push.conftest import Desk

BOTH = (Kind.RESULT, Kind.LINE_ITEM)


def take_back(desk: Desk, choice: Choice, kinds: Sequence[Kind] = (Kind.RESULT,)) -> list[Back]:
    planned = plan(desk.district, IC, choice, kinds)
    undo(desk.district, IC, planned, "test")
    desk.sync_campus()
    return planned


def app_id(desk: Desk) -> int:
    with district_scope(desk.district.id) as scope:
        return apps.keyed(scope, MATHLY).id


def two(desk: Desk, *scores: str) -> None:
    grades = [desk.grade("q1", at, score) for at, score in enumerate(scores)]
    desk.hand_in([desk.item("q1")], grades)


def test_grades_are_taken_back_but_for_what_the_teacher_edited_since(desk: Desk) -> None:
    two(desk, "5", "6", "7")
    two(
        desk, "8", "6", "7"
    )  # what was before our first write is kept, not what was before our last
    desk.teacher_scores("Quiz q1", 1, "9.5")
    assert desk.delivery("q1", 0).found is None
    before = desk.campus.writes()
    assert plan(desk.district, IC, Choice(), (Kind.RESULT,))
    assert desk.campus.writes() == before, "a preview writes nothing"
    take_back(desk, Choice(app_id=app_id(desk)))
    assert desk.scores("Quiz q1") == [None, "9.5", None]
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    two(desk, "4", "6", "7")
    assert desk.scores("Quiz q1") == ["4", "9.5", None], "the app's next grade goes again"


def test_a_score_that_stood_there_before_us_comes_back(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [])
    desk.teacher_scores("Quiz q1", 0, "3.25")
    two(desk, "8")
    desk.approve("q1", 0)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8"]
    (back,) = take_back(desk, Choice())
    assert (back.how, back.now, back.before) == ("restore", "8", "3.25")
    assert desk.scores("Quiz q1") == ["3.25"]


def comments(desk: Desk) -> list[str | None]:
    (item,) = desk.items()
    return [row["comment"] for row in item["scores"]]


@pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)
@pytest.mark.parametrize("mode", ["send", "off"])
def test_a_comment_that_stood_there_before_us_comes_back_with_its_score(
    desk: Desk, mode: str
) -> None:
    desk.rule(comment=mode)
    desk.hand_in([desk.item("q1")], [])
    desk.teacher_scores("Quiz q1", 0, "3.25", comment="Hand in page 2")
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8", comment="Well done")])
    desk.approve("q1", 0)
    desk.sync_campus()
    assert (desk.scores("Quiz q1"), comments(desk)) == (
        ["8"],
        ["Well done" if mode == "send" else None],
    )
    take_back(desk, Choice())
    assert (desk.scores("Quiz q1"), comments(desk)) == (["3.25"], ["Hand in page 2"])
    assert desk.parked() == {}


@pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)
def test_an_undone_line_item_goes_when_no_grade_is_left_in_it(desk: Desk) -> None:
    two(desk, "5", "6")
    take_back(desk, Choice(), BOTH)
    desk.sync_campus()
    assert desk.items() == []
    assert desk.parked() == {}


def test_a_line_item_stays_while_a_teachers_grade_stands_in_it(desk: Desk) -> None:
    two(desk, "5")
    desk.teacher_scores("Quiz q1", 2, "9")
    take_back(desk, Choice(), BOTH)
    desk.sync_campus()
    assert desk.cells("Quiz q1")[desk.students[2]][0] == "9"
    assert desk.parked() == {"undo.item_in_use": 1}


def test_a_choice_is_by_class_run_and_time(desk: Desk) -> None:
    two(desk, "5")
    grades = [desk.grade("q1", 0, "5"), desk.grade("q1", 1, "6")]
    second = desk.hand_in([desk.item("q1")], grades).run_id
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    chosen = {
        "all": Choice(),
        "run": Choice(run_id=second),
        "no class": Choice(class_id="another"),
        "since": Choice(since=now - hour, until=now + hour),
        "until": Choice(until=now - hour),
    }
    found = {
        name: len(plan(desk.district, IC, choice, (Kind.RESULT,)))
        for name, choice in chosen.items()
    }
    assert found == {"all": 2, "run": 1, "no class": 0, "since": 2, "until": 0}
