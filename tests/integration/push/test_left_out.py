"""Grades that a district leaves out of its hub stay in the SIS, and go on when they come back."""

from datetime import UTC, datetime

from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import rules
from homeroom.store.scope import district_scope
from tests.hub import MATHLY
from tests.integration.push.conftest import Desk

NO_QUIZ = FilterRule(
    app=MATHLY, entity="lineItem", keep=Keep.EXCLUDE, linked=True,
    conditions=(Condition(attribute="title", test=How.CONTAINS, value="quiz"),),
)  # fmt: skip


def decide(desk: Desk, made: Rules) -> None:
    with district_scope(desk.district.id) as scope:
        base = rules.current(scope).version
        change_rules(scope, made, base, ("test", "test"), datetime.now(UTC))


def retired(desk: Desk) -> int:
    with district_scope(desk.district.id) as scope:
        return int(scope.value("SELECT count(*) FROM results WHERE retired_at IS NOT NULL"))


def test_what_a_filter_leaves_out_stays_in_the_sis_and_goes_on_in_its_old_column(
    desk: Desk,
) -> None:
    items, grades = [desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")]
    desk.hand_in(items, grades)
    decide(desk, Rules(filters=(NO_QUIZ,)))
    report = desk.hand_in(items, grades)
    assert {kind: one.left_out for kind, one in report.stored.items() if one.left_out} == {
        "lineItem": 1, "result": 2,
    }  # fmt: skip
    assert retired(desk) == 2
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "9"]
    assert desk.parked() == {}
    assert desk.delivery("q1", 0).state == "delivered"
    decide(desk, NO_RULES)
    desk.hand_in(items, [desk.grade("q1", 0, "7"), grades[1]])
    assert desk.scores("Quiz q1") == ["7", "9"]
    assert retired(desk) == 0
    assert desk.parked() == {}
