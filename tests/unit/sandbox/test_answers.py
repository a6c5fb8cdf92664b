"""Messages, error bodies, the routes, the request log."""

import json
from decimal import Decimal

import pytest

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.oneroster.desk import ROUTES
from homeroom.sandbox.oneroster.entities import entity_of
from homeroom.sandbox.oneroster.errors import (
    Refused,
    error_response,
    forbidden,
    invalid,
    unauthorised,
    unknown,
    warning_1p1,
)
from homeroom.sandbox.oneroster.field_tables import fields_of
from homeroom.sandbox.oneroster.routes import match
from homeroom.sandbox.oneroster.write_routes import WRITES
from homeroom.sandbox.web.messages import Request, json_response
from homeroom.sandbox.web.request_log import RequestLog


def test_decimals_are_written_as_numbers_digit_for_digit() -> None:
    body = json_response(200, {"a": Decimal("17.50"), "b": Decimal(0), "c": None}).body
    assert body == b'{"a":17.50,"b":0,"c":null}'


@pytest.mark.parametrize(
    ("refused", "status", "code"),
    [
        (unauthorised("x"), 401, "unauthorisedrequest"),
        (forbidden("x"), 403, "forbidden"),
        (unknown("x"), 404, "unknownobject"),
        (invalid("x"), 422, "invaliddata"),
        (Refused(400, "invalid_filter_field", "x"), 400, "invalid_filter_field"),
    ],
)
def test_refusal_has_the_body_of_its_version(refused: Refused, status: int, code: str) -> None:
    old = error_response(refused, "1.1", "/p", minimal=False)
    new = error_response(refused, "1.2", "/p", minimal=False)
    assert (old.status, new.status) == (status, status)
    (entry,) = json.loads(old.body)["statusInfoSet"]
    assert (entry["imsx_codeMinor"], entry["imsx_description"]) == (code, "x")
    body = json.loads(new.body)
    assert body["imsx_description"] == "x"
    (field,) = body["imsx_CodeMinor"]["imsx_codeMinorField"]
    assert field["imsx_codeMinorFieldValue"] == code
    for answer in (old, new):
        assert (dict(answer.headers).get("WWW-Authenticate") is not None) == (status == 401)


def test_minimal_bodies_say_nothing() -> None:
    for api in ("1.1", "1.2"):
        body = error_response(invalid("secret"), api, "/p", minimal=True).body
        assert b"secret" not in body
        assert b"invaliddata" not in body
        assert b'"failure"' in body


def test_warning_of_1p1_is_a_success() -> None:
    row = warning_1p1("invalid_sort_field", "no field", "/p")
    assert (row["imsx_codeMajor"], row["imsx_severity"]) == ("success", "warning")


# --- routes ------------------------------------------------------------------------------------


def _words(text: str) -> list[str]:
    return text.split()


_ROSTER = _words("""
    academicSessions academicSessions/* classes classes/*/students classes/*/teachers classes/*
    courses courses/*/classes courses/* demographics demographics/* enrollments enrollments/*
    gradingPeriods gradingPeriods/* orgs orgs/* schools schools/*/classes
    schools/*/classes/*/enrollments schools/*/classes/*/students schools/*/classes/*/teachers
    schools/*/courses schools/*/enrollments schools/*/students schools/*/teachers
    schools/*/terms schools/* students students/* students/*/classes teachers teachers/*
    teachers/*/classes terms terms/* terms/*/classes terms/*/gradingPeriods users users/*
    users/*/classes
""")
_GRADEBOOK = _words("""
    categories categories/* classes/*/lineItems classes/*/lineItems/*/results
    classes/*/results classes/*/students/*/results classes/*/categories lineItems lineItems/*
    results results/*
""")
_ONLY_1P2 = _words("""
    classes/*/scoreScales schools/*/scoreScales scoreScales scoreScales/* assessmentLineItems
    assessmentLineItems/* assessmentResults assessmentResults/*
""")
_ONLY_1P1 = _words("""
    students/*/results scoreGroups scoreGroups/* lineItems/*/students/*/results/*
""")
_EXTRAS = _words("""
    districts districts/* studentEnrollments studentEnrollments/* teacherEnrollments
    teacherEnrollments/* guardians guardians/* relatives relatives/* administrators
    administrators/*
""")
_RESOURCES = _words("""
    resources resources/* classes/*/resources courses/*/resources users/*/resources
""")


