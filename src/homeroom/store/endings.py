"""When something that an app needs ends: keys and secrets, and the certificates of hosts."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct

from homeroom.store.scope import Scope

SECRET, CERTIFICATE = "secret", "certificate"


class Ending(Struct, frozen=True, kw_only=True):
    """What ends and when: a field of Delivery Config, or the certificate of a host."""

    app_id: int
    kind: str
    name: str
    ends_at: datetime
    seen_at: datetime
    said_by: str | None  # None: the host showed it


def every(scope: Scope) -> list[Ending]:
    """Return what is known to end, of apps that are not removed; the next one first."""
    rows = scope.rows(
        "SELECT e.app_id, e.kind, e.name, e.ends_at, e.seen_at, e.said_by FROM endings e"
        " JOIN apps a ON a.district_id = e.district_id AND a.id = e.app_id"
        " WHERE e.district_id = %(district)s AND a.state <> 'removed' ORDER BY e.ends_at, e.name"
    )
    return [Ending(**dict(zip(Ending.__struct_fields__, row, strict=True))) for row in rows]


def put(scope: Scope, one: Ending) -> None:
    """Keep when something ends, in the place of what was known of it."""
    scope.run(
        "INSERT INTO endings (district_id, app_id, kind, name, ends_at, seen_at, said_by)"
        " VALUES (%(district)s, %(app)s, %(kind)s, %(name)s, %(ends_at)s, %(seen_at)s, %(by)s)"
        " ON CONFLICT (district_id, app_id, kind, name) DO UPDATE SET ends_at = excluded.ends_at,"
        " seen_at = excluded.seen_at, said_by = excluded.said_by",
        app=one.app_id,
        kind=one.kind,
        name=one.name,
        ends_at=one.ends_at,
        seen_at=one.seen_at,
        by=one.said_by,
    )


def forget_secrets(scope: Scope, app_id: int, names: Collection[str]) -> None:
    """Forget when some secrets of an app end: they are others now, or nobody knows it any more."""
    scope.run(
        "DELETE FROM endings WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = 'secret' AND name = ANY(%(names)s::text[])",
        app=app_id,
        names=list(names),
    )


def forget_certificates(scope: Scope, app_id: int) -> None:
    """Forget the certificates of an app: it may lead elsewhere now; the next connection tells."""
    scope.run(
        "DELETE FROM endings WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = 'certificate'",
        app=app_id,
    )
