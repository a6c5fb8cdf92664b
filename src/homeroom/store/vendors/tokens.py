"""Bearer tokens, by a hash of each; outside tenancy."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from msgspec import Struct

from homeroom.store.vendors.clients import digest_of


class Token(Struct, frozen=True, kw_only=True):
    """What a token stands for: the client, what it was given for, and what the client may now."""

    client_id: str
    district_id: int
    app_id: int
    given: tuple[str, ...]
    allowed: tuple[str, ...]
    expires_at: datetime


def keep(token: str, client_id: str, scopes: Iterable[str], expires_at: datetime) -> None:
    """Keep a new token."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_tokens (digest, client_id, scopes, expires_at)"
            " VALUES (%s, %s, %s, %s)",
            [digest_of(token), client_id, sorted(scopes), expires_at],
        )


def found(token: str, now: datetime) -> Token | None:
    """Return what a token stands for; None when it is unknown, over, or its client suspended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.client_id, c.district_id, c.app_id, t.scopes, c.scopes, t.expires_at"
            " FROM access_tokens t JOIN vendor_clients c ON c.client_id = t.client_id"
            " WHERE t.digest = %s AND t.expires_at > %s AND c.suspended_at IS NULL",
            [digest_of(token), now],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    client_id, district_id, app_id, given, allowed, expires_at = row
    return Token(
        client_id=client_id,
        district_id=district_id,
        app_id=app_id,
        given=tuple(given),
        allowed=tuple(allowed),
        expires_at=expires_at,
    )


def forget_over(now: datetime) -> int:
    """Forget tokens that are over; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_tokens WHERE expires_at <= %s", [now])
        return int(cursor.rowcount)
