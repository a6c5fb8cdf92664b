"""Scales from end to end: what a district decided reaches the gradebook, and the delivery tells."""

from datetime import UTC, datetime

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.toml import from_toml
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope
from tests.integration.push.conftest import Desk


def decide(desk: Desk, rules: Rules) -> None:
    with district_scope(desk.district.id) as scope:
        base = versions.current(scope).version
        change_rules(scope, rules, base, ("test", "scales"), datetime.now(UTC))


def test_scores_go_out_rounded_and_capped_and_zeros_wait_for_a_person(desk: Desk) -> None:
    said = '[[scales.conversions]]\nrounding = "half up"\nextra = "cap"\nzero = "hold"\n'
    decide(desk, from_toml(said))
    scores = ("8.5", "12", "0")
    grades = [desk.grade("q1", at, score) for at, score in enumerate(scores)]
    desk.hand_in([desk.item("q1", resultValueMax="10")], grades)
    assert desk.scores("Quiz q1") == ["9", "10"]
    assert desk.parked() == {"scales.state": 1}
    notes = desk.delivery("q1", 0).notes
    assert notes["rounded"] == "8.5 to 9: half up, whole numbers"
    assert notes["rounded_by"] == "rule rounding of scales for district"
    desk.approve("q1", 2)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["9", "10", "0"]
    assert not desk.delivery("q1", 2).approved, "it was no leave to overwrite an edit"


def test_a_target_that_takes_percents_gets_them_in_line_items_of_a_hundred(desk: Desk) -> None:
    desk.rule(score_form="percent")
    grades = [desk.grade("q1", at, score) for at, score in enumerate(("8.5", "12", "0"))]
    desk.hand_in([desk.item("q1", resultValueMax="40")], grades)
    assert desk.scores("Quiz q1") == ["21.25", "30", "0"]
    assert [one["points"] for one in desk.items()] == ["100"]
    assert desk.delivery("q1", 0).notes["as_percent"] == "8.5 of 40 points = 21.25 %"
    with pytest.raises(NeedsDistrict, match="Grades stand in Infinite Campus as percent"):
        desk.rule(score_form="points")


def test_a_changed_scale_reaches_what_was_delivered_when_a_person_asks(desk: Desk) -> None:
    grades = [desk.grade("q1", at, score) for at, score in enumerate(("8.5", "9", "7.5"))]
    desk.hand_in([desk.item("q1", resultValueMax="10")], grades)
    before = desk.puts()
    decide(desk, from_toml('[[scales.conversions]]\nrounding = "half up"\n'))
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8.5", "9", "7.5"], "nobody asked for other grades yet"
    desk.check_delivered()
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["9", "9", "8"]
    assert desk.puts() - before == 2, "what looks as it did is not sent again"
    desk.check_delivered()
    desk.sync_campus()
    assert desk.puts() - before == 2


def test_a_changed_scale_lets_go_what_it_kept_back(desk: Desk) -> None:
    decide(desk, from_toml('[[scales.conversions]]\nextra = "refuse"\n'))
    grades = [desk.grade("q1", at, score) for at, score in enumerate(("8", "12"))]
    desk.hand_in([desk.item("q1", resultValueMax="10")], grades)
    assert desk.scores("Quiz q1") == ["8"]
    assert sum(desk.parked().values()) == 1
    decide(desk, from_toml('[[scales.conversions]]\nextra = "cap"\n'))
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "10"]
    assert desk.parked() == {}
