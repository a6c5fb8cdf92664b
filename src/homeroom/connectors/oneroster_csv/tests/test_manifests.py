"""Bulk, delta and absent; versions; and when absence from a file says nothing."""

from pathlib import Path

import pytest

from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import (
    Files,
    faults,
    ids,
    manifest,
    objects,
    pages,
    sheet,
    write_folder,
    write_zip,
)
from homeroom.connectors.pages import Collection
from homeroom.model.kinds import COLLECTIONS, Kind

ORGS = sheet("name,type", "o,,,Acorn,school")
USERS = sheet("givenName,familyName", "u,active,,Ada,Fernhollow")
ROLES = sheet("userSourcedId,role,orgSourcedId", "r,active,,u,aide,s")
RESULTS = sheet("lineItemSourcedId,studentSourcedId,score", "r,active,,li,u,5")
SCALES = sheet("title,resultSourcedId,scoreScaleSourcedId", "a,active,,x,r,sc")


def collections(path: Path, kinds: frozenset[Kind] = frozenset(Kind)) -> list[Collection]:
    """Return the collections that a package offers."""
    with CONNECTOR.connect({"path": str(path)}) as connection:
        return list(connection.source.collections(kinds))


def note(path: Path, kind: Kind) -> str:
    """Return the note of the only page of a kind."""
    [page] = pages(path, kind)
    return page.note


def test_collections_are_what_the_package_holds_parents_first(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "or", {"results": RESULTS, "users": USERS, "orgs": ORGS})
    assert [one.name for one in collections(path)] == ["orgs", "users", "results"]


def test_collections_are_only_those_asked_for(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_2)
    found = collections(path, frozenset({Kind.RESULT, Kind.USER, Kind.ASSESSMENT_RESULT}))
    assert found == [Collection("users", Kind.USER), Collection("results", Kind.RESULT)]


@pytest.mark.parametrize(("files", "count"), [(DISTRICT_1_1, 11), (DISTRICT_1_2, 12)])
def test_a_whole_district_offers_every_kind_in_order(
    tmp_path: Path, files: Files, count: int
) -> None:
    found = collections(write_zip(tmp_path / "or.zip", files))
    assert len(found) == count
    assert [one.kind for one in found] == [kind for kind in Kind if kind in {o.kind for o in found}]
    assert all(one.name == COLLECTIONS[one.kind] for one in found)


def test_a_manifest_alone_says_that_nothing_changed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", {"manifest": manifest(users="absent")})
    assert collections(path) == []


def test_a_bulk_file_is_complete(tmp_path: Path) -> None:
    files = {"manifest": manifest(orgs="bulk"), "orgs": ORGS}
    assert note(write_folder(tmp_path / "or", files), Kind.ORG) == ""


@pytest.mark.parametrize("mode", ["delta", "Delta", " delta "])
def test_a_delta_file_retires_nothing_by_absence(tmp_path: Path, mode: str) -> None:
    files = {"manifest": manifest(orgs=mode), "orgs": ORGS}
    path = write_folder(tmp_path / "or", files)
    assert note(path, Kind.ORG) == "delta file: orgs.csv lists only what changed"


def test_a_file_without_a_mode_retires_nothing_by_absence(tmp_path: Path) -> None:
    files = {"manifest": manifest(users="bulk"), "users": USERS, "orgs": ORGS}
    path = write_folder(tmp_path / "or", files)
    assert note(path, Kind.ORG) == "the manifest does not say whether orgs.csv is bulk or delta"
    assert note(path, Kind.USER) == ""


def test_a_joined_delta_makes_its_main_file_incomplete(tmp_path: Path) -> None:
    files = {
        "manifest": manifest(results="bulk", resultScoreScales="delta"),
        "results": RESULTS,
        "resultScoreScales": SCALES,
    }
    path = write_folder(tmp_path / "or", files)
    assert note(path, Kind.RESULT) == "delta file: resultScoreScales.csv lists only what changed"


def test_a_bulk_file_without_rows_retires_nothing(tmp_path: Path) -> None:
    files = {"manifest": manifest(orgs="bulk"), "orgs": sheet("name,type")}
    assert note(write_folder(tmp_path / "or", files), Kind.ORG) == "orgs.csv has no rows"


