"""Acts that were written down, searched and continued from where the last page ended."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from msgspec import Struct

from homeroom.store.json import decode_json
from homeroom.store.scope import Scope


class ActFilter(Struct, frozen=True, kw_only=True):
    """Which acts are wanted; "" and None stand for any."""

    words: str = ""  # part of who, what or about what
    acts: tuple[str, ...] = ()  # what is found, too, whatever the words
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


class Found(Struct, frozen=True):
    """Some acts, newest first, and before which one to go on; None: these were the last."""

    acts: tuple[Act, ...]
    next: int | None


# So many acts are looked at for one page: rare words cost the reader another click, and never the
# database a walk through all that was ever done.
STRETCH = 20_000
_COLUMNS = "id, at, actor, act, subject, facts"
_IN_TURN = (
    " (%(since)s::timestamptz IS NULL OR at >= %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR at < %(until)s)"
    " AND (%(before)s::bigint IS NULL OR id < %(before)s) ORDER BY id DESC"
)
_OF_DISTRICT = f"FROM audit_events WHERE district_id = %(district)s AND {_IN_TURN}"
_OF_SERVER = f"FROM server_events WHERE {_IN_TURN}"
_PAGE = (
    f"SELECT {_COLUMNS} FROM (SELECT {_COLUMNS} {{0}} LIMIT %(stretch)s) stretch"
    " WHERE %(words)s = '' OR act = ANY(%(acts)s)"
    " OR concat_ws(' ', actor, act, subject) ILIKE %(like)s"
    " ORDER BY id DESC LIMIT %(limit)s + 1"
)
_LAST = "SELECT id {0} OFFSET %(stretch)s - 1 LIMIT 1"


def page(scope: Scope, wanted: ActFilter, before: int | None, limit: int) -> Found:
    """Return the next acts of a district; `before` is the last that was shown or looked at."""
    params = _params(wanted, before, limit)
    rows = scope.rows(_PAGE.format(_OF_DISTRICT), **params)
    return _found(rows, limit, lambda: scope.row(_LAST.format(_OF_DISTRICT), **params))


def every(scope: Scope, wanted: ActFilter, size: int) -> Iterator[Act]:
    """Yield all of them, newest first, so many at a time."""
    return _all(lambda before: page(scope, wanted, before, size))


def server_page(wanted: ActFilter, before: int | None, limit: int) -> Found:
    """Return the next acts that belong to no district."""
    params = _params(wanted, before, limit)
    with connection.cursor() as cursor:

        def last() -> tuple[Any, ...] | None:
            cursor.execute(_LAST.format(_OF_SERVER), params)
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row

        cursor.execute(_PAGE.format(_OF_SERVER), params)
        return _found(cursor.fetchall(), limit, last)


def server_every(wanted: ActFilter, size: int) -> Iterator[Act]:
    """Yield all of them, newest first, so many at a time."""
    return _all(lambda before: server_page(wanted, before, size))


def _all(read: Callable[[int | None], Found]) -> Iterator[Act]:
    found = read(None)
    yield from found.acts
    while found.next is not None:
        found = read(found.next)
        yield from found.acts


def _found(
    rows: Sequence[tuple[Any, ...]], limit: int, last: Callable[[], tuple[Any, ...] | None]
) -> Found:
    acts = tuple(_act(row) for row in rows[:limit])
    if len(rows) > limit:
        return Found(acts, acts[-1].id)
    ended = last()
    return Found(acts, ended[0] if ended else None)


def _params(wanted: ActFilter, before: int | None, limit: int) -> dict[str, Any]:
    escaped = wanted.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "words": wanted.words,
        "like": f"%{escaped}%",
        "acts": list(wanted.acts),
        "since": wanted.since,
        "until": wanted.until,
        "before": before,
        "limit": limit,
        "stretch": STRETCH,
    }


def _act(row: tuple[Any, ...]) -> Act:
    held = dict(zip(Act.__struct_fields__, row, strict=True))
    return Act(**{**held, "facts": decode_json(held["facts"])})
