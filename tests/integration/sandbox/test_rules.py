"""Each write rule of the table, in each of its modes, over the wire."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.sandbox.bodies import (
    Class,
    code_minor,
    description,
    first_class,
    put_item,
    put_result,
    with_item,
)
from tests.integration.sandbox.client import GRADES, Client, running

_LONG = "Everything we know about the long history of fractions"
Break = Callable[[Client, Class], int]


def _set(client: Client, name: str, mode: str) -> None:
    assert client.control("rules", {"name": name, "mode": mode})["mode"] == mode.partition(":")[0]


def _item(**changes: Any) -> Break:
    def put(client: Client, klass: Class) -> int:
        return put_item(client, klass.api, "broken", klass.item(**changes)).status

    return put


def _result(**changes: Any) -> Break:
    def put(client: Client, klass: Class) -> int:
        with_item(client, klass, "whole", title="Whole")
        return put_result(client, klass.api, "broken", klass.result("whole", **changes)).status

    return put


def _duplicate(client: Client, klass: Class) -> int:
    with_item(client, klass, "whole", title="Fractions Quiz")
    return put_item(client, klass.api, "broken", klass.item(title="FRACTIONS quiz")).status


def _not_enrolled(client: Client, klass: Class) -> int:
    with_item(client, klass, "whole")
    here = set(klass.students)
    stranger = next(
        row["sourcedId"]
        for row in client.all(klass.api, "students")
        if row["sourcedId"] not in here
    )
    body = klass.result("whole", student={"sourcedId": stranger})
    return put_result(client, klass.api, "broken", body).status


def _deleted(client: Client, klass: Class) -> int:
    with_item(client, klass, "whole")
    client.delete(f"{GRADES[klass.api]}/lineItems/whole")
    return put_result(client, klass.api, "broken", klass.result("whole")).status


def _teachers_item(client: Client, klass: Class) -> int:
    act = {"section": klass.section, "title": "By hand", "due": "2026-10-02", "points": 20}
    made = client.control("teacher/item", act)["id"]
    return put_item(client, klass.api, made, klass.item(title="By hand")).status


def _score_on_teachers_item(client: Client, klass: Class) -> int:
    rows = client.all(klass.api, f"classes/{klass.section}/lineItems")
    item = next(row["sourcedId"] for row in rows if "metadata" not in row)
    body = klass.result(item, score=5, scoreDate="2026-09-01")
    return put_result(client, klass.api, "broken", body).status


def _teacher_scored(client: Client, klass: Class) -> int:
    with_item(client, klass, "whole")
    put_result(client, klass.api, "broken", klass.result("whole"))
    act = {"section": klass.section, "item": "whole", "student": klass.students[0], "score": 3}
    client.control("teacher/score", act)
    return put_result(client, klass.api, "broken", klass.result("whole", score=9)).status


def _score_on_task(client: Client, klass: Class) -> int:
    rows = client.all(klass.api, f"classes/{klass.section}/lineItems")
    task = next(row["sourcedId"] for row in rows if "metadata" in row)
    return put_result(client, klass.api, "broken", klass.result(task)).status


_BREAKS: list[tuple[str, Break, int]] = [
    ("title_length", _item(title=_LONG), 422),
    ("duplicate_title", _duplicate, 422),
    ("due_outside_terms", _item(dueDate="2026-12-25T18:00:00Z"), 422),
    ("assigned_after_due", _item(assignDate="2026-10-09T18:00:00Z"), 422),
    ("student_not_enrolled", _not_enrolled, 422),
    ("score_below_min", _result(score=-1), 422),
    ("score_above_max", _result(score=21), 422),
    ("score_before_assigned", _result(scoreDate="2026-09-20"), 422),
    ("deleted_item", _deleted, 422),
    ("teacher_item", _teachers_item, 403),
    ("teacher_item", _score_on_teachers_item, 403),
    ("teacher_scored", _teacher_scored, 422),
    ("task_item", _score_on_task, 422),
]


@pytest.mark.parametrize(
    ("name", "broken", "status"), _BREAKS, ids=[f"{row[0]}-{n}" for n, row in enumerate(_BREAKS)]
)
def test_rule_refuses_and_writes_nothing(
    fresh: Client, klass: Class, name: str, broken: Break, status: int
) -> None:
    _set(fresh, name, "refuse")
    assert broken(fresh, klass) == status
    rows = fresh.all(klass.api, "lineItems") + fresh.all(klass.api, "results")
    if name != "teacher_scored":
        assert "broken" not in {row["sourcedId"] for row in rows}


@pytest.mark.parametrize(
    ("name", "broken", "status"), _BREAKS, ids=[f"{row[0]}-{n}" for n, row in enumerate(_BREAKS)]
)
def test_rule_that_accepts_lets_the_write_through(
    fresh: Client, klass: Class, name: str, broken: Break, status: int
) -> None:
    _set(fresh, name, "accept")
    assert broken(fresh, klass) in (200, 201)


def test_defaults_are_those_of_the_table(fresh: Client) -> None:
    modes = {name: rule["mode"] for name, rule in fresh.control("rules").items()}
    accepted = {"score_above_max", "score_before_assigned", "teacher_scored"}
    assert {name for name, mode in modes.items() if mode == "accept"} == accepted
    assert {mode for name, mode in modes.items() if name not in accepted} == {"refuse"}
    assert fresh.control("rules")["title_length"]["limit"] == 50


def test_every_rule_says_whether_it_is_stated_and_where(fresh: Client) -> None:
    for rule in fresh.control("rules").values():
        assert rule["known"] in ("stated", "assumed")
        assert rule["source"]
        assert rule["text"].endswith(".")
        assert rule["mode"] in rule["modes"]


def test_refusal_names_its_rule_and_says_why(fresh: Client, klass: Class) -> None:
    answer = put_item(fresh, klass.api, "x", klass.item(title=_LONG))
    assert answer.status == 422
    assert code_minor(answer) == "invaliddata"
    text = description(answer)
    assert "(rule title_length)" in text
    assert "at most 50 characters" in text


def test_refusal_with_403_says_forbidden(fresh: Client, klass: Class) -> None:
    rows = fresh.all(klass.api, f"classes/{klass.section}/lineItems")
    item = next(row["sourcedId"] for row in rows if "metadata" not in row)
    answer = put_item(fresh, klass.api, item, klass.item())
    assert answer.status == 403
    assert code_minor(answer) == "forbidden"
    assert "made by a teacher" in description(answer)


def test_title_of_exactly_the_limit_is_taken(fresh: Client, klass: Class) -> None:
    assert put_item(fresh, klass.api, "fits", klass.item(title="x" * 50)).status == 201
    assert put_item(fresh, klass.api, "long", klass.item(title="x" * 51)).status == 422


def test_title_can_be_truncated(fresh: Client, klass: Class) -> None:
    _set(fresh, "title_length", "truncate")
    assert put_item(fresh, klass.api, "cut", klass.item(title=_LONG)).status == 201
    row = fresh.grades(klass.api, "lineItems/cut").json["lineItem"]
    assert row["title"] == _LONG[:50].rstrip()


def test_truncated_title_can_be_one_that_is_taken(fresh: Client, klass: Class) -> None:
    _set(fresh, "title_length", "truncate:10")
    with_item(fresh, klass, "first", title="Ten chars, and more")
    answer = put_item(fresh, klass.api, "second", klass.item(title="Ten chars, and others"))
    assert answer.status == 422
    assert "duplicate_title" in description(answer)


def test_limit_of_a_title_can_be_changed() -> None:
    with running("--students", "20", "--rule", "title_length=refuse:30") as (_, client):
        klass = first_class(client, "1.1")
        assert put_item(client, "1.1", "a", klass.item(title="x" * 30)).status == 201
        assert put_item(client, "1.1", "b", klass.item(title="x" * 31)).status == 422


def test_item_may_keep_its_own_title(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz", title="Same")
    assert put_item(fresh, klass.api, "quiz", klass.item(title="Same")).status == 200


def test_same_title_is_free_in_another_section(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "here", title="Same")
    other = first_class(fresh, klass.api, 1)
    assert put_item(fresh, klass.api, "there", other.item(title="Same")).status == 201


def test_title_of_a_deleted_item_is_free_again(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "here", title="Same")
    fresh.delete(f"{GRADES[klass.api]}/lineItems/here")
    assert put_item(fresh, klass.api, "again", klass.item(title="Same")).status == 201


@pytest.mark.parametrize(
    ("due", "status"),
    [
        ("2026-08-16T18:00:00Z", 422),
        ("2026-08-17T18:00:00Z", 201),
        ("2026-12-18T18:00:00Z", 201),
        ("2026-12-19T05:59:00Z", 201),
        ("2026-12-19T18:00:00Z", 422),
        ("2027-01-03T18:00:00Z", 422),
        ("2027-01-04T18:00:00Z", 201),
        ("2027-06-04T18:00:00Z", 201),
        ("2027-06-05T18:00:00Z", 422),
        ("2026-10-17T18:00:00Z", 201),
    ],
)
def test_due_date_must_lie_in_a_term(fresh: Client, klass: Class, due: str, status: int) -> None:
    body = klass.item(assignDate="2026-08-01T05:00:00Z", dueDate=due)
    assert put_item(fresh, klass.api, "quiz", body).status == status


def test_assigned_and_due_on_one_day_are_in_order(fresh: Client, klass: Class) -> None:
    body = klass.item(assignDate="2026-10-02T20:00:00Z", dueDate="2026-10-02T15:00:00Z")
    assert put_item(fresh, klass.api, "quiz", body).status == 201


@pytest.mark.parametrize(
    ("assigned", "scored", "status"),
    [
        ("2026-09-01", "2026-09-05", 422),
        ("2026-09-01", "2026-09-10", 201),
        ("2026-09-01", "2026-10-10", 201),
        ("2026-10-01", "2026-10-05", 201),
        ("2026-10-05", "2026-09-01", 201),
    ],
)
def test_student_must_be_enrolled_at_some_time_between_assigning_and_scoring(
    api: str, assigned: str, scored: str, status: int
) -> None:
    """The student of position 50 comes on 10 September."""
    with running("--students", "60") as (sandbox, client):
        roster = sandbox.stage.campus.roster
        row = next(row for row in roster.student_rows.values() if str(row.begin) == "2026-09-10")
        place = [int(one["sourcedId"]) for one in client.all(api, "classes")].index(row.section)
        klass = first_class(client, api, place)
        version: Any = api
        person = sandbox.stage.campus.ids.user(roster.people[row.person], version, "student")
        due = "2026-10-06T18:00:00Z"
        with_item(client, klass, assignDate=f"{assigned}T18:00:00Z", dueDate=due)
        body = klass.result("item-1", student={"sourcedId": person}, scoreDate=scored)
        assert put_result(client, api, "r-1", body).status == status


def test_score_can_be_capped_at_the_maximum(fresh: Client, klass: Class) -> None:
    _set(fresh, "score_above_max", "truncate")
    with_item(fresh, klass)
    assert put_result(fresh, klass.api, "r-1", klass.result("item-1", score=25)).status == 201
    assert fresh.grades(klass.api, "results/r-1").json["result"]["score"] == 20


def test_extra_credit_is_kept_by_default(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, resultValueMax=100)
    assert put_result(fresh, klass.api, "r-1", klass.result("item-1", score=300)).status == 201
    assert fresh.grades(klass.api, "results/r-1").json["result"]["score"] == 300


def test_minimum_is_that_of_the_line_item(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, resultValueMin=5)
    assert put_result(fresh, klass.api, "a", klass.result("item-1", score=4.99)).status == 422
    assert put_result(fresh, klass.api, "b", klass.result("item-1", score=5)).status == 201


def test_item_without_maximum_has_no_extra_credit(fresh: Client, class_1p2: Class) -> None:
    _set(fresh, "score_above_max", "refuse")
    with_item(fresh, class_1p2, resultValueMin=None, resultValueMax=None)
    body = class_1p2.result("item-1", score=1000)
    assert put_result(fresh, "1.2", "r-1", body).status == 201


@pytest.mark.parametrize(
    ("text", "on_item", "on_result", "status"),
    [
        ("A-", True, False, 201),
        ("A-", False, True, 201),
        ("Q", True, False, 422),
        ("Q", False, True, 422),
        ("Q", False, False, 201),
        ("a-", True, True, 422),
    ],
)
def test_letter_must_be_one_of_the_scale_where_there_is_one(
    fresh: Client, class_1p2: Class, text: str, on_item: bool, on_result: bool, status: int
) -> None:
    scale = {"sourcedId": f"{class_1p2.section}-letters"}
    with_item(fresh, class_1p2, scoreScale=scale if on_item else None)
    changes: dict[str, Any] = {"scoreScale": scale} if on_result else {}
    body = class_1p2.result("item-1", score=None, textScore=text, **changes)
    answer = put_result(fresh, "1.2", "r-1", body)
    assert answer.status == status
    if status == 422:
        assert "unknown_letter" in description(answer)
        _set(fresh, "unknown_letter", "accept")
        assert put_result(fresh, "1.2", "r-1", body).status == 201


def test_category_rules_of_1p2_can_be_switched_off(fresh: Client, class_1p2: Class) -> None:
    _set(fresh, "category_required", "accept")
    assert put_item(fresh, "1.2", "a", class_1p2.item(category=None)).status == 201
    row = fresh.grades("1.2", "lineItems/a").json["lineItem"]
    assert row["category"]["sourcedId"] == "11111111-1111-1111-1111-111111111111"
    _set(fresh, "category_of_class", "accept")
    body = class_1p2.item(title="B", category={"sourcedId": "elsewhere"})
    assert put_item(fresh, "1.2", "b", body).status == 201
    (section,) = fresh.control("teacher-view.json?touched=1")["sections"]
    flags = {row["id"]: row["uncategorised"] for row in section["items"]}
    assert flags["a"] is True
    assert flags["b"] is True


def test_foreign_school_can_be_let_in(api: str) -> None:
    with running("--students", "400", "--rule", "foreign_school=accept") as (_, client):
        klass = first_class(client, api)
        other = next(
            row["name"] for row in client.all(api, "schools") if row["sourcedId"] != klass.school
        )
        scoped = client.connect(schools=[other])
        assert put_item(scoped, api, "quiz", klass.item()).status == 201


def test_refused_edit_leaves_the_row_as_it_was(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    before = fresh.grades(klass.api, "lineItems/quiz").json
    assert put_item(fresh, klass.api, "quiz", klass.item(title=_LONG)).status == 422
    assert fresh.grades(klass.api, "lineItems/quiz").json == before


def test_teachers_item_can_be_deleted_where_the_rule_accepts(fresh: Client, klass: Class) -> None:
    rows = fresh.all(klass.api, f"classes/{klass.section}/lineItems")
    item = next(row["sourcedId"] for row in rows if "metadata" not in row)
    path = f"{GRADES[klass.api]}/lineItems/{item}"
    assert fresh.delete(path).status == 403
    _set(fresh, "teacher_item", "accept")
    assert fresh.delete(path).status == 204
    assert fresh.get(path).status == 404
    left = fresh.all(klass.api, f"classes/{klass.section}/results")
    assert item not in {row["lineItem"]["sourcedId"] for row in left}


def test_teachers_result_can_be_deleted_only_where_the_rule_accepts(
    fresh: Client, klass: Class
) -> None:
    row = fresh.all(klass.api, f"classes/{klass.section}/results")[0]["sourcedId"]
    path = f"{GRADES[klass.api]}/results/{row}"
    assert fresh.delete(path).status == 403
    _set(fresh, "teacher_item", "accept")
    assert fresh.delete(path).status == 204


def test_unknown_rule_or_mode_is_a_mistake_of_the_caller(fresh: Client) -> None:
    for body in (
        b'{"name": "nonsense", "mode": "refuse"}',
        b'{"name": "title_length", "mode": "shout"}',
        b'{"name": "teacher_item", "mode": "truncate"}',
        b'{"name": "title_length"}',
    ):
        answer = fresh.bare("POST", "/sandbox/rules", body)
        assert answer.status == 400
        assert answer.json["error"]
