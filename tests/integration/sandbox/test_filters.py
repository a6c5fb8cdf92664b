"""Filters over the wire: every kind of field, both versions, and what clients send unencoded."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.sandbox.bodies import code_minor, first_class, put_result, with_item
from tests.integration.sandbox.client import GRADES, ROSTER, Client

Test = Callable[[dict[str, Any]], bool]


def _roles(row: dict[str, Any]) -> set[str]:
    return {role["role"] for role in row["roles"]}


_TWO = ("Mathematics", "Science")
_STAFF = {"teacher", "principal"}
_BOTH_ROLES = {"teacher", "guardian"}
_ROSTER_FILTERS: list[tuple[str, str, str, Test]] = [
    ("both", "orgs", "type='school'", lambda r: r["type"] == "school"),
    ("both", "orgs", "type!='school'", lambda r: r["type"] != "school"),
    ("both", "orgs", "name~'middle'", lambda r: "Middle" in r["name"]),
    ("both", "academicSessions", "type='gradingPeriod'", lambda r: r["type"] == "gradingPeriod"),
    ("both", "academicSessions", "schoolYear='2027'", lambda r: True),
    ("both", "academicSessions", "schoolYear='2026'", lambda r: False),
    ("both", "academicSessions", "startDate>'2026-12-31'", lambda r: r["startDate"] > "2026-12-31"),
    ("both", "academicSessions", "startDate<'2026-09-01'", lambda r: r["startDate"] < "2026-09-01"),
    ("both", "academicSessions", "endDate<='2026-10-16'", lambda r: r["endDate"] <= "2026-10-16"),
    ("both", "academicSessions", "endDate>='2027-06-04'", lambda r: r["endDate"] >= "2027-06-04"),
    ("both", "academicSessions", "endDate='2026-10-16'", lambda r: r["endDate"] == "2026-10-16"),
    ("both", "courses", "title='ALGEBRA i'", lambda r: r["title"] == "Algebra I"),
    ("both", "courses", "grades='09'", lambda r: "09" in r["grades"]),
    ("both", "courses", "subjects~'Mathematics,Science'", lambda r: r["subjects"][0] in _TWO),
    ("both", "classes", "periods='3'", lambda r: r["periods"] == ["3"]),
    ("both", "classes", "classCode~'MA-'", lambda r: "MA-" in r["classCode"]),
    ("both", "classes", "subjectCodes='MA-09'", lambda r: r["subjectCodes"] == ["MA-09"]),
    ("both", "enrollments", "role='teacher'", lambda r: r["role"] == "teacher"),
    (
        "both",
        "enrollments",
        "beginDate>'2026-08-17' AND role='student'",
        lambda r: r["beginDate"] > "2026-08-17" and r["role"] == "student",
    ),
    (
        "both",
        "enrollments",
        "role='teacher' OR beginDate>'2026-08-17'",
        lambda r: r["role"] == "teacher" or r["beginDate"] > "2026-08-17",
    ),
    ("both", "enrollments", "primary='true'", lambda r: r.get("primary") in (True, "true")),
    ("both", "users", "enabledUser='true'", lambda r: True),
    ("both", "users", "enabledUser='false'", lambda r: False),
    ("both", "users", "grades='07'", lambda r: r.get("grades") == ["07"]),
    ("both", "users", "email~'@mail.example'", lambda r: "@mail.example" in r["email"]),
    ("both", "users", "middleName='nobody'", lambda r: False),
    ("both", "users", "userIds.type='stateId'", lambda r: bool(r.get("userIds"))),
    ("both", "users", "familyName<'c'", lambda r: r["familyName"].casefold() < "c"),
    ("both", "users", "familyName>='x'", lambda r: r["familyName"].casefold() >= "x"),
    ("1.1", "users", "role='guardian'", lambda r: r["role"] == "guardian"),
    ("1.2", "users", "roles.role='teacher'", lambda r: "teacher" in _roles(r)),
    (
        "1.2",
        "users",
        "roles.role='teacher,guardian'",
        lambda r: _roles(r) >= _BOTH_ROLES,
    ),
    ("1.2", "users", "roles.role~'teacher,principal'", lambda r: bool(_STAFF & _roles(r))),
    ("1.2", "users", "roles.role!='student'", lambda r: "student" not in _roles(r)),
    ("both", "demographics", "sex='female'", lambda r: r["sex"] == "female"),
    ("both", "demographics", "asian='true'", lambda r: r["asian"] in (True, "true")),
    ("both", "demographics", "birthDate>='2014-01-01'", lambda r: r["birthDate"] >= "2014-01-01"),
]


@pytest.mark.parametrize(
    ("versions", "path", "wanted", "test"),
    _ROSTER_FILTERS,
    ids=[f"{path}:{wanted}" for _, path, wanted, _ in _ROSTER_FILTERS],
)
def test_roster_filter_gives_what_matches(
    reader: Client, versions: str, path: str, wanted: str, test: Test
) -> None:
    for api in ("1.1", "1.2") if versions == "both" else (versions,):
        expected = [row for row in reader.all(api, path) if test(row)]
        assert reader.all(api, path, filter=wanted) == expected


def test_filter_by_reference_and_by_parent(reader: Client, api: str) -> None:
    section = reader.all(api, "classes")[0]
    course, school = section["course"]["sourcedId"], section["school"]["sourcedId"]
    for name, value in (("course", course), ("course.sourcedId", course)):
        rows = reader.all(api, "classes", filter=f"{name}='{value}'")
        assert section in rows
        assert {row["course"]["sourcedId"] for row in rows} == {course}
    rows = reader.all(api, "enrollments", filter=f"class.sourcedId='{section['sourcedId']}'")
    assert {row["class"]["sourcedId"] for row in rows} == {section["sourcedId"]}
    rows = reader.all(api, "orgs", filter=f"parent.sourcedId!='{school}'")
    assert len(rows) == 4
    term = section["terms"][0]["sourcedId"]
    rows = reader.all(api, "classes", filter=f"terms.sourcedId='{term}'")
    assert section in rows
    assert reader.all(api, "classes", filter=f"terms~'{term},none'") == rows


def test_filter_by_email_gives_exactly_one_teacher(reader: Client, api: str) -> None:
    teacher = reader.all(api, "teachers")[2]
    assert reader.all(api, "teachers", filter=f"email='{teacher['email']}'") == [teacher]
    shouted = teacher["email"].upper()
    assert reader.all(api, "teachers", filter=f"email='{shouted}'") == [teacher]


def test_filter_may_come_unencoded(reader: Client, api: str) -> None:
    email = reader.all(api, "teachers")[0]["email"]
    url = f"{ROSTER[api]}/teachers?filter=email='{email}'&limit=10000"
    answer = reader.get(url)
    assert answer.total == 1
    assert "limit=10000" in (answer.link("first") or "")


def test_plus_that_is_not_encoded_is_a_space(reader: Client) -> None:
    student = reader.all("1.1", "students")[0]["sourcedId"]
    raw = reader.get(f"{ROSTER['1.1']}/students?filter=sourcedId='{student}'")
    assert raw.total == 0
    encoded = student.replace("+", "%2B")
    assert reader.get(f"{ROSTER['1.1']}/students?filter=sourcedId='{encoded}'").total == 1


def test_filter_by_legacy_number_in_the_metadata(reader: Client) -> None:
    row = reader.all("1.2", "students")[0]
    number = row["metadata"]["ic.legacySourcedId"]
    found = reader.all("1.2", "users", filter=f"metadata.ic.legacySourcedId='{number}'")
    assert found == [row]


@pytest.mark.parametrize(
    "wanted",
    [
        "colour='red'",
        "role",
        "role=",
        "role=student",
        'role="student"',
        "role='student",
        "='student'",
        "role=='student'",
        "role='student' AND",
        "role='student' XOR role='teacher'",
        "role='student' and role='teacher'",
        "role='a' OR role='b' OR role='c'",
        "(role='student')",
        "role='student' extra",
        "user.colour='x'",
        "beginDate.year='2026'",
        "metadata='x'",
        "dateLastModified>'yesterday'",
        "dateLastModified>'2026-07-01T00:00:00'",
        "beginDate='soon'",
        "primary='perhaps'",
    ],
)
def test_bad_filter_is_refused_without_data(reader: Client, api: str, wanted: str) -> None:
    answer = reader.roster(api, "enrollments", filter=wanted)
    assert answer.status == 400
    assert code_minor(answer) == "invalid_filter_field"
    assert "enrollments" not in answer.json


@pytest.mark.parametrize(
    ("api", "path", "wanted"),
    [
        ("1.1", "users", "roles.role='student'"),
        ("1.2", "users", "role='student'"),
        ("1.1", "users", "orgs.name='x'"),
        ("1.2", "users", "orgs.sourcedId='x'"),
        ("1.2", "users", "roles='student'"),
    ],
)
def test_field_of_the_other_version_is_unknown(
    reader: Client, api: str, path: str, wanted: str
) -> None:
    assert reader.roster(api, path, filter=wanted).status == 400


@pytest.mark.parametrize(
    ("api", "wanted"),
    [("1.1", "textScore='A'"), ("1.1", "late='true'"), ("1.1", "class.sourcedId='x'")],
)
def test_gradebook_field_of_1p2_is_unknown_to_1p1(reader: Client, api: str, wanted: str) -> None:
    assert reader.grades(api, "results", filter=wanted).status == 400
    assert reader.grades("1.2", "results", filter=wanted).status == 200


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ("dateLastModified>'2026-06-30T00:00:00Z'", "all"),
        ("dateLastModified>='2026-07-01T00:00:00.000Z'", "all"),
        ("dateLastModified>='2026-07-01'", "all"),
        ("dateLastModified='2026-07-01T02:00:00+02:00'", "all"),
        ("dateLastModified>'2026-07-01T00:00:00Z'", "none"),
        ("dateLastModified<'2026-07-01'", "none"),
        ("dateLastModified!='2026-07-01'", "none"),
    ],
)
def test_instants_are_compared_as_instants(
    reader: Client, api: str, wanted: str, count: str
) -> None:
    expected = len(reader.all(api, "classes")) if count == "all" else 0
    assert reader.roster(api, "classes", filter=wanted, limit=1).total == expected


def test_quote_inside_a_value_is_doubled(fresh: Client, api: str) -> None:
    klass = first_class(fresh, api)
    with_item(fresh, klass, "quoted", title="Ana's essay")
    found = fresh.all(api, "lineItems", filter="title='Ana''s essay'")
    assert [row["sourcedId"] for row in found] == ["quoted"]
    assert fresh.grades(api, "lineItems", filter="title='Ana's essay'").status == 400


_GRADE_FILTERS: list[tuple[str, str, Test]] = [
    ("lineItems", "resultValueMax='100'", lambda r: r["resultValueMax"] == 100),
    ("lineItems", "resultValueMax>'20'", lambda r: r["resultValueMax"] > 20),
    ("lineItems", "resultValueMax<='10'", lambda r: r["resultValueMax"] <= 10),
    ("lineItems", "title~'project'", lambda r: "Project" in r["title"]),
    (
        "lineItems",
        "dueDate>='2026-10-01' AND dueDate<'2026-10-08'",
        lambda r: "2026-10-01" <= r["dueDate"] < "2026-10-08",
    ),
    ("results", "scoreStatus='exempt'", lambda r: r["scoreStatus"] == "exempt"),
    ("results", "score>'95'", lambda r: r.get("score", 0) > 95),
    ("results", "score<'0.5'", lambda r: "score" in r and r["score"] < Decimal("0.5")),
    ("results", "scoreDate='2026-10-01'", lambda r: r["scoreDate"] == "2026-10-01"),
    (
        "results",
        "metadata.ext_infiniteCampus_isAssignmentResult='false'",
        lambda r: r["metadata"]["ext_infiniteCampus_isAssignmentResult"] == "false",
    ),
    ("categories", "title='Tests'", lambda r: r["title"] == "Tests"),
]


@pytest.mark.parametrize(
    ("path", "wanted", "test"),
    _GRADE_FILTERS,
    ids=[f"{path}:{wanted}" for path, wanted, _ in _GRADE_FILTERS],
)
def test_gradebook_filter_gives_what_matches(
    fresh: Client, api: str, path: str, wanted: str, test: Test
) -> None:
    expected = [row for row in fresh.all(api, path) if test(row)]
    assert fresh.all(api, path, filter=wanted) == expected


def test_results_of_one_line_item_by_filter(reader: Client, api: str) -> None:
    section = reader.all(api, "classes")[0]["sourcedId"]
    item = reader.all(api, f"classes/{section}/lineItems")[0]["sourcedId"]
    nested = reader.all(api, f"classes/{section}/lineItems/{item}/results")
    assert nested
    for name in ("lineItem.sourcedId", "lineItem"):
        assert reader.all(api, "results", filter=f"{name}='{item}'") == nested
    assert reader.all(api, "results", filter="lineItem.sourcedId='none'") == []


def test_results_of_one_student_by_filter(reader: Client, api: str) -> None:
    section = reader.all(api, "classes")[0]["sourcedId"]
    student = reader.all(api, f"classes/{section}/students")[0]["sourcedId"]
    rows = reader.all(api, "results", filter=f"student.sourcedId='{student}'")
    assert rows
    assert {row["student"]["sourcedId"] for row in rows} == {student}


def test_flags_of_1p2_can_be_filtered(fresh: Client) -> None:
    for flag in ("late", "missing", "incomplete"):
        rows = fresh.all("1.2", "results", filter=f"{flag}='true'")
        assert rows == [row for row in fresh.all("1.2", "results") if row[flag] == "true"]
        assert rows


def test_rows_written_since_are_found_by_their_date(fresh: Client, api: str) -> None:
    klass = first_class(fresh, api)
    newest = max(row["dateLastModified"] for row in fresh.all(api, "results"))
    with_item(fresh, klass, "since")
    for place in range(3):
        put_result(fresh, api, f"since-{place}", klass.result("since", place))
    wanted = f"dateLastModified>'{newest}'"
    assert [row["sourcedId"] for row in fresh.all(api, "lineItems", filter=wanted)] == ["since"]
    found = fresh.all(api, "results", filter=wanted)
    assert [row["sourcedId"] for row in found] == ["since-0", "since-1", "since-2"]
    later = found[1]["dateLastModified"]
    rest = fresh.all(api, "results", filter=f"dateLastModified>'{later}'")
    assert [row["sourcedId"] for row in rest] == ["since-2"]


def test_delta_of_an_earlier_day_holds_generated_rows_too(fresh: Client, api: str) -> None:
    since = "2026-10-12T00:00:00Z"
    everything = fresh.all(api, "results")
    expected = [row for row in everything if row["dateLastModified"] >= "2026-10-12"]
    assert expected
    assert fresh.all(api, "results", filter=f"dateLastModified>'{since}'") == expected
    items = [row for row in fresh.all(api, "lineItems") if row["dateLastModified"] >= "2026-10-12"]
    assert fresh.all(api, "lineItems", filter=f"dateLastModified>='{since}'") == items


def test_deleted_rows_show_only_when_status_or_date_is_asked_for(fresh: Client, api: str) -> None:
    klass = first_class(fresh, api)
    with_item(fresh, klass, "kept")
    with_item(fresh, klass, "gone", title="Gone")
    put_result(fresh, api, "gone-1", klass.result("gone"))
    assert fresh.delete(f"{GRADES[api]}/lineItems/gone").status == 204
    ids = {row["sourcedId"] for row in fresh.all(api, "lineItems")}
    assert "kept" in ids
    assert "gone" not in ids
    assert fresh.all(api, "lineItems", filter="title='Gone'") == []
    (row,) = fresh.all(api, "lineItems", filter="status='tobedeleted'")
    assert (row["sourcedId"], row["status"]) == ("gone", "tobedeleted")
    (row,) = fresh.all(api, "results", filter="status='tobedeleted'")
    assert (row["sourcedId"], row["status"]) == ("gone-1", "tobedeleted")
    since = "dateLastModified>'2026-10-14T12:00:00.000Z'"
    found = {row["sourcedId"]: row["status"] for row in fresh.all(api, "lineItems", filter=since)}
    assert found == {"kept": "active", "gone": "tobedeleted"}
    active = fresh.all(api, "lineItems", filter=f"{since} AND status='active'")
    assert [row["sourcedId"] for row in active] == ["kept"]
    assert fresh.all(api, "lineItems", filter="status!='active'")[0]["sourcedId"] == "gone"


def test_filter_works_on_nested_collections(fresh: Client, api: str) -> None:
    section = fresh.all(api, "classes")[0]["sourcedId"]
    path = f"classes/{section}/results"
    expected = [row for row in fresh.all(api, path) if row["scoreStatus"] == "exempt"]
    assert fresh.all(api, path, filter="scoreStatus='exempt'") == expected
    rows = fresh.all(api, f"classes/{section}/students", filter="familyName>'m'")
    assert rows
    assert all(row["familyName"].casefold() > "m" for row in rows)
