"""A sign of life beside the run itself: a slow answer must not look like a dead worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, connections

from homeroom.store import runs
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import district_scope

log = structlog.get_logger()

BEAT_SECONDS = 3.0


@contextmanager
def beating(district: int, run: Run, stop: threading.Event) -> Iterator[None]:
    """Leave a sign every few seconds; when the run is no longer ours, `stop` is set."""
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(BEAT_SECONDS):
                _beat_once(district, run)
        except FencedOff:
            stop.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat_once(district: int, run: Run) -> None:
    try:
        with district_scope(district, repeatable=True) as scope:
            runs.beat(scope, run)
    except DatabaseError as problem:
        log.warning("no heartbeat", run=run.id, problem=str(problem)[:200])
