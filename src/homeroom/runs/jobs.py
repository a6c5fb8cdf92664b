"""What the worker does by itself: scheduled syncs, and the rerun of jobs whose worker died."""

from datetime import UTC, datetime
from typing import Any

import structlog
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.runs.conductor import sync
from homeroom.runs.report import Silent
from homeroom.store import apps, districts, schedules
from homeroom.store.scope import district_scope

log = structlog.get_logger()

RETRIES = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[RetryLater])


@app.task(name="sync_app", retry=RETRIES)
def sync_app(district_id: int, app_id: int, started_by: str) -> None:
    """Sync one app; a run that broke off is taken up where it was."""
    district = districts.by_id(district_id)
    with district_scope(district.id) as scope:
        found = apps.by_id(scope, app_id)
    if found.state != "active":
        return
    try:
        sync(district, found.key, Silent(), started_by=started_by)
    except NeedsDistrict as problem:
        # The run keeps what is wrong; trying again without the district would not help.
        log.warning("sync needs the district", app=found.key, problem=problem.message)


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
    for due in schedules.take_due(datetime.now(UTC)):
        try:
            defer_sync(due.district_id, due.app_id, "schedule")
        except AlreadyEnqueued:
            log.info("still waiting since the last time", app=due.app_id)


@app.periodic(cron="* * * * * */10")
@app.task(name="rescue", queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Hand jobs whose worker died to a living one."""
    manager: Any = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
