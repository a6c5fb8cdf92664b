"""Memberships: which role a person who signs in has, in which district; outside tenancy."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from msgspec import Struct

from homeroom.store.scope import Scope


class Membership(Struct, frozen=True, kw_only=True):
    """One role of one person: in a district, in some of its schools, for an app, or everywhere."""

    id: int
    user_id: int
    role: str
    district_id: int | None
    schools: tuple[str, ...]
    app_id: int | None
    made_by: str
    made_at: datetime


class Member(Struct, frozen=True, kw_only=True):
    """A membership with the person's address and name, for lists."""

    email: str
    name: str
    active: bool
    last_login: datetime | None
    membership: Membership


_COLUMNS = (
    "m.id, m.user_id, m.role, m.district_id, m.schools::text[], m.app_id, m.made_by, m.made_at"
)


def of_user(user_id: int) -> list[Membership]:
    """Return all roles of a person."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM memberships m WHERE m.user_id = %s ORDER BY m.id", [user_id]
        )
        return [_membership(row) for row in cursor.fetchall()]


def members(district_id: int | None) -> list[Member]:
    """Return who has a role in a district, or, without one, everybody with any role."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT u.email, u.name, u.is_active, u.last_login, {_COLUMNS} FROM memberships m"
            " JOIN access_user u ON u.id = m.user_id"
            " WHERE %(district)s::int IS NULL OR m.district_id = %(district)s"
            " ORDER BY u.email, m.id",
            {"district": district_id},
        )
        return [
            Member(
                email=row[0],
                name=row[1],
                active=row[2],
                last_login=row[3],
                membership=_membership(row[4:]),
            )
            for row in cursor.fetchall()
        ]


class Found(Struct, frozen=True, kw_only=True):
    """Somebody who has an account, with or without a role."""

    id: int
    email: str
    name: str
    active: bool
    last_login: datetime | None
    roles: tuple[Membership, ...]


def found(words: str, limit: int) -> list[Found]:
    """Return people whose address or name holds some words, by address, with all their roles."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, email, name, is_active, last_login FROM access_user"
            " WHERE position(%(words)s IN email) > 0 OR position(%(words)s IN lower(name)) > 0"
            " ORDER BY email LIMIT %(limit)s",
            {"words": words.lower(), "limit": limit},
        )
        rows = cursor.fetchall()
    return with_roles(rows)


def with_roles(rows: Sequence[tuple[Any, ...]]) -> list[Found]:
    """Return people with all their roles; a row is id, address, name, whether active, last seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM memberships m WHERE m.user_id = ANY(%s) ORDER BY m.id",
            [[row[0] for row in rows]],
        )
        held = [_membership(row) for row in cursor.fetchall()]
    return [
        Found(
            id=id_,
            email=email,
            name=name,
            active=active,
            last_login=last,
            roles=tuple(one for one in held if one.user_id == id_),
        )
        for id_, email, name, active, last in rows
    ]


def add(wanted: dict[str, Any]) -> bool:
    """Give a role; False when the person has it already (its schools are then those given now).

    `wanted` has user_id, role, district_id, schools, app_id and made_by.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO memberships (user_id, role, district_id, schools, app_id, made_by)"
            " VALUES (%(user_id)s, %(role)s, %(district_id)s, %(schools)s::uuid[], %(app_id)s,"
            " %(made_by)s) ON CONFLICT (user_id, role, district_id, app_id)"
            " DO UPDATE SET schools = EXCLUDED.schools RETURNING xmax = 0",
            wanted,
        )
        row = cursor.fetchone()
        assert row is not None
        return bool(row[0])


def remove(
    user_id: int, district_id: int | None, role: str | None, app_id: int | None = None
) -> int:
    """Take roles away: one or all of a district, or of one app of it; return how many.

    None as district: everywhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM memberships WHERE user_id = %(user)s"
            " AND (%(district)s::int IS NULL OR district_id = %(district)s)"
            " AND (%(role)s::text IS NULL OR role = %(role)s)"
            " AND (%(app)s::int IS NULL OR app_id = %(app)s)",
            {"user": user_id, "district": district_id, "role": role, "app": app_id},
        )
        return int(cursor.rowcount)


def classes_taught(scope: Scope, emails: list[str], today: date) -> list[str]:
    """Return the classes that somebody with one of these addresses teaches now.

    The addresses are in small letters. Whose access the roster has switched off teaches none.
    """
    rows = scope.rows(
        "SELECT DISTINCT e.class_id::text FROM users u JOIN enrollments e"
        " ON e.district_id = u.district_id AND e.user_id = u.id"
        " WHERE u.district_id = %(district)s AND u.email_folded = ANY(%(emails)s::text[])"
        " AND u.retired_at IS NULL AND u.enabled_user"
        " AND e.retired_at IS NULL AND e.role = 'teacher'"
        " AND (e.end_date IS NULL OR e.end_date >= %(today)s) ORDER BY 1",
        emails=emails,
        today=today,
    )
    return [class_id for (class_id,) in rows]


def _membership(row: tuple[Any, ...]) -> Membership:
    held = dict(zip(Membership.__struct_fields__, row, strict=True))
    return Membership(**(held | {"schools": tuple(held["schools"])}))
