"""Look for workers that have died or fallen silent, so that a living one takes over their work."""

import threading
from collections.abc import Callable

import psycopg
import structlog
from django.db import Error, connections

from homeroom.store import claims, districts, workers
from homeroom.store.runs import STALE_SECONDS
from homeroom.store.scope import district_scope
from homeroom.store.workers import Patience

log = structlog.get_logger()

# A worker leaves a sign of life so often, and is given up when none has come for so long: by then
# its runs, which have signs of their own, may be taken over, too.
HEARTBEAT_SECONDS = 3.0
SILENT_SECONDS = STALE_SECONDS + HEARTBEAT_SECONDS
# Whose connections have ended lives no more, unless the database has just come back: then it leaves
# a sign within the time between two looks.
GONE_SECONDS = 3.0
PATIENCE = Patience(silent=SILENT_SECONDS, gone=GONE_SECONDS)
LOOK_SECONDS = 2.5


def keep_looking(stop: threading.Event) -> None:
    """Look at once and every few seconds until `stop` is set; it needs no free place for a job."""
    try:
        while not stop.is_set():
            _tried(_look)
            stop.wait(LOOK_SECONDS)
    finally:
        _tried(workers.leave)


def _look() -> None:
    workers.leave_sign()
    silent = workers.cut_off_silent(PATIENCE)
    if silent:
        for district in districts.every():
            with district_scope(district.id) as scope:
                claims.let_go(scope, silent)
        workers.forget(silent)
        log.warning("workers have fallen silent", workers=silent)
    for name in workers.queue_anew(SILENT_SECONDS):
        log.warning("a job goes on elsewhere", job=name)


def _tried(act: Callable[[], None]) -> None:
    try:
        act()
    except (Error, psycopg.Error) as problem:
        log.warning("the database is away", problem=str(problem)[:200])
    finally:
        connections.close_all()
