"""A worker that was paused and wakes up: whatever it tries, the run is no longer its own."""

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connections

from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.model.kinds import Kind
from homeroom.runs import heartbeat
from homeroom.runs.conductor import UnderWay, sync
from homeroom.runs.report import Silent
from homeroom.store import apps, runs
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import district_scope
from tests.hub import run
from tests.integration.runs.rosters import Roster, activate, roster_server, town

MOMENTS = [
    "pull", "read orgs", "read users", "read enrollments", "stage", "store", "stored org",
    "stored user", "stored enrollment", "push",
]  # fmt: skip


class Paused(Silent):
    """Lets somebody else act at one moment of a run."""

    def __init__(self, moment: str, act: Callable[[], None]) -> None:
        self._moment = moment
        self._act = act

    def _at(self, moment: str) -> None:
        if moment == self._moment:
            self._moment = ""
            self._act()

    def step(self, name: str) -> None:
        self._at(name)

    def read(self, collection: str, records: int, total: int | None) -> None:
        self._at(f"read {collection}")

    def stored(self, kind: Kind, tally: object) -> None:
        self._at(f"stored {kind.value}")


@pytest.fixture
def sis(district: District) -> Iterator[Roster]:
    with roster_server() as roster:
        roster.held = town(10)
        activate(district, roster)
        yield roster


def apart(work: Callable[[], None]) -> Callable[[], None]:
    """Close the connections of the thread in which something is done."""

    def done() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return done


def fall_silent(district: District) -> None:
    """Let the last sign of life be as old as if the worker had been paused."""
    with district_scope(district.id) as scope:
        scope.run("UPDATE runs SET heartbeat_at = now() - interval '1 minute'")


def take_over(district: District) -> Run:
    fall_silent(district)
    with district_scope(district.id) as scope:
        taken = runs.start(scope, apps.keyed(scope, "sis").id, "complete", "another worker")
    assert taken is not None
    return taken


def counts(district: District) -> dict[str, int]:
    tables = ("run_pages", "pages", "users", "enrollments", "source_records", "record_links")
    with district_scope(district.id) as scope:
        return {table: scope.value(f"SELECT count(*) FROM {table}") for table in tables}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_that_wakes_up_after_it_was_taken_over_writes_nothing_more(
    district: District, sis: Roster, moment: str
) -> None:
    seen: list[dict[str, int]] = []

    def taken_over() -> None:
        take_over(district)
        seen.append(counts(district))

    with pytest.raises(FencedOff):
        sync(district, "sis", Paused(moment, taken_over), started_by="test")
    assert counts(district) == seen[0]
    with district_scope(district.id) as scope:
        (last,) = runs.latest(scope, None, 5)
    assert (last.state, last.epoch) == ("running", 2)
    fall_silent(district)
    report = run(district, "sis")
    assert (report.resumed, report.state) == (True, "done")
    assert counts(district)["enrollments"] == 10


@pytest.mark.parametrize("moment", ["read users", "store", "push"])
def test_a_run_that_a_person_stops_ends_at_its_next_page_or_chunk(
    district: District, sis: Roster, moment: str
) -> None:
    def stop() -> None:
        with district_scope(district.id) as scope:
            assert runs.stop(scope, runs.latest(scope, None, 1)[0].id)

    with pytest.raises(FencedOff):
        sync(district, "sis", Paused(moment, stop), started_by="test")
    with district_scope(district.id) as scope:
        (last,) = runs.latest(scope, None, 1)
    assert last.state == "stopped"
    assert not run(district, "sis").resumed


def test_a_second_run_is_refused_while_one_is_under_way(district: District, sis: Roster) -> None:
    refused: list[str] = []

    def second() -> None:
        with pytest.raises(UnderWay) as told:
            run(district, "sis")
        refused.append(str(told.value))

    report = sync(district, "sis", Paused("read users", second), started_by="test")
    assert refused == ["A run of SIS is under way. Wait for its end; homeroom runs shows it."]
    assert report.state == "done"


