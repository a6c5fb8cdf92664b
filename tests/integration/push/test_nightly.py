"""Every night all that was delivered is compared with the SIS, without anybody asking for it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from datetime import time as clock

import pytest

from homeroom import settings
from homeroom.errors import NeedsDistrict
from homeroom.runs.conductor import UnderWay
from homeroom.runs.deliver import nightly
from homeroom.runs.deliver.nightly import compare_everything
from homeroom.runs.deliver.ports import port_to
from homeroom.runs.jobs import start_due, tick
from homeroom.runs.setup import activation
from homeroom.store import apps, issues, lanes, runs, schedules
from homeroom.store.apps import App
from homeroom.store.runs import COMPARISON, Run
from homeroom.store.schedules import Schedule
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, run
from tests.integration.push.conftest import Desk

ITEM = "Quiz q1"
NIGHT = datetime(2026, 10, 14, 8, 15, tzinfo=UTC)  # a quarter past three in Chicago
LESSON = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)  # ten on a Wednesday morning
TURNS, PAUSE = 900, 0.1  # a bound for a machine that is busy with other things


@pytest.fixture
def graded(desk: Desk) -> Desk:
    """A line item with three grades that stand in the SIS."""
    desk.hand_in([desk.item("q1")], [desk.grade("q1", at, f"{at + 6}.5") for at in range(3)])
    assert desk.scores(ITEM) == ["6.5", "7.5", "8.5"]
    return desk


def app_of(desk: Desk, key: str = IC) -> App:
    """Return an app of the district."""
    with district_scope(desk.district.id) as scope:
        return apps.keyed(scope, key)


def planned(desk: Desk, key: str = IC) -> clock | None:
    """Return when an app is compared every night."""
    found = schedules.of_app(desk.district.id, app_of(desk, key).id, schedules.COMPARISON)
    return found.daily_at if found else None


def choose(desk: Desk, at: str) -> None:
    """Move the comparison of the SIS, or switch it off."""
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_settings(scope, app, {nightly.SETTING: at}, "test")


def due(desk: Desk) -> Schedule:
    """Return the plan of the comparison, as the tick finds it."""
    found = schedules.of_app(desk.district.id, app_of(desk).id, schedules.COMPARISON)
    assert found is not None
    return found


def queued(desk: Desk) -> int:
    """Return how many comparisons wait for a worker."""
    with district_scope(desk.district.id) as scope:
        return int(
            scope.value(
                "SELECT count(*) FROM procrastinate_jobs"
                " WHERE task_name = 'compare_app' AND status = 'todo'"
            )
        )


def last_run(desk: Desk) -> Run | None:
    """Return the last run of the SIS."""
    with district_scope(desk.district.id) as scope:
        found = runs.latest(scope, apps.keyed(scope, IC).id, 1)
    return found[0] if found else None


def codes(desk: Desk) -> dict[str, int]:
    """Return what comparisons have found and is still open."""
    with district_scope(desk.district.id) as scope:
        found = issues.counted(scope, apps.keyed(scope, IC).id)
    return {code: many for code, many in found.items() if code.startswith("reconcile.")}


Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(desk: Desk) -> Iterator[Start]:
    """Start a worker; it ends with the test."""
    environment = {
        **os.environ,
        "HOMEROOM_DATABASE_URL": settings.url_of("default"),
        "HOMEROOM_DATABASE_OWNER_URL": settings.url_of("owner"),
    }
    with ExitStack() as stack:

        def end(worker: "subprocess.Popen[bytes]") -> None:
            worker.send_signal(signal.SIGINT)
            worker.wait()

        def begin() -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", "homeroom", "worker"]
            worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
            stack.callback(end, worker)
            return worker

        yield begin


def wait_for(desk: Desk, look: Callable[[Run], bool]) -> Run:
    """Return the comparison once something holds for it."""
    for _ in range(TURNS):
        found = last_run(desk)
        if found is not None and found.reach == COMPARISON and look(found):
            return found
        time.sleep(PAUSE)
    raise AssertionError(f"waited in vain: {last_run(desk)}")


@contextmanager
def held_up(desk: Desk) -> Iterator[None]:
    """Keep the only lane to the SIS busy, so that a comparison stands still in the middle."""
    with district_scope(desk.district.id) as scope:
        one = {"lanes": {"in_school_hours": 1, "otherwise": 1}}
        app = activation.change_settings(scope, apps.keyed(scope, IC), one, "test")
    with port_to(desk.district, app) as port:
        place = port.lanes.place
    with lanes.lane(place, 1):
        yield


def test_what_grades_go_to_is_compared_every_night_unless_it_is_switched_off(desk: Desk) -> None:
    assert planned(desk) == nightly.USUAL_TIME == clock(3, 15)
    assert due(desk).next_at.astimezone(desk.district.zone).time() == clock(3, 15)
    assert planned(desk, MATHLY) is None
    choose(desk, "04:45:00")
    assert planned(desk) == clock(4, 45)
    choose(desk, nightly.OFF)
    with district_scope(desk.district.id) as scope:
        activation.finish(scope, apps.keyed(scope, IC), "test")
    assert planned(desk) is None


def test_an_app_that_no_longer_takes_grades_is_no_longer_compared(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_mode(scope, app, "2-way", "test", grade_sync=False)
    assert planned(desk) is None
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_mode(scope, app, "2-way", "test", grade_sync=True)
    assert planned(desk) == nightly.USUAL_TIME
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.remove(scope, app, "test")
    assert schedules.of_app(desk.district.id, app.id, schedules.COMPARISON) is None


def test_a_plan_that_did_not_change_keeps_its_turn(desk: Desk) -> None:
    desk.sql("UPDATE schedules SET next_at = %(night)s", night=NIGHT)
    choose(desk, nightly.USUAL_TIME.isoformat())
    assert due(desk).next_at == NIGHT


def test_school_hours_are_refused_and_so_is_an_app_that_takes_no_grades(desk: Desk) -> None:
    for chosen in ("07:00", "15:59"):
        with pytest.raises(NeedsDistrict, match=f"School is open at {chosen}"):
            nightly.check_time(desk.district, app_of(desk), clock.fromisoformat(chosen))
    nightly.check_time(desk.district, app_of(desk), clock(16, 0))
    with pytest.raises(NeedsDistrict, match="nothing to compare"):
        nightly.check_time(desk.district, app_of(desk, MATHLY), None)


def test_a_night_without_a_worker_is_not_made_up_for_in_school_hours(desk: Desk) -> None:
    start_due(due(desk), LESSON)
    assert queued(desk) == 0
    start_due(due(desk), NIGHT)
    assert queued(desk) == 1


def test_the_tick_moves_a_comparison_on_to_the_next_night(desk: Desk) -> None:
    desk.sql("UPDATE schedules SET next_at = %(night)s", night=NIGHT)
    tick(0)
    assert due(desk).next_at > datetime.now(UTC)
    assert due(desk).next_at.astimezone(desk.district.zone).time() == clock(3, 15)


def test_a_worker_compares_by_itself_tells_what_it_finds_and_repairs_nothing(
    graded: Desk, start: Start
) -> None:
    graded.teacher_scores(ITEM, 1, "3")
    start_due(due(graded), NIGHT)
    before = graded.campus.writes()
    start()
    done = wait_for(graded, lambda one: one.finished_at is not None)
    assert (done.state, done.started_by, done.step) == ("done with issues", "schedule", "compare")
    assert done.counts == {"line_items": 1, "cells": 3, "found": {"reconcile.different": 1}}
    assert codes(graded) == {"reconcile.different": 1}
    assert graded.campus.writes() == before
    assert graded.scores(ITEM) == ["6.5", "3", "8.5"]
    # What is mended is over with the next night.
    graded.teacher_scores(ITEM, 1, "7.5")
    compare_everything(graded.district, IC, started_by="test")
    assert codes(graded) == {}
    last = last_run(graded)
    assert last is not None
    assert (last.state, last.counts["found"]) == ("done", {})


def test_the_comparison_of_a_killed_worker_goes_on_at_another_one(
    graded: Desk, start: Start
) -> None:
    with held_up(graded):
        start_due(due(graded), NIGHT)
        first = start()
        begun = wait_for(graded, lambda one: one.step == "compare")
        first.kill()
        start()
        again = wait_for(graded, lambda one: one.epoch == 2)
    assert again.id == begun.id
    done = wait_for(graded, lambda one: one.finished_at is not None)
    assert (done.id, done.state, done.epoch) == (begun.id, "done", 2)
    assert done.counts["cells"] == 3


def opened(desk: Desk, reach: str) -> Run:
    """Open a run that is alive."""
    with district_scope(desk.district.id) as scope:
        made = runs.start(scope, apps.keyed(scope, IC).id, reach, "test")
    assert made is not None
    return made


def test_a_comparison_and_a_sync_of_one_app_exclude_each_other(desk: Desk) -> None:
    sync = opened(desk, "delta")
    with pytest.raises(UnderWay):
        compare_everything(desk.district, IC, started_by="test")
    with district_scope(desk.district.id) as scope:
        runs.finish(scope, sync, "done")
    comparison = opened(desk, COMPARISON)
    with pytest.raises(UnderWay):
        run(desk.district, IC)
    with district_scope(desk.district.id) as scope:
        runs.hold(scope, comparison)


def test_a_sync_takes_the_place_of_a_comparison_that_broke_off_but_not_the_other_way_round(
    desk: Desk,
) -> None:
    comparison = opened(desk, COMPARISON)
    desk.sql("UPDATE runs SET heartbeat_at = now() - interval '1 minute'")
    report = run(desk.district, IC)
    assert (report.state, report.resumed) == ("done", False)
    with district_scope(desk.district.id) as scope:
        ended = runs.by_id(scope, comparison.id)
    assert ended is not None
    assert (ended.state, ended.reach) == ("stopped", COMPARISON)
    sync = opened(desk, "complete")
    desk.sql("UPDATE runs SET heartbeat_at = now() - interval '1 minute'")
    with pytest.raises(UnderWay):
        compare_everything(desk.district, IC, started_by="test")
    assert run(desk.district, IC).run_id == sync.id


def test_a_comparison_whose_run_somebody_stops_keeps_nothing(graded: Desk) -> None:
    graded.teacher_scores(ITEM, 1, "3")

    def stop(done: int, of: int) -> None:
        last = last_run(graded)
        assert last is not None
        with district_scope(graded.district.id) as scope:
            assert runs.stop(scope, last.id)

    with pytest.raises(runs.FencedOff):
        compare_everything(graded.district, IC, started_by="test", progress=stop)
    assert codes(graded) == {}
    last = last_run(graded)
    assert last is not None
    assert (last.state, last.counts) == ("stopped", {})
