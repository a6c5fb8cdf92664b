"""The comparison of everything that was delivered with the SIS: a run of its own, every night.

It finds and tells; it never repairs. A run of the same app and a comparison exclude each other.
"""

import threading
from datetime import UTC, datetime, time

from homeroom.errors import NeedsDistrict
from homeroom.runs.conductor import UnderWay, fail
from homeroom.runs.deliver.ports import is_target
from homeroom.runs.deliver.reconcile import Progress, Reconciliation, compare, keep, target_of
from homeroom.runs.heartbeat import beating
from homeroom.store import apps, districts, runs, schedules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import COMPARISON, FencedOff, Run
from homeroom.store.schedules import Schedule
from homeroom.store.scope import Scope, district_scope

# In the small hours, when school is closed everywhere, past the hour that the clocks change in, and
# before the syncs of the morning.
USUAL_TIME = time(3, 15)
SETTING = "compare_at"
OFF = "off"


def arrange(scope: Scope, app: App) -> None:
    """Let an app to which grades are delivered be compared every night, unless it is switched off.

    What is arranged already stays as it is.
    """
    wanted = time_of(app)
    present = schedules.of_app(scope.district, app.id, schedules.COMPARISON)
    if wanted == (present.daily_at if present else None):
        return
    plan = None
    if wanted is not None:
        zone = districts.by_id(scope.district).time_zone
        plan = Schedule(
            district_id=scope.district,
            app_id=app.id,
            what=schedules.COMPARISON,
            every_minutes=None,
            daily_at=wanted,
            next_at=schedules.following(None, wanted, zone, datetime.now(UTC)),
        )
    schedules.put(scope.district, app.id, schedules.COMPARISON, plan)


def time_of(app: App) -> time | None:
    """Return at what clock of the district an app is compared every night, or None."""
    chosen = app.settings.get(SETTING, USUAL_TIME.isoformat())
    return time.fromisoformat(chosen) if is_target(app) and chosen != OFF else None


def check_time(district: District, app: App, chosen: time | None) -> None:
    """Refuse a comparison that cannot be: of an app that takes no grades, or in school hours."""
    target_of(app)
    if chosen is not None and district.school_opens <= chosen < district.school_closes:
        raise NeedsDistrict(
            f"School is open at {chosen:%H:%M}, and the SIS is needed there.",
            fix=f"Choose a time before {district.school_opens:%H:%M} or from"
            f" {district.school_closes:%H:%M} on.",
        )


def compare_everything(
    district: District,
    key: str,
    *,
    started_by: str,
    progress: Progress = lambda done, of: None,
) -> Reconciliation:
    """Compare every delivered grade of a target, and keep the result as a run.

    Raises UnderWay while a run of the app is at work, or waits to be taken up again. One that broke
    off is begun anew.
    """
    with district_scope(district.id) as scope:
        target = target_of(apps.keyed(scope, key))
        run = runs.start(scope, target.id, COMPARISON, started_by)
    if run is None:
        raise UnderWay(
            f"A run of {target.title} is under way.",
            fix="Wait for its end; homeroom runs shows it.",
        )
    stop = threading.Event()
    try:
        with beating(district.id, run, stop):
            return _compare(district, target, run, stop, progress)
    except FencedOff:
        raise
    except BaseException as problem:
        fail(district, run, problem)
        raise


def _compare(
    district: District, target: App, run: Run, stop: threading.Event, progress: Progress
) -> Reconciliation:
    def look(done: int, of: int) -> None:
        if stop.is_set():
            raise FencedOff("Another worker has taken this comparison over, or it was stopped.")
        progress(done, of)

    with district_scope(district.id) as scope:
        runs.enter_step(scope, run, "compare")
    done = compare(district, target, None, look)
    with district_scope(district.id) as scope:
        runs.hold(scope, run)
        keep(scope, target, done.found, everything=True)
        counts = {"line_items": done.line_items, "cells": done.cells, "found": done.counts()}
        runs.count(scope, run, counts)
        runs.finish(scope, run, "done with issues" if done.found else "done")
    return done
