"""Vendors as partners: with credentials of their own they learn where their apps are let in."""

from datetime import datetime
from typing import Any

from django.db import connection
from msgspec import Struct

from homeroom.store.scope import Scope
from homeroom.store.vendors.clients import digest_of


class Partner(Struct, frozen=True):
    """A vendor that may ask which districts it has credentials in."""

    id: int
    name: str
    digest: bytes
    former_digest: bytes | None
    former_until: datetime | None


class Seat(Struct, frozen=True, kw_only=True):
    """One app of a vendor in one district."""

    client_id: str
    district_id: int
    app_id: int
    suspended_at: datetime | None


def set_secret(name: str, new_id: str, secret: str, former_until: datetime) -> str | None:
    """Set the secret of a vendor's own credentials; the one before is taken up to a moment.

    Return the id that they have: `new_id` where there were none yet. None: there is no such vendor.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vendors SET partner_id = coalesce(partner_id, %(id)s),"
            " partner_digest = %(digest)s, partner_former_digest = partner_digest,"
            " partner_former_until = CASE WHEN partner_id IS NOT NULL"
            "   THEN %(until)s::timestamptz END"
            " WHERE name = %(name)s RETURNING partner_id",
            {"id": new_id, "digest": digest_of(secret), "until": former_until, "name": name},
        )
        row: Any = cursor.fetchone()
    return row[0] if row else None


def by_id(partner_id: str) -> Partner | None:
    """Return the vendor with these credentials of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, partner_digest, partner_former_digest, partner_former_until"
            " FROM vendors WHERE partner_id = %s",
            [partner_id],
        )
        row: Any = cursor.fetchone()
    if row is None:
        return None
    former = None if row[3] is None else bytes(row[3])
    return Partner(row[0], row[1], bytes(row[2]), former, row[4])


def names() -> list[str]:
    """Return the names of all vendors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM vendors ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def seats(vendor_id: int) -> list[Seat]:
    """Return where a vendor has credentials, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT client_id, district_id, app_id, suspended_at FROM vendor_clients"
            " WHERE vendor_id = %s ORDER BY made_at, client_id",
            [vendor_id],
        )
        return [
            Seat(**dict(zip(Seat.__struct_fields__, row, strict=True))) for row in cursor.fetchall()
        ]


def last_read(scope: Scope) -> datetime | None:
    """Return when a SIS of the district was last read and taken in to the end."""
    found = scope.value(
        "SELECT max(r.finished_at) FROM apps a JOIN runs r ON r.district_id = a.district_id"
        " AND r.app_id = a.id WHERE a.district_id = %(district)s AND a.role = 'sis'"
        " AND a.state <> 'removed' AND r.state IN ('done', 'done with issues', 'on hold')"
    )
    return found if isinstance(found, datetime) else None