def test_rows_whose_id_cannot_be_told_keep_all_records(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o,,,Acorn,school", "p,,,Oak", ",,,Elm,school")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert page.note == "2 rows without an id that can be told, the first at orgs.csv, line 3"


def test_a_record_that_cannot_be_used_is_named_so_that_it_does_not_count_as_absent(
    tmp_path: Path,
) -> None:
    orgs = sheet("name,type", "o,,,Acorn,school", "p,,,,school", "q,,,,school")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert page.note == ""
    assert [one.id for one in page.faults] == ["p", "q"]


def test_a_row_that_repeats_an_id_leaves_the_file_complete(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o,,,Acorn,school", "o,,,Oak,school")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert (page.note, len(page.faults)) == ("", 1)


def test_broken_rows_of_a_joined_file_are_noted(tmp_path: Path) -> None:
    files = {"users": USERS, "roles": ROLES + "x,y\r\n"}
    path = write_folder(tmp_path / "or", files)
    assert note(path, Kind.USER) == "roles.csv has 1 row that cannot be read"


def test_records_to_be_deleted_come_with_their_status(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o,tobedeleted,2026-10-05T10:00:00Z,Acorn,school")
    files = {"manifest": manifest(orgs="delta"), "orgs": orgs}
    [found] = objects(write_folder(tmp_path / "or", files), Kind.ORG)
    assert found["status"] == "tobedeleted"


def test_a_file_that_is_called_absent_is_not_read(tmp_path: Path) -> None:
    files = {"manifest": manifest(orgs="absent", users="bulk"), "orgs": ORGS, "users": USERS}
    assert [one.name for one in collections(write_folder(tmp_path / "or", files))] == ["users"]


def test_a_joined_file_that_is_called_absent_is_not_read(tmp_path: Path) -> None:
    files = {"manifest": manifest(users="bulk", roles="absent"), "users": USERS, "roles": ROLES}
    [found] = objects(write_folder(tmp_path / "or", files), Kind.USER)
    assert "roles" not in found


def test_a_file_that_is_announced_and_missing_is_listed_with_its_fault(tmp_path: Path) -> None:
    files = {"manifest": manifest(orgs="bulk", users="bulk"), "users": USERS}
    path = write_folder(tmp_path / "or", files)
    assert [one.name for one in collections(path)] == ["orgs", "users"]
    found = pages(path, Kind.ORG)
    words = "is announced, but orgs.csv is not in the package"
    assert faults(found) == [("manifest.csv", "file.orgs", words)]
    assert found[0].note.startswith("orgs.csv was not read")


def test_without_a_manifest_every_file_is_bulk(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "or", {"users": USERS, "roles": ROLES})
    assert note(path, Kind.USER) == ""


def test_a_manifest_without_its_header_still_counts(tmp_path: Path) -> None:
    text = manifest(orgs="delta").removeprefix("propertyName,value\r\n")
    path = write_folder(tmp_path / "or", {"manifest": text, "orgs": ORGS})
    assert "delta" in note(path, Kind.ORG)


VERSIONS: list[tuple[str, Files, str]] = [
    ("the manifest says 1.1", {"manifest": manifest("1.1", orgs="bulk"), "orgs": ORGS}, "1.1"),
    ("the manifest says 1.2", {"manifest": manifest("1.2", orgs="bulk"), "orgs": ORGS}, "1.2"),
    ("the manifest says 1.2.1", {"manifest": manifest("1.2.1", orgs="bulk"), "orgs": ORGS}, "1.2"),
    (
        "a manifest of 1.1 beside roles.csv",
        {"manifest": manifest("1.1", users="bulk", roles="bulk"), "users": USERS, "roles": ROLES},
        "1.2",
    ),
    (
        "a manifest of 1.2 beside users with a role",
        {
            "manifest": manifest("1.2", users="bulk"),
            "users": sheet("orgSourcedIds,role,givenName,familyName", "u,,,s,aide,Ada,Fernhollow"),
        },
        "1.1",
    ),
    ("an unknown version and nothing else", {"manifest": manifest("3.0"), "orgs": ORGS}, "1.1"),
    ("no manifest, roles.csv", {"users": USERS, "roles": ROLES}, "1.2"),
    ("no manifest, score scales", {"orgs": ORGS, "resultScoreScales": SCALES}, "1.2"),
    ("no manifest, a user with pronouns", {"users": sheet("pronouns", "u,,,they")}, "1.2"),
    ("no manifest, a flag of a result", {"results": sheet("late", "r,,,true")}, "1.2"),
    ("no manifest, only what both have", {"orgs": ORGS, "users": USERS}, "1.1"),
    (
        "no manifest, a grading period",
        {"lineItems": sheet("gradingPeriodSourcedId", "l,,,t")},
        "1.1",
    ),
]


@pytest.mark.parametrize(
    ("files", "version"), [one[1:] for one in VERSIONS], ids=[one[0] for one in VERSIONS]
)
def test_the_files_and_then_the_manifest_tell_the_version(
    tmp_path: Path, files: Files, version: str
) -> None:
    path = write_zip(tmp_path / "or.zip", files)
    assert CONNECTOR.version_of({"path": str(path)}) == version


DELTAS: list[tuple[str, dict[str, str], list[str]]] = [
    ("roles in the delta", {"users": "delta", "roles": "delta"}, ["u", "gone"]),
    ("no roles at all", {"users": "delta"}, ["gone"]),
    ("roles said to be absent", {"users": "delta", "roles": "absent"}, ["gone"]),
    ("all roles given", {"users": "delta", "roles": "bulk"}, ["u", "gone"]),
    ("bulk users with a delta of roles", {"users": "bulk", "roles": "delta"}, ["u", "gone"]),
]


@pytest.mark.parametrize(
    ("modes", "read"), [one[1:] for one in DELTAS], ids=[one[0] for one in DELTAS]
)
def test_a_delta_does_not_take_the_roles_of_a_user_away(
    tmp_path: Path, modes: dict[str, str], read: list[str]
) -> None:
    users = USERS + "gone,tobedeleted,,Cy,Moss\r\n"
    files = {"manifest": manifest(**modes), "users": users}
    if "roles" in modes:
        files["roles"] = ROLES
    assert ids(pages(write_folder(tmp_path / "or", files), Kind.USER)) == read


@pytest.mark.parametrize(
    "modes",
    [
        {"users": "delta", "roles": "delta"},
        {"users": "bulk", "roles": "delta"},
        {"users": "bulk"},
        {"roles": "delta"},
    ],
    ids=["delta", "bulk users", "roles not named", "users not named"],
)
def test_a_user_whose_roles_may_only_not_be_listed_is_a_fault(
    tmp_path: Path, modes: dict[str, str]
) -> None:
    users = USERS + "v,active,,Cy,Moss\r\n"
    files = {"manifest": manifest(**modes), "users": users, "roles": ROLES}
    found = pages(write_folder(tmp_path / "or", files), Kind.USER)
    assert ids(found) == ["u"]
    words = "lists nothing for this record, which would lose what it has"
    assert faults(found) == [("users.csv, line 3", "roles.csv", words)]


def test_a_bulk_user_without_roles_simply_has_none(tmp_path: Path) -> None:
    files = {"manifest": manifest(users="bulk"), "users": USERS}
    [found] = objects(write_folder(tmp_path / "or", files), Kind.USER)
    assert "roles" not in found


def test_a_1_1_delta_has_its_roles_in_its_own_columns(tmp_path: Path) -> None:
    users = sheet("orgSourcedIds,role,givenName,familyName", "u,active,,s,aide,Ada,Fernhollow")
    files = {"manifest": manifest("1.1", users="delta"), "users": users}
    [found] = objects(write_folder(tmp_path / "or", files), Kind.USER)
    assert [one["role"] for one in found["roles"]] == ["aide"]


def test_a_change_of_a_role_without_its_user_is_not_lost_silently(tmp_path: Path) -> None:
    files = {
        "manifest": manifest(users="delta", roles="delta"),
        "users": USERS,
        "roles": ROLES + "r2,tobedeleted,,someone,aide,s\r\n",
    }
    found = pages(write_folder(tmp_path / "or", files), Kind.USER)
    assert faults(found) == [
        (
            "roles.csv, line 3",
            "userSourcedId",
            "names no record that could be read from users.csv: 'someone'",
        )
    ]
