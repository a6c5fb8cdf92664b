"""What the worker does by itself: scheduled syncs, nightly comparisons, and new days."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from django.db import connections, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.pull.lanes import in_school_hours
from homeroom.runs.care import clearing, noticing
from homeroom.runs.conductor import DATABASE_AWAY, UnderWay, check_active, sync
from homeroom.runs.deliver.nightly import compare_everything
from homeroom.runs.report import Silent
from homeroom.runs.rules import by_hand
from homeroom.store import apps, audit, districts, parked, retention, schedules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff
from homeroom.store.schedules import Schedule
from homeroom.store.scope import Scope, district_scope
from homeroom.store.vendors import tokens

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
        _run(
            districts.by_id(district_id),
            app_id,
            lambda district, app: sync(district, app.key, Silent(), started_by=started_by),
        )


@app.task(name="compare_app", retry=RETRIES)
def compare_app(district_id: int, app_id: int, started_by: str) -> None:
    """Compare all that was delivered to one app; one that broke off is begun anew."""
    with own_connections():
        _run(
            districts.by_id(district_id),
            app_id,
            lambda district, app: compare_everything(district, app.key, started_by=started_by),
        )


def _run(district: District, app_id: int, act: Callable[[District, App], object]) -> None:
    with district_scope(district.id) as scope:
        found = apps.by_id(scope, app_id)
    if found.state != "active":
        return
    try:
        act(district, found)
    except UnderWay as problem:
        # Either it ends, or its worker has died and nobody has noticed yet.
        raise RetryLater(problem.message) from problem
    except NeedsDistrict as problem:
        # The run keeps what is wrong; trying again without the district would not help.
        log.warning("a run needs the district", app=found.key, problem=problem.message)
    except FencedOff as problem:
        # We were silent for too long, or a person stopped the run; there is nothing left to do.
        log.warning("a run was taken over", app=found.key, problem=problem.message)


def defer_sync(district_id: int, app_id: int, started_by: str) -> None:
    """Ask the workers for a sync: one app's runs never overlap, and one waiting is enough."""
    _defer(sync_app, district_id, app_id, started_by)


def ask_for_sync(
    scope: Scope, app: App, started_by: str, schools: Sequence[str] | None = None
) -> bool:
    """Ask the workers for a sync of an app that may be synced; False when one waits already.

    It is the sync that a schedule starts, whoever asks. `schools`: those of which somebody asks who
    does not look after the whole district, for the audit log.
    """
    facts = {} if schools is None else {"asked_for_schools": list(schools)}
    return _asked_for(defer_sync, scope, app, ("sync.ask", started_by), facts)


def ask_for_comparison(scope: Scope, app: App, started_by: str) -> bool:
    """Ask the workers to compare all that was delivered; False when that waits already."""
    return _asked_for(defer_comparison, scope, app, ("comparison.ask", started_by), {})


def _asked_for(
    defer: Callable[[int, int, str], None],
    scope: Scope,
    app: App,
    act: tuple[str, str],
    facts: Mapping[str, Any],
) -> bool:
    check_active(app)
    try:
        with transaction.atomic():  # a refusal leaves the caller's transaction in order
            defer(scope.district, app.id, act[1])
    except AlreadyEnqueued:
        return False
    audit.note(scope, act[1], act[0], app.key, facts)
    return True


def is_asked(district_id: int, app_id: int) -> bool:
    """Say whether a sync of an app waits for a worker."""
    name = f"{sync_app.name} {district_id}/{app_id}"
    return ProcrastinateJob.objects.filter(queueing_lock=name, status="todo").exists()


def defer_comparison(district_id: int, app_id: int, started_by: str) -> None:
    """Ask the workers for a comparison, before or after a sync of the same app."""
    _defer(compare_app, district_id, app_id, started_by)


def _defer(
    task: "Task[[int, int, str], None, [int, int, str]]",
    district_id: int,
    app_id: int,
    started_by: str,
) -> None:
    place = f"{district_id}/{app_id}"
    task.configure(lock=f"sync {place}", queueing_lock=f"{task.name} {place}").defer(
        district_id=district_id, app_id=app_id, started_by=started_by
    )


@app.periodic(cron="* * * * *")
@app.task(name="tick", queueing_lock="tick", pass_context=False)
def tick(timestamp: int) -> None:
    """Start what is due by its schedule."""
    with own_connections():
        now = datetime.now(UTC)
        for due in schedules.take_due(now):
            try:
                start_due(due, now)
            except AlreadyEnqueued:
                log.info("still waiting since the last time", app=due.app_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="new_day", queueing_lock="new_day", pass_context=False)
def new_day(timestamp: int) -> None:
    """Check anew what is out of scope, and end what was set up to the day before.

    A day begins by the time zone, and zones begin it at quarters of an hour.
    """
    with own_connections():
        for district in districts.every():
            by_hand.end_values(district, datetime.now(UTC))
            with district_scope(district.id) as scope:
                parked.check_scope_daily(scope)


@app.periodic(cron="*/5 * * * *")
@app.task(name="tell_people", lock="tell_people", queueing_lock="tell_people", pass_context=False)
def tell_people(timestamp: int) -> None:
    """Notice what began and what is over, and tell those who want to know."""
    with own_connections():
        for district in districts.every():
            now = datetime.now(UTC)
            noticing.notice(district, now)
            noticing.tell(district, now)


@app.periodic(cron="17 * * * *")
@app.task(name="clear_api", queueing_lock="clear_api", pass_context=False)
def clear_api(timestamp: int) -> None:
    """Forget tokens that are over, and requests that are older than they are kept."""
    with own_connections():
        forget_api_traces(datetime.now(UTC))


def forget_api_traces(now: datetime) -> int:
    """Forget what was asked of the API too long ago, and tokens that are over; return how many."""
    gone = tokens.forget_over(now)
    return gone + sum(clearing.clear_one(one, "requests", now) for one in districts.every())


@app.periodic(cron="25 * * * *")
@app.task(name="clear_old", lock="clear_old", queueing_lock="clear_old", pass_context=False)
def clear_old(timestamp: int) -> None:
    """Remove what is older than it is kept, of each district in its own night."""
    with own_connections():
        now = datetime.now(UTC)
        for district in districts.every():
            if clearing.is_time(district, now):
                clearing.clear(district, now)
        if now.hour == clearing.HOUR:
            retention.clear_server(now)


def start_due(due: Schedule, now: datetime) -> None:
    """Ask the workers for what is due; a comparison only while school is closed."""
    if due.what == schedules.SYNC:
        defer_sync(due.district_id, due.app_id, "schedule")
    elif in_school_hours(districts.by_id(due.district_id), now):
        # No worker was there at night. In school hours the SIS has other things to do.
        log.warning("no worker was there at night; the comparison is left out", app=due.app_id)
    else:
        defer_comparison(due.district_id, due.app_id, "schedule")
