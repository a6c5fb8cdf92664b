"""Grades posted to grading tasks: their shape, the window, the score group."""

from typing import Any

import pytest

from tests.integration.sandbox.bodies import (
    Class,
    description,
    first_class,
    put_result,
)
from tests.integration.sandbox.client import Answer, Client, running

_GRADE = "ext_infiniteCampus_scoreGrade"


def _tasks(client: Client, klass: Class) -> dict[str, dict[str, Any]]:
    """Return the grading tasks of a class by title."""
    rows = client.all(klass.api, f"classes/{klass.section}/lineItems")
    return {row["title"]: row for row in rows if "metadata" in row}


def _post(
    client: Client, klass: Class, task: str, percent: float | None = None, letter: str = ""
) -> Answer:
    """Post a grade in the shape that each version is known, or assumed, to have."""
    body: dict[str, Any] = {
        "lineItem": {"sourcedId": task},
        "student": {"sourcedId": klass.students[0]},
        "scoreDate": "2026-10-14",
        "comment": "A good quarter",
    }
    if percent is not None:
        body["score"] = percent
    if letter:
        body["metadata"] = {_GRADE: letter}
    if klass.api == "1.2":
        body["scoreStatus"] = "fully graded"
    return put_result(client, klass.api, "posted-1", {"result": body})


def _posted(client: Client) -> dict[str, Any]:
    """Return what stands on the report card."""
    (section,) = client.control("teacher-view.json?touched=1")["sections"]
    row = next(row for row in section["posted"] if row["result_id"] == "posted-1")
    return {name: row[name] for name in ("task", "term", "percent", "grade", "comment")}


def test_section_has_a_task_per_quarter_and_one_standard(fresh: Client, klass: Class) -> None:
    tasks = _tasks(fresh, klass)
    assert set(tasks) == {"Q1 Grade", "Q2 Grade", "Q3 Grade", "Q4 Grade", "Work Habits"}
    for title, row in tasks.items():
        standard = title == "Work Habits"
        assert row["metadata"] == {
            "ext_infiniteCampus_isGradingWindowOpen": "true" if title == "Q1 Grade" else "false",
            "ext_infiniteCampus_isOneTime": "true" if standard else "false",
            "ext_infiniteCampus_isStandard": "true" if standard else "false",
        }
        assert (row["resultValueMin"], row["resultValueMax"]) == (0, 100)
        assert row["category"]["sourcedId"] == "00000000-0000-0000-0000-000000000000"


def test_task_id_is_section_term_and_task_run_together(fresh: Client, klass: Class) -> None:
    tasks = _tasks(fresh, klass)
    term = klass.periods["Q1"].removeprefix("gp")
    assert tasks["Q1 Grade"]["sourcedId"] == f"{klass.section}{term}1"
    last = klass.periods["Q4"].removeprefix("gp")
    assert tasks["Work Habits"]["sourcedId"] == f"{klass.section}{last}2"


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        ("2026-08-20", "Q1"),
        ("2026-10-16", "Q1"),
        ("2026-10-19", "Q2"),
        ("2026-12-28", "Q2"),
        ("2027-02-01", "Q3"),
        ("2027-05-31", "Q4"),
    ],
)
def test_one_window_is_open_that_of_the_present_quarter(
    fresh: Client, klass: Class, day: str, quarter: str
) -> None:
    fresh.control("day", {"day": day})
    windows = {
        title: row["metadata"]["ext_infiniteCampus_isGradingWindowOpen"]
        for title, row in _tasks(fresh, klass).items()
    }
    assert [title for title, word in windows.items() if word == "true"] == [f"{quarter} Grade"]


