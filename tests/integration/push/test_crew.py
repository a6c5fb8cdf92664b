"""Lanes at work: never more than the clock allows, over all processes, and they take turns."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connections
from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.pull.lanes import Lanes
from homeroom.push.lanes import crew
from homeroom.push.lanes.crew import Crew, Done, Step
from homeroom.store.deliveries import Ending
from homeroom.store.districts import District
from tests.unit.push.cases import delivery

IN_SCHOOL = datetime(2026, 10, 14, 16, tzinfo=UTC)
AT_NIGHT = datetime(2026, 10, 14, 5, tzinfo=UTC)
LONG = 60.0  # seconds after which a test that waits gives up
LEFT = Done(endings=[Ending(delivery=delivery(), state="held")])


@pytest.fixture
def lanes(district: District) -> Lanes:
    """One lane in school hours and three outside them; it is night."""
    return Lanes(
        place="sis", in_school_hours=1, otherwise=3, district=district, clock=lambda: AT_NIGHT
    )


class Watch:
    """Counts how many steps are under way at once."""

    def __init__(self) -> None:
        self.now = self.most = self.ended = 0
        self._lock = threading.Lock()

    def step(self) -> Done:
        """Take a moment."""
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.01)
        with self._lock:
            self.now -= 1
            self.ended += 1
        return LEFT


def collected(at_work: Crew) -> list[Done]:
    """Return what all steps left."""
    done: list[Done] = []
    while at_work.busy:
        done += at_work.collect(LONG)
    return done


def drain(at_work: Crew, into: list[Done]) -> None:
    """Collect until something is raised."""
    while True:
        into += at_work.collect(LONG)


@pytest.mark.parametrize(("hour", "most"), [(IN_SCHOOL, 1), (AT_NIGHT, 3)], ids=["day", "night"])
def test_two_processes_together_use_no_more_lanes_than_there_are(
    lanes: Lanes, hour: datetime, most: int
) -> None:
    watch = Watch()
    lanes = structs.replace(lanes, clock=lambda: hour)
    with Crew(lanes) as one, Crew(lanes) as other:
        for at_work in (one, other):
            at_work.add([watch.step] * 30)
        assert len(collected(one)) == len(collected(other)) == 30
    assert (watch.most, watch.ended) == (most, 60)


def test_lanes_close_when_school_begins_while_they_are_busy(
    lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "TURN_SECONDS", 0.0)
    hours = [AT_NIGHT]
    watch = Watch()
    with Crew(structs.replace(lanes, clock=lambda: hours[0])) as at_work:
        at_work.add([watch.step] * 30)
        while watch.ended < 10:
            time.sleep(0.001)
        hours[0] = IN_SCHOOL
        # Each thread ends the step it is at, and one that it has begun in the meantime.
        while watch.ended < 18:
            time.sleep(0.001)
        watch.most = 0
        collected(at_work)
    assert watch.most == 1


def test_a_page_that_waits_for_the_only_lane_has_its_turn(
    lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "TURN_SECONDS", 0.0)
    lanes = structs.replace(lanes, clock=lambda: IN_SCHOOL)
    watch = Watch()
    ended_before: list[int] = []

    def read_a_page() -> None:
        try:
            with lanes.one():
                ended_before.append(watch.ended)
        finally:
            connections.close_all()

    with Crew(lanes) as at_work:
        at_work.add([watch.step] * 200)
        page = threading.Thread(target=read_a_page)
        page.start()
        page.join(LONG)
        collected(at_work)
    assert ended_before
    assert ended_before[0] < 200


def test_what_has_begun_is_ended_before_something_else_begins(lanes: Lanes) -> None:
    order: list[str] = []

    def named(name: str, *follow: Step) -> Step:
        def step() -> Done:
            order.append(name)
            return Done(steps=follow)

        return step

    lanes = structs.replace(lanes, in_school_hours=1, otherwise=1)
    with Crew(lanes) as at_work:
        at_work.add([named("a", named("a2", named("a3"))), named("b", named("b2"))])
        collected(at_work)
    assert order == ["a", "a2", "a3", "b", "b2"]


def test_what_a_step_raises_is_raised_after_everything_else_was_collected(lanes: Lanes) -> None:
    failed, go_on = threading.Event(), threading.Event()

    def fail() -> Done:
        go_on.wait(LONG)
        failed.set()
        raise NeedsDistrict("The vendor key is wrong.", fix="Enter it.")

    def outlast() -> Done:
        go_on.set()
        failed.wait(LONG)
        return LEFT

    never = Watch()
    done: list[Done] = []
    with Crew(structs.replace(lanes, otherwise=2)) as at_work:
        at_work.add([fail, outlast])
        go_on.wait(LONG)
        at_work.add([never.step])
        with pytest.raises(NeedsDistrict):
            drain(at_work, done)
        at_work.add([never.step])
        assert at_work.busy
    assert LEFT in done


def test_what_has_not_begun_can_be_forgotten(lanes: Lanes) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> Done:
        begun.set()
        go_on.wait(LONG)
        return LEFT

    never = Watch()
    with Crew(structs.replace(lanes, otherwise=1)) as at_work:
        at_work.add([wait, never.step])
        assert begun.wait(LONG)
        at_work.drop()
        go_on.set()
        assert collected(at_work) == [LEFT]
    assert never.ended == 0


def test_in_school_hours_one_thread_stands_in_line_for_the_only_lane(lanes: Lanes) -> None:
    before = threading.active_count()
    with Crew(structs.replace(lanes, clock=lambda: IN_SCHOOL)) as at_work:
        at_work.add([Watch().step] * 30)
        assert threading.active_count() == before + 1
        assert len(collected(at_work)) == 30


def test_more_lanes_open_when_school_is_over(lanes: Lanes) -> None:
    hours = [IN_SCHOOL]
    watch = Watch()
    with Crew(structs.replace(lanes, clock=lambda: hours[0])) as at_work:
        at_work.add([watch.step] * 5)
        assert len(collected(at_work)) == 5
        hours[0] = AT_NIGHT
        at_work.add([watch.step] * 60)
        assert len(collected(at_work)) == 60
    assert watch.most > 1


def test_nobody_waits_for_lanes_that_have_nothing_to_do(lanes: Lanes) -> None:
    before = threading.active_count()
    with Crew(lanes) as at_work:
        assert not at_work.busy
        assert threading.active_count() == before
        at_work.add([lambda: LEFT])
        assert threading.active_count() == before + 1
        assert collected(at_work) == [LEFT]
    assert threading.active_count() == before
