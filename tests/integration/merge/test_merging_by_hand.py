"""Two records that a person makes one, and parts again."""

from pathlib import Path
from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Status
from homeroom.model.roster import Enrollment
from homeroom.runs.rules import joining
from homeroom.store import records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import Terminal, bare  # noqa: F401
from tests.integration.merge.conftest import every, source
from tests.integration.merge.test_two_sources import known, renamed, with_user
from tests.integration.runs.conftest import FileApp
from tests.packages import line_item, result

BY = ("test", "the same girl twice")


@pytest.fixture
def twice(sis: FileApp) -> District:
    """A SIS that has one girl twice, with results of both."""
    files: dict[str, Any] = with_user(known(3), 2, email="s1@river.example", phone="2")
    files["lineItems"] = [line_item("q1"), line_item("q2")]
    files["results"] = [
        result("q1", "s1", "5", dateLastModified="2026-10-01T00:00:00.000Z"),
        result("q1", "s2", "9", dateLastModified="2026-10-02T00:00:00.000Z"),
        result("q2", "s2", "7"),
    ]
    with district_scope(sis.district.id) as scope:
        scope.run('UPDATE apps SET grade_sync = true, decision = \'{"approved_by": "test"}\'')
    sis.sync(files)
    return sis.district


def everything(district: District) -> dict[Kind, dict[str, Record]]:
    with district_scope(district.id) as scope:
        return {kind: records.all_active(scope, kind) for kind in Kind}


def pair(sis: FileApp) -> tuple[str, str]:
    return sis.hub_id(Kind.USER, "s1"), sis.hub_id(Kind.USER, "s2")


def test_what_belonged_to_one_belongs_to_the_other(twice: District, sis: FileApp) -> None:
    stays, goes = pair(sis)
    joining.join(twice, Kind.USER, stays, goes, BY)
    assert len(every(twice, Kind.USER)) == 3
    assert sis.hub_id(Kind.USER, "s2") == stays
    users = [e.user for e in every(twice, Kind.ENROLLMENT) if isinstance(e, Enrollment)]
    assert (users.count(stays), users.count(goes)) == (2, 0)
    grades = [r for r in every(twice, Kind.RESULT) if isinstance(r, Result) and r.student == stays]
    assert sorted(int(r.score or 0) for r in grades) == [7, 9]


def test_un_merging_restores_the_former_state_exactly(twice: District, sis: FileApp) -> None:
    before = everything(twice)
    stays, goes = pair(sis)
    number = joining.join(twice, Kind.USER, stays, goes, BY)
    assert everything(twice) != before
    joining.part(twice, number, "test")
    assert everything(twice) == before
    assert pair(sis) == (stays, goes)


def test_a_merge_by_hand_is_remembered_by_later_pulls(twice: District, sis: FileApp) -> None:
    joining.join(twice, Kind.USER, *pair(sis), BY)
    merged = everything(twice)
    with district_scope(twice.id) as scope:
        scope.run("UPDATE source_records SET hash = ~hash")
        scope.run("UPDATE run_collections SET state = 'incomplete'")
    sis.sync(_again(sis))
    assert everything(twice)[Kind.USER] == merged[Kind.USER]


def _again(sis: FileApp) -> dict[str, Any]:
    files: dict[str, Any] = with_user(known(3), 2, email="s1@river.example", phone="2")
    files["lineItems"] = [line_item("q1"), line_item("q2")]
    files["results"] = [result("q2", "s2", "7")]
    return files


def test_who_has_left_meanwhile_is_parted_and_stays_retired(twice: District, sis: FileApp) -> None:
    stays, goes = pair(sis)
    number = joining.join(twice, Kind.USER, stays, goes, BY)
    less = _again(sis)
    for name in ("users", "roles", "enrollments"):
        less[name] = [row for row in less[name] if "s2" not in row.values()]
    less["results"] = [result("q1", "s1", "5")]
    sis.sync(less)
    sis.sync(less)
    joining.part(twice, number, "test")
    people = {one.sourced_id for one in every(twice, Kind.USER)}
    assert stays in people
    assert goes not in people
    with district_scope(twice.id) as scope:
        (left,) = records.load(scope, Kind.USER, [goes]).values()
    assert left.status is Status.TO_BE_DELETED
    sis.sync(less)
    assert {one.sourced_id for one in every(twice, Kind.USER)} == people


def test_a_later_merge_is_undone_before_an_earlier_one(twice: District, sis: FileApp) -> None:
    stays, goes = pair(sis)
    third = sis.hub_id(Kind.USER, "s3")
    first = joining.join(twice, Kind.USER, stays, goes, BY)
    second = joining.join(twice, Kind.USER, third, stays, BY)
    with pytest.raises(NeedsDistrict, match=f"by merge {second}"):
        joining.part(twice, first, "test")
    joining.part(twice, second, "test")
    joining.part(twice, first, "test")
    assert len(every(twice, Kind.USER)) == 4


