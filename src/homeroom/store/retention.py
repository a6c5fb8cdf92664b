"""What is older than it is kept: counted, and deleted in small batches."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection
from msgspec import Struct

from homeroom.rules.retention import JOBS_DAYS, LINKS_DAYS, SERVER_LOG_DAYS
from homeroom.store.scope import Scope


class _Shelf(Struct, frozen=True):
    """A table, the moment from which a row of it ages, and whether rows lie in that order."""

    table: str
    since: str
    in_order: bool


# Rows of the first three are only ever added: the oldest have the smallest ids, and no index over
# their moments is needed.
_SHELVES: Mapping[str, _Shelf] = {
    "attempts": _Shelf("delivery_attempts", "at", True),
    "history": _Shelf("record_history", "at", True),
    "audit": _Shelf("audit_events", "at", True),
    "requests": _Shelf("api_requests", "at", False),
    "issues": _Shelf("issues", "resolved_at", False),
    "notices": _Shelf("notices", "ended_at", False),
}


def chosen(scope: Scope) -> dict[str, int]:
    """Return the days that the district has chosen, by name; the defaults are not among them."""
    rows = scope.rows("SELECT name, days FROM retention WHERE district_id = %(district)s")
    return dict(rows)


def choose(scope: Scope, name: str, days: int, by: str) -> None:
    """Keep how many days something is kept."""
    scope.run(
        "INSERT INTO retention (district_id, name, days, said_by)"
        " VALUES (%(district)s, %(name)s, %(days)s, %(by)s) ON CONFLICT (district_id, name)"
        " DO UPDATE SET days = excluded.days, said_by = excluded.said_by, said_at = now()",
        name=name,
        days=days,
        by=by,
    )


def count(scope: Scope, name: str, before: datetime, most: int) -> int:
    """Return how many rows are older; no more than so many are looked at."""
    found = scope.value(
        f"SELECT count(*) FROM ({_old(_SHELVES[name])}) o", before=before, limit=most
    )
    return int(found)


def delete(scope: Scope, name: str, before: datetime, most: int) -> int:
    """Delete rows that are older, at most so many, and return how many."""
    shelf = _SHELVES[name]
    return scope.run(
        f"DELETE FROM {shelf.table} WHERE district_id = %(district)s"
        f" AND {shelf.since} < %(before)s AND id IN ({_old(shelf)})",
        before=before,
        limit=most,
    )


def _old(shelf: _Shelf) -> str:
    if shelf.in_order:
        return (
            f"SELECT f.id FROM (SELECT id, {shelf.since} FROM {shelf.table}"
            " WHERE district_id = %(district)s ORDER BY id LIMIT %(limit)s) f"
            f" WHERE f.{shelf.since} < %(before)s"
        )
    return (
        f"SELECT id FROM {shelf.table} WHERE district_id = %(district)s"
        f" AND {shelf.since} < %(before)s LIMIT %(limit)s"
    )


def clear_server(now: datetime) -> dict[str, int]:
    """Delete what the whole server keeps no longer, and return how many rows of each."""
    found = {}
    with connection.cursor() as cursor:
        for name, statement, days in _SERVER:
            cursor.execute(statement, [now - timedelta(days=days)])
            found[name] = int(cursor.rowcount)
    return found


_SERVER = (
    (
        "jobs",
        "DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'cancelled', 'aborted')"
        " AND NOT EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = j.id"
        "   AND e.at >= %s)",
        JOBS_DAYS,
    ),
    ("links", "DELETE FROM sign_in_links WHERE expires_at < %s", LINKS_DAYS),
    ("sessions", "DELETE FROM django_session WHERE expire_date < %s", 0),
    ("server log", "DELETE FROM server_events WHERE at < %s", SERVER_LOG_DAYS),
)
