"""Scales from end to end: what a district decided reaches the gradebook, and the delivery tells."""

from datetime import UTC, datetime

from homeroom.rules.document import Rules
from homeroom.rules.toml import from_toml
from homeroom.runs.ruling import change_rules
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
    assert notes["rounded"] == "8.5 to 9: half up, whole points"
    assert notes["rounded_by"] == "rule rounding of scales for district"
    desk.approve("q1", 2)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["9", "10", "0"]
    assert not desk.delivery("q1", 2).approved, "it was no leave to overwrite an edit"