def test_a_record_is_not_merged_with_itself_or_with_one_that_is_gone(
    twice: District, sis: FileApp
) -> None:
    stays, goes = pair(sis)
    with pytest.raises(NeedsDistrict, match="two different, active records"):
        joining.join(twice, Kind.USER, stays, stays, BY)
    joining.join(twice, Kind.USER, stays, goes, BY)
    with pytest.raises(NeedsDistrict, match="two different, active records"):
        joining.join(twice, Kind.USER, stays, goes, BY)


@pytest.fixture
def doubtful(district: District, sis: FileApp, lms: FileApp) -> FileApp:
    """An app with a student who may be two of the SIS's."""
    family = "family@river.example"
    sis.sync(with_user(with_user(known(), 1, email=family), 2, email=family))
    files = renamed(with_user(known(), 1, email=family))
    files["users"] = files["users"][:2]
    lms.sync(files)
    assert lms.issues()["match.ambiguous"] == 1
    return lms


def test_a_person_says_whom_a_doubtful_row_means(
    doubtful: FileApp,
    sis: FileApp,
    bare: Terminal,  # noqa: F811
) -> None:
    (row,) = bare.json("duplicates", "list")["waiting"]
    assert (row["app"], row["id"], len(row["may_be"])) == ("lms", "x-s1", 2)
    chosen = sis.hub_id(Kind.USER, "s2")
    bare.well("duplicates", "decide", "lms", "x-s1", chosen)
    assert doubtful.hub_id(Kind.USER, "x-s1") == chosen
    assert "match.ambiguous" not in doubtful.issues()


def test_a_person_says_that_a_doubtful_row_is_somebody_new(
    doubtful: FileApp,
    district: District,
    bare: Terminal,  # noqa: F811
) -> None:
    bare.well("duplicates", "decide", "lms", "x-s1", "new")
    assert len(every(district, Kind.USER)) == 4
    assert bare.json("duplicates", "list")["waiting"] == []
    # The two of the SIS still look alike; the new one was told apart from both.
    (group,) = bare.json("duplicates", "list")["alike"]
    first_two = {one["title"] for one in group["records"][:2]}
    assert first_two == {"Given s1 Family s1", "Given s2 Family s2"}


@pytest.mark.parametrize("order", [("sis", "sheet", "lms"), ("lms", "sis", "sheet")], ids=",".join)
def test_who_only_a_third_source_knows_to_be_one_is_one_at_the_latest_when_somebody_says_so(
    district: District,
    sis: FileApp,
    lms: FileApp,
    tmp_path: Path,
    bare: Terminal,  # noqa: F811
    order: tuple[str, ...],
) -> None:
    sheet = source(district, tmp_path, "sheet", "learning")
    says = {
        "sis": (sis, "s1", with_user(known(1), 1, identifier="77", email="")),
        "lms": (lms, "x-s1", renamed(known(1))),
        "sheet": (sheet, "s1", with_user(known(1), 1, identifier="77")),
    }
    for key in order:
        app, _, files = says[key]
        app.sync(files)
    alike = bare.json("duplicates", "list")["alike"]
    assert len(alike) == (order[-1] == "sheet"), "whom a record is does not change unasked"
    for group in alike:
        stays = sis.hub_id(Kind.USER, "s1")
        (goes,) = {one["id"] for one in group["records"]} - {stays}
        joining.join(district, Kind.USER, stays, goes, BY)
    assert len({app.hub_id(Kind.USER, id_) for app, id_, _ in says.values()}) == 1
    assert len(every(district, Kind.USER)) == 2, "the teacher and the student"
    if alike:
        assert [app.sync(files).changes for app, _, files in says.values()] == [0, 0, 0]


def test_the_whole_way_from_the_command_line(
    twice: District,
    sis: FileApp,
    bare: Terminal,  # noqa: F811
) -> None:
    bare.well("rules", "preset")
    (group,) = bare.json("duplicates", "list")["alike"]
    assert group["domain"] == "user: email"
    first, second = (one["id"] for one in group["records"])
    number = bare.json("duplicates", "merge", first, second, "--reason", "twice")["merge"]
    assert bare.json("duplicates", "list")["alike"] == []
    bare.well("duplicates", "un-merge", str(number))
    assert [one["state"] for one in bare.json("duplicates", "merged")["merges"]] == ["parted"]
    assert len(bare.json("duplicates", "list")["alike"]) == 1
    bare.well("duplicates", "keep-apart", first, second)
    assert bare.json("duplicates", "list")["alike"] == []
