"""The write rules of Infinite Campus: what a source states, what we assume, and what they do."""

from datetime import date
from decimal import Decimal

import pytest

from homeroom.connectors.base import Connection
from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.oneroster import CONNECTOR as STANDARD
from homeroom.connectors.oneroster.tests.drafts import rows
from homeroom.connectors.rules import Certainty
from homeroom.connectors.writes import Outcome, Write
from homeroom.model.gradebook import Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from tests.sandboxes import Sandbox

STATED, ASSUMED = Certainty.STATED, Certainty.ASSUMED
TABLE = {
    "title_length": ("refuse", STATED),
    "title_unique": ("warn", STATED),
    "category_required": ("refuse", STATED),
    "uncategorised": ("wait", STATED),
    "due_in_term": ("refuse", ASSUMED),
    "dates_in_order": ("refuse", ASSUMED),
    "student_enrolled": ("hold", ASSUMED),
    "score_below_minimum": ("refuse", ASSUMED),
    "score_over_maximum": ("keep", STATED),
    "decimals": ("keep", STATED),
    "score_form": ("points", ASSUMED),
    "percent": ("points", ASSUMED),
    "level": ("percent", ASSUMED),
    "standards": ("crosswalk", STATED),
    "exempt": ("with score", ASSUMED),
    "missing": ("not submitted", ASSUMED),
    "flags": ("score status", ASSUMED),
    "cleared": ("send", ASSUMED),
    "cleared_by_absence": ("hold", ASSUMED),
    "delete": ("hold", ASSUMED),
    "comment": ("off", ASSUMED),
    "comment_length": ("shorten", ASSUMED),
    "posted": ("send", STATED),
    "posted_letter": ("required", ASSUMED),
}


def test_every_rule_has_its_mode_and_its_certainty() -> None:
    found = CONNECTOR.rules.by_name
    assert {name: (rule.mode, rule.certainty) for name, rule in found.items()} == TABLE


def test_a_title_has_fifty_characters_and_may_be_shortened_only_by_choice() -> None:
    rule = CONNECTOR.rules.by_name["title_length"]
    assert rule.limit == 50
    assert rule.modes == ("refuse", "shorten", "off")
    assert CONNECTOR.rules.edited({"title_length": ["shorten", 30]}).limit("title_length") == 30


def test_nothing_is_clamped_rounded_or_deleted_unseen() -> None:
    modes = {name: set(rule.modes) for name, rule in CONNECTOR.rules.by_name.items()}
    assert modes["score_over_maximum"] == modes["decimals"] == {"keep", "refuse"}
    assert modes["delete"] == {"hold", "send"}


@pytest.mark.parametrize("name", ["exempt", "missing", "flags"])
def test_the_score_flags_of_1_1_are_assumed_and_said_to_be(name: str) -> None:
    rule = CONNECTOR.rules.by_name[name]
    assert rule.applies_to == ("1.1",)
    assert rule.certainty is ASSUMED
    assert CONNECTOR.rules.mode(name, "1.2") == "off"
    assert CONNECTOR.rules.mode(name, "1.1") == rule.mode


@pytest.mark.parametrize("name", ["category_required", "cleared"])
def test_what_only_1_2_asks_or_can_do_is_off_on_1_1(name: str) -> None:
    assert CONNECTOR.rules.mode(name, "1.1") == "off"
    assert CONNECTOR.rules.mode(name, "1.2") == TABLE[name][0]


def test_a_plain_server_is_expected_to_have_fewer_rules_in_force() -> None:
    plain, campus = STANDARD.rules, CONNECTOR.rules
    assert plain.by_name.keys() == campus.by_name.keys()
    assert plain.mode("due_in_term", "1.2") == plain.mode("title_unique", "1.2") == "off"
    assert plain.limit("title_length") == 255


def posted_grade(connection: Connection) -> Result:
    """Return a posted grade for a grading task whose window is closed."""
    tasks = (
        wire
        for wire in rows(connection, Kind.LINE_ITEM)
        if wire.get("metadata", {}).get("ext_infiniteCampus_isGradingWindowOpen") == "false"
    )
    task = next(tasks)
    class_id = task["class"]["sourcedId"]
    enrolled = next(
        one
        for one in rows(connection, Kind.ENROLLMENT)
        if one["role"] == "student" and one["class"]["sourcedId"] == class_id
    )
    return Result(
        sourced_id=new_id(),
        line_item=task["sourcedId"],
        student=enrolled["user"]["sourcedId"],
        class_=class_id,
        score=Decimal(95),
        score_status="fully graded" if connection.capabilities.id_space == "1.2" else None,
        metadata={"ext_infiniteCampus_scoreGrade": "A"},
        score_date=date(2026, 10, 14),
    )


def test_a_closed_grading_window_is_a_refusal_in_the_targets_words(
    campus: Sandbox, api: str
) -> None:
    with CONNECTOR.connect(campus.delivery_config(api)) as connection:
        grade = posted_grade(connection)
        write = Write(kind=Kind.RESULT, record=grade, class_id=grade.class_ or "")
        [receipt] = connection.target.put([write])
        assert receipt.outcome is Outcome.REFUSED
        assert "grading window" in receipt.words
        campus.post("window", {"open": True, "task": grade.line_item})
        [receipt] = connection.target.put([write])
        assert receipt.outcome is Outcome.STORED, receipt
        connection.target.delete(Kind.RESULT, grade.sourced_id, write.class_id)
        campus.post("window", {"open": False, "task": grade.line_item})
