"""Grades that apps write while others are on their way follow at once, and a pause is heeded."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from homeroom.push.lanes import feed, hand
from homeroom.rules.scope import GradeScope
from homeroom.runs.deliver import lane_loop
from homeroom.runs.deliver.lane_loop import LaneLoop
from tests.hub import states
from tests.integration.push.conftest import Desk
from tests.integration.push.gate import Asked, Fate, Gate
from tests.integration.push.test_by_api import Quizzly
from tests.integration.push.test_checks import soon
from tests.integration.push.test_overtaken import use_one_lane
from tests.integration.push.test_scope import NOBODY, decide

LONG = 60.0  # seconds after which a test that waits gives up


@contextmanager
def working() -> Iterator[LaneLoop]:
    """Deliver all day, as a worker does."""
    loop = LaneLoop()
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.stop.set()
        thread.join(timeout=LONG)
    assert not thread.is_alive()


class Held:
    """Holds the first write of a grade at the gate until the test lets it go."""

    def __init__(self, gate: Gate) -> None:
        self.arrived, self.free = threading.Event(), threading.Event()
        gate.rule = self._rule

    def _rule(self, asked: Asked) -> Fate:
        if asked.writes_a_grade and not self.arrived.is_set():
            self.arrived.set()
            assert self.free.wait(LONG)
        return Fate.PASSES


def begin(desk: Desk, item: str) -> Quizzly:
    app = Quizzly(desk, "1.2")
    app.item(item)
    app.grade(item, 0, 8)
    return app


def test_a_quiz_that_is_written_while_grades_go_out_does_not_wait_for_the_next_look(
    desk: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(gate)
    monkeypatch.setattr(lane_loop, "SWEEP_SECONDS", 10 * LONG)
    app = begin(desk, "w1")
    with working() as loop:
        assert held.arrived.wait(LONG)
        app.item("w2")
        app.grade("w2", 0, 7)
        held.free.set()
        soon(lambda: desk.scores("Quiz w2"), ["7"])
        assert desk.scores("Quiz w1") == ["8"]
        loop.stop.set()
        app.grade("w1", 1, 9)  # wakes the loop, so that it sees that it has to stop


def test_a_pause_ends_deliveries_that_are_under_way(
    desk: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(gate)
    monkeypatch.setattr(lane_loop, "SWEEP_SECONDS", 0.2)
    app = begin(desk, "p1")
    with working() as loop:
        assert held.arrived.wait(LONG)
        desk.pause()
        app.grade("p1", 1, 9)
        soon(lambda: all(one.stop.is_set() for one in loop._busy.values()), True)
        held.free.set()
        soon(lambda: len(loop._busy), 0)
        assert gate.scores() == [8]
        desk.resume()
        soon(lambda: desk.scores("Quiz p1"), ["8", "9"])


def once_at_a_grade(change: Callable[[], None]) -> Callable[[Asked], Fate]:
    """Change something when the first grade arrives, before it is answered."""
    done = threading.Event()

    def rule(asked: Asked) -> Fate:
        if asked.writes_a_grade and not done.is_set():
            done.set()
            try:
                change()
            finally:
                connections.close_all()  # those of the gate's thread
        return Fate.PASSES

    return rule


def test_grades_that_keep_coming_give_way_to_a_new_line_item(
    desk: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "GIVE_WAY_SECONDS", 0.0)
    app = begin(desk, "g1")

    def change() -> None:
        app.item("g2")
        app.grade("g1", 1, 9)

    gate.rule = once_at_a_grade(change)
    app.deliver()
    assert desk.scores("Quiz g1") == ["8", "9"]
    assert states(desk.district) == {("lineItem", "delivered"): 2, ("result", "delivered"): 2}


def test_rules_that_change_while_grades_go_out_hold_for_the_very_next_one(
    desk: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand, "FRESH_SECONDS", 0.0)
    use_one_lane(desk)
    app = begin(desk, "n1")
    app.grade("n1", 1, 9)
    app.grade("n1", 2, 7)
    gate.rule = once_at_a_grade(lambda: decide(desk, NOBODY))
    app.deliver()
    assert len(gate.scores()) == 1, "what had left by then cannot be called back"
    assert desk.parked() == {"scope.place": 2}
    decide(desk, GradeScope())
    app.deliver()
    assert sorted(filter(None, desk.scores("Quiz n1"))) == ["7", "8", "9"]
    assert len(gate.scores()) == 3
    assert desk.parked() == {}


def test_a_pause_ends_the_deliveries_of_a_sync_too(
    desk: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand, "FRESH_SECONDS", 0.0)
    use_one_lane(desk)
    gate.rule = once_at_a_grade(desk.pause)
    grades = [desk.grade("s1", at, str(at + 7)) for at in range(3)]
    report = desk.hand_in([desk.item("s1")], grades)
    assert report.state == "done", "the sync itself goes on"
    assert len(gate.scores()) == 1
    assert states(desk.district)["result", "waiting"] == 2
    desk.resume()
    desk.sync_campus()
    assert desk.scores("Quiz s1") == ["7", "8", "9"]
