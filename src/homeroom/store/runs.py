"""Runs: one sync of one app, who holds it, how far it came, and what it counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.errors import HomeroomError
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope

# A run whose holder has not been heard of for so long may be taken over.
STALE_SECONDS = 10
OPEN = ("waiting", "running", "failed, retrying")
# What the run has read waits for a person; nothing of it is taken in yet.
PREVIEWED = "previewed"
# What a person may say of it.
ALL, WITHOUT_REMOVALS = "all", "without removals"
# The reach of a run that reads nothing in: it compares what was delivered with what is there.
COMPARISON = "comparison"

TAKEN_OVER = "Another worker has taken this run over, or somebody stopped it."
_OURS = "epoch = %(epoch)s AND state = 'running'"


class FencedOff(HomeroomError):
    """Somebody else has taken this run over; whoever gets this stops at once."""


class Run(Struct, frozen=True, kw_only=True):
    """One run of one app; `epoch` is raised by everyone who takes it over."""

    id: int
    app_id: int
    reach: str
    state: str
    step: str
    epoch: int
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, Any]
    problem: Mapping[str, Any] | None
    approved: str | None = None  # what a person said of its preview


COLUMNS = (
    "id, app_id, reach, state, step, epoch, started_by, started_at, finished_at, counts, problem,"
    " approved"
)


_BROKEN_OFF = (
    "(state <> 'running' OR heartbeat_at < clock_timestamp() - make_interval(secs => %(stale)s))"
)


def start(scope: Scope, app_id: int, reach: str, started_by: str) -> Run | None:
    """Open a run, take over a dead one, or return None when a living one is under way.

    A sync takes the place of a comparison that broke off; a comparison waits for a sync that did.
    """
    if reach != COMPARISON:
        _end_broken_comparison(scope, app_id)
    # A run whose row is locked is at work: a long transaction leaves no sign until it ends.
    row = scope.row(
        "UPDATE runs SET epoch = epoch + 1, state = 'running', heartbeat_at = clock_timestamp()"
        " WHERE district_id = %(district)s AND id = (SELECT id FROM runs"
        "   WHERE district_id = %(district)s AND app_id = %(app)s AND state = ANY(%(open)s)"
        f"   AND {_BROKEN_OFF} AND (reach = %(comparison)s) = (%(reach)s = %(comparison)s)"
        "   FOR NO KEY UPDATE SKIP LOCKED)"
        f" RETURNING {COLUMNS}",
        app=app_id,
        open=list(OPEN),
        stale=STALE_SECONDS,
        reach=reach,
        comparison=COMPARISON,
    )
    if row is None and not is_open(scope, app_id):
        row = scope.row(
            "INSERT INTO runs (district_id, app_id, reach, state, epoch, started_by)"
            " VALUES (%(district)s, %(app)s, %(reach)s, 'running', 1, %(by)s)"
            " ON CONFLICT (district_id, app_id)"
            " WHERE state IN ('waiting', 'running', 'failed, retrying') DO NOTHING"
            f" RETURNING {COLUMNS}",
            app=app_id,
            reach=reach,
            by=started_by,
        )
    return run_of_row(row) if row else None


def _end_broken_comparison(scope: Scope, app_id: int) -> None:
    scope.run(
        "UPDATE runs SET state = 'stopped', epoch = epoch + 1, finished_at = now()"
        " WHERE district_id = %(district)s AND id = (SELECT id FROM runs"
        "   WHERE district_id = %(district)s AND app_id = %(app)s AND state = ANY(%(open)s)"
        f"   AND reach = %(comparison)s AND {_BROKEN_OFF} FOR NO KEY UPDATE SKIP LOCKED)",
        app=app_id,
        open=list(OPEN),
        stale=STALE_SECONDS,
        comparison=COMPARISON,
    )


def is_open(scope: Scope, app_id: int) -> bool:
    """Say whether a run of an app is at work, waits, or is to be taken up again."""
    return bool(
        scope.value(
            "SELECT 1 FROM runs WHERE district_id = %(district)s AND app_id = %(app)s"
            " AND state = ANY(%(open)s)",
            app=app_id,
            open=list(OPEN),
        )
    )


def hold(scope: Scope, run: Run) -> None:
    """Check in the transaction at hand that the run is still ours, and leave a sign of life."""
    touched = scope.run(
        "UPDATE runs SET heartbeat_at = clock_timestamp() WHERE district_id = %(district)s"
        f" AND id = %(id)s AND {_OURS}",
        id=run.id,
        epoch=run.epoch,
    )
    if not touched:
        raise FencedOff(TAKEN_OVER)


def beat(scope: Scope, run: Run) -> None:
    """Leave a sign of life, unless a transaction of the run holds its row, which is one, too."""
    touched = scope.run(
        "UPDATE runs SET heartbeat_at = clock_timestamp() WHERE district_id = %(district)s"
        " AND id = (SELECT id FROM runs WHERE district_id = %(district)s AND id = %(id)s"
        f"   AND {_OURS} FOR NO KEY UPDATE SKIP LOCKED)",
        id=run.id,
        epoch=run.epoch,
    )
    if not touched and not _is_ours(scope, run):
        raise FencedOff(TAKEN_OVER)


def _is_ours(scope: Scope, run: Run) -> bool:
    return bool(
        scope.value(
            f"SELECT 1 FROM runs WHERE district_id = %(district)s AND id = %(id)s AND {_OURS}",
            id=run.id,
            epoch=run.epoch,
        )
    )


def check_ours(scope: Scope, run: Run) -> None:
    """Check that the run is ours without a look at its row, which a transaction of it may hold."""
    if not _is_ours(scope, run):
        raise FencedOff(TAKEN_OVER)


def enter_step(scope: Scope, run: Run, step: str) -> None:
    """Note which step the run is in."""
    hold(scope, run)
    scope.run(
        "UPDATE runs SET step = %(step)s WHERE district_id = %(district)s AND id = %(id)s",
        id=run.id,
        step=step,
    )


def count(scope: Scope, run: Run, counts: Mapping[str, Any]) -> None:
    """Keep what the run has counted so far."""
    scope.run(
        "UPDATE runs SET counts = %(counts)s WHERE district_id = %(district)s AND id = %(id)s",
        id=run.id,
        counts=encode_json(counts),
    )


def finish(scope: Scope, run: Run, state: str, problem: Mapping[str, Any] | None = None) -> Run:
    """End a run, or put it aside to be taken up again."""
    row = scope.row(
        "UPDATE runs SET state = %(state)s, problem = %(problem)s,"
        " approved = CASE WHEN %(state)s = 'previewed' THEN NULL ELSE approved END,"
        " finished_at = CASE WHEN %(state)s = ANY(%(open)s) THEN NULL ELSE now() END"
        " WHERE district_id = %(district)s AND id = %(id)s AND epoch = %(epoch)s"
        f" RETURNING {COLUMNS}",
        id=run.id,
        epoch=run.epoch,
        state=state,
        open=list(OPEN),
        problem=encode_json(problem) if problem else None,
    )
    if row is None:
        raise FencedOff("Another worker has taken this run over.")
    return run_of_row(row)


def stop(scope: Scope, run_id: int) -> bool:
    """Stop an open run after its present page or chunk; False when it had ended."""
    return bool(
        scope.run(
            "UPDATE runs SET state = 'stopped', finished_at = now(), epoch = epoch + 1"
            " WHERE district_id = %(district)s AND id = %(id)s AND state = ANY(%(open)s)",
            id=run_id,
            open=list(OPEN),
        )
    )


def stop_all(scope: Scope, app_id: int) -> None:
    """Stop whatever run of an app is open, and drop the preview that waits."""
    for run in latest(scope, app_id, 1):
        stop(scope, run.id)
    drop_previews(scope, app_id, None, "The settings of the app changed.", "Sync again.")


def drop_previews(scope: Scope, app_id: int, but: int | None, words: str, fix: str) -> int:
    """Give up the previews of an app that wait, but that of one run; return how many did.

    Where nothing of a reading was taken in, later readings need not know of it: its pages would
    make them look at every row again.
    """
    scope.run(
        "DELETE FROM run_pages p USING runs r WHERE p.district_id = %(district)s"
        " AND r.district_id = p.district_id AND r.id = p.run_id AND r.app_id = %(app)s"
        " AND r.state = 'previewed' AND r.id IS DISTINCT FROM %(but)s::bigint"
        " AND coalesce(r.counts -> 'stored', '{}') = '{}'",
        app=app_id,
        but=but,
    )
    return scope.run(
        "UPDATE runs SET state = 'stopped', problem = %(problem)s, epoch = epoch + 1"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND state = 'previewed'"
        " AND id IS DISTINCT FROM %(but)s::bigint",
        app=app_id,
        but=but,
        problem=encode_json({"message": words, "fix": fix, "detail": ""}),
    )


def under_way(scope: Scope, app_id: int) -> bool:
    """Say whether a sync of an app is running and alive."""
    return bool(
        scope.value(
            "SELECT 1 FROM runs WHERE district_id = %(district)s AND app_id = %(app)s"
            " AND state = 'running' AND reach <> %(comparison)s"
            " AND heartbeat_at >= now() - make_interval(secs => %(stale)s)",
            app=app_id,
            stale=STALE_SECONDS,
            comparison=COMPARISON,
        )
    )


def by_id(scope: Scope, run_id: int) -> Run | None:
    """Return one run."""
    row = scope.row(
        f"SELECT {COLUMNS} FROM runs WHERE district_id = %(district)s AND id = %(id)s",
        id=run_id,
    )
    return run_of_row(row) if row else None


def latest(scope: Scope, app_id: int | None, limit: int) -> list[Run]:
    """Return the last runs, newest first, of one app or of all."""
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM runs WHERE district_id = %(district)s"
        " AND (%(app)s::int IS NULL OR app_id = %(app)s) ORDER BY id DESC LIMIT %(limit)s",
        app=app_id,
        limit=limit,
    )
    return [run_of_row(row) for row in rows]


def last_complete(scope: Scope, app_id: int, reach: str = "complete") -> Run | None:
    """Return the last run that ended well and had read, or compared, everything."""
    row = scope.row(
        f"SELECT {COLUMNS} FROM runs WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND reach = %(reach)s AND state IN ('done', 'done with issues', 'on hold')"
        " ORDER BY id DESC LIMIT 1",
        app=app_id,
        reach=reach,
    )
    return run_of_row(row) if row else None


def run_of_row(row: tuple[Any, ...]) -> Run:
    """Return the run of a selected row of COLUMNS."""
    held = dict(zip(Run.__struct_fields__, row, strict=True))
    held["counts"] = decode_json(held["counts"])
    held["problem"] = decode_json(held["problem"]) if held["problem"] else None
    return Run(**held)
