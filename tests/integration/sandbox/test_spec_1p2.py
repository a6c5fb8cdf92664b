"""Every 1.2 answer is held against the published OpenAPI documents, where they are at hand."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.integration.sandbox.bodies import (
    first_class,
    put_item,
    put_result,
    with_item,
)
from tests.integration.sandbox.client import GRADES, ROSTER, Answer, Client, running

_SPEC = Path(__file__).parents[4] / "shared" / "spec"
_DISTRICT = Path(__file__).parents[4] / "shared" / "data" / "oneroster-1.1-district-medium.zip"
_RESOURCES = "/campus/api/ims/oneroster/resources/v1p2"

pytestmark = pytest.mark.skipif(
    not _SPEC.is_dir(), reason="the OneRoster 1.2 OpenAPI documents are not at ../shared/spec"
)


@cache
def _document(service: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((_SPEC / f"{service}.json").read_text())
    return document


def _check(answer: Answer, service: str, path: str, method: str = "get") -> None:
    """Validate an answer against what the document says for its path and status."""
    document = _document(service)
    responses = document["paths"][path][method]["responses"]
    described = responses.get(str(answer.status)) or responses["default"]
    if answer.status < 300 and method == "get":
        assert set(described.get("headers", {})) <= {
            name for name in answer.headers if name in ("X-Total-Count", "Link")
        } | {"Link"}
    content = described.get("content")
    if content is None:
        assert answer.body == b""
        return
    schema = {
        **content["application/json"]["schema"],
        "components": document["components"],
    }
    checker = FormatChecker()
    validator = Draft202012Validator(schema, format_checker=checker)
    errors = sorted(validator.iter_errors(json.loads(answer.body)), key=str)
    assert not errors, errors[0].message


@cache
def _ids(port: int) -> dict[str, str]:
    """Return ids that exist, for the names in the paths of the documents."""
    client = _clients[port]
    section = client.all("1.2", "classes")[0]
    name = section["sourcedId"]
    teacher = client.all("1.2", f"classes/{name}/teachers")[0]["sourcedId"]
    return {
        "classSourcedId": name,
        "schoolSourcedId": section["school"]["sourcedId"],
        "courseSourcedId": section["course"]["sourcedId"],
        "termSourcedId": section["terms"][0]["sourcedId"],
        "studentSourcedId": client.all("1.2", f"classes/{name}/students")[0]["sourcedId"],
        "teacherSourcedId": teacher,
        "userSourcedId": teacher,
        "lineItemSourcedId": client.all("1.2", f"classes/{name}/lineItems")[0]["sourcedId"],
    }


_clients: dict[int, Client] = {}


def _fill(client: Client, path: str) -> str:
    """Put ids that exist into the path of the document."""
    _clients[client.ready["port"]] = client
    for key, value in _ids(client.ready["port"]).items():
        path = path.replace(f"{{{key}}}", value)
    if "{sourcedId}" in path:
        kind = path.strip("/").split("/")[0]
        base = ROSTER if kind in _ROSTER_KINDS else GRADES
        answer = client.get(f"{base['1.2']}/{kind}", limit=1)
        row = next(iter(answer.json.values()))[0]
        path = path.replace("{sourcedId}", row["sourcedId"])
    return path


_ROSTER_KINDS = {
    "academicSessions",
    "classes",
    "courses",
    "demographics",
    "enrollments",
    "gradingPeriods",
    "orgs",
    "schools",
    "students",
    "teachers",
    "terms",
    "users",
}


def _paths(service: str) -> Iterator[str]:
    if _SPEC.is_dir():
        for path, operations in _document(service)["paths"].items():
            if "get" in operations:
                yield path


@pytest.fixture(scope="module")
def written() -> Iterator[Client]:
    """A district in which every kind of gradebook row was written at least once."""
    with running("--students", "60") as (_, client):
        klass = first_class(client, "1.2")
        scale = {"sourcedId": f"{klass.section}-letters"}
        objectives = [{"source": "case", "learningObjectiveIds": ["8f1c0b3e-0000-4000-a000-1"]}]
        full = {
            "description": "All members",
            "gradingPeriod": {"sourcedId": klass.periods["Q1"]},
            "scoreScale": scale,
            "learningObjectiveSet": objectives,
        }
        with_item(client, klass, "full-item", **full)
        score = {"learningObjectiveId": "8f1c0b3e-0000-4000-a000-1", "score": 3.5}
        result: dict[str, Any] = {
            "comment": "Well done",
            "textScore": "B+",
            "scoreScale": scale,
            "learningObjectiveSet": [{"source": "case", "learningObjectiveResults": [score]}],
            "late": "true",
        }
        put_result(client, "1.2", "full-result", klass.result("full-item", **result))
        put_result(client, "1.2", "bare", klass.result("full-item", 1, score=None))
        _write_assessments(client, klass.section, klass.students[0])
        yield client


def _write_assessments(client: Client, section: str, student: str) -> None:
    item, result = "0d3cf0a6-6f4e-4f0d-9f65-2b1c6e0c1a11", "0d3cf0a6-6f4e-4f0d-9f65-2b1c6e0c1a22"
    body: dict[str, Any] = {
        "title": "Autumn benchmark",
        "class": {"sourcedId": section},
        "scoreScale": {"sourcedId": f"{section}-letters"},
        "resultValueMax": 300,
        "resultValueMin": 100,
    }
    path = f"{GRADES['1.2']}/assessmentLineItems/{item}"
    assert client.put(path, {"assessmentLineItem": body}).status == 201
    child = "0d3cf0a6-6f4e-4f0d-9f65-2b1c6e0c1a33"
    body = {"title": "Part 1", "parentAssessmentLineItem": {"sourcedId": item}}
    path = f"{GRADES['1.2']}/assessmentLineItems/{child}"
    assert client.put(path, {"assessmentLineItem": body}).status == 201
    body = {
        "assessmentLineItem": {"sourcedId": item},
        "student": {"sourcedId": student},
        "score": 212.5,
        "scorePercentile": 71,
        "scoreDate": "2026-10-01",
        "scoreStatus": "fully graded",
        "late": "false",
    }
    path = f"{GRADES['1.2']}/assessmentResults/{result}"
    assert client.put(path, {"assessmentResult": body}).status == 201


@pytest.mark.parametrize("path", sorted(_paths("rostering")))
def test_roster_answer_is_as_the_document_says(reader: Client, path: str) -> None:
    _check(reader.get(ROSTER["1.2"] + _fill(reader, path), limit=200), "rostering", path)


@pytest.mark.parametrize("path", sorted(_paths("gradebook")))
def test_gradebook_answer_is_as_the_document_says(written: Client, path: str) -> None:
    # In descending order the rows that were written come before the generated ones.
    answer = written.get(GRADES["1.2"] + _fill(written, path), limit=500, orderBy="desc")
    assert answer.status == 200
    _check(answer, "gradebook", path)


@pytest.mark.parametrize("path", sorted(_paths("resources")))
def test_resources_answer_is_as_the_document_says(reader: Client, path: str) -> None:
    filled = path.replace("{sourcedId}", "none")
    _check(reader.get(_RESOURCES + _fill(reader, filled)), "resources", path)


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("rostering", "/users"),
        ("rostering", "/enrollments"),
        ("rostering", "/academicSessions"),
        ("gradebook", "/lineItems"),
        ("gradebook", "/results"),
    ],
)
@pytest.mark.parametrize("switch", ["--end-date=exclusive", "--result-score=percent"])
def test_answer_is_as_the_document_says_under_every_switch(
    service: str, path: str, switch: str
) -> None:
    base = ROSTER["1.2"] if service == "rostering" else GRADES["1.2"]
    with running("--students", "60", switch) as (_, client):
        _check(client.get(base + path, limit=500), service, path)


def test_tombstones_are_as_the_document_says(written: Client) -> None:
    klass = first_class(written, "1.2")
    with_item(written, klass, "gone", title="Gone again")
    put_result(written, "1.2", "gone-1", klass.result("gone"))
    assert written.delete(f"{GRADES['1.2']}/lineItems/gone").status == 204
    for path in ("/lineItems", "/results"):
        answer = written.get(GRADES["1.2"] + path, filter="status='tobedeleted'")
        assert len(next(iter(answer.json.values()))) == 1
        _check(answer, "gradebook", path)


@pytest.mark.parametrize(
    ("service", "path", "query", "status"),
    [
        ("rostering", "/orgs", {"filter": "colour='red'"}, 400),
        ("rostering", "/users", {"fields": "shoeSize"}, 400),
        ("rostering", "/users", {"fields": ""}, 400),
        ("gradebook", "/lineItems", {"filter": "title"}, 400),
        ("gradebook", "/results", {"fields": "grade"}, 400),
    ],
)
def test_refused_reading_is_as_the_document_says(
    reader: Client, service: str, path: str, query: dict[str, str], status: int
) -> None:
    base = ROSTER["1.2"] if service == "rostering" else GRADES["1.2"]
    encoded = "&".join(f"{name}={value}".replace(" ", "%20") for name, value in query.items())
    answer = reader.get(f"{base}{path}?{encoded}")
    assert answer.status == status
    _check(answer, service, path)


@pytest.mark.parametrize(
    "path", ["/lineItems/{sourcedId}", "/results/{sourcedId}", "/categories/{sourcedId}"]
)
def test_unknown_row_is_answered_as_the_document_says(reader: Client, path: str) -> None:
    answer = reader.grades("1.2", path.strip("/").replace("{sourcedId}", "none"))
    assert answer.status == 404
    _check(answer, "gradebook", path)


def test_missing_token_and_missing_right_are_answered_as_the_document_says(
    reader: Client,
) -> None:
    _check(reader.bare("GET", f"{ROSTER['1.2']}/orgs"), "rostering", "/orgs")
    _check(reader.connect(rights=["roster"]).grades("1.2", "results"), "gradebook", "/results")


def test_refused_write_is_answered_as_the_document_says(fresh: Client) -> None:
    klass = first_class(fresh, "1.2")
    answer = put_item(fresh, "1.2", "x", klass.item(title="x" * 51))
    assert answer.status == 422
    _check(answer, "gradebook", "/lineItems/{sourcedId}", "put")


def test_created_row_is_answered_without_a_body_as_the_document_says(fresh: Client) -> None:
    klass = first_class(fresh, "1.2")
    answer = put_item(fresh, "1.2", "x", klass.item())
    assert answer.status == 201
    _check(answer, "gradebook", "/lineItems/{sourcedId}", "put")
    answer = put_result(fresh, "1.2", "x-1", klass.result("x"))
    _check(answer, "gradebook", "/results/{sourcedId}", "put")
    answer = fresh.delete(f"{GRADES['1.2']}/results/x-1")
    assert answer.status == 204
    _check(answer, "gradebook", "/results/{sourcedId}", "delete")


@pytest.mark.skipif(not _DISTRICT.is_file(), reason="the district file is not at ../shared/data")
@pytest.mark.parametrize("ids", ["campus", "as-given"])
def test_district_file_is_served_as_the_document_says(ids: str) -> None:
    with running("--district", str(_DISTRICT), "--ids", ids) as (_, client):
        for path in (
            "/orgs",
            "/academicSessions",
            "/courses",
            "/classes",
            "/users",
            "/enrollments",
            "/demographics",
        ):
            _check(client.get(ROSTER["1.2"] + path, limit=500), "rostering", path)
        for path in ("/lineItems", "/categories", "/scoreScales"):
            _check(client.get(GRADES["1.2"] + path, limit=300), "gradebook", path)


def test_scripted_district_is_served_as_the_document_says() -> None:
    with running("--script", "school-year") as (_, client):
        for _ in range(client.control("school-year")["steps"][-1]["number"]):
            client.control("school-year/next", {})
            for path in ("/users", "/enrollments", "/classes", "/academicSessions"):
                _check(client.get(ROSTER["1.2"] + path, limit=500), "rostering", path)
        _check(client.get(GRADES["1.2"] + "/lineItems", limit=500), "gradebook", "/lineItems")
