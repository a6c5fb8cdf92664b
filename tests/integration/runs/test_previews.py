"""A preview of each upload: seen before it is taken in, and taken in exactly as it was seen."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.mappings import MappedAttribute
from homeroom.runs.ahead import previews
from homeroom.runs.ingest import held
from homeroom.runs.setup import activation
from homeroom.store import absences, apps, previewed
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.runs.conftest import FileApp, file_app
from tests.integration.runs.looks import (
    TODAY,
    approve,
    awaited,
    emails,
    joins,
    kinds_of,
    newest,
    renamed,
    switch,
)
from tests.integration.runs.test_removals import Files, active, leaves
from tests.packages import person, role, school


def test_nothing_is_written_before_and_exactly_what_was_seen_afterwards(seen: FileApp) -> None:
    before = {kind: every(seen.district, kind) for kind in Kind}
    report = seen.sync(renamed(joins(school(), "s4"), email="one@river.example"))
    assert (report.state, report.stored, report.changes) == ("previewed", {}, 0)
    assert kinds_of(report) == {"user": {"new": 1, "changed": 1}, "enrollment": {"new": 1}}
    assert {kind: every(seen.district, kind) for kind in Kind} == before
    with district_scope(seen.district.id) as scope:
        run = newest(scope, seen)
        rows = previews.rows(scope, run, Kind.USER, "", 10)
        people, members = previews.foretold(scope, run)
    assert [(one.source_id, one.effect, one.title) for one in rows] == [
        ("s1", "changed", "Given s1 Family s1"),
        ("s4", "new", "Given s4 Family s4"),
    ]
    [change] = rows[0].changes
    assert (change.field, change.before, change.after) == ("email", None, "one@river.example")
    assert (people.count, members.count) == (2, 1)
    approve(seen)
    # The source says something else by now: it is not asked before what was seen is in.
    report = seen.sync(renamed(joins(school(), "s5"), email="two@river.example"))
    assert (report.state, report.run_id, report.changes) == ("done", run.id, 3)
    assert emails(seen)["s1"] == "one@river.example"
    assert set(seen.records(Kind.ENROLLMENT)) == {"e-t1", "e-s1", "e-s2", "e-s3", "e-s4"}
    assert rows[1].record_id == seen.hub_id(Kind.USER, "s4"), "as it was shown"
    report = seen.sync(renamed(joins(school(), "s5"), email="two@river.example"))
    assert kinds_of(report)["user"] == {"new": 1, "changed": 1}, "the newer change waits anew"


def test_where_nothing_would_change_nobody_is_asked(seen: FileApp) -> None:
    stamped = school()
    stamped["users"][1]["dateLastModified"] = "2026-10-05T10:00:00Z"
    for files in (school(), stamped, stamped):
        assert seen.sync(files).state == "done"
    assert seen.sync(leaves(school(), "s3")).state == "done", "one reading says nothing yet"


def test_removals_are_seen_and_may_be_kept_while_the_rest_goes(seen: FileApp) -> None:
    gone = joins(leaves(school(), "s3"), "s4")
    seen.sync(leaves(school(), "s3"))
    report = seen.sync(gone)
    assert kinds_of(report) == {
        "user": {"new": 1, "gone": 1},
        "enrollment": {"new": 1, "gone": 1},
    }
    approve(seen, without=True)
    report = seen.sync(gone)
    assert (report.state, report.removed) == ("done", {})
    assert active(seen, Kind.USER) == {"t1", "s1", "s2", "s3", "s4"}
    assert seen.sync(gone).state == "done", "nobody is asked again while they are absent"


def test_approved_removals_are_carried_out_below_and_above_the_threshold(seen: FileApp) -> None:
    for files in (leaves(school(), "s2", "s3"), leaves(school(), "s2", "s3")):
        report = seen.sync(files)
    assert kinds_of(report)["user"] == {"gone": 2}
    with district_scope(seen.district.id) as scope:
        run = newest(scope, seen)
        people = previews.explained(scope, run, previews.foretold(scope, run)[1], TODAY)
    assert people.cause == "2 of 2 belong to the school Oak"
    approve(seen, (Kind.USER, "s2"), (Kind.ENROLLMENT, "e-s2"))
    report = seen.sync(files)
    assert report.removed["user"] == {"retired": 1, "held": 0, "hidden": 0}
    assert active(seen, Kind.USER) == {"t1", "s1", "s2"}
    with district_scope(seen.district.id) as scope:
        rest = absences.of_kind(scope, apps.keyed(scope, "sis").id, Kind.USER)
    assert [(one.source_id, one.decision) for one in rest] == [("s2", "declined")]


def test_a_row_that_is_left_out_is_shown_again_by_the_next_reading(seen: FileApp) -> None:
    files = renamed(joins(joins(school(), "s4"), "s5"), email="one@river.example")
    seen.sync(files)
    with district_scope(seen.district.id) as scope:
        run = newest(scope, seen)
        assert held.exclude(scope, run, "test", (Kind.USER, ["s1", "s4", "nobody"])).declined == 2
    assert awaited(seen, Kind.USER) == {"s5": "new"}
    approve(seen)
    report = seen.sync(files)
    assert (report.state, report.stored["enrollment"].waiting) == ("done with issues", 1)
    assert emails(seen)["s1"] is None
    assert set(seen.records(Kind.USER)) == {"t1", "s1", "s2", "s3", "s5"}
    report = seen.sync(files)
    assert awaited(seen, Kind.USER) == {"s1": "changed", "s4": "new"}
    assert awaited(seen, Kind.ENROLLMENT) == {"e-s4": "new"}, "it waited for its person"
    approve(seen)
    assert seen.sync(files).state == "done"
    assert emails(seen)["s1"] == "one@river.example"
    assert "e-s4" in seen.records(Kind.ENROLLMENT)
    assert seen.sync(files).state == "done"


def test_a_row_that_was_left_out_and_is_back_as_it_was_is_not_shown(seen: FileApp) -> None:
    seen.sync(renamed(school(), email="one@river.example"))
    approve(seen, (Kind.USER, "s1"))
    seen.sync(school())
    assert seen.sync(school()).state == "done"
    assert emails(seen)["s1"] is None


def test_a_first_sync_is_a_preview_where_the_app_asks_for_it(
    district: District, tmp_path: Path
) -> None:
    sis = file_app(district, tmp_path / "sis.zip", "sis")
    switch(sis, preview=True)
    report = sis.sync(school())
    assert kinds_of(report)["user"] == {"new": 4}
    assert sis.records(Kind.USER) == {}
    approve(sis)
    assert sis.sync(school()).state == "done"
    assert len(active(sis, Kind.ENROLLMENT)) == 4


def test_what_the_source_deletes_itself_is_seen_as_gone(seen: FileApp) -> None:
    gone = {**person("s3"), "status": "tobedeleted", "dateLastModified": "2026-10-05T10:00:00Z"}
    stamp = {"status": "active", "dateLastModified": "2026-10-05T10:00:00Z"}
    files = {"users": [gone], "roles": [{**role("s3", "student"), **stamp}]}
    report = seen.sync(files, mode="delta")
    assert kinds_of(report) == {"user": {"gone": 1}}
    assert "s3" in active(seen, Kind.USER)
    approve(seen)
    assert seen.sync(files, mode="delta").removed["user"]["retired"] == 1
    assert "s3" not in active(seen, Kind.USER)


def test_switched_off_what_waited_is_given_up_and_the_next_sync_takes_it_in(
    seen: FileApp,
) -> None:
    files = joins(school(), "s4")
    seen.sync(files)
    switch(seen, preview=False)
    report = seen.sync(files)
    assert (report.state, report.changes) == ("done", 2)


def test_rows_come_page_by_page(seen: FileApp) -> None:
    files: Files = school()
    for number in range(4, 9):
        files = joins(files, f"s{number}")
    seen.sync(files)
    with district_scope(seen.district.id) as scope:
        app = apps.keyed(scope, "sis").id
        pages = list(_pages(scope, app, 2))
        assert scope.value("SELECT count(*) FROM previewed WHERE effect <> 'same'") == 10
    assert [[one.source_id for one in page] for page in pages] == [
        ["s4", "s5"],
        ["s6", "s7"],
        ["s8"],
    ]


def _pages(scope: Scope, app_id: int, size: int) -> Iterator[Sequence[previewed.Awaited]]:
    after = ""
    while page := previewed.page(scope, app_id, Kind.USER, after, size):
        yield page
        after = page[-1].source_id


def test_without_bulk_upload_mode_only_what_the_source_deletes_is_retired(
    district: District, tmp_path: Path
) -> None:
    sis = file_app(district, tmp_path / "sis.zip", "sis")
    sis.sync(school())
    sis.sync(leaves(school(), "s3"))
    switch(sis, bulk_upload=False)
    for _ in range(2):
        report = sis.sync(leaves(school(), "s2", "s3"))
    assert (report.state, report.removed) == ("done", {})
    assert active(sis, Kind.USER) == {"t1", "s1", "s2", "s3"}
    deleted = school()
    deleted["users"][3] |= {"status": "tobedeleted", "dateLastModified": "2026-10-05T10:00:00Z"}
    sis.sync(deleted)
    assert active(sis, Kind.USER) == {"t1", "s1", "s2"}
    switch(sis, bulk_upload=True)
    for _ in range(2):
        sis.sync(leaves(school(), "s2", "s3"))
    assert active(sis, Kind.USER) == {"t1", "s1"}


def test_a_switch_without_an_effect_is_refused(seen: FileApp) -> None:
    with district_scope(seen.district.id) as scope:
        app = apps.change(scope, apps.keyed(scope, "sis").id, mode="export")
        for name in ("preview", "several_sources"):
            with pytest.raises(NeedsDistrict, match="would have no effect"):
                activation.change_settings(scope, app, {name: True}, "test")


def test_a_changed_mapping_is_seen_before_it_changes_anything(seen: FileApp) -> None:
    number = MappedAttribute(app="sis", entity="student", attribute="identifier", source="username")
    decide(seen.district, mappings=(number,))
    assert kinds_of(seen.sync(school())) == {"user": {"changed": 3}}
    assert {one.identifier for one in seen.records(Kind.USER).values()} == {None}  # type: ignore[attr-defined]
    approve(seen, (Kind.USER, "s1"))
    assert seen.sync(school()).state == "done"
    found = {id_: getattr(one, "identifier", "") for id_, one in seen.records(Kind.USER).items()}
    assert found == {"t1": None, "s1": None, "s2": "s2", "s3": "s3"}
    assert kinds_of(seen.sync(school())) == {"user": {"changed": 1}}, "it was put off, not dropped"


def test_rules_that_change_again_before_the_approval_are_seen_anew(seen: FileApp) -> None:
    by_name = MappedAttribute(
        app="sis", entity="student", attribute="identifier", source="username"
    )
    seen.sync(joins(school(), "s4"))
    approve(seen)
    decide(seen.district, mappings=(by_name,))
    report = seen.sync(school())
    assert report.state == "previewed"
    assert kinds_of(report) == {"user": {"new": 1, "changed": 3}, "enrollment": {"new": 1}}
    approve(seen)
    assert seen.sync(school()).state == "done"
    people = seen.records(Kind.USER).items()
    assert {id_: getattr(one, "identifier", "") for id_, one in people} == {
        "t1": None, "s1": "s1", "s2": "s2", "s3": "s3", "s4": "s4",
    }  # fmt: skip
