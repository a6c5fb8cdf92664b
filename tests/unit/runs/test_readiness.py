"""Which apps are sources of a district, and what an issue of a check is about."""

from datetime import UTC, datetime
from typing import Any

import pytest

from homeroom.push.checks.checklist import Line, Readiness
from homeroom.runs.deliver.readiness import CODES, issue_of, sources_of
from homeroom.store.apps import App

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def app(**more: Any) -> App:
    plain: dict[str, Any] = {
        "id": 1, "key": "app", "title": "App", "connector": "oneroster", "role": "sis",
        "mode": "2-way", "grade_sync": True, "state": "active", "api_version": "1.2",
        "settings": {}, "decision": None, "seeded_at": None, "restored_at": None,
    }  # fmt: skip
    return App(**plain | more)


# Mode, Grade Sync, role, state: whether it is a source, is delivered to, hands a gradebook over.
CASES = [
    ("2-way", True, "sis", "active", (True, True, True)),
    ("2-way", False, "sis", "active", (True, False, False)),
    ("export", True, "sis", "active", (True, True, False)),
    ("export", False, "sis", "active", (False, False, False)),
    ("import", True, "sis", "active", (True, False, True)),
    ("import", False, "sis", "active", (True, False, False)),
    ("import", True, "learning", "active", (True, False, True)),
    ("2-way", True, "learning", "active", (True, False, True)),
    ("import", True, "learning", "paused", (True, False, True)),
    ("import", True, "learning", "draft", (False, False, False)),
    ("import", True, "learning", "requested", (False, False, False)),
    ("2-way", True, "sis", "paused", (True, False, True)),
]


@pytest.mark.parametrize(("mode", "grade_sync", "role", "state", "expected"), CASES)
def test_a_source_speaks_or_is_delivered_to(
    mode: str, grade_sync: bool, role: str, state: str, expected: tuple[bool, bool, bool]
) -> None:
    one = app(mode=mode, grade_sync=grade_sync, role=role, state=state)
    found = list(sources_of([one]))
    is_source, takes, hands = expected
    assert bool(found) is is_source
    assert [(each.takes, each.hands) for each in found] == ([(takes, hands)] if is_source else [])


@pytest.mark.parametrize("said", [True, False])
def test_a_source_keeps_who_said_its_role(said: bool) -> None:
    (one,) = sources_of([app(key="lms", title="The LMS", role="learning", role_said=said)])
    assert (one.key, one.title, one.role, one.said) == ("lms", "The LMS", "learning", said)


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({"title": "LMS", "target": "Campus"}, "lms to app"),
        ({"kind": "lineItem", "apps": "a and b"}, "lms to app: lineItem"),
        ({"category": "Labs", "many": 3}, "lms to app: Labs"),
        ({"scale": "(none)", "letters": "O"}, "lms to app: (none)"),
    ],
)
def test_an_issue_names_app_target_and_what_it_is_about(
    facts: dict[str, Any], subject: str
) -> None:
    line = Line(
        check="x", state=Readiness.MISSING, words="It lacks.", code=CODES[0], app="lms",
        facts=facts,
    )  # fmt: skip
    issue = issue_of(line, app())
    assert (issue.code, issue.kind, issue.subject, issue.facts) == (CODES[0], "app", subject, facts)
    assert "many" not in issue.subject


def test_a_count_that_changes_makes_no_other_issue() -> None:
    lines = [
        Line(check="x", state=Readiness.MISSING, words="", code=CODES[3], app="lms",
             facts={"scale": "Marks", "letters": letters, "many": many})
        for letters, many in (("O", 1), ("O, S", 900))
    ]  # fmt: skip
    assert len({issue_of(one, app()).subject for one in lines}) == 1
