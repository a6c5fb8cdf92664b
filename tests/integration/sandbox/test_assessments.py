"""Assessment line items and results: 1.2 only, ids are UUIDs of version 4."""

from typing import Any

import pytest

from tests.integration.sandbox.bodies import Class, code_minor, description
from tests.integration.sandbox.client import GRADES, Client

_ITEM = "5b0a4a0e-53a2-4d5c-8f0e-0d1c2b3a4f5e"
_PART = "5b0a4a0e-53a2-4d5c-8f0e-0d1c2b3a4f5f"
_RESULT = "9f8e7d6c-5b4a-4938-a716-050403020100"
_BASE = GRADES["1.2"]


def _item(**changes: Any) -> dict[str, Any]:
    body = {"title": "Autumn benchmark", **changes}
    return {"assessmentLineItem": {k: v for k, v in body.items() if v is not None}}


def _result(klass: Class, **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "assessmentLineItem": {"sourcedId": _ITEM},
        "student": {"sourcedId": klass.students[0]},
        "scoreDate": "2026-10-01",
        "scoreStatus": "fully graded",
        "score": 212.5,
        **changes,
    }
    return {"assessmentResult": {k: v for k, v in body.items() if v is not None}}


def _put_item(client: Client, row_id: str, body: dict[str, Any]) -> int:
    return client.put(f"{_BASE}/assessmentLineItems/{row_id}", body).status


def _put_result(client: Client, row_id: str, body: dict[str, Any]) -> int:
    return client.put(f"{_BASE}/assessmentResults/{row_id}", body).status


def test_assessment_is_created_replaced_and_read_back(fresh: Client, class_1p2: Class) -> None:
    body = _item(description="Grade 9", resultValueMin=100, resultValueMax=300.5)
    body["assessmentLineItem"]["class"] = {"sourcedId": class_1p2.section}
    assert _put_item(fresh, _ITEM, body) == 201
    assert _put_item(fresh, _ITEM, body) == 200
    row = fresh.get(f"{_BASE}/assessmentLineItems/{_ITEM}").json["assessmentLineItem"]
    assert row["title"] == "Autumn benchmark"
    assert row["class"]["sourcedId"] == class_1p2.section
    assert row["class"]["type"] == "class"
    assert (row["resultValueMin"], str(row["resultValueMax"])) == (100, "300.5")
    assert fresh.all("1.2", "assessmentLineItems") == [row]


def test_assessment_may_have_a_parent_that_exists(fresh: Client) -> None:
    child = _item(title="Part 1", parentAssessmentLineItem={"sourcedId": _ITEM})
    assert _put_item(fresh, _PART, child) == 422
    assert _put_item(fresh, _ITEM, _item()) == 201
    assert _put_item(fresh, _PART, child) == 201
    row = fresh.get(f"{_BASE}/assessmentLineItems/{_PART}").json["assessmentLineItem"]
    parent = row["parentAssessmentLineItem"]
    assert parent["sourcedId"] == _ITEM
    assert parent["href"].endswith(f"/assessmentLineItems/{_ITEM}")


def test_result_is_created_replaced_and_read_back(fresh: Client, class_1p2: Class) -> None:
    _put_item(fresh, _ITEM, _item())
    body = _result(class_1p2, scorePercentile=71, late="true", comment="Calm")
    assert _put_result(fresh, _RESULT, body) == 201
    assert _put_result(fresh, _RESULT, body) == 200
    row = fresh.get(f"{_BASE}/assessmentResults/{_RESULT}").json["assessmentResult"]
    assert str(row["score"]) == "212.5"
    assert row["scorePercentile"] == 71
    assert row["late"] == "true"
    assert row["scoreDate"] == "2026-10-01"
    assert row["student"]["sourcedId"] == class_1p2.students[0]
    assert fresh.all("1.2", "assessmentResults") == [row]


@pytest.mark.parametrize(
    "row_id",
    [
        "benchmark-1",
        "5b0a4a0e-53a2-1d5c-8f0e-0d1c2b3a4f5e",
        "5b0a4a0e-53a2-4d5c-cf0e-0d1c2b3a4f5e",
        "5b0a4a0e53a24d5c8f0e0d1c2b3a4f5e",
        "5b0a4a0e-53a2-4d5c-8f0e-0d1c2b3a4f5",
    ],
)
def test_id_must_be_a_uuid_of_version_4(fresh: Client, class_1p2: Class, row_id: str) -> None:
    answer = fresh.put(f"{_BASE}/assessmentLineItems/{row_id}", _item())
    assert answer.status == 422
    assert "UUID" in description(answer)
    assert _put_result(fresh, row_id, _result(class_1p2)) == 422


