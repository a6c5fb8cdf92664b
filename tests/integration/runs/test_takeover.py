"""Two worker processes: what one lets fall, the other takes up, and both never do the same."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.runs.heartbeat import BEAT_SECONDS
from homeroom.runs.jobs import defer_sync
from homeroom.runs.rescue import (
    GONE_SECONDS,
    HEARTBEAT_SECONDS,
    LOOK_SECONDS,
    PATIENCE,
    SILENT_SECONDS,
)
from homeroom.runs.setup import activation
from homeroom.runs.worker import POLL_SECONDS
from homeroom.store import apps, claims, runs, workers
from homeroom.store.apps import App
from homeroom.store.claims import Claim
from homeroom.store.districts import District
from homeroom.store.runs import STALE_SECONDS, Run
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.integration.runs.rosters import JSON, Roster, activate, roster_server, town

TURNS, PAUSE = 1500, 0.1  # a bound for a machine that is busy with other things
TABLES = ("run_pages", "pages", "users", "enrollments", "source_records", "record_links")


class Gate:
    """Keeps the first page of users back until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, collection: str, _: dict[str, str]) -> tuple[int, JSON] | None:
        if collection == "users" and not self.reached.is_set():
            self.reached.set()
            self.opened.wait(TURNS * PAUSE)
        return None


class Worker:
    """A worker process, and what it says."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._log = log
        self._file = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "homeroom", "worker"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=self._file,
        )

    def says(self) -> str:
        """Return what it has said so far."""
        return self._log.read_text()

    def end(self) -> None:
        """End it in order, whatever a test has done to it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGINT)
        self.process.wait()
        self._file.close()


Start = Callable[[], Worker]


@pytest.fixture
def start(database: DatabaseUrls, home: Path, tmp_path: Path) -> Iterator[Start]:
    """Start a worker on the test's database; it ends with the test."""
    environment = {
        **os.environ,
        "HOMEROOM_HOME": str(home),
        "HOMEROOM_DATABASE_URL": database.app_url,
        "HOMEROOM_DATABASE_OWNER_URL": database.owner_url,
    }
    with ExitStack() as stack:

        def begin() -> Worker:
            worker = Worker(environment, tmp_path / f"worker-{new_id()}.log")
            stack.callback(worker.end)
            return worker

        yield begin


@pytest.fixture
def sis(district: District) -> Iterator[Roster]:
    """A SIS that is asked on a single lane, and that keeps its users back at first."""
    with roster_server() as roster:
        roster.held = town(10)
        roster.before = Gate()
        app = activate(district, roster)
        lanes = {"in_school_hours": 1, "otherwise": 1}
        with district_scope(district.id) as scope:
            activation.change_settings(scope, app, {"lanes": lanes}, "test")
        yield roster
        roster.before.opened.set()


