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


class Seat(Struct, frozen=True, kw_only=True):
    """One app of a vendor in one district."""

    client_id: str
    district_id: int
    app_id: int
    suspended_at: datetime | None


def set_credentials(name: str, partner_id: str, secret: str) -> bool:
    """Give a vendor new credentials of its own; False where there is no such vendor."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vendors SET partner_id = %s, partner_digest = %s WHERE name = %s",
            [partner_id, digest_of(secret), name],
        )
        return bool(cursor.rowcount)


def by_id(partner_id: str) -> Partner | None:
    """Return the vendor with these credentials of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, partner_digest FROM vendors WHERE partner_id = %s", [partner_id]
        )
        row: Any = cursor.fetchone()
    return Partner(row[0], row[1], bytes(row[2])) if row else None


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
