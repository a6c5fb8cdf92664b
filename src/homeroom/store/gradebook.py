"""One class's gradebook: its students, line items by category, results, and their deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from homeroom.store.json import decode_json
from homeroom.store.scope import Scope


class Room(Struct, frozen=True, kw_only=True):
    """A class, by its title and school."""

    id: str
    title: str
    school_id: str
    school: str


class Pupil(Struct, frozen=True):
    """A student of a class; `left` when no enrolment stands any more."""

    id: str
    name: str
    left: bool


class Column(Struct, frozen=True, kw_only=True):
    """A line item."""

    id: str
    title: str
    due: datetime | None
    maximum: Decimal | None
    scale: str | None
    category_id: str | None
    category: str | None
    weight: Decimal | None
    graded: bool  # whether it has any grade


class Cell(Struct, frozen=True, kw_only=True):
    """A result."""

    id: str
    item_id: str
    student_id: str
    score: Decimal | None
    text: str | None
    status: str | None
    late: bool | None
    missing: bool | None
    incomplete: bool | None
    in_progress: bool | None


class Sent(Struct, frozen=True, kw_only=True):
    """How the delivery of a record stands, and what the target was seen to hold."""

    record_id: str
    target_id: int
    state: str
    code: str | None
    facts: Mapping[str, Any]
    seen: Mapping[str, Any]


def room(scope: Scope, class_id: str) -> Room | None:
    """Return a class."""
    row = scope.row(
        "SELECT c.id::text, c.title, c.school_id::text, o.name FROM classes c JOIN orgs o"
        " ON o.district_id = c.district_id AND o.id = c.school_id"
        " WHERE c.district_id = %(district)s AND c.id = %(id)s::uuid",
        id=class_id,
    )
    return Room(**dict(zip(Room.__struct_fields__, row, strict=True))) if row else None


def pupils(scope: Scope, class_id: str) -> list[Pupil]:
    """Return who is or was a student of a class, by name."""
    rows = scope.rows(
        "SELECT u.id::text, u.family_name || ', ' || u.given_name, bool_and(e.retired_at IS NOT"
        " NULL) FROM enrollments e JOIN users u ON u.district_id = e.district_id"
        " AND u.id = e.user_id WHERE e.district_id = %(district)s AND e.class_id = %(id)s::uuid"
        " AND e.role = 'student' GROUP BY u.id, u.name_folded, 2 ORDER BY u.name_folded, u.id",
        id=class_id,
    )
    return [Pupil(*row) for row in rows]


def columns(scope: Scope, class_id: str) -> list[Column]:
    """Return the line items of a class that are not retired: by category, the newest due first."""
    rows = scope.rows(
        "SELECT i.id::text, i.title, i.due_date, i.result_value_max, s.title,"
        " g.id::text, g.title, g.weight, EXISTS (SELECT FROM results r WHERE r.district_id ="
        "   i.district_id AND r.line_item_id = i.id AND r.retired_at IS NULL) FROM line_items i"
        " LEFT JOIN categories g ON g.district_id = i.district_id AND g.id = i.category_id"
        " LEFT JOIN score_scales s ON s.district_id = i.district_id AND s.id = i.score_scale_id"
        " WHERE i.district_id = %(district)s AND i.class_id = %(id)s::uuid"
        " AND i.retired_at IS NULL ORDER BY i.due_date DESC NULLS LAST, i.id",
        id=class_id,
    )
    return [Column(**dict(zip(Column.__struct_fields__, row, strict=True))) for row in rows]


def cells(scope: Scope, item_ids: Sequence[str], student_ids: Sequence[str]) -> list[Cell]:
    """Return the results of some students in some line items that are not retired."""
    rows = scope.rows(
        "SELECT id::text, line_item_id::text, student_id::text, score, text_score, score_status,"
        " late, missing, incomplete, in_progress FROM results WHERE district_id = %(district)s"
        " AND line_item_id = ANY(%(ids)s::uuid[]) AND student_id = ANY(%(students)s::uuid[])"
        " AND retired_at IS NULL",
        ids=list(item_ids),
        students=list(student_ids),
    )
    return [Cell(**dict(zip(Cell.__struct_fields__, row, strict=True))) for row in rows]


def sent(scope: Scope, targets: Sequence[int], kind: str, ids: Sequence[str]) -> list[Sent]:
    """Return how the deliveries of some records to some targets stand."""
    rows = scope.rows(
        "SELECT record_id::text, target_id, state, code, facts::text, baseline::text"
        " FROM deliveries WHERE district_id = %(district)s AND target_id = ANY(%(targets)s)"
        " AND kind = %(kind)s AND record_id = ANY(%(ids)s::uuid[]) ORDER BY target_id",
        targets=list(targets),
        kind=kind,
        ids=list(ids),
    )
    return [
        Sent(
            record_id=record,
            target_id=target,
            state=state,
            code=code,
            facts=decode_json(facts) if facts else {},
            seen=decode_json(seen) if seen else {},
        )
        for record, target, state, code, facts, seen in rows
    ]
