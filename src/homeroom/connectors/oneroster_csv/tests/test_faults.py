"""Bad rows are reported with their place, and the good ones are used."""

from pathlib import Path

import pytest

from homeroom.connectors.oneroster_csv.faults import MOST_FAULTS
from homeroom.connectors.oneroster_csv.tests.packages import (
    all_faults,
    faults,
    ids,
    manifest,
    pages,
    sheet,
    write_folder,
)
from homeroom.connectors.pages import Fault
from homeroom.model.kinds import Kind

RESULT_COLUMNS = "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,late"
GOOD = "good,,,li,u,fully graded,5,2026-09-09,,"

BAD_RESULTS = [
    ("x,,,li,u,fully graded,5", "", "has 7 cells where the header has 10", ""),
    ("x,,,li,u,fully graded,5,2026-09-09,a,b,c", "", "has 11 cells where the header has 10", ""),
    (",,,li,u,fully graded,5,2026-09-09,,", "sourcedId", "is missing", ""),
    ("   ,,,li,u,fully graded,5,2026-09-09,,", "sourcedId", "is missing", ""),
    ("x,,,,u,fully graded,5,2026-09-09,,", "lineItemSourcedId", "is missing", "x"),
    ("x,,, ,u,fully graded,5,2026-09-09,,", "lineItemSourcedId", "is missing", "x"),
    ("x,,,li,,fully graded,5,2026-09-09,,", "studentSourcedId", "is missing", "x"),
    ("x,,,li,u,fully graded,five,2026-09-09,,", "score", "is not a number: 'five'", "x"),
    ("x,,,li,u,fully graded,1e400,2026-09-09,,", "score",
     "is outside of what a score can be (12 digits before the point, 20 after it): 1e400", "x"),
    ("x,,,li,u,fully graded,nan,2026-09-09,,", "score", "is not a finite number", "x"),
    ('x,,,li,u,fully graded,"7,5",2026-09-09,,', "score", "is not a number: '7,5'", "x"),
    ("x,,,li,u,fully graded,5,09/09/2026,,", "scoreDate",
     "is not a date (2026-10-05): '09/09/2026'", "x"),
    ("x,,,li,u,fully graded,5,2026-09-09,,maybe", "late",
     "is neither true nor false: 'maybe'", "x"),
    ("x,gone,,li,u,fully graded,5,2026-09-09,,", "status",
     "is neither active nor tobedeleted: 'gone'", "x"),
    ("x,,,li,u,fully graded,5,2026-09-09,a\0b,", "comment", "holds a NUL character", "x"),
    ("good,,,li,u,fully graded,6,2026-09-09,,", "sourcedId", "stands in line 2 already", "good"),
    (" good ,,,li,u,fully graded,6,2026-09-09,,", "sourcedId", "stands in line 2 already", "good"),
    ('x,,,li,u,fully graded,5,2026-09-09,"a,', "", "has a quotation mark that is not closed", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "field", "words", "id_"), BAD_RESULTS, ids=[f"{b[1]}: {b[2]}"[:60] for b in BAD_RESULTS]
)
def test_a_bad_row_is_a_fault_with_its_line_and_its_column(
    tmp_path: Path, row: str, field: str, words: str, id_: str
) -> None:
    results = sheet(RESULT_COLUMNS, GOOD, row, "last,,,li,u2,exempt,,2026-09-09,,")
    found = pages(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert ids(found) == ["good", "last"]
    assert all_faults(found) == [
        Fault(place="results.csv, line 3", field=field, words=words, id=id_)
    ]


def test_a_row_can_have_several_faults(tmp_path: Path) -> None:
    results = sheet(RESULT_COLUMNS, "x,,,,u,fully graded,five,2026-09-09,,")
    found = pages(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert faults(found) == [
        ("results.csv, line 2", "score", "is not a number: 'five'"),
        ("results.csv, line 2", "lineItemSourcedId", "is missing"),
    ]


def test_line_breaks_in_cells_do_not_shift_the_lines_of_later_faults(tmp_path: Path) -> None:
    results = sheet(
        RESULT_COLUMNS,
        'a,,,li,u,exempt,,2026-09-09,"x\r\ny",',
        "",
        "b,,,li,u,exempt,zero,2026-09-09,,",
    )
    found = pages(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert [place for place, _, _ in faults(found)] == ["results.csv, line 5"]


def test_a_bare_line_break_in_a_cell_breaks_two_lines(tmp_path: Path) -> None:
    results = sheet(
        RESULT_COLUMNS, GOOD, "x,,,li,u,fully graded,5,2026-09-09,one\rtwo,", "y,,,li,u,,,,,"
    )
    found = pages(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert ids(found) == ["good", "y"]
    assert [place for place, _, _ in faults(found)] == [
        "results.csv, line 3",
        "results.csv, line 4",
    ]


BAD_ROSTER = [
    (Kind.USER, "users", "givenName,familyName", "u,,,Ada,", "familyName", "is missing"),
    (Kind.ORG, "orgs", "name,type", "u,,,,school", "name", "is missing"),
    (Kind.ACADEMIC_SESSION, "academicSessions", "title,type,startDate,endDate",
     "u,,,Fall,term,2026-08-32,2026-12-19", "startDate",
     "is not a date (2026-10-05): '2026-08-32'"),
    (Kind.CLASS, "classes", "title,courseSourcedId,schoolSourcedId,termSourcedIds",
     "u,,,Algebra,,s,t", "courseSourcedId", "is missing"),
    (Kind.ENROLLMENT, "enrollments", "classSourcedId,userSourcedId,role",
     "u,,,k,,student", "userSourcedId", "is missing"),
    (Kind.RESOURCE, "resources", "vendorResourceId,title", "u,,,,Workbook",
     "vendorResourceId", "is missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "columns", "row", "field", "words"), BAD_ROSTER, ids=[b[1] for b in BAD_ROSTER]
)
def test_a_roster_row_without_what_it_needs_is_a_fault(
    tmp_path: Path, kind: Kind, name: str, columns: str, row: str, field: str, words: str
) -> None:
    found = pages(write_folder(tmp_path / "or", {name: sheet(columns, row)}), kind)
    assert faults(found) == [(f"{name}.csv, line 2", field, words)]
    assert all_faults(found)[0].id == "u"


def test_an_unreadable_part_of_a_roster_row_is_left_to_the_hub(tmp_path: Path) -> None:
    enrollments = sheet("classSourcedId,userSourcedId,role,beginDate", "e,,,k,u,student,soon")
    found = pages(write_folder(tmp_path / "or", {"enrollments": enrollments}), Kind.ENROLLMENT)
    assert (ids(found), faults(found)) == (["e"], [])


def test_an_id_may_have_255_characters_and_not_more(tmp_path: Path) -> None:
    orgs = sheet("name,type", f"{'o' * 255},,,Acorn,school", f"{'p' * 256},,,Oak,school")
    found = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert ids(found) == ["o" * 255]
    assert faults(found) == [("orgs.csv, line 3", "sourcedId", "is longer than 255 characters")]


def test_the_first_of_three_rows_with_one_id_counts(tmp_path: Path) -> None:
    orgs = sheet("name,type", *(f"o,,,{name},school" for name in ("Acorn", "Oak", "Elm")))
    found = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert b"Acorn" in found[0].body
    assert ids(found) == ["o"]
    assert faults(found) == [
        (f"orgs.csv, line {line}", "sourcedId", "stands in line 2 already") for line in (3, 4)
    ]


ROLE_COLUMNS = "userSourcedId,roleType,role,orgSourcedId,beginDate,endDate"
BAD_ROLES = [
    ("ro1,,,,primary,teacher,s,,", "userSourcedId", "is missing"),
    ("ro1,,,u,primary,,s,,", "role", "is missing"),
    ("ro1,,,u,primary,teacher, ,,", "orgSourcedId", "is missing"),
    ("ro1,,,u,tertiary,teacher,s,,", "roleType", "is none of primary, secondary: 'tertiary'"),
    ("ro1,,,u,primary,teacher,s,soon,", "beginDate", "is not a date (2026-10-05): 'soon'"),
    ("ro1,,,u,primary,teacher,s,,2026-99-01", "endDate",
     "is not a date (2026-10-05): '2026-99-01'"),
    ("ro0,,,u,primary,teacher,s,,", "sourcedId", "stands in line 2 already"),
    ("ro1,,,u,primary,teacher", "", "has 6 cells where the header has 9"),
    ("ro1,,,u,primary,teacher,s\0,,", "", "holds a NUL character"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "field", "words"), BAD_ROLES, ids=[b[2] for b in BAD_ROLES])
def test_a_bad_row_of_a_joined_file_has_its_own_line_and_the_user_stays(
    tmp_path: Path, row: str, field: str, words: str
) -> None:
    files = {
        "users": sheet("givenName,familyName", "u,,,Ada,Fernhollow"),
        "roles": sheet(ROLE_COLUMNS, "ro0,,,u,primary,aide,s,,", row),
    }
    found = pages(write_folder(tmp_path / "or", files), Kind.USER)
    assert faults(found) == [("roles.csv, line 3", field, words)]
    assert found[0].body.count(b'"role":') == 1
    assert b'"aide"' in found[0].body


def test_joined_rows_that_belong_to_no_record_are_faults_of_the_last_page(tmp_path: Path) -> None:
    files = {
        "users": sheet("givenName,familyName", "u,,,Ada,Fernhollow"),
        "roles": sheet(ROLE_COLUMNS, "a,,,u,primary,aide,s,,", "b,,,v,primary,aide,s,,"),
    }
    found = pages(write_folder(tmp_path / "or", files), Kind.USER)
    words = "names no record that could be read from users.csv: 'v'"
    assert faults(found) == [("roles.csv, line 3", "userSourcedId", words)]


def test_very_many_faults_of_a_joined_file_are_counted(tmp_path: Path) -> None:
    rows = (f"r{at},,,stranger{at},primary,aide,s,," for at in range(MOST_FAULTS + 7))
    files = {
        "users": sheet("givenName,familyName", "u,,,Ada,Fernhollow"),
        "roles": sheet(ROLE_COLUMNS, "a,,,u,primary,aide,s,,", *rows),
    }
    found = faults(pages(write_folder(tmp_path / "or", files), Kind.USER))
    assert len(found) == MOST_FAULTS + 1
    assert found[-1] == ("roles.csv", "", "has 7 more faults that are not listed one by one")


def test_a_header_without_a_needed_column_is_one_fault_and_not_one_for_each_row(
    tmp_path: Path,
) -> None:
    users = sheet("givenName,email", *(f"u{at},,,Ada,a@x.example" for at in range(20)))
    found = pages(write_folder(tmp_path / "or", {"users": users}), Kind.USER)
    assert faults(found) == [("users.csv, line 1", "familyName", "is not in the header")]
    assert (ids(found), found[0].next) == ([], None)
    assert (
        found[0].note
        == "users.csv was not read: users.csv, line 1: familyName is not in the header"
    )


def test_a_joined_file_without_a_needed_column_stops_its_main_file(tmp_path: Path) -> None:
    files = {
        "users": sheet("givenName,familyName", "u,,,Ada,Fernhollow"),
        "roles": sheet("userSourcedId,role", "a,,,u,aide"),
    }
    found = pages(write_folder(tmp_path / "or", files), Kind.USER)
    assert ids(found) == []
    assert faults(found) == [("roles.csv, line 1", "orgSourcedId", "is not in the header")]


@pytest.mark.parametrize(
    ("separator", "words"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")]
)
def test_another_separator_is_named(tmp_path: Path, separator: str, words: str) -> None:
    orgs = sheet("name,type", "o,,,Acorn,school").replace(",", separator)
    found = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    told = f"uses {words} between its cells; OneRoster wants commas"
    assert faults(found) == [("orgs.csv, line 1", "sourcedId", told)]


@pytest.mark.parametrize("content", ["", "\r\n\r\n"], ids=["no bytes", "blank lines"])
def test_a_file_without_a_header_is_a_fault(tmp_path: Path, content: str) -> None:
    found = pages(write_folder(tmp_path / "or", {"orgs": content}), Kind.ORG)
    assert faults(found) == [("orgs.csv, line 1", "", "is empty: there is no header")]
    assert found[0].note != ""


def test_a_header_with_an_open_quotation_mark_is_a_fault(tmp_path: Path) -> None:
    found = pages(write_folder(tmp_path / "or", {"orgs": 'sourcedId,"name\no,Acorn\n'}), Kind.ORG)
    assert [field for _, field, _ in faults(found)] == [""]
    assert ids(found) == []


def test_a_column_that_stands_twice_is_told_and_the_first_one_is_used(tmp_path: Path) -> None:
    orgs = sheet("name,type,Name", "o,,,Acorn,school,Oak")
    found = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert b"Acorn" in found[0].body
    assert b"Oak" not in found[0].body
    words = "stands twice in the header; the first one is used"
    assert faults(found) == [("orgs.csv, line 1", "Name", words)]


@pytest.mark.parametrize("name", ["users", "roles", "userResources"])
def test_a_file_that_is_announced_and_missing_stops_what_needs_it(
    tmp_path: Path, name: str
) -> None:
    files = {
        "users": sheet("givenName,familyName", "u,,,Ada,Fernhollow"),
        "roles": sheet(ROLE_COLUMNS, "a,,,u,primary,aide,s,,"),
        "userResources": sheet("userSourcedId,resourceSourcedId", "x,,,u,res"),
    }
    files["manifest"] = manifest(users="bulk", roles="bulk", userResources="bulk")
    del files[name]
    found = pages(write_folder(tmp_path / "or", files), Kind.USER)
    words = f"is announced, but {name}.csv is not in the package"
    assert faults(found) == [("manifest.csv", f"file.{name}", words)]
    assert (ids(found), found[0].next) == ([], None)
    assert "was not read" in found[0].note