def test_percent_and_letter_are_taken_as_given(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    assert _post(fresh, klass, task, 71, "A").status == 201
    assert _posted(fresh) == {
        "task": "Q1 Grade",
        "term": "Q1",
        "percent": "71",
        "grade": "A",
        "comment": "A good quarter",
    }


@pytest.mark.parametrize(
    ("percent", "letter"),
    [
        (100, "A"),
        (93, "A"),
        (92.99, "A-"),
        (90, "A-"),
        (85.5, "B"),
        (69.99, "D"),
        (59.9, "F"),
        (0, "F"),
        (104, "A"),
    ],
)
def test_1p1_percent_alone_is_looked_up_by_the_minimums(
    fresh: Client, class_1p1: Class, percent: float, letter: str
) -> None:
    task = _tasks(fresh, class_1p1)["Q1 Grade"]["sourcedId"]
    assert _post(fresh, class_1p1, task, percent).status == 201
    assert _posted(fresh)["grade"] == letter


def test_1p2_percent_alone_counts_as_an_assignment_score(fresh: Client, class_1p2: Class) -> None:
    """1.2 demands a scoreStatus, so only the letter tells a posted grade."""
    task = _tasks(fresh, class_1p2)["Q1 Grade"]["sourcedId"]
    answer = _post(fresh, class_1p2, task, 88)
    assert answer.status == 422
    assert "task_item" in description(answer)


def test_letter_alone_leaves_the_percent_empty(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    assert _post(fresh, klass, task, letter="B+").status == 201
    assert (_posted(fresh)["percent"], _posted(fresh)["grade"]) == (None, "B+")


def test_1p2_takes_the_letter_as_text_score_too(fresh: Client, class_1p2: Class) -> None:
    task = _tasks(fresh, class_1p2)["Q1 Grade"]["sourcedId"]
    body = class_1p2.result(task, score=88, textScore="B+")
    assert put_result(fresh, "1.2", "posted-1", body).status == 201
    assert (_posted(fresh)["percent"], _posted(fresh)["grade"]) == ("88", "B+")


def test_letter_outside_the_score_group_is_refused(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    answer = _post(fresh, klass, task, 88, "Z")
    assert answer.status == 422
    assert "unknown_letter" in description(answer)
    fresh.control("rules", {"name": "unknown_letter", "mode": "accept"})
    assert _post(fresh, klass, task, 88, "Z").status == 201


def test_1p1_post_without_percent_and_letter_is_refused(fresh: Client, class_1p1: Class) -> None:
    task = _tasks(fresh, class_1p1)["Q1 Grade"]["sourcedId"]
    assert _post(fresh, class_1p1, task).status == 422


@pytest.mark.parametrize("title", ["Q2 Grade", "Q4 Grade", "Work Habits"])
def test_closed_window_refuses(fresh: Client, klass: Class, title: str) -> None:
    task = _tasks(fresh, klass)[title]["sourcedId"]
    answer = _post(fresh, klass, task, 88, "O" if title == "Work Habits" else "B+")
    assert answer.status == 422
    assert "closed_window" in description(answer)


def test_window_can_be_opened_and_closed_by_hand(fresh: Client, klass: Class) -> None:
    tasks = _tasks(fresh, klass)
    second, first = tasks["Q2 Grade"]["sourcedId"], tasks["Q1 Grade"]["sourcedId"]
    assert fresh.control("window", {"task": second, "open": True})["tasks"] == [second]
    assert _post(fresh, klass, second, 88, "B+").status == 201
    fresh.control("window", {"task": first, "open": False})
    assert _post(fresh, klass, first, 88, "B+").status == 422
    metadata = _tasks(fresh, klass)["Q2 Grade"]["metadata"]
    assert metadata["ext_infiniteCampus_isGradingWindowOpen"] == "true"


def test_all_windows_of_a_section_can_be_opened(fresh: Client, klass: Class) -> None:
    opened = fresh.control("window", {"section": klass.section, "open": True})
    assert len(opened["tasks"]) == 5
    for row in _tasks(fresh, klass).values():
        assert row["metadata"]["ext_infiniteCampus_isGradingWindowOpen"] == "true"


def test_opened_window_shows_in_the_delta(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q2 Grade"]
    fresh.control("window", {"task": task["sourcedId"], "open": True})
    since = f"dateLastModified>'{task['dateLastModified']}'"
    changed = {row["sourcedId"] for row in fresh.all(klass.api, "lineItems", filter=since)}
    assert task["sourcedId"] in changed


def test_closed_window_can_be_switched_off_as_a_rule(fresh: Client, klass: Class) -> None:
    fresh.control("rules", {"name": "closed_window", "mode": "accept"})
    task = _tasks(fresh, klass)["Q4 Grade"]["sourcedId"]
    assert _post(fresh, klass, task, 88, "B+").status == 201


def test_percent_alone_needs_unique_minimums(fresh: Client, class_1p1: Class) -> None:
    task = _tasks(fresh, class_1p1)["Work Habits"]["sourcedId"]
    fresh.control("window", {"task": task, "open": True})
    answer = _post(fresh, class_1p1, task, 88)
    assert answer.status == 422
    assert "score_group_not_unique" in description(answer)
    assert _post(fresh, class_1p1, task, 88, "S").status == 201
    fresh.control("rules", {"name": "score_group_not_unique", "mode": "accept"})
    assert _post(fresh, class_1p1, task, 70).status == 200
    assert (_posted(fresh)["percent"], _posted(fresh)["grade"]) == ("70", None)


def test_assignment_score_is_no_posted_grade(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    answer = put_result(fresh, klass.api, "posted-1", klass.result(task))
    assert answer.status == 422
    assert "task_item" in description(answer)


def test_posted_grade_needs_a_student_of_the_section(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    stranger = next(
        row["sourcedId"]
        for row in fresh.all(klass.api, "students")
        if row["sourcedId"] not in klass.students
    )
    body = klass.result(task, student={"sourcedId": stranger}, metadata={_GRADE: "A"})
    if klass.api == "1.1":
        del body["result"]["scoreStatus"]
    answer = put_result(fresh, klass.api, "posted-1", body)
    assert answer.status == 422
    assert "student_not_enrolled" in description(answer)


def test_posted_grade_is_read_back_in_percent_with_its_letter(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    _post(fresh, klass, task, 88.25, "B+")
    row = fresh.grades(klass.api, "results/posted-1").json["result"]
    assert str(row["score"]) == "88.25"
    assert row["metadata"]["ext_infiniteCampus_isAssignmentResult"] == "false"
    assert row["metadata"][_GRADE] == "B+"
    assert "ext_infiniteCampus_assignmentRawScore" not in row["metadata"]
    if klass.api == "1.2":
        assert row["textScore"] == "B+"


def test_posted_grade_can_be_changed_while_the_window_is_open(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    assert _post(fresh, klass, task, 88, "B+").status == 201
    assert _post(fresh, klass, task, 91, "A-").status == 200
    assert _posted(fresh)["grade"] == "A-"


def test_closed_quarters_have_posted_grades_of_their_teachers() -> None:
    with running("--students", "60", "--day", "2026-11-10") as (_, client):
        klass = first_class(client, "1.1")
        view = client.control(f"teacher-view.json?section={klass.section}")["sections"][0]
        assert {row["task"] for row in view["posted"]} == {"Q1 Grade"}
        assert len(view["posted"]) >= len(klass.students)
        for row in view["posted"]:
            assert row["grade"]
            assert 0 <= float(row["percent"]) <= 100
        posted = client.all(
            "1.1", "results", filter="metadata.ext_infiniteCampus_isAssignmentResult='false'"
        )
        assert posted


def test_posted_grades_do_not_count_as_assignments(fresh: Client, klass: Class) -> None:
    task = _tasks(fresh, klass)["Q1 Grade"]["sourcedId"]
    name = klass.students[0]
    before = _progress(fresh, klass, name)
    assert _post(fresh, klass, task, 3, "F").status == 201
    assert _progress(fresh, klass, name) == before


def _progress(client: Client, klass: Class, student: str) -> str:
    view = client.control(f"teacher-view.json?section={klass.section}")["sections"][0]
    row = next(row for row in view["in_progress"] if row["student"]["ids"][klass.api] == student)
    percent: str = row["percent"]
    return percent


def test_score_groups_are_listed_in_1p1_only(fresh: Client) -> None:
    rows = fresh.all("1.1", "scoreGroups")
    assert [row["title"] for row in rows] == ["Letter Grades", "Work Habits"]
    assert rows[0]["scores"][0] == {"score": "A", "minValue": 93}
    assert {score["minValue"] for score in rows[1]["scores"]} == {0}
    one = fresh.grades("1.1", f"scoreGroups/{rows[0]['sourcedId']}")
    assert one.json == {"scoreGroup": rows[0]}
    assert fresh.grades("1.1", "scoreGroups/9").status == 404
    assert fresh.grades("1.2", "scoreGroups").status == 404


def test_score_scales_are_listed_in_1p2_only(fresh: Client) -> None:
    klass = first_class(fresh, "1.2")
    rows = fresh.all("1.2", "scoreScales")
    assert len(rows) == len(fresh.all("1.2", "classes"))
    own = fresh.all("1.2", f"classes/{klass.section}/scoreScales")
    assert [row["class"]["sourcedId"] for row in own] == [klass.section]
    assert own[0]["scoreScaleValue"][1] == {"itemValueLHS": "90", "itemValueRHS": "A-"}
    assert fresh.all("1.2", f"schools/{klass.school}/scoreScales") == rows
    one = fresh.grades("1.2", f"scoreScales/{own[0]['sourcedId']}")
    assert one.json == {"scoreScale": own[0]}
    assert fresh.grades("1.2", "scoreScales/none").status == 404
    assert fresh.grades("1.2", "classes/none/scoreScales").status == 404
    assert fresh.grades("1.1", "scoreScales").status == 404
