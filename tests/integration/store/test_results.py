"""A result names only what is there, and what it names stays."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Status
from homeroom.model.roster import Class, Course, Org, User
from homeroom.store import records
from homeroom.store.scope import Scope

NOW = datetime(2026, 10, 5, tzinfo=UTC)
PARENTS = ["line_item", "student", "class_"]


@pytest.fixture
def parents(scope: Scope) -> dict[str, Any]:
    """A class with one student and one line item, by the field of a result that names them."""
    org, course, class_, user, item = (new_id() for _ in range(5))
    stored: list[tuple[Kind, str, Record]] = [
        (Kind.ORG, org, Org(sourced_id=org, name="Oak", type="school")),
        (Kind.COURSE, course, Course(sourced_id=course, title="Algebra")),
        (Kind.CLASS, class_, Class(sourced_id=class_, title="A1", course=course, school=org)),
        (
            Kind.USER,
            user,
            User(sourced_id=user, given_name="Ana", family_name="Oak", enabled_user=True),
        ),
        (Kind.LINE_ITEM, item, LineItem(sourced_id=item, title="Quiz", class_=class_)),
    ]
    for kind, id_, record in stored:
        records.insert(scope, kind, {id_: record}, NOW)
    return {"line_item": item, "student": user, "class_": class_}


def put(scope: Scope, named: dict[str, Any], id_: str = "") -> str:
    id_ = id_ or new_id()
    result = Result(sourced_id=id_, score=Decimal("8.50"), score_date=date(2026, 9, 30), **named)
    records.insert(scope, Kind.RESULT, {id_: result}, NOW)
    return id_


def test_a_result_whose_parents_are_there_is_stored(scope: Scope, parents: dict[str, Any]) -> None:
    id_ = put(scope, parents)
    held = records.load(scope, Kind.RESULT, [id_])[id_]
    assert isinstance(held, Result)
    assert (held.score, str(held.score)) == (Decimal("8.50"), "8.50")
    assert {field: getattr(held, field) for field in PARENTS} == parents


@pytest.mark.parametrize("field", PARENTS)
def test_a_result_of_something_unknown_is_refused(
    scope: Scope, parents: dict[str, Any], field: str
) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="not there"):
        put(scope, {**parents, field: new_id()})


@pytest.mark.parametrize("field", PARENTS)
def test_nor_can_a_change_lead_there(scope: Scope, parents: dict[str, Any], field: str) -> None:
    id_ = put(scope, parents)
    moved = Result(sourced_id=id_, **{**parents, field: new_id()})
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="not there"):
        records.replace(scope, Kind.RESULT, {id_: moved}, NOW)


@pytest.mark.parametrize("field", PARENTS)
def test_what_a_result_names_is_not_deleted(
    scope: Scope, parents: dict[str, Any], field: str
) -> None:
    put(scope, parents)
    table = {"line_item": "line_items", "student": "users", "class_": "classes"}[field]
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        scope.run(
            f"DELETE FROM {table} WHERE district_id = %(district)s AND id = %(id)s",
            id=parents[field],
        )


def test_a_field_that_nobody_fills_is_cleared_by_a_change(
    scope: Scope, parents: dict[str, Any]
) -> None:
    id_ = put(scope, parents)
    records.replace(scope, Kind.RESULT, {id_: Result(sourced_id=id_, **parents)}, NOW)
    held = records.load(scope, Kind.RESULT, [id_])[id_]
    assert isinstance(held, Result)
    assert (held.score, held.score_date) == (None, None)


def test_a_change_writes_the_fields_that_it_names_and_no_other(
    scope: Scope, parents: dict[str, Any]
) -> None:
    id_ = put(scope, parents)
    other = Result(sourced_id=id_, score=Decimal(9), comment="seen", **parents)
    records.replace(scope, Kind.RESULT, {id_: other}, NOW, {"score", "late"})
    held = records.load(scope, Kind.RESULT, [id_])[id_]
    assert isinstance(held, Result)
    assert (held.score, held.score_date, held.comment) == (Decimal(9), date(2026, 9, 30), None)


def test_a_change_that_clears_all_it_names_needs_no_value(
    scope: Scope, parents: dict[str, Any]
) -> None:
    id_ = put(scope, parents)
    bare = Result(sourced_id=id_, **parents)
    records.replace(scope, Kind.RESULT, {id_: bare}, NOW, {"score"})
    held = records.load(scope, Kind.RESULT, [id_])[id_]
    assert isinstance(held, Result)
    assert (held.score, held.score_date) == (None, date(2026, 9, 30))


def test_results_come_back_each_with_its_own_blanks(scope: Scope, parents: dict[str, Any]) -> None:
    full = put(scope, parents)
    gone = put(scope, parents)
    records.replace(
        scope,
        Kind.RESULT,
        {
            gone: Result(
                sourced_id=gone,
                status=Status.TO_BE_DELETED,
                late=False,
                metadata={"weight": 2},
                **parents,
            )
        },
        NOW,
    )
    held = records.load(scope, Kind.RESULT, [full, gone])
    first, second = held[full], held[gone]
    assert isinstance(first, Result)
    assert isinstance(second, Result)
    assert (first.status, first.score, first.late, first.metadata) == (
        Status.ACTIVE,
        Decimal("8.50"),
        None,
        {},
    )
    assert (second.status, second.score, second.late, second.metadata) == (
        Status.TO_BE_DELETED,
        None,
        False,
        {"weight": 2},
    )
