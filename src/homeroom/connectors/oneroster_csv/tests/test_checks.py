"""What Test Connection says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from homeroom.connectors.checks import CheckState
from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import (
    Files,
    checks,
    manifest,
    sheet,
    write_folder,
    write_zip,
)

ORGS = sheet("name,type,identifier,parentSourcedId", "o,,,Acorn,school,1,", "p,,,Oak,school,2,")
ALWAYS = ["File found", "Package opens", "Manifest", "Columns", "Encoding", "Ids unique"]


@pytest.mark.parametrize(
    ("files", "version"), [(DISTRICT_1_1, "1.1"), (DISTRICT_1_2, "1.2")], ids=["1.1", "1.2"]
)
def test_a_good_package_passes_every_check(tmp_path: Path, files: Files, version: str) -> None:
    found = checks(write_zip(tmp_path / "or.zip", files))
    assert {check.state for check in found.values()} == {CheckState.PASSED}
    assert found["Manifest"].words == f"OneRoster {version}."
    assert f"read as OneRoster {version}" in found["Package opens"].words
    assert {f"{name}.csv" for name in files if name != "manifest"} == found.keys() - {*ALWAYS}


def test_every_file_has_a_check_with_its_rows(tmp_path: Path) -> None:
    files = {"manifest": manifest(orgs="bulk", users="delta"), "orgs": ORGS}
    files["users"] = sheet("givenName,familyName", "u,,,Ada,Fernhollow")
    found = checks(write_folder(tmp_path / "or", files))
    assert found["orgs.csv"].words == "2 rows, bulk."
    assert found["users.csv"].words == "1 row, delta."


def test_a_missing_path_fails_and_the_rest_is_not_reached(tmp_path: Path) -> None:
    found = checks(tmp_path / "none.zip")
    assert list(found) == ALWAYS
    assert found["File found"].state is CheckState.FAILED
    assert found["File found"].fix
    assert {found[name].state for name in ALWAYS[1:]} == {CheckState.NOT_APPLICABLE}


def test_a_zip_that_is_none_is_found_and_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "or.zip"
    path.write_bytes(b"no zip")
    found = checks(path)
    assert list(found) == ALWAYS
    states = [found[name].state for name in ALWAYS[:3]]
    assert states == [CheckState.PASSED, CheckState.FAILED, CheckState.NOT_APPLICABLE]


def test_the_zip_that_is_taken_from_a_folder_is_named(tmp_path: Path) -> None:
    write_zip(tmp_path / "night.zip", {"orgs": ORGS})
    assert checks(tmp_path)["File found"].words == f"{tmp_path / 'night.zip'} is there."


def test_files_that_are_not_of_the_standard_are_named(tmp_path: Path) -> None:
    files = {"orgs": ORGS, "buses.csv": "x", "readme.txt": "x"}
    words = checks(write_folder(tmp_path / "or", files))["Package opens"].words
    assert "Not part of OneRoster, and not read: buses.csv, readme.txt." in words


def test_a_package_without_a_manifest_says_what_is_assumed(tmp_path: Path) -> None:
    check = checks(write_folder(tmp_path / "or", {"orgs": ORGS}))["Manifest"]
    assert check.state is CheckState.NOT_APPLICABLE
    assert "bulk" in check.words


MANIFESTS = [
    (manifest("1.2", orgs="bulk", users="bulk"), "It says 1.2, but the files are 1.1."),
    (manifest("4.0", orgs="bulk", users="bulk"), "It says 4.0, but the files are 1.1."),
    (manifest("1.1", orgs="bulk"), "It does not say bulk or delta for: users."),
    (manifest("1.1", orgs="full", users="bulk"), "It does not say bulk or delta for: orgs."),
    (manifest("1.1", orgs="absent", users="bulk"), "It calls absent, so they are not read: orgs."),
]


@pytest.mark.parametrize(("text", "words"), MANIFESTS, ids=[one[1] for one in MANIFESTS])
def test_a_manifest_that_does_not_fit_its_files_fails(
    tmp_path: Path, text: str, words: str
) -> None:
    users = sheet("orgSourcedIds,role,givenName,familyName", "u,,,o,aide,Ada,Fernhollow")
    files = {"manifest": text, "orgs": ORGS, "users": users}
    check = checks(write_folder(tmp_path / "or", files))["Manifest"]
    assert (check.state, check.words) == (CheckState.FAILED, words)
    assert check.fix


def test_the_exporting_system_is_named(tmp_path: Path) -> None:
    text = manifest("1.1", orgs="bulk") + "source.systemName,Acorn SIS\r\n"
    found = checks(write_folder(tmp_path / "or", {"manifest": text, "orgs": ORGS}))
    assert found["Manifest"].words == "OneRoster 1.1 from Acorn SIS."


def test_a_file_that_is_announced_and_missing_fails(tmp_path: Path) -> None:
    files = {"manifest": manifest(orgs="bulk", users="bulk"), "orgs": ORGS}
    check = checks(write_folder(tmp_path / "or", files))["users.csv"]
    assert check.state is CheckState.FAILED
    assert check.words == "The manifest announces it, but it is not in the package."


FILES = [
    ("", "Cannot be used: is empty: there is no header."),
    (sheet("name", "o,,,Acorn"), "Cannot be used: type is not in the header."),
    (
        ORGS + "x,y\r\n,,,Elm,school,,\r\n",
        "4 rows, bulk. 2 of them cannot be told: orgs.csv, line 4: has 2 cells where the header "
        "has 7.",
    ),
]


@pytest.mark.parametrize(("content", "words"), FILES, ids=["empty", "column", "rows"])
def test_a_file_with_faults_in_its_structure_fails(
    tmp_path: Path, content: str, words: str
) -> None:
    check = checks(write_folder(tmp_path / "or", {"orgs": content}))["orgs.csv"]
    assert (check.state, check.words) == (CheckState.FAILED, words)
    assert check.fix


def test_missing_and_unknown_columns_are_named(tmp_path: Path) -> None:
    files = {
        "orgs": sheet("name,type,Bus,password", "o,,,Acorn,school,7,x"),
        "roles": sheet("userSourcedId,role,orgSourcedId,Hours", "r,,,u,aide,o,9"),
    }
    check = checks(write_folder(tmp_path / "or", files))["Columns"]
    assert check.state is CheckState.PASSED
    assert check.words == (
        "All columns that are needed are there. "
        "Not given: orgs.identifier, orgs.parentSourcedId, roles.roleType, "
        "roles.userProfileSourcedId, roles.beginDate, roles.endDate. "
        "Not of the standard: orgs.Bus, roles.Hours."
    )


def test_columns_that_are_needed_and_missing_fail(tmp_path: Path) -> None:
    files = {"orgs": sheet("name", "o,,,Acorn"), "roles": sheet("userSourcedId", "r,,,u")}
    check = checks(write_folder(tmp_path / "or", files))["Columns"]
    assert check.state is CheckState.FAILED
    assert check.words == "Missing: orgs.type, roles.role, roles.orgSourcedId."


def test_long_lists_are_cut(tmp_path: Path) -> None:
    many = ",".join(f"x{at}" for at in range(12))
    check = checks(write_folder(tmp_path / "or", {"orgs": ORGS.replace("\r\n", f",{many}\r\n")}))
    assert "orgs.x7 and 4 more." in check["Columns"].words


def test_another_encoding_fails_where_it_is_found(tmp_path: Path) -> None:
    users = sheet("givenName,familyName", "u,,,Zo\xeb,Moss").encode("cp1252")
    found = checks(write_folder(tmp_path / "or", {"orgs": ORGS, "users": users}))
    assert [found[name].state for name in ("orgs.csv", "users.csv", "Encoding")] == [
        CheckState.PASSED,
        CheckState.FAILED,
        CheckState.FAILED,
    ]
    assert "windows-1252" in found["Encoding"].fix


def test_a_setting_that_would_garble_names_fails(tmp_path: Path) -> None:
    users = sheet("givenName,familyName", "u,,,Zo\xeb,Moss")
    path = write_folder(tmp_path / "or", {"orgs": ORGS, "users": users})
    check = checks(path, encoding="windows-1252")["Encoding"]
    assert check.state is CheckState.FAILED
    assert check.words == "Set to windows-1252, but these look like utf-8: users.csv."


def test_plain_ascii_fits_any_setting(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "or", {"orgs": ORGS})
    assert checks(path, encoding="windows-1252")["Encoding"].state is CheckState.PASSED


def test_ids_that_stand_twice_fail(tmp_path: Path) -> None:
    orgs = ORGS + "o,,,Elm,school,,\r\no,,,Ash,school,,\r\n"
    check = checks(write_folder(tmp_path / "or", {"orgs": orgs}))["Ids unique"]
    assert check.state is CheckState.FAILED
    assert check.words == "Ids that stand in more than one row: orgs.csv (1)."


def test_nothing_can_be_written(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_2)
    assert checks(path, grades=True)["Grades out"].state is CheckState.NOT_APPLICABLE
    with CONNECTOR.connect({"path": str(path)}) as connection:
        [check] = connection.write_check("k1", datetime(2026, 10, 5, tzinfo=UTC))
    assert check.state is CheckState.NOT_APPLICABLE
