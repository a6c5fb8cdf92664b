"""Who may vouch for people at the sign-in (OpenID Connect); outside tenancy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from msgspec import Struct


class Provider(Struct, frozen=True, kw_only=True):
    """One issuer; `trusted`: its word counts, though it says of no address that it verified it."""

    name: str
    title: str
    issuer: str
    client_id: str
    sealed: bytes
    trusted: bool
    made_by: str
    made_at: datetime
    secret_at: datetime
    off_at: datetime | None


_COLUMNS = "name, title, issuer, client_id, sealed, trusted, made_by, made_at, secret_at, off_at"


def every() -> list[Provider]:
    """Return all issuers by their titles, switched off or not."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM identity_providers ORDER BY title, name")
        rows = cursor.fetchall()
    return [_provider(row) for row in rows]


def add(provider: Mapping[str, Any]) -> bool:
    """Add an issuer; False when there is one of this name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_providers (name, title, issuer, client_id, sealed, trusted,"
            " made_by) VALUES (%(name)s, %(title)s, %(issuer)s, %(client_id)s, %(sealed)s,"
            " %(trusted)s, %(made_by)s) ON CONFLICT (name) DO NOTHING",
            provider,
        )
        return bool(cursor.rowcount)


def set_secret(name: str, sealed: bytes) -> None:
    """Keep the new secret of an issuer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_providers SET sealed = %s, secret_at = now() WHERE name = %s",
            [sealed, name],
        )


def seal_anew(name: str, before: bytes, sealed: bytes) -> int:
    """Keep the same secret of an issuer as another key seals it, unless it changed meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_providers SET sealed = %s WHERE name = %s AND sealed = %s",
            [sealed, name, before],
        )
        return int(cursor.rowcount)


def switch(name: str, off_at: datetime | None) -> None:
    """Switch an issuer off, or on again with None."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_providers SET off_at = %s WHERE name = %s", [off_at, name])


def _provider(row: tuple[Any, ...]) -> Provider:
    held = dict(zip(Provider.__struct_fields__, row, strict=True))
    return Provider(**(held | {"sealed": bytes(held["sealed"])}))