def test_id_may_be_in_capitals(fresh: Client) -> None:
    assert _put_item(fresh, _ITEM.upper(), _item()) == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"title": None},
        {"title": 3},
        {"class": {"sourcedId": "none"}},
        {"dueDate": "2026-10-01T00:00:00Z"},
        {"resultValueMax": "300"},
        {"sourcedId": _PART},
        {"category": {"sourcedId": "x"}},
    ],
)
def test_wrong_assessment_is_refused(fresh: Client, changes: dict[str, Any]) -> None:
    answer = fresh.put(f"{_BASE}/assessmentLineItems/{_ITEM}", _item(**changes))
    assert answer.status == 422
    assert code_minor(answer) == "invaliddata"


@pytest.mark.parametrize(
    "changes",
    [
        {"assessmentLineItem": {"sourcedId": _PART}},
        {"assessmentLineItem": None},
        {"student": {"sourcedId": "none"}},
        {"student": None},
        {"scoreDate": None},
        {"scoreDate": "soon"},
        {"scoreStatus": None},
        {"scoreStatus": "late"},
        {"score": "212"},
        {"late": True},
        {"class": {"sourcedId": "1000001"}},
    ],
)
def test_wrong_result_is_refused(fresh: Client, class_1p2: Class, changes: dict[str, Any]) -> None:
    _put_item(fresh, _ITEM, _item())
    assert _put_result(fresh, _RESULT, _result(class_1p2, **changes)) == 422


def test_result_needs_no_score(fresh: Client, class_1p2: Class) -> None:
    _put_item(fresh, _ITEM, _item())
    body = _result(class_1p2, score=None, scoreStatus="exempt")
    assert _put_result(fresh, _RESULT, body) == 201


def test_deleted_assessment_takes_its_results_along(fresh: Client, class_1p2: Class) -> None:
    _put_item(fresh, _ITEM, _item())
    _put_result(fresh, _RESULT, _result(class_1p2))
    assert fresh.delete(f"{_BASE}/assessmentLineItems/{_ITEM}").status == 204
    assert fresh.get(f"{_BASE}/assessmentLineItems/{_ITEM}").status == 404
    assert fresh.get(f"{_BASE}/assessmentResults/{_RESULT}").status == 404
    assert fresh.all("1.2", "assessmentResults") == []
    gone = fresh.all("1.2", "assessmentLineItems", filter="status='tobedeleted'")
    assert [row["sourcedId"] for row in gone] == [_ITEM]
    assert fresh.delete(f"{_BASE}/assessmentLineItems/{_ITEM}").status == 404


def test_deleted_result_leaves_its_assessment(fresh: Client, class_1p2: Class) -> None:
    _put_item(fresh, _ITEM, _item())
    _put_result(fresh, _RESULT, _result(class_1p2))
    assert fresh.delete(f"{_BASE}/assessmentResults/{_RESULT}").status == 204
    assert fresh.delete(f"{_BASE}/assessmentResults/{_RESULT}").status == 404
    assert fresh.get(f"{_BASE}/assessmentLineItems/{_ITEM}").status == 200


def test_assessments_can_be_filtered_and_paged(fresh: Client) -> None:
    for place in range(5):
        row_id = f"5b0a4a0e-53a2-4d5c-8f0e-00000000000{place}"
        _put_item(fresh, row_id, _item(title=f"Part {place}"))
    found = fresh.all("1.2", "assessmentLineItems", filter="title>'part 2'")
    assert [row["title"] for row in found] == ["Part 3", "Part 4"]
    page = fresh.grades("1.2", "assessmentLineItems", limit=2, offset=2)
    assert page.total == 5
    assert [row["title"] for row in page.json["assessmentLineItems"]] == ["Part 2", "Part 3"]


def test_assessments_do_not_exist_in_1p1(fresh: Client) -> None:
    for path in ("assessmentLineItems", "assessmentResults", f"assessmentLineItems/{_ITEM}"):
        assert fresh.grades("1.1", path).status == 404
    assert fresh.put(f"{GRADES['1.1']}/assessmentLineItems/{_ITEM}", _item()).status == 404


def test_assessments_are_no_assignments(fresh: Client, class_1p2: Class) -> None:
    before = fresh.grades("1.2", "lineItems", limit=1).total
    _put_item(fresh, _ITEM, _item())
    assert fresh.grades("1.2", "lineItems", limit=1).total == before
    assert fresh.control("teacher-view.json?touched=1")["sections"] == []
