"""Lists of runs: filtered, newest first, and continued from where the last page ended."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.store.runs import COLUMNS, Run, run_of_row
from homeroom.store.scope import Scope


class RunFilter(Struct, frozen=True, kw_only=True):
    """Which runs are wanted; None and "" stand for any."""

    app_id: int | None = None
    apps: tuple[int, ...] | None = None  # of these alone
    state: str = ""
    since: datetime | None = None  # started then or later
    until: datetime | None = None  # started before


class Pace(Struct, frozen=True):
    """How long one ended run took."""

    run_id: int
    app_id: int
    started_at: datetime
    seconds: float


def page(scope: Scope, wanted: RunFilter, before: int | None, limit: int) -> list[Run]:
    """Return the next runs, newest first; `before` is the last one that was shown."""
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM runs WHERE {_words(wanted)}"
        " AND (%(before)s::bigint IS NULL OR id < %(before)s) ORDER BY id DESC LIMIT %(limit)s",
        before=before,
        limit=limit,
        **_params(wanted),
    )
    return [run_of_row(row) for row in rows]


def every(scope: Scope, wanted: RunFilter, size: int) -> Iterator[Run]:
    """Yield all of them, newest first, so many at a time."""
    before = None
    while found := page(scope, wanted, before, size):
        yield from found
        before = found[-1].id


def paces(scope: Scope, wanted: RunFilter, limit: int) -> list[Pace]:
    """Return how long the last syncs took that ended well, oldest first."""
    rows = scope.rows(
        "SELECT id, app_id, started_at, extract(epoch FROM finished_at - started_at)::float"
        f" FROM runs WHERE {_words(wanted)} AND reach <> 'comparison' AND finished_at IS NOT NULL"
        " AND state IN ('done', 'done with issues', 'on hold') ORDER BY id DESC LIMIT %(limit)s",
        limit=limit,
        **_params(wanted),
    )
    return [Pace(*row) for row in reversed(rows)]


def _words(wanted: RunFilter) -> str:
    """Return the condition; only what narrows stands in it, so that an index can bear it."""
    words = ["district_id = %(district)s"]
    if wanted.app_id is not None:
        words.append("app_id = %(app)s")
    if wanted.apps is not None:
        words.append("app_id = ANY(%(apps)s::int[])")
    if wanted.state:
        words.append("state = %(state)s")
    if wanted.since is not None:
        words.append("started_at >= %(since)s")
    if wanted.until is not None:
        words.append("started_at < %(until)s")
    return " AND ".join(words)


def _params(wanted: RunFilter) -> dict[str, Any]:
    return {
        "app": wanted.app_id,
        "apps": list(wanted.apps or ()),
        "state": wanted.state,
        "since": wanted.since,
        "until": wanted.until,
    }
