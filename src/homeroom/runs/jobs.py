"""What the worker does by itself: scheduled syncs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog
from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.runs.conductor import DATABASE_AWAY, UnderWay, sync
from homeroom.runs.report import Silent
from homeroom.store import apps, districts, schedules
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff
from homeroom.store.scope import district_scope

log = structlog.get_logger()

RETRIES = RetryStrategy(
    max_attempts=8, exponential_wait=4, retry_exceptions=[RetryLater, *DATABASE_AWAY]
)


@contextmanager
def own_connections() -> Iterator[None]:
    """Leave no connection behind: one that lies idle in a thread may break until its next job."""
    try:
        yield
    finally:
        connections.close_all()


@app.task(name="sync_app", retry=RETRIES)
def sync_app(district_id: int, app_id: int, started_by: str) -> None:
    """Sync one app; a run that broke off is taken up where it was."""
    with own_connections():
        _sync(districts.by_id(district_id), app_id, started_by)


def _sync(district: District, app_id: int, started_by: str) -> None:
    with district_scope(district.id) as scope:
        found = apps.by_id(scope, app_id)
    if found.state != "active":
        return
    try:
        sync(district, found.key, Silent(), started_by=started_by)
    except UnderWay as problem:
        # Either it ends, or its worker has died and nobody has noticed yet.
        raise RetryLater(problem.message) from problem
    except NeedsDistrict as problem:
        # The run keeps what is wrong; trying again without the district would not help.
        log.warning("sync needs the district", app=found.key, problem=problem.message)
    except FencedOff as problem:
        # We were silent for too long, or a person stopped the run; there is nothing left to do.
        log.warning("sync was taken over", app=found.key, problem=problem.message)


def defer_sync(district_id: int, app_id: int, started_by: str) -> None:
    """Ask the workers for a sync: one app's syncs never overlap, and one waiting is enough."""
    name = f"sync {district_id}/{app_id}"
    sync_app.configure(lock=name, queueing_lock=name).defer(
        district_id=district_id, app_id=app_id, started_by=started_by
    )


@app.periodic(cron="* * * * *")
@app.task(name="tick", queueing_lock="tick", pass_context=False)
def tick(timestamp: int) -> None:
    """Start what is due by its schedule."""
    with own_connections():
        for due in schedules.take_due(datetime.now(UTC)):
            try:
                defer_sync(due.district_id, due.app_id, "schedule")
            except AlreadyEnqueued:
                log.info("still waiting since the last time", app=due.app_id)
