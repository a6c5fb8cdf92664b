"""Teachers who are told of refused grades of own classes: whether, who, and of how many."""

from collections.abc import Sequence
from datetime import date, time

from django.db import connection
from msgspec import Struct

from homeroom.store.scope import Scope

# The name of the choice among what a person likes to see (store/preferences.py).
PREFERENCE = "own notices"


class TeachersTold(Struct, frozen=True):
    """Whether a district lets its teachers be told; `daily_at` None: at once."""

    told: bool
    daily_at: time | None


class Teacher(Struct, frozen=True, kw_only=True):
    """Somebody who teaches now and whose address is known to be the own; `way` '': none chosen."""

    user_id: int
    email: str
    way: str


class Refused(Struct, frozen=True, kw_only=True):
    """How many grades of a teacher's classes an app refuses."""

    user_id: int
    app_id: int
    count: int


# Who has shown to own an address that the roster has for a teacher of a class that goes on.
_TEACHES = (
    " JOIN enrollments e ON e.district_id = %(district)s AND e.class_id = {class_id}"
    "   AND e.role = 'teacher' AND e.retired_at IS NULL"
    "   AND (e.end_date IS NULL OR e.end_date >= %(today)s)"
    " JOIN users t ON t.district_id = e.district_id AND t.id = e.user_id AND t.retired_at IS NULL"
    "   AND t.enabled_user"
    ' JOIN account_emailaddress a ON a.verified AND lower(a.email COLLATE "C") = t.email_folded'
    " JOIN access_user p ON p.id = a.user_id AND p.is_active"
)

# A learning objective of a result goes out in a row of its own. The result is named before it is
# looked for: the planner would rather read all results.
_REFUSED = (
    "WITH parked AS MATERIALIZED (SELECT d.target_id, d.kind, d.record_id,"
    "   coalesce(p.result_id, d.record_id) AS of_id FROM deliveries d LEFT JOIN result_parts p"
    "   ON d.kind = 'result' AND p.district_id = d.district_id AND p.target_id = d.target_id"
    "   AND p.id = d.record_id WHERE d.district_id = %(district)s AND d.state = 'refused'),"
    " refused AS MATERIALIZED (SELECT d.target_id, d.record_id, i.class_id FROM parked d"
    "   LEFT JOIN results g ON d.kind = 'result' AND g.district_id = %(district)s"
    "   AND g.id = d.of_id JOIN line_items i ON i.district_id = %(district)s"
    "   AND i.id = CASE d.kind WHEN 'lineItem' THEN d.of_id ELSE g.line_item_id END)"
)


def of_district(district_id: int) -> TeachersTold:
    """Return whether teachers of a district are told, and when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT teachers_told, teachers_told_at FROM districts WHERE id = %s", [district_id]
        )
        row = cursor.fetchone()
    return TeachersTold(*row) if row else TeachersTold(False, None)


def choose(district_id: int, wanted: TeachersTold) -> None:
    """Say whether teachers of a district are told, and when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE districts SET teachers_told = %(told)s, teachers_told_at = %(at)s::time"
            " WHERE id = %(district)s",
            {
                "told": wanted.told,
                "at": str(wanted.daily_at or "") or None,
                "district": district_id,
            },
        )


def refused(scope: Scope, today: date) -> list[Refused]:
    """Return what is refused of the classes of each teacher who can be told."""
    rows = scope.rows(
        f"{_REFUSED} SELECT a.user_id, r.target_id, count(DISTINCT r.record_id) FROM refused r"
        f"{_TEACHES.format(class_id='r.class_id')} GROUP BY a.user_id, r.target_id",
        today=today,
    )
    return [Refused(user_id=user, app_id=app, count=many) for user, app, many in rows]


def teaching(scope: Scope, user_ids: Sequence[int], today: date) -> dict[int, Teacher]:
    """Return those of some people who teach here now, with the address that the roster has."""
    rows = scope.rows(
        "SELECT a.user_id, min(a.email), coalesce(min(w.value #>> '{}'), '') FROM classes c"
        f"{_TEACHES.format(class_id='c.id')}"
        " LEFT JOIN preferences w ON w.user_id = a.user_id AND w.name = %(preference)s"
        " WHERE c.district_id = %(district)s AND a.user_id = ANY(%(people)s) GROUP BY a.user_id",
        today=today,
        people=list(user_ids),
        preference=PREFERENCE,
    )
    return {user: Teacher(user_id=user, email=email, way=way) for user, email, way in rows}


def open_ones(scope: Scope) -> dict[tuple[int, int], int]:
    """Return what has begun and is not over, of teachers: (person, app) -> notice."""
    rows = scope.rows(
        "SELECT user_id, app_id, id FROM notices WHERE district_id = %(district)s"
        " AND ended_at IS NULL AND user_id IS NOT NULL"
    )
    return {(user, app): id_ for user, app, id_ in rows}


def receiver(scope: Scope, teacher: Teacher) -> int:
    """Return the receiver that a teacher is, at the address of now; made at the first notice."""
    id_ = scope.value(
        "SELECT id FROM notice_receivers WHERE district_id = %(district)s AND user_id = %(user)s"
        " AND address = %(address)s",
        user=teacher.user_id,
        address=teacher.email,
    ) or scope.value(
        "INSERT INTO notice_receivers (district_id, channel, address, user_id, made_by)"
        " VALUES (%(district)s, 'e-mail', %(address)s, %(user)s, %(address)s) RETURNING id",
        user=teacher.user_id,
        address=teacher.email,
    )
    return int(id_)