def test_a_run_in_a_long_transaction_is_not_taken_over(district: District, sis: Roster) -> None:
    """What a transaction says of itself is seen by nobody before it ends."""
    with district_scope(district.id) as scope:
        held = runs.start(scope, apps.keyed(scope, "sis").id, "complete", "test")
    assert held is not None
    fall_silent(district)
    busy, end = threading.Event(), threading.Event()

    @apart
    def work() -> None:
        with district_scope(district.id) as scope:
            runs.hold(scope, held)
            busy.set()
            end.wait()

    thread = threading.Thread(target=work)
    thread.start()
    busy.wait()
    try:
        with district_scope(district.id) as scope:
            scope.run("SET LOCAL lock_timeout = '5s'")
            assert runs.start(scope, apps.keyed(scope, "sis").id, "complete", "other") is None
    finally:
        end.set()
        thread.join()
    with district_scope(district.id) as scope:
        assert runs.under_way(scope, held.app_id)
        runs.hold(scope, held)


def test_the_heart_beats_beside_a_slow_answer(
    district: District, sis: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the server thinks, signs of life go on."""
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.01)
    beats: list[object] = []

    def sign() -> object:
        with district_scope(district.id) as scope:
            return scope.value("SELECT heartbeat_at FROM runs")

    @apart
    def wait() -> None:
        beats.append(sign())
        while sign() == beats[0]:
            pass
        beats.append(sign())

    def slow(name: str, _: dict[str, str]) -> None:
        if name == "users" and not beats:
            wait()

    sis.before = slow
    assert run(district, "sis").state == "done"
    assert len(set(beats)) == 2


def test_the_heart_of_a_run_that_was_taken_over_stops_what_is_being_sent(
    district: District, sis: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.01)
    with district_scope(district.id) as scope:
        first = runs.start(scope, apps.keyed(scope, "sis").id, "complete", "test")
    assert first is not None
    take_over(district)
    stop = threading.Event()
    with heartbeat.beating(district.id, first, stop):
        assert stop.wait(30)


FAULTS: list[tuple[str, tuple[int, dict[str, str]], type[Exception], str]] = [
    ("users", (403, {}), NeedsDistrict, "failed"),
    ("enrollments", (503, {}), RetryLater, "failed, retrying"),
]


@pytest.mark.parametrize(
    ("collection", "answer", "error", "state"), FAULTS, ids=["refused", "overloaded"]
)
def test_a_run_that_breaks_off_says_whether_it_goes_on_by_itself(
    district: District,
    sis: Roster,
    collection: str,
    answer: tuple[int, dict[str, str]],
    error: type[Exception],
    state: str,
) -> None:
    sis.before = lambda name, _: answer if name == collection else None
    with pytest.raises(error):
        run(district, "sis")
    with district_scope(district.id) as scope:
        (broken,) = runs.latest(scope, None, 1)
    assert broken.state == state
    assert broken.problem is not None
    assert broken.problem["message"]
    sis.before = lambda *_: None
    sis.asked.clear()
    report = run(district, "sis")
    resumed = state == "failed, retrying"
    assert (report.resumed, report.state) == (resumed, "done")
    # What was read to its end before is not asked for again.
    assert bool(sis.pages_asked("users")) is not resumed


def test_a_list_that_broke_off_is_read_on_from_where_it_was(
    district: District, sis: Roster
) -> None:
    sis.before = lambda name, query: (
        (503, {}) if name == "users" and query.get("offset") == "8" else None
    )
    with pytest.raises(RetryLater):
        run(district, "sis")
    sis.before = lambda *_: None
    sis.asked.clear()
    assert run(district, "sis").read["users"] == 10
    assert [query["offset"] for query in sis.pages_asked("users")] == ["8"]


def test_a_run_stopped_by_hand_is_told_as_such(district: District, sis: Roster) -> None:
    def press() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(district, "sis", Paused("store", press), started_by="test")
    with district_scope(district.id) as scope:
        (last,) = runs.latest(scope, None, 1)
    assert (last.state, (last.problem or {})["message"]) == ("stopped", "Stopped by hand.")


def test_a_run_whose_database_went_away_goes_on_later(district: District, sis: Roster) -> None:
    """The server ends the connection, as a restart does; the run is taken up where it was."""

    def cut() -> None:
        with district_scope(district.id) as scope:
            scope.run("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(psycopg.OperationalError):
        sync(district, "sis", Paused("stored user", cut), started_by="test")
    with district_scope(district.id) as scope:
        (last,) = runs.latest(scope, None, 1)
    assert (last.state, last.finished_at) == ("failed, retrying", None)
    report = run(district, "sis")
    assert (report.resumed, report.state) == (True, "done")
