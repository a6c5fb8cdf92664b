"""A district file goes in and everything in it comes out again, in both versions."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.integration.sandbox.bodies import (
    first_class,
    ids_of,
    put_result,
    rows_by_id,
    with_item,
)
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
    found = rows_by_id(as_given, api, path)
    assert set(found) == {line["sourcedId"] for line in tables[table]}
    for line in tables[table]:
        assert found[line["sourcedId"]]["dateLastModified"] == line["dateLastModified"]
        assert found[line["sourcedId"]]["status"] == "active"


@_needs_file
def test_orgs_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = rows_by_id(as_given, api, "orgs")
    for line in tables["orgs"]:
        row = found[line["sourcedId"]]
        assert (row["name"], row["type"]) == (line["name"], line["type"])
        assert row["identifier"] == line["identifier"]
        assert row.get("parent", {"sourcedId": ""})["sourcedId"] == line["parentSourcedId"]


@_needs_file
def test_sessions_come_out_again_with_the_year_in_which_they_end(
    as_given: Client, tables: Tables, api: str
) -> None:
    found = rows_by_id(as_given, api, "academicSessions")
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
    found = rows_by_id(as_given, api, "courses")
    for line in tables["courses"]:
        row = found[line["sourcedId"]]
        assert (row["title"], row["courseCode"]) == (line["title"], line["courseCode"])
        assert row["grades"] == [line["grades"]]
        assert row["subjects"] == [line["subjects"]]
        assert row["org"]["sourcedId"] == line["orgSourcedId"]
        assert row["schoolYear"]["sourcedId"] == line["schoolYearSourcedId"]


@_needs_file
def test_classes_come_out_again(as_given: Client, tables: Tables, api: str) -> None:
    found = rows_by_id(as_given, api, "classes")
    for line in tables["classes"]:
        row = found[line["sourcedId"]]
        assert row["title"] == line["title"]
        assert (row["classCode"], row["classType"]) == (line["classCode"], line["classType"])
        assert row["grades"] == line["grades"].split(",")
        assert row["subjects"] == [line["subjects"]]
        assert row["course"]["sourcedId"] == line["courseSourcedId"]
        assert row["school"]["sourcedId"] == line["schoolSourcedId"]
        assert ids_of(row["terms"]) == line["termSourcedIds"].split(",")
        assert "location" not in row
        assert "periods" not in row


@_needs_file
def test_1p1_users_come_out_again_one_row_each(as_given: Client, tables: Tables) -> None:
    found = rows_by_id(as_given, "1.1", "users")
    for line in tables["users"]:
        row = found[line["sourcedId"]]
        assert row["role"] == line["role"]
        assert ids_of(row["orgs"]) == line["orgSourcedIds"].split(",")
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
    found = rows_by_id(as_given, "1.2", "users")
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
    found = rows_by_id(as_given, api, "enrollments")
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
    found = rows_by_id(as_given, api, "demographics")
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
        shown = set(rows_by_id(campus, "1.1", path))
        assert not shown & given
        assert all(not name.startswith("97b4") for name in shown)
    rows = campus.all("1.1", "users")
    assert {row["sourcedId"][:2] for row in rows} == {"s+", "t+", "a+"}


@_needs_file
def test_campus_ids_keep_guids_of_people_and_orgs_in_1p2(campus: Client, tables: Tables) -> None:
    for path, table in (("users", "users"), ("orgs", "orgs")):
        shown = set(rows_by_id(campus, "1.2", path))
        assert shown == {line["sourcedId"] for line in tables[table]}
    legacy = {row["metadata"]["ic.legacySourcedId"] for row in campus.all("1.2", "users")}
    assert legacy == {row["sourcedId"][2:] for row in campus.all("1.1", "users")}


@_needs_file
def test_names_are_the_same_under_either_scheme(campus: Client, as_given: Client, api: str) -> None:
    for path, name in (("users", "email"), ("classes", "title"), ("courses", "courseCode")):
        first = sorted(row[name] for row in campus.all(api, path))
        assert first == sorted(row[name] for row in as_given.all(api, path))
    rows = campus.all(api, "enrollments")
    users, classes = rows_by_id(campus, api, "users"), rows_by_id(campus, api, "classes")
    pairs = sorted(
        (
            users[row["user"]["sourcedId"]]["email"],
            classes[row["class"]["sourcedId"]]["title"],
            row["role"],
        )
        for row in rows
    )
    users, classes = rows_by_id(as_given, api, "users"), rows_by_id(as_given, api, "classes")
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
