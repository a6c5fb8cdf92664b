"""What the worker does of a change of ids: read the other version, and carry out a plan."""

from collections.abc import Callable
from typing import TypeAlias

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from homeroom.errors import HomeroomError, RetryLater
from homeroom.model.kinds import Kind
from homeroom.runs.conductor import UnderWay
from homeroom.runs.ids.id_change import apply_plan
from homeroom.runs.ids.id_plan import read_upgrade
from homeroom.runs.jobs import RETRIES, own_connections
from homeroom.store import apps, districts, id_plans
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff
from homeroom.store.scope import district_scope

Act: TypeAlias = "Task[[int, int, str], None, [int, int, str]]"


@app.task(name="read_upgrade", retry=RETRIES)
def read(district_id: int, app_id: int, started_by: str) -> None:
    """Read the other version of an app, and find out who is who."""
    _noted(district_id, app_id, lambda district, found: read_upgrade(district, found.key, _silent))


@app.task(name="apply_ids", retry=RETRIES)
def carry_out(district_id: int, app_id: int, started_by: str) -> None:
    """Carry out the plan of an app."""
    _noted(district_id, app_id, lambda district, found: apply_plan(district, found.key, started_by))


def _silent(kind: Kind, many: int) -> None:
    """Say nothing: whoever waits counts the pairs."""


def _noted(district_id: int, app_id: int, act: Callable[[District, App], object]) -> None:
    """Do something with a plan; what only a person can mend is noted with it."""
    with own_connections():
        district = districts.by_id(district_id)
        with district_scope(district_id) as scope:
            found = apps.by_id(scope, app_id)
            gone = id_plans.prepared_for(scope, app_id) is None
        if gone:
            return  # it was given up, or carried out already
        try:
            act(district, found)
        except UnderWay as problem:
            # Either the run ends, or its worker has died and nobody has noticed yet.
            raise RetryLater(problem.message) from problem
        except (RetryLater, FencedOff):
            raise
        except HomeroomError as problem:
            with district_scope(district_id) as scope:
                said = {"message": problem.message, "fix": problem.fix}
                id_plans.note_problem(scope, app_id, said)


def ask_to_read(district_id: int, app_id: int, started_by: str) -> None:
    """Ask the workers to read the other version; one that waits already is enough."""
    _ask(read, district_id, app_id, started_by)


def ask_to_carry_out(district_id: int, app_id: int, started_by: str) -> None:
    """Ask the workers to carry out a plan; one that waits already is enough."""
    _ask(carry_out, district_id, app_id, started_by)


def is_reading(district_id: int, app_id: int) -> bool:
    """Say whether a worker reads the other version, or will."""
    return _is_open(read, district_id, app_id)


def is_carried_out(district_id: int, app_id: int) -> bool:
    """Say whether a worker carries a plan out, or will."""
    return _is_open(carry_out, district_id, app_id)


def _name(task: Act, district_id: int, app_id: int) -> str:
    return f"{task.name} {district_id}/{app_id}"


def _ask(task: Act, district_id: int, app_id: int, started_by: str) -> None:
    name = _name(task, district_id, app_id)
    try:
        with transaction.atomic():
            # Syncs of the same app wait for it, and it for them.
            task.configure(lock=f"sync {district_id}/{app_id}", queueing_lock=name).defer(
                district_id=district_id, app_id=app_id, started_by=started_by
            )
    except AlreadyEnqueued:
        return


def _is_open(task: Act, district_id: int, app_id: int) -> bool:
    name = _name(task, district_id, app_id)
    return ProcrastinateJob.objects.filter(
        queueing_lock=name, status__in=("todo", "doing")
    ).exists()
