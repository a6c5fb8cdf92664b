"""What a grade becomes when it is taken back."""

from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.gradebook import Result
from homeroom.push.checks.verdict import Hold, Leave, Send
from homeroom.push.lanes.look import Ready, before
from homeroom.push.undo import before_us, in_use
from homeroom.runs.deliver.undo import how_of
from tests.unit.push.cases import delivery, grade_case

FOUND = {"score": "6.5", "score_status": "fully graded", "late": True}
SENT = {"id": "r1", "digest": "d", "score": "8"}


def back(found: dict[str, Any] | None, version: str = "1.2", **changes: Any) -> Result:
    verdict = before_us(grade_case(sent=SENT, **changes), found, version)
    assert isinstance(verdict, Send), verdict
    assert isinstance(verdict.record, Result)
    return verdict.record


def test_what_was_found_stands_there_again_to_the_last_digit() -> None:
    record = back(FOUND)
    assert (record.score, record.score_status, record.late) == (
        Decimal("6.5"),
        "fully graded",
        True,
    )
    assert record.sourced_id == "result-at-target"
    assert back(FOUND, "1.1").late is None


def test_a_comment_comes_back_with_what_it_stood_beside() -> None:
    assert back(FOUND).comment is None
    assert back({**FOUND, "comment": "See page 2"}).comment == "See page 2"
    alone = back({"score": None, "score_status": "submitted", "comment": "See page 2"})
    assert (alone.score, alone.comment) == (None, "See page 2")


def test_where_nothing_stood_the_score_is_cleared_and_never_becomes_0() -> None:
    record = back(None)
    assert record.score is None
    assert record.score_status == "submitted"


@pytest.mark.parametrize("found", [None, {"score": None, "score_status": "submitted"}])
def test_api_1_1_cannot_clear(found: dict[str, Any] | None) -> None:
    verdict = before_us(grade_case(sent=SENT), found, "1.1")
    assert verdict == Hold("result.cleared_on_1_1", {"score": "8"})


def test_a_grade_whose_line_item_is_gone_is_left() -> None:
    assert isinstance(before_us(grade_case(item_id=None), FOUND, "1.2"), Leave)


def test_what_somebody_removed_already_is_taken_back() -> None:
    row = delivery(act="undo", sent=SENT, baseline={"score": "8"})
    ready = Ready(row, Send(back(None)), "new", None)
    ending = before(ready, None)
    assert not isinstance(ending, Ready)
    assert (ending.state, ending.sent) == ("delivered", {})


def test_what_a_teacher_edited_since_is_not_overwritten() -> None:
    row = delivery(act="undo", sent=SENT, baseline={**_shown("8")})
    seen = Result(sourced_id="r1", line_item="q1", student="s1", score=Decimal(9))
    ending = before(Ready(row, Send(back(None)), "new", None), seen)
    assert not isinstance(ending, Ready)
    assert (ending.state, ending.code) == ("conflict", "conflict.edited_in_sis")


def _shown(score: str) -> dict[str, Any]:
    flags = {"missing": False, "late": False, "incomplete": False}
    return {"score": score, "text_score": None, "score_status": None, **flags}


@pytest.mark.parametrize(
    ("now", "used"),
    [
        ({"score": "0"}, True),
        ({"text_score": "B"}, True),
        ({"missing": True}, True),
        ({"score_status": "exempt"}, True),
        ({"score_status": "submitted"}, False),
        ({}, False),
    ],
)
def test_a_line_item_is_in_use_while_a_cell_says_anything(now: dict[str, Any], used: bool) -> None:
    assert in_use(now) is used


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({"found": FOUND}, "restore"),
        ({"found": None}, "clear"),
        ({"state": "conflict"}, "leave"),
        ({"sent": {**SENT, "kept": True}}, "leave"),
    ],
)
def test_a_preview_says_how_each_grade_is_taken_back(changes: dict[str, Any], how: str) -> None:
    row = delivery(**{"state": "delivered", "sent": SENT, **changes})
    assert how_of(row) == how
