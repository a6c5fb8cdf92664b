"""Scope from end to end: what stays out is held, and goes by itself when the rules allow it."""

from datetime import UTC, date, datetime, timedelta

from homeroom.rules.document import Rules
from homeroom.rules.scope import Deliver, FrozenDays, GradeScope, PlaceScope
from homeroom.runs.ahead.preview import preview
from homeroom.runs.rules.ruling import change_rules
from homeroom.runs.setup import activation
from homeroom.store import apps, parked
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope
from tests.hub import IC, run
from tests.integration.push.conftest import Desk

NOBODY = GradeScope(places=(PlaceScope(deliver=Deliver.HOLD),))


def decide(desk: Desk, scope_rules: GradeScope) -> None:
    with district_scope(desk.district.id) as scope:
        base = versions.current(scope).version
        change_rules(scope, Rules(scope=scope_rules), base, ("test", "a pilot"), datetime.now(UTC))


def hand_in(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])


def test_a_place_outside_the_pilot_is_held_until_the_rules_let_it_in(desk: Desk) -> None:
    decide(desk, NOBODY)
    before = desk.campus.writes()
    hand_in(desk)
    assert desk.parked() == {"scope.place": 3}
    assert desk.campus.writes() == before
    school = _school(desk)
    inside = PlaceScope(place=f"school:{school}", deliver=Deliver.SEND)
    decide(desk, GradeScope(places=(*NOBODY.places, inside)))
    desk.sync_campus()
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["8", "9"]


def test_frozen_days_end_by_themselves_and_one_grade_may_go_before(desk: Desk) -> None:
    hand_in(desk)
    today = datetime.now(UTC).date()
    week = FrozenDays(first=today - timedelta(days=2), last=today + timedelta(days=2))
    decide(desk, GradeScope(frozen=(week,)))
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "7"), desk.grade("q1", 1, "6")])
    assert desk.parked() == {"scope.frozen": 2}
    assert not desk.delivery("q1", 0).approved
    desk.approve("q1", 0)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["7", "9"]
    assert not desk.delivery("q1", 0).approved, "it was no leave to overwrite an edit"
    with district_scope(desk.district.id) as scope:
        assert parked.check_scope_daily(scope) == 0
        scope.run("UPDATE deliveries SET not_before = now() WHERE state = 'held'")
        assert parked.check_scope_daily(scope) == 1
    over = FrozenDays(first=date(2026, 1, 1), last=date(2026, 1, 2))
    decide(desk, GradeScope(frozen=(over,)))
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["7", "6"]


def test_a_preview_says_what_grade_sync_begins_with_and_changes_nothing(desk: Desk) -> None:
    _grade_sync(desk, on=False)
    hand_in(desk)
    before = desk.campus.writes()
    desk.sql("DELETE FROM record_links WHERE kind = 'user' AND external_id = %(id)s",
             id=desk.students[3])  # fmt: skip
    found = preview(desk.district, IC)
    assert (found.first.line_items, found.first.results) == (1, 2)
    assert found.people.by_role == {"student": 1}
    assert found.people.some == [desk.students[3]]
    assert desk.campus.writes() == before
    decide(desk, NOBODY)
    assert preview(desk.district, IC).first.kept_back == {"scope.place": 3}
    decide(desk, GradeScope())
    _grade_sync(desk, on=True)
    run(desk.district, IC)
    assert desk.campus.writes() == before + 3


def _grade_sync(desk: Desk, *, on: bool) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_mode(scope, app, "2-way", "test", grade_sync=on)


def _school(desk: Desk) -> str:
    with district_scope(desk.district.id) as scope:
        return str(
            scope.value(
                "SELECT o.sourced_id FROM record_links l JOIN classes c ON c.id = l.record_id"
                " JOIN orgs o ON o.id = c.school_id WHERE l.external_id = %(id)s",
                id=desk.section,
            )
        )
