"""A district file goes in and everything in it comes out again, in both versions."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from homeroom.sandbox.districts.csv_file import BadFile
from tests.integration.sandbox.bodies import first_class, put_result, with_item
from tests.integration.sandbox.client import Client, running

_FILE = Path(__file__).parents[4] / "shared" / "data" / "oneroster-1.1-district-medium.zip"
_needs_file = pytest.mark.skipif(
    not _FILE.is_file(), reason="the third-party district is not at ../shared/data"
)

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def tables() -> Tables:
    with zipfile.ZipFile(_FILE) as package:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in package.namelist()
        }


@pytest.fixture(scope="module")
def as_given() -> Any:
    with running("--district", str(_FILE), "--ids", "as-given") as (_, client):
        yield client


@pytest.fixture(scope="module")
def campus() -> Any:
    with running("--district", str(_FILE)) as (_, client):
        yield client


def _by_id(client: Client, api: str, path: str) -> dict[str, dict[str, Any]]:
    return {row["sourcedId"]: row for row in client.all(api, path)}


def _ids(refs: list[dict[str, str]]) -> list[str]:
    return [ref["sourcedId"] for ref in refs]


@_needs_file
@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("orgs", "orgs"),
        ("academicSessions", "academicSessions"),
        ("courses", "courses"),
        ("classes", "classes"),
        ("users", "users"),
        ("enrollments", "enrollments"),
        ("demographics", "demographics"),
    ],
)
def test_ids_and_dates_are_those_of_the_file(
    as_given: Client, tables: Tables, api: str, table: str, path: str
) -> None:
    found = _by_id(as_given, api, path)
    assert set(found) == {line["sourcedId"] for line in tables[table]}
    for line in tables[table]:
        assert found[line["sourcedId"]]["dateLastModified"] == line["dateLastModified"]
        assert found[line["sourcedId"]]["status"] == "active"


@_needs_file
def test_orgs_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = _by_id(as_given, api, "orgs")
    for line in tables["orgs"]:
        row = found[line["sourcedId"]]
        assert (row["name"], row["type"]) == (line["name"], line["type"])
        assert row["identifier"] == line["identifier"]
        assert row.get("parent", {"sourcedId": ""})["sourcedId"] == line["parentSourcedId"]


@_needs_file
def test_sessions_come_out_again_with_the_year_in_which_they_end(
    as_given: Client, tables: Tables, api: str
) -> None:
    found = _by_id(as_given, api, "academicSessions")
    for line in tables["academicSessions"]:
        row = found[line["sourcedId"]]
        assert line["schoolYear"] == "2026-2027"
        assert row["schoolYear"] == "2027"
        assert (row["title"], row["type"]) == (line["title"], line["type"])
        assert (row["startDate"], row["endDate"]) == (line["startDate"], line["endDate"])
        assert row.get("parent", {"sourcedId": ""})["sourcedId"] == line["parentSourcedId"]
    assert [row["title"] for row in as_given.all(api, "terms")] == ["Full Year"]


@_needs_file
def test_courses_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = _by_id(as_given, api, "courses")
    for line in tables["courses"]:
        row = found[line["sourcedId"]]
        assert (row["title"], row["courseCode"]) == (line["title"], line["courseCode"])
        assert row["grades"] == [line["grades"]]
        assert row["subjects"] == [line["subjects"]]
        assert row["org"]["sourcedId"] == line["orgSourcedId"]
        assert row["schoolYear"]["sourcedId"] == line["schoolYearSourcedId"]


@_needs_file
def test_classes_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = _by_id(as_given, api, "classes")
    for line in tables["classes"]:
        row = found[line["sourcedId"]]
        assert row["title"] == line["title"]
        assert (row["classCode"], row["classType"]) == (line["classCode"], line["classType"])
        assert row["grades"] == line["grades"].split(",")
        assert row["subjects"] == [line["subjects"]]
        assert row["course"]["sourcedId"] == line["courseSourcedId"]
        assert row["school"]["sourcedId"] == line["schoolSourcedId"]
        assert _ids(row["terms"]) == line["termSourcedIds"].split(",")
        assert "location" not in row
        assert "periods" not in row


@_needs_file
def test_1p1_users_come_out_again_one_row_each(as_given: Client, tables: Tables) -> None:
    found = _by_id(as_given, "1.1", "users")
    for line in tables["users"]:
        row = found[line["sourcedId"]]
        assert row["role"] == line["role"]
        assert _ids(row["orgs"]) == line["orgSourcedIds"].split(",")
        assert row["username"] == line["username"]
        assert (row["givenName"], row["familyName"]) == (line["givenName"], line["familyName"])
        assert row["identifier"] == line["identifier"]
        assert row["email"] == line["email"]
        assert row["enabledUser"] is True
        assert row.get("grades", []) == ([line["grades"]] if line["grades"] else [])
        assert "userIds" not in row
        assert "password" not in row


@_needs_file
def test_1p2_users_come_out_again_with_roles(as_given: Client, tables: Tables) -> None:
    orgs = {line["sourcedId"]: line["type"] for line in tables["orgs"]}
    found = _by_id(as_given, "1.2", "users")
    for line in tables["users"]:
        row = found[line["sourcedId"]]
        (role,) = row["roles"]
        assert role["org"]["sourcedId"] == line["orgSourcedIds"]
        expected = line["role"]
        if expected == "administrator":
            kind = orgs[line["orgSourcedIds"]]
            expected = "siteAdministrator" if kind == "school" else "districtAdministrator"
        assert (role["role"], role["roleType"]) == (expected, "primary")
        assert "metadata" not in row


@_needs_file
def test_enrolments_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = _by_id(as_given, api, "enrollments")
    for line in tables["enrollments"]:
        row = found[line["sourcedId"]]
        assert row["class"]["sourcedId"] == line["classSourcedId"]
        assert row["school"]["sourcedId"] == line["schoolSourcedId"]
        assert row["user"]["sourcedId"] == line["userSourcedId"]
        assert row["role"] == line["role"]
        assert (row["beginDate"], row["endDate"]) == (line["beginDate"], line["endDate"])
        expected = {"true": True if api == "1.1" else "true", "": None}[line["primary"]]
        assert row.get("primary") == expected


@_needs_file
def test_demographics_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = _by_id(as_given, api, "demographics")
    for line in tables["demographics"]:
        row = found[line["sourcedId"]]
        for name, text in line.items():
            if text in ("true", "false"):
                assert row[name] == (text == "true" if api == "1.1" else text)
            elif name in ("birthDate", "sex") or name.endswith(("Code", "Birth", "Abbreviation")):
                assert row[name] == text


@_needs_file
def test_campus_ids_replace_those_of_the_file(campus: Client, tables: Tables) -> None:
    given = {
        line["sourcedId"] for lines in tables.values() for line in lines if "sourcedId" in line
    }
    for path in ("users", "classes", "courses", "enrollments", "academicSessions", "orgs"):
        shown = set(_by_id(campus, "1.1", path))
        assert not shown & given
        assert all(not name.startswith("97b4") for name in shown)
    rows = campus.all("1.1", "users")
    assert {row["sourcedId"][:2] for row in rows} == {"s+", "t+", "a+"}


@_needs_file
def test_campus_ids_keep_guids_of_people_and_orgs_in_1p2(campus: Client, tables: Tables) -> None:
    for path, table in (("users", "users"), ("orgs", "orgs")):
        shown = set(_by_id(campus, "1.2", path))
        assert shown == {line["sourcedId"] for line in tables[table]}
    legacy = {row["metadata"]["ic.legacySourcedId"] for row in campus.all("1.2", "users")}
    assert legacy == {row["sourcedId"][2:] for row in campus.all("1.1", "users")}


@_needs_file
def test_names_are_the_same_under_either_scheme(campus: Client, as_given: Client, api: str) -> None:
    for path, name in (("users", "email"), ("classes", "title"), ("courses", "courseCode")):
        first = sorted(row[name] for row in campus.all(api, path))
        assert first == sorted(row[name] for row in as_given.all(api, path))
    rows = campus.all(api, "enrollments")
    users, classes = _by_id(campus, api, "users"), _by_id(campus, api, "classes")
    pairs = sorted(
        (
            users[row["user"]["sourcedId"]]["email"],
            classes[row["class"]["sourcedId"]]["title"],
            row["role"],
        )
        for row in rows
    )
    users, classes = _by_id(as_given, api, "users"), _by_id(as_given, api, "classes")
    assert pairs == sorted(
        (
            users[row["user"]["sourcedId"]]["email"],
            classes[row["class"]["sourcedId"]]["title"],
            row["role"],
        )
        for row in as_given.all(api, "enrollments")
    )


@_needs_file
def test_pretend_day_is_that_of_the_files_last_change(as_given: Client) -> None:
    assert as_given.ready["day"] == "2026-11-23"
    assert as_given.ready["students"] == 778


@_needs_file
def test_gradebook_of_a_file_has_categories_and_tasks_and_nothing_else(
    as_given: Client, api: str
) -> None:
    sections = as_given.all(api, "classes")
    assert len(as_given.all(api, "categories")) == 4 * len(sections)
    items = as_given.all(api, "lineItems")
    assert {row["title"] for row in items} == {"Full Year Grade", "Work Habits"}
    assert len(items) == 2 * len(sections)
    assert as_given.all(api, "results") == []
    term = as_given.all(api, "terms")[0]["sourcedId"]
    section = items[0]["class"]["sourcedId"]
    assert items[0]["sourcedId"] == f"{section}{term}1"


@_needs_file
def test_term_without_grading_periods_serves_as_one(as_given: Client, api: str) -> None:
    assert as_given.all(api, "gradingPeriods") == []
    term = as_given.all(api, "terms")[0]["sourcedId"]
    item = as_given.all(api, "lineItems")[0]
    assert item["gradingPeriod"]["sourcedId"] == term
    assert item["metadata"]["ext_infiniteCampus_isGradingWindowOpen"] == "true"


@_needs_file
@pytest.mark.parametrize("ids", ["campus", "as-given"])
def test_file_district_can_be_graded(api: str, ids: str) -> None:
    with running("--district", str(_FILE), "--ids", ids, "--day", "2026-10-14") as (_, client):
        klass = first_class(client, api)
        with_item(client, klass)
        assert put_result(client, api, "r-1", klass.result("item-1")).status == 201
        row = client.grades(api, "results/r-1").json["result"]
        assert row["student"]["sourcedId"] == klass.students[0]
        newest = max(line["dateLastModified"] for line in client.all(api, "users"))
        assert row["dateLastModified"] > newest


# --- small files of our own --------------------------------------------------------------------

_ROSTER: dict[str, str] = {
    "orgs": """\
sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
D1,,,Hollow District,district,01,
S1,,,Hollow School,school,02,D1
""",
    "academicSessions": """\
sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
Y,,,2025-2026,schoolYear,2025-08-20,2026-06-10,,2026
T1,,,Autumn,term,2025-08-20,2025-12-19,Y,2026
G1,,,A1,gradingPeriod,2025-08-20,2025-10-10,T1,2026
G2,,,A2,gradingPeriod,2025-10-13,2025-12-19,T1,2026
""",
    "courses": """\
sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,\
subjects,subjectCodes
C1,,,Y,Geology,GEO,"09,10",S1,"Science,Earth","SC,EA"
""",
    "classes": """\
sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,\
schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
K1,,,Geology 1,"09,10",C1,GEO-1,scheduled,Room 7,S1,T1,"Science,Earth","SC,EA","1,3"
""",
    "enrollments": """\
sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
E1,,,K1,S1,U1,student,,2025-08-20,2025-12-19
E2,,,K1,S1,U2,teacher,true,,
""",
}
_SESSIONS = _ROSTER["academicSessions"]
_USER_COLUMNS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,"
    "userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,"
    "primaryOrgSourcedId,pronouns,metadata.team"
)
_USERS_1P2 = f"""\
{_USER_COLUMNS}
U1,,,true,una.vole,"{{state:77}},{{lunch:12}}",Una,Vole,Mae Lou,500,una@h.example,\
555-0100,555-0101,U3,09,secret,M-1,Uni,M,Volk,S1,she/her,red
U2,,,true,tim.moss,,Tim,Moss,,501,tim@h.example,,,,,,,,,,,,
U3,,,true,pa.vole,,Pat,Vole,,502,pat@h.example,,,U1,,,,,,,,,
U4,,,false,ada.fern,,Ada,Fern,,503,ada@h.example,,,,,,,,,,,,
"""
_ROLES = """\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
R1,,,U1,primary,student,2025-08-20,2026-06-10,S1,
R2,,,U2,primary,teacher,,,S1,
R3,,,U2,secondary,counselor,,,S1,
R4,,,U3,primary,guardian,,,S1,
R5,,,U4,primary,student,,,S1,
"""


def _zip(folder: Path, **changes: str) -> str:
    path = folder / "district.zip"
    tables = {**_ROSTER, "users": _USERS_1P2, "roles": _ROLES, **changes}
    with zipfile.ZipFile(path, "w") as package:
        for name, text in tables.items():
            if text:
                package.writestr(f"{name}.csv", text)
    return str(path)


def test_1p2_file_gives_roles_names_and_extensions(tmp_path: Path) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        row = client.roster("1.2", "users/U1").json["user"]
        assert row["userIds"] == [
            {"type": "state", "identifier": "77"},
            {"type": "lunch", "identifier": "12"},
        ]
        assert row["middleName"] == "Mae Lou"
        assert row["preferredFirstName"] == "Uni"
        assert row["preferredMiddleName"] == "M"
        assert row["preferredLastName"] == "Volk"
        assert row["pronouns"] == "she/her"
        assert row["userMasterIdentifier"] == "M-1"
        assert row["primaryOrg"]["sourcedId"] == "S1"
        assert row["metadata"] == {"team": "red"}
        assert (row["sms"], row["phone"]) == ("555-0100", "555-0101")
        assert _ids(row["agents"]) == ["U3"]
        (role,) = row["roles"]
        assert (role["beginDate"], role["endDate"]) == ("2025-08-20", "2026-06-10")
        teacher = client.roster("1.2", "users/U2").json["user"]
        assert [(one["role"], one["roleType"]) for one in teacher["roles"]] == [
            ("teacher", "primary"),
            ("counselor", "secondary"),
        ]


def test_1p2_file_is_one_row_per_user_in_1p1_when_ids_are_as_given(tmp_path: Path) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        rows = {row["sourcedId"]: row for row in client.all("1.1", "users")}
        assert {name: row["role"] for name, row in rows.items()} == {
            "U1": "student",
            "U2": "teacher",
            "U3": "guardian",
        }
        assert [row["sourcedId"] for row in client.all("1.1", "teachers")] == ["U2"]
        assert _ids(rows["U1"]["agents"]) == ["U3"]


def test_1p2_file_is_one_row_per_role_in_1p1_under_campus_ids(tmp_path: Path) -> None:
    with running("--district", _zip(tmp_path)) as (_, client):
        ids = [row["sourcedId"] for row in client.all("1.1", "users")]
        assert ids == ["e+100002", "g+100003", "s+100001", "t+100002"]


def test_list_columns_and_several_grades_come_out_as_lists(tmp_path: Path, api: str) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        row = client.roster(api, "classes/K1").json["class"]
        assert row["periods"] == ["1", "3"]
        assert row["grades"] == ["09", "10"]
        assert row["subjects"] == ["Science", "Earth"]
        assert row["subjectCodes"] == ["SC", "EA"]
        assert row["location"] == "Room 7"
        course = client.roster(api, "courses/C1").json["course"]
        assert course["subjectCodes"] == ["SC", "EA"]


def test_grading_periods_of_a_file_are_used(tmp_path: Path, api: str) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        assert _by_id(client, api, "gradingPeriods").keys() == {"G1", "G2"}
        tasks = {row["title"]: row["sourcedId"] for row in client.all(api, "lineItems")}
        assert tasks == {"A1 Grade": "K1G11", "A2 Grade": "K1G21", "Work Habits": "K1G22"}


def test_disabled_account_of_a_file_vanishes(tmp_path: Path, api: str) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        assert "U4" not in _by_id(client, api, "users")


def test_file_without_dates_of_change_is_dated_before_the_year(tmp_path: Path, api: str) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        row = client.roster(api, "orgs/S1").json["org"]
        assert row["dateLastModified"] == "2025-07-01T00:00:00.000Z"


def test_day_lies_in_the_files_school_year(tmp_path: Path) -> None:
    with running("--district", _zip(tmp_path)) as (_, client):
        assert client.ready["day"] == "2025-08-20"


def test_deleted_rows_of_a_file_are_tombstones(tmp_path: Path, api: str) -> None:
    users = _USERS_1P2.replace("U2,,,", "U2,tobedeleted,2025-09-01T00:00:00Z,")
    with running("--district", _zip(tmp_path, users=users), "--ids", "as-given") as (_, client):
        assert "U2" not in _by_id(client, api, "users")
        assert client.roster(api, "users/U2").status == 404
        gone = client.all(api, "users", filter="status='tobedeleted'")
        assert [row["sourcedId"] for row in gone] == ["U2"]
        since = client.all(api, "users", filter="dateLastModified>'2025-08-01'")
        assert [row["sourcedId"] for row in since] == ["U2"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"users": ""}, "has no users.csv"),
        ({"orgs": "name\nHollow\n"}, "orgs.csv has no column sourcedId"),
        (
            {"academicSessions": _ROSTER["academicSessions"].replace(",2026\n", ",soon\n")},
            "no year",
        ),
        (
            {"academicSessions": _ROSTER["academicSessions"].replace("2025-12-19", "Christmas", 1)},
            "'Christmas' is no value for endDate",
        ),
        ({"classes": _ROSTER["classes"].replace(",C1,", ",C9,")}, "C9"),
        ({"classes": _ROSTER["classes"].replace(",C1,", ",,")}, "courseSourcedId is empty"),
        ({"enrollments": _ROSTER["enrollments"].replace(",U2,", ",U9,")}, "U9"),
        ({"orgs": _ROSTER["orgs"] + "S1,,,Twice,school,03,D1\n"}, "used twice"),
        ({"roles": ""}, "role or orgSourcedIds is empty"),
        ({"users": _USERS_1P2.replace("U3,,,", "U3,,yesterday,")}, "dateLastModified"),
    ],
)
def test_file_with_a_hole_is_refused_in_one_sentence(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    with (
        pytest.raises(BadFile, match=words) as caught,
        running("--district", _zip(tmp_path, **changes)),
    ):
        raise AssertionError("the file was taken")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
