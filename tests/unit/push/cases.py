"""Line items and grades on their way, ready to be checked; a test names only what it is about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from homeroom.connectors.gallery import connector
from homeroom.connectors.rules import Rules
from homeroom.connectors.writes import TargetCategory
from homeroom.model.gradebook import LineItem, Result, ScoreScale
from homeroom.model.kinds import Kind
from homeroom.model.records import ScaleValue
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.line_items import ItemCase
from homeroom.rules.places import Where
from homeroom.store.deliveries import Delivery
from homeroom.store.outgoing import Room, Stay, Term

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 10, 7, 15, 0, tzinfo=UTC)
WHERE = Where(class_="alg-1", course="alg", school="oak", teachers=frozenset({"t1"}))
YEAR = Stay(date(2026, 8, 17), date(2027, 6, 4), None)


def rules(**changes: Any) -> Rules:
    """Return the write rules of Infinite Campus with a district's own choices."""
    found = connector("infinite_campus").rules
    assert found is not None
    return found.edited(changes)


def item(**changes: Any) -> LineItem:
    """Return a quiz of ten points, assigned on 1 October and due on the 5th."""
    quiz = LineItem(
        sourced_id="q1",
        title="Quiz",
        class_="alg-1",
        assign_date=date(2026, 10, 1),
        due_date=date(2026, 10, 5),
        result_value_max=Decimal(10),
    )
    return structs.replace(quiz, **changes)


def result(score: str | None = "8", **changes: Any) -> Result:
    """Return a grade of 6 October."""
    graded = Result(
        sourced_id="r1",
        line_item="q1",
        student="s1",
        score=None if score is None else Decimal(score),
        score_date=date(2026, 10, 6),
        score_status=None if score is None else "fully graded",
    )
    return structs.replace(graded, **changes)


def grade_case(grade: Result | None = None, **changes: Any) -> GradeCase:
    """Return a grade of a student who is in the class all year; nothing was sent yet."""
    case = GradeCase(
        id="result-at-target",
        result=grade or result(),
        item=item(),
        scale=None,
        item_id="item-at-target",
        item_found_in_sis=False,
        class_id="class-at-target",
        student_id="student-at-target",
        stays=(YEAR,),
        zone=CHICAGO,
        sent={},
        cleared_by_absence=False,
        approved=False,
        now=NOW,
    )
    return structs.replace(case, **changes)


def term(title: str, start: str, end: str, *, of_class: bool = False, type_: str = "term") -> Term:
    """Return a term that the target knows by its title."""
    return Term(title, type_, date.fromisoformat(start), date.fromisoformat(end), title, of_class)


YEAR_TERM = term("year", "2026-08-17", "2027-06-04", of_class=True)
Q1 = term("q1", "2026-08-17", "2026-10-16", type_="gradingPeriod")
Q2 = term("q2", "2026-10-19", "2026-12-22", type_="gradingPeriod")


def room(*terms: Term, **changes: Any) -> Room:
    """Return a class that the target knows."""
    known = Room(
        hub_id="alg-1",
        target_id="class-at-target",
        school_target_id="school-at-target",
        zone=None,
        terms=terms or (YEAR_TERM, Q1, Q2),
        where=WHERE,
    )
    return structs.replace(known, **changes)


def offering(*titles: str) -> Sequence[TargetCategory]:
    """Return categories of the class at the target, with ids made of their titles."""
    return [TargetCategory(f"id of {title}", title) for title in titles]


def item_case(thing: LineItem | None = None, **changes: Any) -> ItemCase:
    """Return a line item in the category Quizzes, which the class has at the target."""
    case = ItemCase(
        id="item-at-target",
        item=thing or item(),
        room=room(),
        zone=CHICAGO,
        category="Quizzes",
        categories=lambda: offering("Quizzes", "Tests"),
        default_category="",
        category_id=None,
        twin=None,
        found_in_sis=False,
        now=NOW,
    )
    return structs.replace(case, **changes)


def scale(*lines: tuple[str, str], type_: str = "letter") -> ScoreScale:
    """Return a score scale of lines: left side, right side."""
    values = tuple(ScaleValue(lhs, rhs) for lhs, rhs in lines)
    return ScoreScale(sourced_id="scale", title="Letters", type=type_, values=values)


LETTERS = scale(("A", "95"), ("B", "85"), ("C", "75.5"))


def delivery(**changes: Any) -> Delivery:
    """Return a claimed row of the outbox for a grade that was never sent."""
    row = Delivery(
        target_id=1,
        kind=Kind.RESULT,
        record_id="00000000-0000-7000-8000-000000000001",
        app_id=2,
        act="put",
        state="sending",
        version=1,
        attempts=1,
        code=None,
        facts={},
        notes={},
        sent={},
        baseline=None,
        found=None,
        tried=None,
        approved=False,
        lifted=(),
        changed_at=NOW,
        delivered_at=None,
    )
    return structs.replace(row, **changes)