@pytest.mark.parametrize("path", [*_ROSTER, *_GRADEBOOK, *_EXTRAS, *_RESOURCES])
def test_address_of_both_versions_is_routed(path: str) -> None:
    for api in ("1.1", "1.2"):
        found = match(ROUTES, path.split("/"), api)
        assert found is not None
        assert found[0].name == path
        assert found[1] == ["*"] * path.count("*")


@pytest.mark.parametrize(
    ("paths", "api", "other"), [(_ONLY_1P1, "1.1", "1.2"), (_ONLY_1P2, "1.2", "1.1")]
)
def test_address_of_one_version_is_not_routed_in_the_other(
    paths: list[str], api: Api, other: Api
) -> None:
    for path in paths:
        assert match(ROUTES, path.split("/"), api)
        assert match(ROUTES, path.split("/"), other) is None


def test_there_is_no_route_beside_these() -> None:
    names = [route.name for route in ROUTES]
    assert len(set(names)) == len(names)
    assert set(names) == {
        *_ROSTER,
        *_GRADEBOOK,
        *_ONLY_1P1,
        *_ONLY_1P2,
        *_EXTRAS,
        *_RESOURCES,
    }


def test_every_route_reads_one_row_or_many_of_a_known_kind() -> None:
    for route in ROUTES:
        assert (route.one is None) != (route.many is None)
        for api in route.apis:
            assert entity_of(route.entity, api).plural
            assert fields_of(route.entity, api)


def test_vendor_is_needed_on_gradebook_and_assessments_only() -> None:
    needed = {route.name for route in ROUTES if route.needs_vendor}
    assert needed == {*_GRADEBOOK, *_ONLY_1P1, *_ONLY_1P2}


def test_writes_are_put_and_delete_of_rows_that_can_be_read() -> None:
    assert {method for method, _ in WRITES} == {"PUT", "DELETE"}
    names = {route.name for route in ROUTES if route.one}
    assert {path for _, path in WRITES} <= names
    assert {path.split("/")[0] for _, path in WRITES} == {
        "lineItems",
        "results",
        "categories",
        "assessmentLineItems",
        "assessmentResults",
    }


# --- request log -------------------------------------------------------------------------------


def _request(method: str = "GET", path: str = "/p", query: str = "") -> Request:
    return Request(method, path, query, {"authorization": "Bearer secret"}, b"", "http://h")


def test_log_counts_what_runs_at_once() -> None:
    log = RequestLog()
    for _ in range(3):
        log.begin()
    log.end(_request(), "orgs", 200)
    log.begin()
    assert log.report()["max_concurrency"] == 3
    log.reset()
    assert log.report()["max_concurrency"] == 3
    for _ in range(3):
        log.end(_request(), "orgs", 200)
    log.reset()
    assert log.report()["max_concurrency"] == 0


@pytest.mark.parametrize(
    ("method", "resource", "writes"),
    [
        ("PUT", "results/*", 1),
        ("DELETE", "results/*", 1),
        ("POST", "lineItems", 1),
        ("POST", "token", 0),
        ("GET", "orgs", 0),
    ],
)
def test_log_counts_writes(method: str, resource: str, writes: int) -> None:
    log = RequestLog()
    log.begin()
    log.end(_request(method), resource, 200)
    report = log.report()
    assert report["writes"] == writes
    assert report["by_resource"] == {f"{method} {resource}": 1}


def test_log_keeps_the_last_200_paths_without_secrets() -> None:
    log = RequestLog()
    for place in range(250):
        log.begin()
        log.end(_request(path=f"/p/{place}", query="secret=1"), "x", 404)
    report = log.report()
    assert report["total"] == 250
    assert report["errors"] == {"404": 250}
    assert [row["path"] for row in report["last"]] == [f"/p/{place}" for place in range(50, 250)]
    assert "secret" not in str(report)
