"""Small district files of our own: each shape of a file that a district may have."""

import zipfile
from pathlib import Path

import pytest

from homeroom.sandbox.districts.csv_file import BadFile
from tests.integration.sandbox.bodies import ids_of, rows_by_id
from tests.integration.sandbox.client import running

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
        assert ids_of(row["agents"]) == ["U3"]
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
        assert ids_of(rows["U1"]["agents"]) == ["U3"]


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
        assert rows_by_id(client, api, "gradingPeriods").keys() == {"G1", "G2"}
        tasks = {row["title"]: row["sourcedId"] for row in client.all(api, "lineItems")}
        assert tasks == {"A1 Grade": "K1G11", "A2 Grade": "K1G21", "Work Habits": "K1G22"}


def test_disabled_account_of_a_file_vanishes(tmp_path: Path, api: str) -> None:
    with running("--district", _zip(tmp_path), "--ids", "as-given") as (_, client):
        assert "U4" not in rows_by_id(client, api, "users")


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
        assert "U2" not in rows_by_id(client, api, "users")
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
