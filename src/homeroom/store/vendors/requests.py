"""What was asked of the API; rules/retention.py says how long it is kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from homeroom.store.arrays import number_array, text_array
from homeroom.store.delivery_counts import MOST
from homeroom.store.scope import Scope

# From this status on a request was not answered as it was asked.
REFUSED = 400


class Asked(Struct, frozen=True, kw_only=True):
    """One request; its path is without what stood behind the question mark.

    `id` is the number under which it is kept; 0 before that.
    """

    at: datetime
    client_id: str
    method: str
    path: str
    rows: int | None
    status: int
    milliseconds: int
    id: int = 0


class Wanted(Struct, frozen=True, kw_only=True):
    """Which requests of a client are looked for; what is left out does not narrow."""

    least_status: int = 0
    words: str = ""  # a part of the path
    since: datetime | None = None
    until: datetime | None = None


class Count(Struct, frozen=True):
    """How many requests there were, how many were refused, and the records of those answered.

    All of it is of no more than `MOST` requests, and one.
    """

    many: int = 0
    refused: int = 0
    read: int = 0  # records
    written: int = 0  # records

    @property
    def has_more(self) -> bool:
        """Say whether there were more requests than are counted."""
        return self.many > MOST


def keep(scope: Scope, asked: Sequence[Asked]) -> None:
    """Keep requests of one district, in one statement."""
    scope.run(
        "INSERT INTO api_requests (district_id, at, client_id, method, path, rows, status,"
        " milliseconds) SELECT %(district)s, * FROM unnest(%(at)s::timestamptz[],"
        " %(client)s::text[], %(method)s::text[], %(path)s::text[], %(rows)s::int[],"
        " %(status)s::int[], %(milliseconds)s::int[])",
        at=text_array([one.at.isoformat() for one in asked]),
        client=text_array([one.client_id for one in asked]),
        method=text_array([one.method for one in asked]),
        path=text_array([one.path for one in asked]),
        rows=text_array([None if one.rows is None else str(one.rows) for one in asked]),
        status=number_array([one.status for one in asked]),
        milliseconds=number_array([one.milliseconds for one in asked]),
    )


def page(
    scope: Scope,
    client_id: str,
    wanted: Wanted,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[Asked]:
    """Return requests of a client, newest first; `before` is the last one of the page before.

    Where that is said it bounds the list, and `until` says nothing more: with both the index would
    begin at `until`, and pass over all pages before.
    """
    rows = scope.rows(
        "SELECT at, client_id, method, path, rows, status, milliseconds, id FROM api_requests"
        " WHERE district_id = %(district)s AND client_id = %(client)s AND status >= %(least)s"
        " AND (%(words)s = '' OR strpos(lower(path), %(words)s) > 0)"
        " AND (%(since)s::timestamptz IS NULL OR at >= %(since)s::timestamptz)"
        " AND (%(until)s::timestamptz IS NULL OR at < %(until)s::timestamptz)"
        " AND (%(at)s::timestamptz IS NULL"
        "   OR (at, id) < (%(at)s::timestamptz, %(before)s::bigint))"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        client=client_id,
        least=wanted.least_status,
        words=wanted.words.lower(),
        since=wanted.since,
        until=None if before else wanted.until,
        at=before[0] if before else None,
        before=before[1] if before else None,
        limit=limit,
    )
    return [Asked(**dict(zip(Asked.__struct_fields__, row, strict=True))) for row in rows]


def every(scope: Scope, client_id: str, wanted: Wanted, at_once: int) -> Iterator[Asked]:
    """Return all requests that are looked for, newest first, read some at a time."""
    before: tuple[datetime, int] | None = None
    while found := page(scope, client_id, wanted, before, at_once):
        yield from found
        before = (found[-1].at, found[-1].id)


def counted(scope: Scope, client_ids: Sequence[str], since: datetime) -> dict[str, Count]:
    """Return by client how much was asked since a moment.

    Of each client no more than `MOST` are looked at, the latest first.
    """
    rows = scope.rows(
        "SELECT c.id, n.* FROM unnest(%(clients)s::text[]) c (id)"
        " CROSS JOIN LATERAL (SELECT count(*),"
        "   count(*) FILTER (WHERE status >= %(refused)s),"
        "   coalesce(sum(rows) FILTER (WHERE status < %(refused)s AND method = 'GET'), 0),"
        "   coalesce(sum(rows) FILTER (WHERE status < %(refused)s AND method <> 'GET'), 0)"
        "   FROM (SELECT status, method, rows FROM api_requests r"
        "     WHERE r.district_id = %(district)s"
        "     AND r.client_id = c.id AND r.at >= %(since)s ORDER BY r.at DESC, r.id DESC"
        "     LIMIT %(most)s) few) n",
        clients=list(client_ids),
        since=since,
        refused=REFUSED,
        most=MOST + 1,
    )
    return {client_id: Count(*counts) for client_id, *counts in rows}
