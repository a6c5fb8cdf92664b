"""What was asked of the API; rules/retention.py says how long it is kept."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from homeroom.store.scope import Scope


class Asked(Struct, frozen=True, kw_only=True):
    """One request; its path is without what stood behind the question mark."""

    at: datetime
    client_id: str
    method: str
    path: str
    rows: int | None
    status: int
    milliseconds: int


def keep(scope: Scope, asked: Sequence[Asked]) -> None:
    """Keep requests of one district, in one statement."""
    scope.run(
        "INSERT INTO api_requests (district_id, at, client_id, method, path, rows, status,"
        " milliseconds) SELECT %(district)s, * FROM unnest(%(at)s::timestamptz[],"
        " %(client)s::text[], %(method)s::text[], %(path)s::text[], %(rows)s::int[],"
        " %(status)s::int[], %(milliseconds)s::int[])",
        at=[one.at for one in asked],
        client=[one.client_id for one in asked],
        method=[one.method for one in asked],
        path=[one.path for one in asked],
        rows=[one.rows for one in asked],
        status=[one.status for one in asked],
        milliseconds=[one.milliseconds for one in asked],
    )


def latest(scope: Scope, client_id: str, limit: int, *, failed: bool = False) -> list[Asked]:
    """Return the last requests of a client, newest first; `failed`: only what was refused."""
    rows = scope.rows(
        "SELECT at, client_id, method, path, rows, status, milliseconds FROM api_requests"
        " WHERE district_id = %(district)s AND client_id = %(client)s AND status >= %(least)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        client=client_id,
        least=400 if failed else 0,
        limit=limit,
    )
    return [Asked(**dict(zip(Asked.__struct_fields__, row, strict=True))) for row in rows]
