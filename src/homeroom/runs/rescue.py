"""Look for the jobs of workers that have died, so that a living one takes them over."""

import threading

import structlog
from django.db import Error, connections

from homeroom.store import rescue
from homeroom.store.runs import STALE_SECONDS

log = structlog.get_logger()

# A worker leaves a sign of life so often, and is given up when none has come for so long: by then
# its runs, which have signs of their own, may be taken over, too.
HEARTBEAT_SECONDS = 3.0
SILENT_SECONDS = STALE_SECONDS + HEARTBEAT_SECONDS
LOOK_SECONDS = 5.0


def keep_looking(stop: threading.Event) -> None:
    """Look at once and every few seconds until `stop` is set; it needs no free place for a job."""
    while True:
        _look()
        if stop.wait(LOOK_SECONDS):
            return


def _look() -> None:
    try:
        for name in rescue.queue_anew(SILENT_SECONDS):
            log.warning("a worker has died; its job goes on elsewhere", job=name)
    except Error as problem:
        log.warning("the database is away", problem=str(problem)[:200])
    finally:
        connections.close_all()
