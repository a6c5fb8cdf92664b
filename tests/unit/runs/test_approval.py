"""Which apps need an operator, which wait for one, and what a version never has."""

from typing import Any

import pytest

from homeroom.runs.setup.approval import is_approved, is_requested, needs_request
from homeroom.runs.setup.lacking import absent_for_grades
from tests.apps import app_as

APPROVED = {"approved_by": "operator@river.example"}
DECLINED = {"declined_by": "operator@river.example", "reason": "Ask the office."}
WANTED = {"requested": {"mode": "import", "grade_sync": True}}


@pytest.mark.parametrize(
    ("mode", "grades", "decision", "needs"),
    [
        ("import", True, None, True),
        ("import", True, DECLINED, True),
        ("import", True, WANTED, True),
        ("import", True, APPROVED, False),
        ("import", False, None, False),
        ("2-way", True, None, False),
        ("export", True, None, False),
    ],
    ids=["import", "declined", "asked", "approved", "roster only", "2-way", "export"],
)
def test_only_reading_grades_without_writing_any_needs_an_operator(
    mode: str, grades: bool, decision: dict[str, Any] | None, needs: bool
) -> None:
    app = app_as(mode=mode, grade_sync=grades, decision=decision, state="draft")
    assert needs_request(app) is needs


def test_a_server_without_approvals_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homeroom.settings.GRADE_SYNC_APPROVAL", False)
    assert not needs_request(app_as(mode="import", state="draft"))


@pytest.mark.parametrize(
    ("state", "decision", "requested"),
    [
        ("requested", None, True),
        ("draft", WANTED, True),
        ("active", WANTED, True),
        ("draft", None, False),
        ("declined", DECLINED, False),
        ("active", APPROVED, False),
    ],
)
def test_an_app_waits_by_its_state_or_while_a_change_is_asked_for(
    state: str, decision: dict[str, Any] | None, requested: bool
) -> None:
    assert is_requested(app_as(state=state, decision=decision)) is requested


@pytest.mark.parametrize(
    ("decision", "approved"), [(None, False), ({}, False), (DECLINED, False), (APPROVED, True)]
)
def test_only_an_operators_yes_is_an_approval(
    decision: dict[str, Any] | None, approved: bool
) -> None:
    assert is_approved(app_as(decision=decision)) is approved


def test_what_a_version_never_has_is_said_where_grades_are_synced() -> None:
    old = absent_for_grades(app_as(api_version="1.1"))
    assert any("assessment results" in sentence for sentence in old)
    assert all(sentence.endswith(".") for sentence in old)
    assert absent_for_grades(app_as(api_version="1.2")) == []
    assert absent_for_grades(app_as(api_version="1.1", grade_sync=False)) == []
