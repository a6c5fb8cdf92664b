"""Issues keep the day on which they were first seen, end by themselves, and are told by cause."""

from datetime import UTC, datetime, timedelta

import pytest

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.store import apps, issues
from homeroom.store.scope import Scope

FIRST = datetime(2026, 10, 5, 6, tzinfo=UTC)
SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
USER = Kind.USER


@pytest.fixture
def app(scope: Scope) -> int:
    return add(scope, "lms")


def add(scope: Scope, key: str) -> int:
    """Add an app and return its id."""
    made = apps.add(
        scope,
        {
            "key": key, "connector": "oneroster_csv", "title": key, "role": "learning",
            "mode": "import", "grade_sync": True, "state": "active", "api_version": None,
            "settings": {},
        },
    )  # fmt: skip
    return made.id


def lack(subject: str, *fields: str, code: str = "quality.required") -> Issue:
    return Issue(code=code, kind="user", subject=subject, facts={"fields": ", ".join(fields)})


def seen(scope: Scope, app: int) -> dict[tuple[str, str], datetime]:
    """Return since when each open issue stands, by code and subject."""
    found = issues.open_ones(scope, app, 100)
    return {(one.code, one.subject): one.first_seen for one in found}


def renew(scope: Scope, app: int, subjects: list[str], now: datetime, *found: Issue) -> None:
    issues.renew(scope, (app, None, USER), subjects, found, now)


def test_an_issue_that_still_holds_keeps_its_day_and_gets_new_facts(scope: Scope, app: int) -> None:
    renew(scope, app, ["s1", "s2"], FIRST, lack("s1", "email"), lack("s2", "email"))
    renew(scope, app, ["s1", "s2"], SECOND, lack("s1", "email", "phone"))
    assert seen(scope, app) == {("quality.required", "s1"): FIRST}
    (one,) = issues.open_ones(scope, app, 10)
    assert (one.facts, one.last_seen) == ({"fields": "email, phone"}, SECOND)


def test_another_cause_of_the_same_record_is_another_issue(scope: Scope, app: int) -> None:
    renew(scope, app, ["s1"], FIRST, lack("s1", "email"))
    renew(scope, app, ["s1"], SECOND, lack("s1", "email", code="quality.left_out"))
    assert seen(scope, app) == {("quality.left_out", "s1"): SECOND}


def test_an_issue_that_comes_back_begins_anew(scope: Scope, app: int) -> None:
    renew(scope, app, ["s1"], FIRST, lack("s1", "email"))
    renew(scope, app, ["s1"], SECOND)
    assert seen(scope, app) == {}
    renew(scope, app, ["s1"], THIRD, lack("s1", "email"))
    assert seen(scope, app) == {("quality.required", "s1"): THIRD}


def test_records_that_were_not_looked_at_keep_their_issues(scope: Scope, app: int) -> None:
    renew(scope, app, ["s1", "s2"], FIRST, lack("s1", "email"), lack("s2", "email"))
    renew(scope, app, ["s1"], SECOND)
    assert seen(scope, app) == {("quality.required", "s2"): FIRST}


def test_other_kinds_and_other_apps_are_left_alone(scope: Scope, app: int) -> None:
    other = add(scope, "other")
    course = Issue(code="quality.required", kind="course", subject="s1", facts={"fields": "title"})
    issues.note(scope, app, None, [course], FIRST)
    issues.note(scope, other, None, [lack("s1", "email")], FIRST)
    renew(scope, app, ["s1"], SECOND)
    renew(scope, app, ["s1"], SECOND, lack("s1", "phone"))
    assert len(issues.open_ones(scope, None, 10)) == 3
    assert issues.counted(scope, other) == {"quality.required": 1}


CODES = ("checks.role", "checks.scale")


def test_of_some_codes_only_what_was_found_stays_open(scope: Scope, app: int) -> None:
    role, letters = (Issue(code=code, kind="app", subject="x") for code in CODES)
    masters = Issue(code="checks.masters", kind="app", subject="x")
    issues.note(scope, app, None, [masters], FIRST)
    issues.keep_only(scope, app, CODES, [role, letters], FIRST)
    issues.keep_only(scope, app, CODES, [letters], SECOND)
    assert seen(scope, app) == {("checks.scale", "x"): FIRST, ("checks.masters", "x"): FIRST}
    issues.keep_only(scope, app, CODES, [], THIRD)
    assert seen(scope, app) == {("checks.masters", "x"): FIRST}


def test_causes_are_counted_by_code_app_kind_and_attribute(scope: Scope, app: int) -> None:
    other = add(scope, "other")
    issues.note(scope, app, None, [lack("s1", "email"), lack("s2", "email")], FIRST)
    issues.note(scope, app, None, [lack("s3", "email"), lack("s4", "phone")], SECOND)
    issues.note(scope, other, None, [lack("s1", "email")], THIRD)
    parent = Issue(code="reference.unknown", kind="user", subject="s5",
                   facts={"parent": "org", "id": "oak"})  # fmt: skip
    issues.note(scope, other, None, [parent], THIRD)
    rows = [
        (one.code, one.app_id, one.about, one.count, one.first_seen, one.last_seen)
        for one in issues.causes(scope, None)
    ]
    required = "quality.required"
    assert rows == [
        (required, app, "email", 3, FIRST, SECOND),
        (required, app, "phone", 1, SECOND, SECOND),
        (required, other, "email", 1, THIRD, THIRD),
        ("reference.unknown", other, "org", 1, THIRD, THIRD),
    ]
    assert [one.about for one in issues.causes(scope, app)] == ["email", "phone"]
    (only,) = issues.causes(scope, other, "reference.unknown")
    assert (only.kind, only.facts) == ("user", {"parent": "org", "id": "oak"})


def test_a_cause_without_an_attribute_is_told_by_its_code(scope: Scope, app: int) -> None:
    second = Issue(code="result.second", kind="result", subject="r1")
    issues.note(scope, app, None, [second], FIRST)
    (one,) = issues.causes(scope, None)
    assert (one.code, one.about, one.facts) == ("result.second", "", {})
    issues.resolve(scope, app, Kind.RESULT, ["r1"], SECOND)
    assert issues.causes(scope, None) == []


def test_people_are_told_apart_by_what_they_are_and_cases_belong_to_one_cause(
    scope: Scope, app: int
) -> None:
    some = [
        Issue(code="quality.required", kind="user", subject=subject,
              facts={"fields": "email", "person": person})
        for subject, person in (("s1", "student"), ("s2", "student"), ("t1", "teacher"))
    ]  # fmt: skip
    issues.note(scope, app, None, [*some, lack("x1", "email")], FIRST)
    found = {one.person: one for one in issues.causes(scope, app)}
    assert {person: one.count for person, one in found.items()} == {
        "student": 2, "teacher": 1, "": 1,
    }  # fmt: skip
    assert [one.subject for one in issues.cases(scope, found["student"], 9)] == ["s2", "s1"]
    assert [one.subject for one in issues.cases(scope, found[""], 9)] == ["x1"]
    assert len(issues.cases(scope, found["student"], 1)) == 1
