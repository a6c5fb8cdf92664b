"""A preview that is discarded, overtaken or broken off: what is asked about then."""

import signal
from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.ahead import previewing, previews
from homeroom.runs.ingest import held
from homeroom.store import runs
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.integration.runs.conftest import FileApp
from tests.integration.runs.looks import (
    approve,
    awaited,
    emails,
    joins,
    kinds_of,
    newest,
    renamed,
)
from tests.integration.runs.test_removals import active, leaves
from tests.integration.runs.test_resume import forget_heartbeat, killed_sync
from tests.packages import school


def test_a_reading_that_is_discarded_leaves_nothing_and_is_asked_about_anew(
    seen: FileApp,
) -> None:
    files = joins(school(), "s4")
    first = seen.sync(files)
    with district_scope(seen.district.id) as scope:
        assert held.discard(scope, newest(scope, seen), "test").declined == 2
        assert newest(scope, seen).state == "stopped"
    again = seen.sync(files)
    assert kinds_of(again) == kinds_of(first)
    assert again.run_id > first.run_id


def test_a_newer_reading_takes_the_place_of_one_that_waits(seen: FileApp) -> None:
    seen.sync(joins(school(), "s4"))
    with district_scope(seen.district.id) as scope:
        old = newest(scope, seen)
    seen.sync(joins(school(), "s5"))
    assert awaited(seen, Kind.USER) == {"s5": "new"}
    with district_scope(seen.district.id) as scope:
        replaced = runs.by_id(scope, old.id)
        assert replaced is not None
        assert replaced.state == "stopped"
        read = "SELECT count(*) FROM run_pages WHERE run_id = %(run)s"
        assert scope.value(read, run=old.id) == 0, "or each later reading would be looked at whole"
        with pytest.raises(NeedsDistrict, match="waits for approval any more"):
            held.approve(scope, old, "test", ())
    assert seen.sync(school()).state == "done", "nothing differs any more, so nothing waits"
    with district_scope(seen.district.id) as scope:
        assert scope.value("SELECT count(*) FROM previewed") == 0
        assert scope.value("SELECT count(*) FROM runs WHERE state = 'previewed'") == 0


def test_what_leads_to_something_else_by_then_waits_anew_and_the_rest_goes(
    seen: FileApp,
) -> None:
    files = renamed(joins(school(), "s4"), email="one@river.example")
    seen.sync(files)
    approve(seen)
    with district_scope(seen.district.id) as scope:
        # As another source would have done meanwhile.
        scope.run("UPDATE users SET email = 'other@river.example' WHERE given_name = 'Given s1'")
    report = seen.sync(files)
    assert (report.state, report.stored["user"].new) == ("previewed", 1)
    assert previewing.CHANGED_MEANWHILE in report.notes
    assert emails(seen)["s1"] == "other@river.example"
    with district_scope(seen.district.id) as scope:
        [row] = previews.rows(scope, newest(scope, seen), Kind.USER, "", 10)
    assert (row.changes[0].before, row.changes[0].after) == (
        "other@river.example",
        "one@river.example",
    )
    run = approve(seen)
    report = seen.sync(files)
    assert (report.state, report.run_id) == ("done", run.id)
    assert emails(seen)["s1"] == "one@river.example"


def test_what_was_not_seen_is_held_even_if_it_is_little(seen: FileApp) -> None:
    seen.sync(leaves(school(), "s3"))
    files = joins(leaves(school(), "s3"), "s4")
    seen.sync(files)
    with district_scope(seen.district.id) as scope:
        scope.run("DELETE FROM previewed WHERE effect = 'gone'")
    approve(seen)
    report = seen.sync(files)
    assert (report.state, report.removed["user"]["held"]) == ("on hold", 1)
    assert "s3" in active(seen, Kind.USER)


def test_killed_before_it_waits_it_asks_the_same(
    seen: FileApp, database: DatabaseUrls, home: Path
) -> None:
    files = renamed(joins(school(), "s4"), email="one@river.example")
    asked = kinds_of(seen.sync(files))
    with district_scope(seen.district.id) as scope:
        held.discard(scope, newest(scope, seen), "test")
    assert killed_sync(database, home, 12) == -signal.SIGKILL
    forget_heartbeat(seen.district)
    assert set(emails(seen)) == {"t1", "s1", "s2", "s3"}
    report = seen.sync(files)
    assert (report.resumed, report.state, kinds_of(report)) == (True, "previewed", asked)


@pytest.mark.parametrize("calls", [8, 15])
def test_killed_while_it_is_taken_in_it_ends_the_same(
    seen: FileApp, database: DatabaseUrls, home: Path, calls: int
) -> None:
    seen.sync(leaves(school(), "s3"))
    files = renamed(joins(leaves(school(), "s3"), "s4"), email="one@river.example")
    seen.sync(files)
    run = approve(seen, (Kind.USER, "s1"))
    assert killed_sync(database, home, calls) == -signal.SIGKILL
    forget_heartbeat(seen.district)
    report = seen.sync(files)
    assert (report.run_id, report.state) == (run.id, "done")
    assert active(seen, Kind.USER) == {"t1", "s1", "s2", "s4"}
    assert active(seen, Kind.ENROLLMENT) == {"e-t1", "e-s1", "e-s2", "e-s4"}
    assert emails(seen)["s1"] is None
    with district_scope(seen.district.id) as scope:
        assert scope.value("SELECT count(*) FROM users") == 5
        assert scope.value("SELECT count(*) FROM previewed WHERE NOT kept_out") == 0
