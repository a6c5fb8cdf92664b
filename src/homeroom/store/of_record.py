"""What belongs to one record: its deliveries and their tries, its enrolments, who may see it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.attempts import Attempt
from homeroom.store.browsing_words import school_words
from homeroom.store.columns import TABLES
from homeroom.store.deliveries import COLUMNS, Delivery, delivery_of
from homeroom.store.overview import FRESH
from homeroom.store.scope import Scope

MOST = 200


class Life(Struct, frozen=True, kw_only=True):
    """Since when a record is as it is, and whether it is gone."""

    changed_at: datetime
    retired_at: datetime | None
    retired_reason: str | None


class Seat(Struct, frozen=True, kw_only=True):
    """One enrolment: who is what in which class, from when to when."""

    class_id: str
    class_title: str
    user_id: str
    name: str
    role: str
    begin: date | None
    end: date | None


def life(scope: Scope, kind: Kind, id_: str, schools: Sequence[str] | None) -> Life | None:
    """Return the life of a record; None when it is not there, or of no school that may be seen."""
    within = school_words(kind) if schools is not None else ""
    row = scope.row(
        f"SELECT changed_at, retired_at, retired_reason FROM {TABLES[kind].name} t"
        " WHERE t.district_id = %(district)s AND t.id = %(id)s::uuid"
        f"{f' AND {within}' if within else ''}",
        id=id_,
        schools=list(schools or ()),
    )
    return Life(**dict(zip(Life.__struct_fields__, row, strict=True))) if row else None


def seats(scope: Scope, kind: Kind, id_: str, schools: Sequence[str] | None) -> list[Seat]:
    """Return the enrolments of a person or of a class that are not retired, so many at most."""
    column = "class_id" if kind is Kind.CLASS else "user_id"
    within = " AND c.school_id = ANY(%(schools)s::uuid[])" if schools is not None else ""
    rows = scope.rows(
        "SELECT c.id::text, c.title, u.id::text, u.family_name || ', ' || u.given_name, e.role,"
        " e.begin_date, e.end_date FROM enrollments e"
        " JOIN classes c ON c.district_id = e.district_id AND c.id = e.class_id"
        " JOIN users u ON u.district_id = e.district_id AND u.id = e.user_id"
        f" WHERE e.district_id = %(district)s AND e.{column} = %(id)s::uuid"
        f" AND e.retired_at IS NULL{within} ORDER BY e.role DESC, 4, 2, 3 LIMIT %(most)s",
        id=id_,
        schools=list(schools or ()),
        most=MOST,
    )
    return [Seat(**dict(zip(Seat.__struct_fields__, row, strict=True))) for row in rows]


def deliveries_of(scope: Scope, targets: Sequence[int], kind: Kind, id_: str) -> list[Delivery]:
    """Return the deliveries of one record to some targets."""
    return [
        delivery_of(row)
        for row in scope.rows(
            f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
            " AND target_id = ANY(%(targets)s) AND kind = %(kind)s AND record_id = %(id)s::uuid",
            targets=list(targets),
            kind=kind.value,
            id=id_,
        )
    ]


def tries_of(scope: Scope, targets: Sequence[int], kind: Kind, id_: str) -> list[Attempt]:
    """Return the tries for one record at some targets, the newest first."""
    rows: list[tuple[Any, ...]] = scope.rows(
        "SELECT target_id, at, act, outcome, status, code, words FROM delivery_attempts"
        " WHERE district_id = %(district)s AND target_id = ANY(%(targets)s) AND kind = %(kind)s"
        " AND record_id = %(id)s::uuid ORDER BY id DESC LIMIT %(most)s",
        targets=list(targets),
        kind=kind.value,
        id=id_,
        most=MOST,
    )
    return [Attempt(**dict(zip(Attempt.__struct_fields__, row, strict=True))) for row in rows]


def seen_at(scope: Scope, kind: Kind, id_: str) -> dict[int, datetime]:
    """Return when what an app says of a record was last seen, by the app's id.

    That is when a sync of it last ended well; an app that calls is seen when it writes.
    """
    rows = scope.rows(
        f"SELECT DISTINCT ON (app_id) app_id, at FROM (SELECT 1, f.* FROM ({FRESH}) f UNION ALL"
        "   SELECT 2, l.app_id, max(p.at) FROM record_links l"
        "   JOIN source_records s ON s.district_id = l.district_id AND s.app_id = l.app_id"
        "     AND s.kind = l.kind AND s.source_id = l.external_id"
        "   JOIN pages p ON p.district_id = s.district_id AND p.id = s.page_id"
        "   WHERE l.district_id = %(district)s AND l.record_id = %(id)s AND l.kind = %(kind)s"
        "   AND l.origin = 'read' GROUP BY l.app_id) said (way, app_id, at) ORDER BY app_id, way",
        id=id_,
        kind=kind.value,
    )
    return dict(rows)
