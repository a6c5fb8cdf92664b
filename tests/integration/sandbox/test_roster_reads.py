"""The roster's collections, single rows and nested collections in both versions."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.integration.sandbox.client import Client, running

_COLLECTIONS = {
    "orgs": ("orgs", "org"),
    "schools": ("orgs", "org"),
    "districts": ("orgs", "org"),
    "academicSessions": ("academicSessions", "academicSession"),
    "terms": ("academicSessions", "academicSession"),
    "gradingPeriods": ("academicSessions", "academicSession"),
    "courses": ("courses", "course"),
    "classes": ("classes", "class"),
    "enrollments": ("enrollments", "enrollment"),
    "studentEnrollments": ("enrollments", "enrollment"),
    "teacherEnrollments": ("enrollments", "enrollment"),
    "users": ("users", "user"),
    "students": ("users", "user"),
    "teachers": ("users", "user"),
    "guardians": ("users", "user"),
    "administrators": ("users", "user"),
    "demographics": ("demographics", "demographics"),
}


def _quoted(sourced_id: str) -> str:
    return sourced_id.replace("+", "%2B")


@pytest.mark.parametrize("path", _COLLECTIONS)
def test_collection_and_single_row_have_their_wrappers(reader: Client, api: str, path: str) -> None:
    plural, single = _COLLECTIONS[path]
    answer = reader.roster(api, path, limit=3)
    assert list(answer.json) == [plural]
    row = answer.json[plural][0]
    found = reader.roster(api, f"{path}/{_quoted(row['sourcedId'])}")
    assert found.json == {single: row}


@pytest.mark.parametrize("path", [*_COLLECTIONS, "relatives"])
def test_unknown_single_row_is_404(reader: Client, api: str, path: str) -> None:
    assert reader.roster(api, f"{path}/nothing").status == 404


@pytest.mark.parametrize("path", _COLLECTIONS)
def test_every_row_begins_with_id_status_and_date(reader: Client, api: str, path: str) -> None:
    for row in reader.all(api, path)[:50]:
        assert list(row)[:3] == ["sourcedId", "status", "dateLastModified"]
        assert row["status"] == "active"
        assert row["dateLastModified"] == "2026-07-01T00:00:00.000Z"


def test_schools_and_districts_are_parts_of_the_orgs(reader: Client, api: str) -> None:
    orgs = {row["sourcedId"]: row["type"] for row in reader.all(api, "orgs")}
    schools = [row["sourcedId"] for row in reader.all(api, "schools")]
    districts = [row["sourcedId"] for row in reader.all(api, "districts")]
    assert len(schools) == 3
    assert len(districts) == 1
    assert sorted(schools + districts) == sorted(orgs)
    assert {orgs[name] for name in schools} == {"school"}
    assert reader.roster(api, f"schools/{districts[0]}").status == 404
    assert reader.roster(api, f"districts/{schools[0]}").status == 404


def test_school_year_has_two_semesters_of_two_quarters(reader: Client, api: str) -> None:
    sessions = reader.all(api, "academicSessions")
    kinds = [row["type"] for row in sessions]
    assert kinds.count("schoolYear") == 3
    assert kinds.count("semester") == 6
    assert kinds.count("gradingPeriod") == 12
    assert {row["schoolYear"] for row in sessions} == {"2027"}
    assert {row["title"] for row in reader.all(api, "terms")} == {"S1", "S2"}
    assert {row["title"] for row in reader.all(api, "gradingPeriods")} == {"Q1", "Q2", "Q3", "Q4"}


def test_terms_and_grading_periods_are_known_by_their_own_kind(reader: Client, api: str) -> None:
    term = reader.all(api, "terms")[0]["sourcedId"]
    period = reader.all(api, "gradingPeriods")[0]["sourcedId"]
    assert reader.roster(api, f"terms/{term}").status == 200
    assert reader.roster(api, f"gradingPeriods/{term}").status == 404
    assert reader.roster(api, f"gradingPeriods/{period}").status == 200
    assert reader.roster(api, f"terms/{period}").status == 404
    assert reader.roster(api, f"academicSessions/{period}").status == 200


def test_end_dates_are_the_last_day_of_school_or_the_day_after() -> None:
    ends: dict[str, dict[str, Any]] = {}
    for switch in ("inclusive", "exclusive"):
        with running("--students", "20", "--end-date", switch) as (_, client):
            sessions = client.all("1.2", "academicSessions")
            rows = client.all("1.2", "enrollments")
            students = client.all("1.2", "students")
            ends[switch] = {
                **{row["sourcedId"]: row["endDate"] for row in sessions},
                **{row["sourcedId"]: row["endDate"] for row in rows},
                "role": students[0]["roles"][0]["endDate"],
                "begin": sessions[0]["startDate"],
            }
    assert ends["inclusive"].pop("begin") == ends["exclusive"].pop("begin")
    for key, text in ends["inclusive"].items():
        after = date.fromisoformat(text) + timedelta(days=1)
        assert ends["exclusive"][key] == after.isoformat()
    assert ends["inclusive"]["gp1004"] == "2026-10-16"


def test_enrolments_are_students_and_teachers_together(reader: Client, api: str) -> None:
    everybody = [row["sourcedId"] for row in reader.all(api, "enrollments")]
    students = [row["sourcedId"] for row in reader.all(api, "studentEnrollments")]
    teachers = [row["sourcedId"] for row in reader.all(api, "teacherEnrollments")]
    assert sorted(students + teachers) == everybody
    assert reader.roster(api, f"studentEnrollments/{teachers[0]}").status == 404
    assert reader.roster(api, f"teacherEnrollments/{students[0]}").status == 404


def test_booleans_are_json_in_1p1_and_words_in_1p2(reader: Client) -> None:
    old, new = (
        reader.all("1.1", "teacherEnrollments")[0],
        reader.all("1.2", "teacherEnrollments")[0],
    )
    assert old["primary"] is True
    assert new["primary"] == "true"
    assert reader.all("1.1", "users")[0]["enabledUser"] is True
    assert reader.all("1.2", "users")[0]["enabledUser"] == "true"
    assert isinstance(reader.all("1.1", "demographics")[0]["asian"], bool)
    assert reader.all("1.2", "demographics")[0]["asian"] in ("true", "false")


def test_every_section_has_one_primary_teacher(reader: Client) -> None:
    primaries: dict[str, int] = {}
    for row in reader.all("1.1", "teacherEnrollments"):
        name = row["class"]["sourcedId"]
        primaries[name] = primaries.get(name, 0) + row["primary"]
    assert set(primaries) == {row["sourcedId"] for row in reader.all("1.1", "classes")}
    assert set(primaries.values()) == {1}


def test_some_sections_have_a_co_teacher(reader: Client, api: str) -> None:
    rows = reader.all(api, "teacherEnrollments")
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["class"]["sourcedId"]] = counts.get(row["class"]["sourcedId"], 0) + 1
    assert set(counts.values()) == {1, 2}
    section = next(name for name, count in counts.items() if count == 2)
    assert len(reader.all(api, f"classes/{section}/teachers")) == 2


def test_nested_people_are_those_of_the_enrolments(reader: Client, api: str) -> None:
    users = {row["sourcedId"] for row in reader.all(api, "users")}
    enrolments = reader.all(api, "enrollments")
    for section in reader.all(api, "classes")[:5]:
        name, school = section["sourcedId"], section["school"]["sourcedId"]
        for path, role in (("students", "student"), ("teachers", "teacher")):
            expected = {
                row["user"]["sourcedId"]
                for row in enrolments
                if row["class"]["sourcedId"] == name
                and row["role"] == role
                and row["beginDate"] <= "2026-10-14" <= row["endDate"]
            }
            found = {row["sourcedId"] for row in reader.all(api, f"classes/{name}/{path}")}
            assert found == expected & users
            below = reader.all(api, f"schools/{school}/classes/{name}/{path}")
            assert {row["sourcedId"] for row in below} == found


def test_nested_enrolments_are_those_of_the_section(reader: Client, api: str) -> None:
    section = reader.all(api, "classes")[3]
    name, school = section["sourcedId"], section["school"]["sourcedId"]
    rows = reader.all(api, f"schools/{school}/classes/{name}/enrollments")
    everything = reader.all(api, "enrollments")
    assert rows == [row for row in everything if row["class"]["sourcedId"] == name]


def test_school_lists_what_is_its_own(reader: Client, api: str) -> None:
    school = reader.all(api, "schools")[1]["sourcedId"]
    for path in ("classes", "enrollments"):
        rows = reader.all(api, f"schools/{school}/{path}")
        everything = reader.all(api, path)
        assert rows == [row for row in everything if row["school"]["sourcedId"] == school]
    courses = reader.all(api, f"schools/{school}/courses")
    assert {row["org"]["sourcedId"] for row in courses} == {school}
    for path, role in (("students", "student"), ("teachers", "teacher")):
        found = reader.all(api, f"schools/{school}/{path}")
        assert found
        for row in found:
            if api == "1.1":
                assert row["role"] == role
                assert school in {org["sourcedId"] for org in row["orgs"]}
            else:
                assert any(
                    one["role"] == role and one["org"]["sourcedId"] == school
                    for one in row["roles"]
                )
    assert [row["title"] for row in reader.all(api, f"schools/{school}/terms")] == ["S1", "S2"]


def test_sections_of_people_courses_and_terms_agree_with_the_enrolments(
    reader: Client, api: str
) -> None:
    enrolments = reader.all(api, "enrollments")
    for path, kind in (("students", "student"), ("teachers", "teacher")):
        person = reader.all(api, path)[7 if path == "students" else 0]["sourcedId"]
        expected = {
            row["class"]["sourcedId"]
            for row in enrolments
            if row["user"]["sourcedId"] == person and row["role"] == kind
        }
        for alias in (path, "users"):
            rows = reader.all(api, f"{alias}/{_quoted(person)}/classes")
            assert {row["sourcedId"] for row in rows} == expected
    section = reader.all(api, "classes")[0]
    course = section["course"]["sourcedId"]
    rows = reader.all(api, f"courses/{course}/classes")
    assert section in rows
    assert {row["course"]["sourcedId"] for row in rows} == {course}
    term = section["terms"][0]["sourcedId"]
    rows = reader.all(api, f"terms/{term}/classes")
    assert section in rows
    periods = reader.all(api, f"terms/{term}/gradingPeriods")
    assert [row["title"] for row in periods] == ["Q1", "Q2"]


def test_student_is_no_teacher_in_a_path(reader: Client, api: str) -> None:
    student = _quoted(reader.all(api, "students")[0]["sourcedId"])
    assert reader.roster(api, f"teachers/{student}/classes").status == 404
    assert reader.roster(api, f"teachers/{student}").status == 404


def test_class_of_another_school_is_not_under_this_one(reader: Client, api: str) -> None:
    section = reader.all(api, "classes")[0]
    other = next(
        row["sourcedId"]
        for row in reader.all(api, "schools")
        if row["sourcedId"] != section["school"]["sourcedId"]
    )
    for path in ("students", "teachers", "enrollments"):
        name = section["sourcedId"]
        assert reader.roster(api, f"schools/{other}/classes/{name}/{path}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "classes/none/students",
        "classes/none/teachers",
        "courses/none/classes",
        "schools/none/classes",
        "schools/none/courses",
        "schools/none/enrollments",
        "schools/none/students",
        "schools/none/teachers",
        "schools/none/terms",
        "students/none/classes",
        "teachers/none/classes",
        "users/none/classes",
        "terms/none/classes",
        "terms/none/gradingPeriods",
    ],
)
def test_unknown_parent_of_a_nested_collection_is_404(reader: Client, api: str, path: str) -> None:
    assert reader.roster(api, path).status == 404


@pytest.mark.parametrize(
    "path", ["", "class", "teacher/x", "classes/x/y/z", "users/x/agents", "lineitems"]
)
def test_address_that_is_not_in_the_standard_is_404(reader: Client, api: str, path: str) -> None:
    assert reader.roster(api, path).status == 404


def test_disabled_account_vanishes_from_users_and_stays_enrolled(reader: Client, api: str) -> None:
    users = {row["sourcedId"] for row in reader.all(api, "users")}
    present = {
        row["user"]["sourcedId"]
        for row in reader.all(api, "studentEnrollments")
        if row["beginDate"] <= "2026-10-14" <= row["endDate"]
    }
    hidden = present - users
    assert len(hidden) == 2
    for name in hidden:
        assert reader.roster(api, f"students/{_quoted(name)}").status == 404
        assert reader.roster(api, f"users/{_quoted(name)}").status == 404


def test_student_who_left_vanishes_from_users_with_an_ended_enrolment(
    reader: Client, api: str
) -> None:
    users = {row["sourcedId"] for row in reader.all(api, "users")}
    ended = [row for row in reader.all(api, "studentEnrollments") if row["endDate"] < "2026-10-14"]
    assert ended
    assert {row["user"]["sourcedId"] for row in ended}.isdisjoint(users)
    assert {row["status"] for row in ended} == {"active"}


def test_student_who_never_showed_up_is_nowhere() -> None:
    with running("--students", "400") as (sandbox, client):
        roster = sandbox.stage.campus.roster
        missing = {row.person for row in roster.student_rows.values() if row.no_show}
        assert missing
        shown = {row["user"]["sourcedId"] for row in client.all("1.1", "studentEnrollments")}
        listed = {row["sourcedId"] for row in client.all("1.1", "students")}
        for number in missing:
            assert f"s+{number}" not in shown | listed


def test_student_comes_and_goes_with_the_pretend_day(api: str) -> None:
    with running("--students", "400") as (_, client):
        counts = {}
        for day in ("2026-08-14", "2026-08-20", "2026-09-20", "2026-10-14", "2027-06-07"):
            client.control("day", {"day": day})
            counts[day] = client.roster(api, "students", limit=1).total
        assert counts["2026-08-14"] == 0
        assert counts["2027-06-07"] == 0
        assert counts["2026-08-20"] < counts["2026-09-20"]
        assert counts["2026-10-14"] < counts["2026-09-20"]


@pytest.mark.parametrize("path", ["resources", "classes/*/resources", "courses/*/resources"])
def test_district_has_no_resources(reader: Client, path: str) -> None:
    section = reader.all("1.1", "classes")[0]
    filled = path.replace("classes/*", f"classes/{section['sourcedId']}")
    filled = filled.replace("courses/*", f"courses/{section['course']['sourcedId']}")
    for base in ("/campus/api/ims/oneroster/v1p1", "/campus/api/ims/oneroster/resources/v1p2"):
        answer = reader.get(f"{base}/{filled}")
        assert answer.json == {"resources": []}
        assert answer.total == 0
    assert reader.get(f"{base}/resources/x").status == 404
    assert reader.get(f"{base}/classes/none/resources").status == 404
