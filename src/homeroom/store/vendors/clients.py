"""The credentials of apps that call the API; outside tenancy. Of a secret only a hash is kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from msgspec import Struct


class Client(Struct, frozen=True, kw_only=True):
    """What one app of one district calls with."""

    client_id: str
    vendor: str
    district_id: int
    app_id: int
    digest: bytes
    former_digest: bytes | None
    former_until: datetime | None
    scopes: tuple[str, ...]
    suspended_at: datetime | None
    last_used_at: datetime | None
    made_by: str
    made_at: datetime


_SELECT = (
    "SELECT c.client_id, v.name, c.district_id, c.app_id, c.digest, c.former_digest,"
    " c.former_until, c.scopes, c.suspended_at, c.last_used_at, c.made_by, c.made_at"
    " FROM vendor_clients c JOIN vendors v ON v.id = c.vendor_id"
)


def digest_of(secret: str) -> bytes:
    """Return what is kept of a secret or a token: 256 random bits need no slow hash."""
    return sha256(secret.encode()).digest()


def add(wanted: Mapping[str, Any], secret: str) -> None:
    """Keep new credentials; `wanted` has client_id, vendor, district_id, app_id, scopes, made_by.

    A vendor that is not known by this name yet is added.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vendors (name) VALUES (%(vendor)s) ON CONFLICT (name) DO NOTHING", wanted
        )
        cursor.execute(
            "INSERT INTO vendor_clients (client_id, vendor_id, district_id, app_id, digest, scopes,"
            " made_by) SELECT %(client_id)s, id, %(district_id)s, %(app_id)s, %(digest)s,"
            " %(scopes)s, %(made_by)s FROM vendors WHERE name = %(vendor)s",
            {**wanted, "scopes": list(wanted["scopes"]), "digest": digest_of(secret)},
        )


def by_id(client_id: str) -> Client | None:
    """Return the client of this id."""
    found = _found("WHERE c.client_id = %s", [client_id])
    return found[0] if found else None


def of_app(district_id: int, app_id: int) -> Client | None:
    """Return what an app calls with."""
    found = _found("WHERE c.district_id = %s AND c.app_id = %s", [district_id, app_id])
    return found[0] if found else None


def of_district(district_id: int) -> list[Client]:
    """Return all credentials of a district, the oldest first."""
    return _found("WHERE c.district_id = %s ORDER BY c.made_at, c.client_id", [district_id])


def rotate(client_id: str, secret: str, former_until: datetime) -> None:
    """Set a new secret; the one before is taken up to a moment, an older one no more."""
    _change(
        "former_digest = digest, former_until = %(until)s, digest = %(digest)s",
        client_id,
        until=former_until,
        digest=digest_of(secret),
    )


def suspend(client_id: str, now: datetime) -> None:
    """Let an app call no more, and forget its tokens."""
    _change("suspended_at = %(now)s", client_id, now=now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_tokens WHERE client_id = %s", [client_id])


def resume(client_id: str) -> None:
    """Let an app call again."""
    _change("suspended_at = NULL", client_id)


def set_scopes(client_id: str, scopes: Iterable[str]) -> None:
    """Say what an app may do from now on; tokens that it has lose what it may do no more."""
    _change("scopes = %(scopes)s", client_id, scopes=list(scopes))


def note_use(used: Mapping[str, datetime]) -> None:
    """Note when clients called last."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE vendor_clients SET last_used_at = greatest(last_used_at, %s)"
            " WHERE client_id = %s",
            [(at, client_id) for client_id, at in sorted(used.items())],
        )


def remove(client_id: str) -> None:
    """Forget credentials and their tokens, and a vendor that has no others, nor any of its own."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vendor_clients WHERE client_id = %s", [client_id])
        cursor.execute(
            "DELETE FROM vendors v WHERE v.partner_id IS NULL AND NOT EXISTS"
            " (SELECT FROM vendor_clients c WHERE c.vendor_id = v.id)"
        )


def _change(assigned: str, client_id: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE vendor_clients SET {assigned} WHERE client_id = %(client)s",
            {**values, "client": client_id},
        )


def _found(clause: str, values: list[str | int]) -> list[Client]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} {clause}", values)
        return [_client(row) for row in cursor.fetchall()]


def _client(row: tuple[Any, ...]) -> Client:
    held = dict(zip(Client.__struct_fields__, row, strict=True))
    former = held["former_digest"]
    return Client(
        **(
            held
            | {
                "digest": bytes(held["digest"]),
                "former_digest": None if former is None else bytes(former),
                "scopes": tuple(held["scopes"]),
            }
        )
    )
