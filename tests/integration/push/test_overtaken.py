"""Whatever a grade's older content does on its way, the newer one is what stands at the end."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from homeroom.push.lanes.hand import FRESH_SECONDS
from homeroom.runs.setup import activation
from homeroom.store import apps
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, run, states
from tests.integration.push.conftest import Desk
from tests.integration.push.gate import Asked, Fate, Gate

LONG = 60.0  # seconds after which a test that waits gives up
DELIVER = """
    import threading, django
    django.setup()
    from homeroom.push.lanes.deliver import deliver_due
    from homeroom.runs.deliver.ports import port_to
    from homeroom.store import apps, districts
    from homeroom.store.scope import district_scope

    (district,) = districts.every()
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, "infinite-campus")
    with port_to(district, app) as port:
        deliver_due(port, threading.Event(), lambda sent: None)
"""
Pick = Callable[[Asked], bool]
MOMENTS = {
    "looking": lambda asked: asked.looks_at_grades,
    "writing": lambda asked: asked.writes_a_grade,
}
AT = pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)


def hand_in(desk: Desk, *scores: str) -> None:
    grades = [desk.grade("q1", at, score) for at, score in enumerate(scores)]
    desk.hand_in([desk.item("q1")], grades)


def once(pick: Pick, act: Callable[[], None]) -> Callable[[Asked], Fate]:
    """Do something when the first request that is picked has come, before it goes on."""
    lock, left = threading.Lock(), [act]

    def rule(asked: Asked) -> Fate:
        with lock:
            now = left.pop() if left and pick(asked) else None
        if now is not None:
            now()
        return Fate.PASSES

    return rule


@AT
def test_a_grade_that_changes_on_its_way_arrives_as_it_is_now(
    desk: Desk, gate: Gate, at: Pick
) -> None:
    hand_in(desk)
    desk.pause()
    hand_in(desk, "8")
    desk.write([desk.item("q1")], [desk.grade("q1", 0, "9")])

    def change() -> None:
        try:
            run(desk.district, MATHLY)
        finally:
            connections.close_all()

    gate.rule = once(at, change)
    desk.resume()
    deliver(desk)
    assert desk.scores("Quiz q1") == ["9"]
    assert desk.delivery("q1", 0).sent["score"] == "9"
    assert desk.parked() == {}
    older = at is MOMENTS["writing"]
    assert gate.scores() == ([8, 9] if older else [9]), "what is outdated is not sent any more"


def deliver(desk: Desk) -> None:
    """Deliver in a process of its own, as a worker does."""
    with delivering(desk) as worker:
        assert worker.wait(LONG) == 0


@contextmanager
def delivering(desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker that delivers what is due; it is ended by its id."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "homeroom.settings",
        "HOMEROOM_DATABASE_URL": desk.database.app_url,
    }
    worker = subprocess.Popen([sys.executable, "-c", textwrap.dedent(DELIVER)], env=environment)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


@contextmanager
def paused(desk: Desk, gate: Gate, at: Pick) -> Iterator[subprocess.Popen[bytes]]:
    """Pause a worker (SIGSTOP) for longer than its claims last, at its first such request.

    The request itself arrives only when the worker goes on.
    """
    here, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        here.set()
        go_on.wait(LONG)

    gate.rule = once(at, hold)
    with delivering(desk) as worker:
        assert here.wait(LONG)
        os.kill(worker.pid, signal.SIGSTOP)
        desk.sql("UPDATE deliveries SET claimed_until = now() - interval '1 second'")
        time.sleep(FRESH_SECONDS)
        yield worker
        go_on.set()
        os.kill(worker.pid, signal.SIGCONT)
        assert worker.wait(LONG) == 0


def use_one_lane(desk: Desk) -> None:
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        lanes = {"in_school_hours": 1, "otherwise": 1}
        activation.change_settings(scope, app, {"lanes": lanes}, "test")


def let_lanes_go(desk: Desk) -> None:
    """The paused worker keeps its lane; another one may have more."""
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
        lanes = {"in_school_hours": 5, "otherwise": 5}
        activation.change_settings(scope, app, {"lanes": lanes}, "test")


@AT
def test_a_worker_that_wakes_up_late_writes_nothing_more(desk: Desk, gate: Gate, at: Pick) -> None:
    hand_in(desk)
    use_one_lane(desk)
    desk.pause()
    hand_in(desk, "8", "8", "8")
    desk.resume()
    with paused(desk, gate, at):
        let_lanes_go(desk)
        hand_in(desk, "9", "9", "9")
        assert desk.scores("Quiz q1") == ["9", "9", "9"]
        gate.asked.clear()
    late = [8.0] if at is MOMENTS["writing"] else []
    written = gate.scores()
    assert written[: len(late)] == late, "what had left already arrives"
    assert 8 not in written[len(late) :], "and nothing else"
    run(desk.district, MATHLY)
    assert desk.scores("Quiz q1") == ["9", "9", "9"]
    assert desk.parked() == {}
    assert states(desk.district)["result", "delivered"] == 3


def test_what_a_worker_that_never_wakes_up_had_sent_is_sent_again(desk: Desk, gate: Gate) -> None:
    hand_in(desk)
    desk.pause()
    hand_in(desk, "8")
    desk.resume()
    here = threading.Event()
    gate.rule = once(MOMENTS["writing"], here.set)
    with delivering(desk) as worker:
        assert here.wait(LONG)
        worker.kill()
        worker.wait()
    assert states(desk.district)["result", "sending"] == 1
    desk.sql("UPDATE deliveries SET claimed_until = now() - interval '1 second'")
    run(desk.district, MATHLY)
    assert desk.scores("Quiz q1") == ["8"]
    assert states(desk.district)["result", "delivered"] == 1


def test_what_arrives_late_from_a_dead_worker_is_asked_about(desk: Desk, gate: Gate) -> None:
    hand_in(desk)
    desk.pause()
    hand_in(desk, "8")
    desk.resume()
    here, go_on, gone = threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        here.set()
        go_on.wait(LONG)

    gate.rule = once(MOMENTS["writing"], hold)
    gate.over = lambda asked: gone.set() if asked.score == 8 else None
    with delivering(desk) as worker:
        assert here.wait(LONG)
        worker.kill()
        worker.wait()
    desk.sql("UPDATE deliveries SET claimed_until = now() - interval '1 second'")
    hand_in(desk, "9")
    assert desk.scores("Quiz q1") == ["9"]
    go_on.set()
    assert gone.wait(LONG)
    assert desk.scores("Quiz q1") == ["8"]
    desk.sync_campus()
    assert desk.parked() == {"conflict.edited_in_sis": 1}
