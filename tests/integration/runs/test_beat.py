"""A sign of life neither waits for the run's own work nor hides that the run was taken over."""

import threading

import pytest
from django.db import connections

from homeroom.store import apps, runs
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import district_scope
from tests.integration.runs.rosters import activate, roster_server


@pytest.fixture
def opened(district: District) -> Run:
    with roster_server() as roster:
        activate(district, roster)
    with district_scope(district.id) as scope:
        run = runs.start(scope, apps.keyed(scope, "sis").id, "complete", "test")
    assert run is not None
    return run


def beat(district: District, run: Run) -> None:
    with district_scope(district.id, repeatable=True) as scope:
        runs.beat(scope, run)


def age(district: District) -> float:
    with district_scope(district.id) as scope:
        return float(
            scope.value("SELECT extract(epoch FROM clock_timestamp() - heartbeat_at) FROM runs")
        )


def test_a_beat_makes_the_run_young_again(district: District, opened: Run) -> None:
    with district_scope(district.id) as scope:
        scope.run("UPDATE runs SET heartbeat_at = now() - interval '1 minute'")
    assert age(district) > 50
    beat(district, opened)
    assert age(district) < 50


def test_a_beat_does_not_wait_for_a_chunk_that_holds_the_run(
    district: District, opened: Run
) -> None:
    ready, end = threading.Event(), threading.Event()

    def chunk() -> None:
        try:
            with district_scope(district.id) as scope:
                runs.hold(scope, opened)
                ready.set()
                assert end.wait(60)
        finally:
            connections.close_all()

    thread = threading.Thread(target=chunk)
    thread.start()
    assert ready.wait(60)
    try:
        beat(district, opened)  # would wait for the thread, and the thread for us
    finally:
        end.set()
        thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("change", ["epoch = epoch + 1", "state = 'stopped'"])
def test_a_beat_of_a_run_that_is_no_longer_ours_says_so(
    district: District, opened: Run, change: str
) -> None:
    with district_scope(district.id) as scope:
        scope.run(f"UPDATE runs SET {change}")
    with pytest.raises(FencedOff):
        beat(district, opened)
