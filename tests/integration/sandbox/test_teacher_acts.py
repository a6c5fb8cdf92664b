"""The teacher's own hand in the gradebook, through the control endpoints."""

import json
from typing import Any

import pytest

from tests.integration.sandbox.bodies import Class, put_item, put_result, with_item
from tests.integration.sandbox.client import Client


def _scores(client: Client, klass: Class, item: str) -> list[dict[str, Any]]:
    (view,) = client.control(f"teacher-view.json?section={klass.section}")["sections"]
    row = next(row for row in view["items"] if row["id"] == item)
    scores: list[dict[str, Any]] = row["scores"]
    return scores


def _score(client: Client, klass: Class, **act: Any) -> dict[str, str]:
    body = {"section": klass.section, "item": "quiz", "student": klass.students[0], **act}
    made: dict[str, str] = client.control("teacher/score", body)
    return made


def test_teacher_changes_a_score_that_the_api_wrote(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    put_result(fresh, klass.api, "r-1", klass.result("quiz"))
    before = fresh.grades(klass.api, "results/r-1").json["result"]
    assert _score(fresh, klass, score=19.25) == {"result_id": "r-1", "item_id": "quiz"}
    after = fresh.grades(klass.api, "results/r-1").json["result"]
    assert str(after["score"]) == "19.25"
    assert after["dateLastModified"] > before["dateLastModified"]
    assert after["scoreDate"] == "2026-10-14"
    (row,) = _scores(fresh, klass, "quiz")
    assert row["origin"] == "teacher"


def test_teacher_gives_a_score_where_there_was_none(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    made = _score(fresh, klass, score=11, comment="Orally")
    row = fresh.grades(klass.api, f"results/{made['result_id']}").json["result"]
    assert (row["score"], row["comment"]) == (11, "Orally")
    assert row["student"]["sourcedId"] == klass.students[0]


def test_teacher_clears_a_score(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    put_result(fresh, klass.api, "r-1", klass.result("quiz"))
    _score(fresh, klass)
    row = fresh.grades(klass.api, "results/r-1").json["result"]
    assert "score" not in row
    assert row["scoreStatus"] == "submitted"


@pytest.mark.parametrize(
    ("flags", "status_1p1", "members_1p2"),
    [
        (["X"], "exempt", {"scoreStatus": "exempt"}),
        (["M"], "not submitted", {"missing": "true", "scoreStatus": "not submitted"}),
        (["L"], "late", {"late": "true"}),
        (["I"], "incomplete", {"incomplete": "true"}),
    ],
)
def test_teachers_flags_are_read_in_both_versions(
    fresh: Client, class_1p1: Class, flags: list[str], status_1p1: str, members_1p2: dict[str, str]
) -> None:
    with_item(fresh, class_1p1, "quiz")
    score = {} if flags in (["X"], ["M"]) else {"score": 12}
    made = _score(fresh, class_1p1, flags=flags, **score)["result_id"]
    assert fresh.grades("1.1", f"results/{made}").json["result"]["scoreStatus"] == status_1p1
    row = fresh.grades("1.2", f"results/{made}").json["result"]
    assert {name: row[name] for name in members_1p2} == members_1p2


def test_newest_of_two_results_is_the_one_the_teacher_changes(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    put_result(fresh, klass.api, "b-older", klass.result("quiz", score=1))
    put_result(fresh, klass.api, "a-newer", klass.result("quiz", score=2))
    assert _score(fresh, klass, score=3)["result_id"] == "a-newer"


def test_api_overwrites_the_teacher_unless_the_rule_refuses(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    put_result(fresh, klass.api, "r-1", klass.result("quiz", score=10))
    _score(fresh, klass, score=15)
    assert put_result(fresh, klass.api, "r-1", klass.result("quiz", score=12)).status == 200
    (row,) = _scores(fresh, klass, "quiz")
    assert (row["score"], row["origin"]) == ("12", "api")


def test_people_items_and_sections_may_be_named_by_name(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz", title="Fractions")
    section = fresh.roster("1.2", f"classes/{class_1p2.section}").json["class"]
    student = fresh.roster("1.2", f"students/{class_1p2.students[0]}").json["user"]
    act = {
        "section": section["title"],
        "item": "Fractions",
        "student": f"{student['givenName']} {student['familyName']}",
        "score": 8,
    }
    assert fresh.control("teacher/score", act)["item_id"] == "quiz"


def test_teacher_edits_a_score_on_an_own_item(fresh: Client, klass: Class) -> None:
    row = fresh.all(klass.api, f"classes/{klass.section}/results")[0]
    made = _score(
        fresh,
        klass,
        item=row["lineItem"]["sourcedId"],
        student=row["student"]["sourcedId"],
        score=1,
    )
    assert made["result_id"] == row["sourcedId"]
    after = fresh.grades(klass.api, f"results/{row['sourcedId']}").json["result"]
    assert after["score"] == 1
    assert after["dateLastModified"] > row["dateLastModified"]


def test_alignment_of_the_teacher_is_seen_in_1p2_and_not_in_1p1(
    fresh: Client, class_1p1: Class
) -> None:
    with_item(fresh, class_1p1, "quiz")
    before = fresh.grades("1.1", "lineItems/quiz").json["lineItem"]
    act = {"section": class_1p1.section, "item": "quiz", "category": "Tests"}
    fresh.control("teacher/align", act)
    old = fresh.grades("1.1", "lineItems/quiz").json["lineItem"]
    new = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert old["category"] == before["category"]
    assert old["dateLastModified"] > before["dateLastModified"]
    assert new["category"]["sourcedId"] == class_1p1.categories["Tests"]


def test_1p1_edit_leaves_the_teachers_alignment(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1, "quiz")
    act = {"section": class_1p1.section, "item": "quiz", "category": "Tests"}
    fresh.control("teacher/align", act)
    put_item(fresh, "1.1", "quiz", class_1p1.item(title="Renamed"))
    row = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert row["title"] == "Renamed"
    assert row["category"]["sourcedId"] == class_1p1.categories["Tests"]


def test_1p2_edit_brings_the_category_it_names(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz")
    act = {"section": class_1p2.section, "item": "quiz", "category": "Tests"}
    fresh.control("teacher/align", act)
    put_item(fresh, "1.2", "quiz", class_1p2.item())
    row = fresh.grades("1.2", "lineItems/quiz").json["lineItem"]
    assert row["category"]["sourcedId"] == class_1p2.categories["Homework"]


def test_alignment_can_be_taken_away(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz")
    act = {"section": class_1p2.section, "item": "quiz", "category": None}
    assert fresh.control("teacher/align", act)["uncategorised"] is True


def test_teacher_makes_an_item(fresh: Client, klass: Class) -> None:
    act = {
        "section": klass.section,
        "title": "Field Trip",
        "due": "2026-10-20",
        "points": 15,
        "assigned": "2026-10-16",
        "category": "Projects",
    }
    made = fresh.control("teacher/item", act)
    assert made["id"] == "teacher-1"
    assert (made["origin"], made["connection"]) == ("teacher", None)
    assert (made["assigned"], made["due"], made["term"]) == ("2026-10-16", "2026-10-20", "Q2")
    assert (made["points"], made["category"]) == ("15", "Projects")
    row = fresh.grades(klass.api, "lineItems/teacher-1").json["lineItem"]
    assert row["dueDate"] == "2026-10-21T04:59:00.000Z"
    assert fresh.control("teacher/item", {**act, "title": "Second"})["id"] == "teacher-2"


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("score", {"section": "none", "item": "quiz", "student": "x"}),
        ("score", {"item": "none", "student": "x"}),
        ("score", {"item": "quiz", "student": "Nobody Here"}),
        ("score", {"item": "quiz"}),
        ("score", {"item": "quiz", "student": "x", "score": "many"}),
        ("align", {"item": "none", "category": "Tests"}),
        ("align", {"item": "quiz", "category": "Singing"}),
        ("item", {"title": "X", "due": "soon", "points": 1}),
        ("item", {"title": "X", "due": "2026-10-20"}),
        ("item", {"title": "X", "due": "2026-10-20", "points": 1, "category": "Singing"}),
    ],
)
def test_act_that_cannot_be_is_a_mistake_of_the_caller(
    fresh: Client, class_1p1: Class, path: str, act: dict[str, Any]
) -> None:
    with_item(fresh, class_1p1, "quiz")
    body = json.dumps({"section": class_1p1.section, **act}).encode()
    answer = fresh.bare("POST", f"/sandbox/teacher/{path}", body)
    assert answer.status == 400
    assert answer.json["error"]


def test_section_that_two_schools_have_must_be_named_by_id(reader: Client) -> None:
    titles = [row["title"] for row in reader.all("1.1", "classes")]
    assert len(set(titles)) == len(titles)
    body = b'{"section": "No such title", "item": "x", "student": "y"}'
    answer = reader.bare("POST", "/sandbox/teacher/score", body)
    assert "0 sections are called" in answer.json["error"]
