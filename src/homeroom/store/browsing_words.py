"""What a filter of a list asks of a record, as SQL."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.columns import BASE, TABLES


class How(StrEnum):
    """How an attribute is compared."""

    IS = "is"
    IS_NOT = "is not"
    HAS = "contains"
    BEGINS = "begins with"
    LESS = "is below"
    MORE = "is above"
    EMPTY = "is empty"
    FILLED = "is not empty"


class Condition(Struct, frozen=True):
    """One condition on a column of a record's table."""

    column: str
    how: How
    value: str = ""


# Columns of which "is" leaves few rows, with an index that finds them.
INDEXED = {
    Kind.LINE_ITEM: frozenset({"class_id"}),
    Kind.RESULT: frozenset({"line_item_id", "student_id"}),
    Kind.ASSESSMENT_RESULT: frozenset({"assessment_line_item_id"}),
    Kind.ENROLLMENT: frozenset({"class_id", "user_id"}),
}
_IN = " = ANY(%(schools)s::uuid[])"
_OF_CLASS = (
    "EXISTS (SELECT FROM classes c WHERE c.district_id = t.district_id AND c.id = {0}"
    f" AND c.school_id{_IN})"
)
_OF_STUDENT = (
    "EXISTS (SELECT FROM enrollments e JOIN classes c ON c.district_id = e.district_id"
    "   AND c.id = e.class_id WHERE e.district_id = t.district_id AND e.user_id = {0}"
    f"   AND c.school_id{_IN})"
)
_SCHOOLS = {
    Kind.ORG: f"t.id{_IN}",
    Kind.COURSE: f"(t.org_id IS NULL OR t.org_id{_IN})",
    Kind.CLASS: f"t.school_id{_IN}",
    Kind.USER: f"(t.primary_org_id{_IN} OR {_OF_STUDENT.format('t.id')} OR EXISTS (SELECT FROM"
    f" jsonb_array_elements(t.roles) r WHERE (r->>'org')::uuid{_IN}))",
    Kind.ENROLLMENT: _OF_CLASS.format("t.class_id"),
    Kind.DEMOGRAPHICS: _OF_STUDENT.format("t.user_id"),
    Kind.LINE_ITEM: _OF_CLASS.format("t.class_id"),
    Kind.RESULT: "EXISTS (SELECT FROM line_items i JOIN classes c ON c.district_id = i.district_id"
    " AND c.id = i.class_id WHERE i.district_id = t.district_id AND i.id = t.line_item_id"
    f" AND c.school_id{_IN})",
    Kind.ASSESSMENT_LINE_ITEM: f"(t.class_id IS NULL OR {_OF_CLASS.format('t.class_id')})",
    Kind.ASSESSMENT_RESULT: _OF_STUDENT.format("t.student_id"),
}


def school_words(kind: Kind) -> str:
    """Return what a record `t` has to fulfil to belong to one of `schools`; "" where none does."""
    return _SCHOOLS.get(kind, "")


def conditions_of(
    kind: Kind, conditions: Sequence[Condition], zone: str
) -> tuple[list[str], list[str], dict[str, Any]]:
    """Return the conditions that an index bears, the others, and their parameters.

    `zone`: on whose clock the days of instants are compared.
    """
    narrow: list[str] = []
    loose: list[str] = []
    params: dict[str, Any] = {"zone": zone}
    types = {**BASE, **{column.name: column.type for column in TABLES[kind].columns}}
    for number, one in enumerate(conditions):
        words = _words(one, types[one.column], f"v{number}")
        borne = one.column == "sourced_id" or one.column in INDEXED.get(kind, ())
        (narrow if borne and one.how is How.IS else loose).append(words)
        params[f"v{number}"] = one.value
    return narrow, loose, params


def _words(one: Condition, type_: str, name: str) -> str:
    column, value = f't."{one.column}"', f"%({name})s"
    if one.how is How.EMPTY:
        return f"{column} IS NULL"
    if one.how is How.FILLED:
        return f"{column} IS NOT NULL"
    if one.how in (How.HAS, How.BEGINS):
        at = f"position(lower({value}) IN lower({column}::text))"
        return f"{at} > 0" if one.how is How.HAS else f"{at} = 1"
    if type_.endswith("[]"):
        held = f"{value}::{type_[:-2]} = ANY({column})"
        return held if one.how is How.IS else f"NOT coalesce({held}, false)"
    sign = {How.IS: "=", How.IS_NOT: "IS DISTINCT FROM", How.LESS: "<", How.MORE: ">"}[one.how]
    if type_ == "timestamptz":
        # A day is asked for, on the clock on which people see the instant.
        return f"({column} AT TIME ZONE %(zone)s::text)::date {sign} {value}::date"
    return f"{column} {sign} {value}::{type_}"
