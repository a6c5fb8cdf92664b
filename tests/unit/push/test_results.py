"""Which grades may go: unscored, cleared, in range, in the class, and whose line item it is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.gradebook import NATURE, Result
from homeroom.model.records import ObjectiveScore, ObjectiveScores, Status
from homeroom.push.checks.results import check_result
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send, Verdict
from homeroom.store.outgoing import Stay
from tests.unit.push.cases import LETTERS, grade_case, item, result, rules

SENT = {"score": "8", "score_status": "fully graded"}
STANDARDS = (ObjectiveScores("case", (ObjectiveScore(id="o1", score=Decimal(3)),)),)


def check(
    grade: Result | None = None,
    version: str = "1.2",
    rule: dict[str, Any] | None = None,
    **case: Any,
) -> Verdict:
    return check_result(grade_case(grade, **case), rules(**(rule or {})), version)


def sent(verdict: Verdict) -> Result:
    assert isinstance(verdict, Send), verdict
    assert isinstance(verdict.record, Result)
    return verdict.record


def code(verdict: Verdict) -> str:
    return verdict.code if isinstance(verdict, Refuse | Hold) else type(verdict).__name__


def test_a_score_goes_out_in_the_targets_ids() -> None:
    record = sent(check())
    assert (record.sourced_id, record.line_item) == ("result-at-target", "item-at-target")
    assert (record.student, record.class_) == ("student-at-target", "class-at-target")
    assert record.score == Decimal(8)
    assert record.score_status == "fully graded"
    assert record.score_date == date(2026, 10, 6)


@pytest.mark.parametrize("nature", ["grading task", "standard"])
def test_grading_tasks_and_standards_are_never_written(nature: str) -> None:
    verdict = check(item=item(metadata={NATURE: nature}))
    assert verdict == Refuse("item.not_ours", {"nature": nature})


def test_an_item_that_a_teacher_made_in_the_sis_is_never_written() -> None:
    assert code(check(item_found_in_sis=True)) == "item.not_ours"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"class_id": None}, "line_item.class_not_at_target"),
        ({"student_id": None}, "result.student_not_at_target"),
        ({"item_id": None}, "parent.not_delivered"),
        ({"stays": ()}, "result.student_not_enrolled"),
    ],
)
def test_what_the_target_does_not_know_keeps_a_grade_back(
    changes: dict[str, Any], expected: str
) -> None:
    assert code(check(**changes)) == expected


def test_a_grade_waits_for_its_line_item_only_when_nothing_else_is_wrong() -> None:
    assert isinstance(check(item_id=None), Hold)
    over = {"score_over_maximum": "refuse"}
    assert code(check(result("15"), rule=over, item_id=None)) == "result.over_maximum"


@pytest.mark.parametrize(
    ("score", "rule", "expected"),
    [
        ("15", {}, "Send"),
        ("10", {"score_over_maximum": "refuse"}, "Send"),
        ("10.01", {"score_over_maximum": "refuse"}, "result.over_maximum"),
        ("0", {}, "Send"),
        ("-0.01", {}, "result.below_minimum"),
        ("-1", {"score_below_minimum": "off"}, "Send"),
        ("8.5", {}, "Send"),
        ("8.5", {"decimals": "refuse"}, "result.not_whole"),
        ("8.0", {"decimals": "refuse"}, "Send"),
    ],
)
def test_a_score_is_in_range_by_the_districts_rules(
    score: str, rule: dict[str, str], expected: str
) -> None:
    verdict = check(result(score), rule=rule)
    assert code(verdict) == expected
    if isinstance(verdict, Send):
        assert sent(verdict).score == Decimal(score)


@pytest.mark.parametrize(("minimum", "expected"), [("5", "result.below_minimum"), ("-5", "Send")])
def test_a_line_item_may_have_its_own_minimum(minimum: str, expected: str) -> None:
    low = item(result_value_min=Decimal(minimum))
    assert code(check(result("4" if minimum == "5" else "-4"), item=low)) == expected


@pytest.mark.parametrize("maximum", ["0", None])
def test_points_of_a_bonus_item_go_as_they_are(maximum: str | None) -> None:
    bonus = item(result_value_max=None if maximum is None else Decimal(maximum))
    assert sent(check(result("3"), item=bonus)).score == Decimal(3)


def test_extra_credit_above_a_strict_maximum_of_0_is_refused() -> None:
    bonus = item(result_value_max=Decimal(0))
    verdict = check(result("3"), rule={"score_over_maximum": "refuse"}, item=bonus)
    assert code(verdict) == "result.over_maximum"


def test_a_refusal_of_the_conversion_refuses_the_grade() -> None:
    letter = result(None, text_score="Z")
    assert code(check(letter, scale=LETTERS)) == "result.unknown_level"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize(
    "grade",
    [
        result(None),
        result(None, score_status="submitted"),
        result(None, score_status="not submitted"),
        result(None, score_status="submitted", late=True),
        result(None, score_status="partially graded"),
        result(None, missing=False),
        result(None, in_progress=True),
    ],
    ids=["nothing", "submitted", "not-submitted", "late", "partial", "not-missing", "progress"],
)
def test_unscored_work_is_left_at_home(grade: Result, version: str) -> None:
    assert isinstance(check(grade, version), Leave)


@pytest.mark.parametrize(
    ("grade", "status", "flag"),
    [
        (result(None, missing=True), "not submitted", "missing"),
        (result(None, score_status="missing"), "not submitted", "missing"),
        (result(None, incomplete=True), "submitted", "incomplete"),
        (result(None, score_status="exempt"), "exempt", None),
    ],
    ids=["missing", "missing-as-status", "incomplete", "exempt"],
)
def test_work_without_score_that_tells_something_goes_on_1_2(
    grade: Result, status: str, flag: str | None
) -> None:
    record = sent(check(grade))
    assert record.score is None
    assert record.score_status == status
    assert flag is None or getattr(record, flag) is True


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        (result(None, missing=True), "result.missing_needs_score"),
        (result(None, score_status="exempt"), "result.exempt_needs_score"),
        (result(None, incomplete=True), "result.no_score_on_1_1"),
    ],
    ids=["missing", "exempt", "incomplete"],
)
def test_1_1_refuses_what_has_no_score_and_makes_up_no_0(grade: Result, expected: str) -> None:
    assert code(check(grade, "1.1")) == expected


@pytest.mark.parametrize(
    ("grade", "rule", "expected"),
    [
        (result("8", score_status="exempt"), {}, "exempt"),
        (result("8", score_status="exempt"), {"exempt": "refuse"}, "result.exempt_needs_score"),
        (result("0", missing=True), {}, "not submitted"),
        (result("0", missing=True), {"missing": "refuse"}, "result.missing_needs_score"),
    ],
    ids=["exempt", "exempt-refused", "missing", "missing-refused"],
)
def test_1_1_sends_a_state_with_the_apps_own_score_as_the_rule_says(
    grade: Result, rule: dict[str, str], expected: str
) -> None:
    verdict = check(grade, "1.1", rule)
    if isinstance(verdict, Send):
        assert sent(verdict).score_status == expected
        assert sent(verdict).score == grade.score
    else:
        assert code(verdict) == expected


@pytest.mark.parametrize(
    ("rule", "expected"), [("refuse", "result.standards_only"), ("off", "Leave")]
)
def test_results_of_standards_alone_are_not_sent(rule: str, expected: str) -> None:
    grade = result(None, objective_scores=STANDARDS)
    assert code(check(grade, rule={"standards": rule})) == expected


def test_a_score_beside_standards_goes_and_says_what_stayed() -> None:
    verdict = check(result("8", objective_scores=STANDARDS))
    assert isinstance(verdict, Send)
    assert verdict.notes["not_carried"] == ["learning objectives"]


@pytest.mark.parametrize(
    "before",
    [SENT, {"score": "0"}, {"score_status": "exempt"}, {"missing": True}, {"incomplete": True}],
    ids=["score", "zero", "exempt", "missing", "incomplete"],
)
def test_a_cleared_grade_becomes_a_result_without_score_on_1_2(before: dict[str, Any]) -> None:
    verdict = check(result(None, score_status="submitted"), sent=before)
    record = sent(verdict)
    assert record.score is None
    assert record.score_status == "submitted"
    assert isinstance(verdict, Send)
    assert "took" in verdict.notes["cleared"]


def test_a_cleared_grade_on_1_1_is_held_and_names_what_still_stands() -> None:
    verdict = check(result(None), "1.1", sent=SENT)
    assert verdict == Hold("result.cleared_on_1_1", {"score": "8"})


def test_clearing_waits_for_a_person_where_the_district_says_so() -> None:
    hold = {"cleared": "hold"}
    assert check(result(None), rule=hold, sent=SENT) == Hold("result.cleared", {"score": "8"})
    assert sent(check(result(None), rule=hold, sent=SENT, approved=True)).score is None


def test_what_was_cleared_once_is_not_cleared_again() -> None:
    empty = {"score": None, "score_status": "submitted", "missing": False}
    assert isinstance(check(result(None), sent=empty), Leave)


@pytest.mark.parametrize(
    ("grade", "status"),
    [
        (result(None, missing=True), "not submitted"),
        (result(None, score_status="exempt"), "exempt"),
    ],
)
def test_a_score_that_becomes_missing_or_exempt_was_not_cleared(grade: Result, status: str) -> None:
    record = sent(check(grade, rule={"cleared": "hold"}, sent=SENT))
    assert record.score_status == status


def test_a_score_that_becomes_incomplete_is_cleared_but_keeps_its_flag() -> None:
    record = sent(check(result(None, incomplete=True), sent=SENT))
    assert record.score is None
    assert record.incomplete is True


def test_a_cleared_grade_goes_even_when_the_student_left_before_the_work() -> None:
    left = (Stay(date(2026, 8, 17), date(2026, 9, 1), None),)
    assert sent(check(result(None), sent=SENT, stays=left)).score is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"class_id": None}, "line_item.class_not_at_target"),
        ({"student_id": None}, "result.student_not_at_target"),
        ({"item_id": None}, "parent.not_delivered"),
    ],
)
def test_clearing_needs_a_place_at_the_target(changes: dict[str, Any], expected: str) -> None:
    assert code(check(result(None), sent=SENT, **changes)) == expected


ABSENT: dict[str, Any] = {"cleared_by_absence": True, "sent": SENT}


def test_a_grade_that_is_no_longer_listed_waits_for_a_person() -> None:
    verdict = check(**ABSENT)
    assert verdict == Hold("result.no_longer_listed", {"score": "8"})
    assert sent(check(**ABSENT, approved=True)).score is None
    assert code(check(version="1.1", **ABSENT, approved=True)) == "result.cleared_on_1_1"


@pytest.mark.parametrize(
    "changes",
    [
        {"stays": (Stay(date(2026, 8, 17), date(2026, 10, 6), None),)},
        {"stays": ()},
        {"item": item(status=Status.TO_BE_DELETED)},
        {"sent": {}},
        {"sent": {"score": None, "score_status": "submitted"}},
        {"rule": {"cleared_by_absence": "ignore"}},
    ],
    ids=["left", "unknown", "item-over", "never-sent", "cleared-before", "rule"],
)
def test_absence_alone_takes_nothing_back(changes: dict[str, Any]) -> None:
    assert isinstance(check(**(ABSENT | changes)), Leave)