def wait_for(look: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    for _ in range(TURNS):
        if look():
            return
        time.sleep(PAUSE)
    raise AssertionError(f"waited in vain for {what}")


def gate_of(sis: Roster) -> Gate:
    """Return the gate of the SIS."""
    assert isinstance(sis.before, Gate)
    return sis.before


def app_of(district: District) -> App:
    """Return the app of the SIS."""
    with district_scope(district.id) as scope:
        return apps.keyed(scope, "sis")


def all_runs(district: District) -> list[Run]:
    """Return the runs, oldest first."""
    with district_scope(district.id) as scope:
        return runs.latest(scope, None, 10)[::-1]


def wait_for_ends(district: District, count: int) -> list[Run]:
    """Return so many runs once all of them have ended."""

    def ended() -> bool:
        found = all_runs(district)
        return len(found) == count and all(one.finished_at for one in found)

    wait_for(ended, "the end of the run")
    return all_runs(district)


def counts(district: District) -> dict[str, int]:
    """Return how many rows there are."""
    with district_scope(district.id) as scope:
        return {table: scope.value(f"SELECT count(*) FROM {table}") for table in TABLES}


def caught(start: Start, district: District, sis: Roster) -> Worker:
    """Return a worker that waits for an answer in the middle of a sync."""
    worker = start()
    defer_sync(district.id, app_of(district).id, "test")
    wait_for(gate_of(sis).reached.is_set, "the request for users")
    return worker


def test_what_is_configured_takes_a_run_over_within_half_a_minute() -> None:
    # Since its last sign, until somebody looks, and until a job is fetched even without a signal.
    assert SILENT_SECONDS + LOOK_SECONDS + POLL_SECONDS < 30
    # Whoever gets the job of a dead worker finds its run as dead; the living leave several signs.
    assert SILENT_SECONDS >= STALE_SECONDS + HEARTBEAT_SECONDS
    assert STALE_SECONDS > 3 * BEAT_SECONDS
    assert SILENT_SECONDS > 2 * LOOK_SECONDS
    # Who has lost all connections at once leaves another sign before it is taken for dead.
    assert LOOK_SECONDS < GONE_SECONDS < SILENT_SECONDS


def test_the_run_of_a_killed_worker_goes_on_at_another_one(
    district: District, sis: Roster, start: Start
) -> None:
    first = caught(start, district, sis)
    start()
    asked = len(sis.asked)
    first.process.kill()
    killed_at = time.monotonic()
    gate_of(sis).opened.set()
    wait_for(lambda: len(sis.asked) > asked, "another worker")
    print(f"taken over after {time.monotonic() - killed_at:.1f} s")
    (run,) = wait_for_ends(district, 1)
    assert (run.epoch, run.state, run.started_by) == (2, "done", "test")
    assert counts(district)["enrollments"] == 10
    # What was read to its end before is not asked for again.
    assert [name for name, _ in sis.asked].count("orgs") == 1


def test_a_paused_worker_loses_its_run_and_touches_nothing_when_it_wakes_up(
    district: District, sis: Roster, start: Start
) -> None:
    first = caught(start, district, sis)
    second = start()
    first.process.send_signal(signal.SIGSTOP)
    gate_of(sis).opened.set()
    (run,) = wait_for_ends(district, 1)
    assert (run.epoch, run.state) == (2, "done")
    before, asked = counts(district), len(sis.asked)
    first.process.send_signal(signal.SIGCONT)
    wait_for(lambda: "a run was taken over" in first.says(), "its waking up")
    assert counts(district) == before
    assert len(sis.asked) == asked
    assert all_runs(district) == [run]
    # It is a worker like any other again.
    second.end()
    defer_sync(district.id, app_of(district).id, "test")
    following = wait_for_ends(district, 2)[-1]
    assert (following.epoch, following.state) == (1, "done")
    assert first.process.poll() is None


def test_two_workers_sync_one_app_one_after_the_other(
    district: District, sis: Roster, start: Start
) -> None:
    caught(start, district, sis)
    other = start()
    asked = len(sis.asked)
    defer_sync(district.id, app_of(district).id, "again")
    wait_for(lambda: living(district) == 2, "the other worker")
    # The other one looks for work when it is told of some, and every few seconds.
    time.sleep(POLL_SECONDS + 1)
    assert len(sis.asked) == asked
    gate_of(sis).opened.set()
    one, two = wait_for_ends(district, 2)
    assert (one.started_by, two.started_by) == ("test", "again")
    assert one.finished_at is not None
    assert one.finished_at <= two.started_at
    assert (one.epoch, two.epoch) == (1, 1)
    assert other.process.poll() is None


def living(district: District) -> int:
    """Return how many workers there are."""
    with district_scope(district.id) as scope:
        return int(scope.value("SELECT count(*) FROM procrastinate_workers"))


@contextmanager
def connected(database: DatabaseUrls, name: str) -> Iterator[psycopg.Connection]:
    """Connect as a worker of that name, which leaves a sign of life."""
    url = f"{database.app_url}&application_name={name}"
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        sign = "INSERT INTO workers VALUES (%s, clock_timestamp())"
        connection.execute(sign, [name])
        yield connection


def fall_silent(connection: psycopg.Connection, name: str, seconds: float = 60) -> None:
    """Let the last sign of a worker be old."""
    old = "UPDATE workers SET seen_at = now() - make_interval(secs => %s) WHERE name = %s"
    connection.execute(old, [seconds, name])


def test_a_silent_worker_loses_its_connections_and_with_them_lanes_and_locks(
    database: DatabaseUrls,
) -> None:
    with connected(database, "silent") as silent, connected(database, "living") as living:
        for key, connection in enumerate((silent, living)):
            connection.execute("SELECT pg_advisory_lock(%s)", [key])
        fall_silent(living, "silent")
        assert workers.cut_off_silent(PATIENCE) == ["silent"]
        living.execute("SELECT pg_advisory_lock(0)")
        with pytest.raises(psycopg.OperationalError):
            silent.execute("SELECT 1")
        workers.forget(["silent"])
        assert workers.cut_off_silent(PATIENCE) == []


def test_a_worker_that_was_killed_is_known_by_its_connections_that_have_ended(
    database: DatabaseUrls,
) -> None:
    with connected(database, "living") as living:
        with connected(database, "killed"), connected(database, "new"):
            pass
        for name in ("living", "killed"):
            fall_silent(living, name, GONE_SECONDS + 1)
        wait_for(lambda: workers.cut_off_silent(PATIENCE) == ["killed"], "the end of its server")
        workers.forget(["killed"])
        assert workers.cut_off_silent(PATIENCE) == []


def claim_to(target_id: int) -> Claim:
    """Return a new claim."""
    return Claim(new_id(), target_id, Kind.RESULT)


def test_what_a_silent_worker_was_about_to_send_is_free_for_others_at_once(
    district: District, sis: Roster
) -> None:
    target = app_of(district).id
    records = [new_id(), new_id()]
    for record, name in zip(records, ("silent", "living"), strict=True):
        with district_scope(district.id) as scope:
            scope.run(
                "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act,"
                " state) VALUES (%(district)s, %(target)s, 'result', %(record)s, %(target)s, 'put',"
                " 'waiting')",
                target=target,
                record=record,
            )
            scope.run("SELECT set_config('application_name', %(name)s, true)", name=name)
            assert len(claims.take(scope, claim_to(target), 10)) == 1
    with district_scope(district.id) as scope:
        assert claims.take(scope, claim_to(target), 10) == []
        claims.let_go(scope, ["silent"])
    with district_scope(district.id) as scope:
        (free,) = claims.take(scope, claim_to(target), 10)
    assert free.record_id == records[0]
