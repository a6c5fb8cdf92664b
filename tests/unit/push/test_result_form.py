"""In which form a grade goes: its status and flags on both versions, and what stays behind."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.gradebook import Result
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Send
from tests.unit.push.cases import LETTERS, grade_case, result, rules


def form(grade: Result, version: str, **rule: Any) -> tuple[Result, dict[str, Any]]:
    verdict = check_result(grade_case(grade), rules(**rule), version)
    assert isinstance(verdict, Send), verdict
    assert isinstance(verdict.record, Result)
    return verdict.record, dict(verdict.notes)


STATES = [
    # said by the app, status on 1.2, status on 1.1, not carried on 1.1
    ({}, "fully graded", "fully graded", []),
    ({"score_status": None}, "fully graded", "fully graded", []),
    ({"score_status": "submitted"}, "fully graded", "fully graded", []),
    ({"score_status": "partially graded"}, "partially graded", "partially graded", []),
    ({"score_status": "not submitted"}, "fully graded", "fully graded", ["not submitted"]),
    ({"late": True}, "fully graded", "late", []),
    ({"score_status": "ext:late"}, "fully graded", "late", []),
    ({"incomplete": True}, "fully graded", "incomplete", []),
    ({"late": True, "incomplete": True}, "fully graded", "late", ["incomplete"]),
    ({"in_progress": True}, "fully graded", "fully graded", ["in progress"]),
    ({"missing": True}, "not submitted", "not submitted", []),
    ({"missing": True, "late": True}, "not submitted", "not submitted", ["late"]),
]


@pytest.mark.parametrize(("said", "status", "_", "__"), STATES)
def test_on_1_2_the_status_stands_beside_the_flags(
    said: dict[str, Any], status: str, _: str, __: list[str]
) -> None:
    record, _notes = form(result("8", **said), "1.2")
    assert record.score_status == status
    assert record.score == Decimal(8)
    late = bool(said.get("late")) or said.get("score_status") == "ext:late"
    assert bool(record.late) is late
    for flag in ("missing", "incomplete", "in_progress"):
        assert bool(getattr(record, flag)) is bool(said.get(flag))


@pytest.mark.parametrize(("said", "_", "status", "lost"), STATES)
def test_on_1_1_one_flag_rides_on_the_status_and_the_others_are_listed(
    said: dict[str, Any], _: str, status: str, lost: list[str]
) -> None:
    record, notes = form(result("8", **said), "1.1")
    assert record.score_status == status
    assert record.score == Decimal(8)
    assert (record.late, record.missing, record.incomplete, record.in_progress) == (None,) * 4
    assert notes.get("not_carried", []) == lost


@pytest.mark.parametrize(("flag", "word"), [("late", "late"), ("incomplete", "incomplete")])
def test_a_district_may_leave_flags_out_on_1_1_and_sees_them_listed(flag: str, word: str) -> None:
    record, notes = form(result("8", **{flag: True}), "1.1", flags="leave out")
    assert record.score_status == "fully graded"
    assert notes["not_carried"] == [word]


@pytest.mark.parametrize("said", [True, False, None], ids=["on", "off", "not-said"])
@pytest.mark.parametrize("flag", ["late", "missing", "incomplete", "in_progress"])
def test_a_flag_of_1_2_is_on_off_or_not_said_as_the_app_has_it(
    flag: str, said: bool | None
) -> None:
    record, _ = form(result("8", **{flag: said}), "1.2")
    assert getattr(record, flag) is said


def test_exempt_goes_without_its_score_on_1_2_and_says_so() -> None:
    record, notes = form(result("8", score_status="exempt"), "1.2")
    assert (record.score_status, record.score) == ("exempt", None)
    assert notes["score_with_exempt"] == "8 is not sent: the work is exempt"


def test_exempt_keeps_the_score_that_1_1_demands() -> None:
    record, notes = form(result("8", score_status="exempt"), "1.1")
    assert (record.score_status, record.score) == ("exempt", Decimal(8))
    assert "score_with_exempt" not in notes


def test_exempt_outweighs_missing_and_late() -> None:
    grade = result(None, score_status="exempt", missing=True, late=True)
    record, _ = form(grade, "1.2")
    assert record.score_status == "exempt"
    assert (record.missing, record.late) == (True, True)


def test_a_status_that_nobody_knows_is_listed() -> None:
    record, notes = form(result("8", score_status="ext:curved"), "1.2")
    assert record.score_status == "fully graded"
    assert notes["not_carried"] == ["score status ext:curved"]


def test_a_letter_beside_points_is_listed_as_left_behind() -> None:
    record, notes = form(result("8", text_score="B"), "1.2")
    assert (record.score, record.text_score) == (Decimal(8), None)
    assert notes["not_carried"] == ["text score"]


def test_a_letter_of_a_scale_goes_as_points_and_says_how() -> None:
    verdict = check_result(grade_case(result(None, text_score="B"), scale=LETTERS), rules(), "1.2")
    assert isinstance(verdict, Send)
    assert isinstance(verdict.record, Result)
    assert verdict.record.score == Decimal("8.5")
    assert verdict.record.score_status == "fully graded"
    assert verdict.notes["converted"].endswith("= 8.5 points")
    assert "not_carried" not in verdict.notes


@pytest.mark.parametrize(
    ("rule", "sent", "lost"), [("off", None, ["comment"]), ("send", "see me", [])]
)
def test_a_comment_goes_only_where_the_district_says_so(
    rule: str, sent: str | None, lost: list[str]
) -> None:
    record, notes = form(result("8", comment="see me"), "1.2", comment=rule)
    assert record.comment == sent
    assert notes.get("not_carried", []) == lost


def test_nothing_of_the_apps_own_metadata_goes_out() -> None:
    grade = result("8", metadata={"x": "y"}, texts={"scoreDate": "6 Oct"}, score_scale="letters")
    record, _ = form(grade, "1.2")
    assert (record.metadata, record.texts, record.score_scale) == ({}, {}, None)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        (datetime(2026, 10, 7, 4, 59, tzinfo=UTC), date(2026, 10, 6)),
        (datetime(2026, 10, 7, 5, 0, tzinfo=UTC), date(2026, 10, 7)),
        (None, date(2026, 10, 7)),
    ],
    ids=["last-minute", "midnight", "no-stamp"],
)
def test_a_missing_score_date_is_the_day_it_came_on_the_schools_clock(
    stamp: datetime | None, day: date
) -> None:
    record, _ = form(result("8", score_date=None, date_last_modified=stamp), "1.2")
    assert record.score_date == day
