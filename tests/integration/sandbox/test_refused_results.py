"""Results that are refused, with what is wrong and where."""

from typing import Any

import pytest

from tests.integration.sandbox.bodies import (
    Class,
    code_minor,
    description,
    first_class,
    put_result,
    read_result,
    with_item,
)
from tests.integration.sandbox.client import Client, running


@pytest.mark.parametrize("member", ["lineItem", "student", "scoreDate", "scoreStatus", "score"])
def test_1p1_needs_every_one_of_its_members(fresh: Client, class_1p1: Class, member: str) -> None:
    with_item(fresh, class_1p1)
    answer = put_result(fresh, "1.1", "r-1", class_1p1.result("item-1", **{member: None}))
    assert answer.status == 422
    assert member in description(answer)


@pytest.mark.parametrize("member", ["lineItem", "student", "scoreDate", "scoreStatus"])
def test_1p2_needs_every_one_of_its_members(fresh: Client, class_1p2: Class, member: str) -> None:
    with_item(fresh, class_1p2)
    answer = put_result(fresh, "1.2", "r-1", class_1p2.result("item-1", **{member: None}))
    assert answer.status == 422
    assert member in description(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"lineItem": {"sourcedId": "none"}},
        {"lineItem": "item-1"},
        {"student": {"sourcedId": "none"}},
        {"score": "17.5"},
        {"score": True},
        {"score": []},
        {"scoreDate": "yesterday"},
        {"scoreDate": 20261002},
        {"scoreDate": "2026-13-01"},
        {"scoreStatus": 1},
        {"comment": 1},
        {"sourcedId": "other"},
    ],
)
def test_result_with_a_wrong_value_is_refused(
    fresh: Client, klass: Class, changes: dict[str, Any]
) -> None:
    with_item(fresh, klass)
    answer = put_result(fresh, klass.api, "r-1", klass.result("item-1", **changes))
    assert answer.status == 422
    assert code_minor(answer) == "invaliddata"
    assert fresh.grades(klass.api, "results/r-1").status == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"late": True},
        {"missing": "yes"},
        {"incomplete": 1},
        {"inProgress": "True"},
        {"scoreStatus": "late"},
        {"scoreStatus": "fullyGraded"},
        {"scoreStatus": "ext:"},
        {"scoreStatus": "ext:two words"},
        {"scoreScale": {"sourcedId": "none"}},
        {"class_": {"sourcedId": "none"}},
        {"percent": 88},
        {"learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["a"]}]},
    ],
)
def test_1p2_result_with_a_wrong_member_is_refused(
    fresh: Client, class_1p2: Class, changes: dict[str, Any]
) -> None:
    with_item(fresh, class_1p2)
    answer = put_result(fresh, "1.2", "r-1", class_1p2.result("item-1", **changes))
    assert answer.status == 422


def test_teacher_or_guardian_is_no_student(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1)
    for path in ("teachers", "guardians"):
        person = fresh.all("1.1", path)[0]["sourcedId"]
        body = class_1p1.result("item-1", student={"sourcedId": person})
        assert put_result(fresh, "1.1", "r-1", body).status == 422


def test_score_date_may_come_as_a_date_time(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    body = klass.result("item-1", scoreDate="2026-10-03T03:30:00Z")
    assert put_result(fresh, klass.api, "r-1", body).status == 201
    assert read_result(fresh, klass.api, "r-1")["scoreDate"] == "2026-10-02"


def test_student_with_a_disabled_account_can_be_graded(api: str) -> None:
    with running("--students", "400") as (sandbox, client):
        roster, ids = sandbox.stage.campus.roster, sandbox.stage.campus.ids
        person = next(
            row
            for row in roster.people.values()
            if not row.enabled and row.duties[0].role == "student"
        )
        section = next(
            row.section for row in roster.rows_of_person[person.number] if not row.no_show
        )
        place = [int(row["sourcedId"]) for row in client.all(api, "classes")].index(section)
        klass = first_class(client, api, place)
        with_item(client, klass)
        version: Any = api
        student = {"sourcedId": ids.user(person, version, "student")}
        assert student["sourcedId"] not in klass.students
        body = klass.result("item-1", student=student)
        assert put_result(client, api, "r-1", body).status == 201
