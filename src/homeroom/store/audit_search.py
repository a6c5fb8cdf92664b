"""Acts that were written down, searched and continued from where the last page ended."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from msgspec import Struct

from homeroom.store.json import decode_json
from homeroom.store.scope import Scope


class ActFilter(Struct, frozen=True, kw_only=True):
    """Which acts are wanted; "" and None stand for any."""

    words: str = ""  # part of who, what or about what
    since: datetime | None = None
    until: datetime | None = None


class Act(Struct, frozen=True, kw_only=True):
    """One act: when, who, what, about what, and more."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    facts: Mapping[str, Any]


_COLUMNS = "id, at, actor, act, subject, facts"
_WANTED = (
    " (%(words)s = '' OR concat_ws(' ', actor, act, subject) ILIKE %(like)s)"
    " AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR at < %(until)s)"
    " AND (%(before)s::bigint IS NULL OR id < %(before)s) ORDER BY id DESC LIMIT %(limit)s"
)


def page(scope: Scope, wanted: ActFilter, before: int | None, limit: int) -> list[Act]:
    """Return the next acts of a district, newest first; `before` is the last that was shown."""
    rows = scope.rows(
        f"SELECT {_COLUMNS} FROM audit_events WHERE district_id = %(district)s AND {_WANTED}",
        **_params(wanted, before, limit),
    )
    return [_act(row) for row in rows]


def every(scope: Scope, wanted: ActFilter, size: int) -> Iterator[Act]:
    """Yield all of them, newest first, so many at a time."""
    before = None
    while found := page(scope, wanted, before, size):
        yield from found
        before = found[-1].id


def server_page(wanted: ActFilter, before: int | None, limit: int) -> list[Act]:
    """Return the next acts that belong to no district, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM server_events WHERE {_WANTED}",
            _params(wanted, before, limit),
        )
        return [_act(row) for row in cursor.fetchall()]


def server_every(wanted: ActFilter, size: int) -> Iterator[Act]:
    """Yield all of them, newest first, so many at a time."""
    before = None
    while found := server_page(wanted, before, size):
        yield from found
        before = found[-1].id


def _params(wanted: ActFilter, before: int | None, limit: int) -> dict[str, Any]:
    escaped = wanted.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "words": wanted.words,
        "like": f"%{escaped}%",
        "since": wanted.since,
        "until": wanted.until,
        "before": before,
        "limit": limit,
    }


def _act(row: tuple[Any, ...]) -> Act:
    held = dict(zip(Act.__struct_fields__, row, strict=True))
    return Act(**{**held, "facts": decode_json(held["facts"])})
