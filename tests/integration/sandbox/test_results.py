"""PUT and DELETE of results in both versions."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.sandbox.bodies import (
    Class,
    first_class,
    put_result,
    read_result,
    with_item,
)
from tests.integration.sandbox.client import GRADES, Client, running


def _view(client: Client, item: str) -> list[dict[str, Any]]:
    """Return what the teacher sees of one line item."""
    for section in client.control("teacher-view.json?touched=1")["sections"]:
        for row in section["items"]:
            if row["id"] == item:
                scores: list[dict[str, Any]] = row["scores"]
                return scores
    raise AssertionError(item)


def test_new_result_is_created_and_then_replaced(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    answer = put_result(fresh, klass.api, "r-1", klass.result("item-1"))
    assert (answer.status, answer.body) == (201, b"")
    answer = put_result(fresh, klass.api, "r-1", klass.result("item-1", score=18))
    assert (answer.status, answer.body) == (200, b"")
    assert read_result(fresh, klass.api, "r-1")["score"] == 18


def test_written_result_is_read_back(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    put_result(fresh, klass.api, "r-1", klass.result("item-1", comment="Neat work"))
    row = read_result(fresh, klass.api, "r-1")
    assert row["lineItem"]["sourcedId"] == "item-1"
    assert row["student"]["sourcedId"] == klass.students[0]
    assert row["scoreStatus"] == "fully graded"
    assert row["score"] == Decimal("17.5")
    assert row["scoreDate"] == "2026-10-02"
    assert row["comment"] == "Neat work"
    metadata = row["metadata"]
    assert metadata["ext_infiniteCampus_isAssignmentResult"] == "true"
    assert metadata["ext_infiniteCampus_assignmentRawScore"] == "17.5"
    assert metadata["ext_infiniteCampus_schoolSourcedId"] == klass.school
    if klass.api == "1.2":
        assert row["class"]["sourcedId"] == klass.section


@pytest.mark.parametrize(
    "score", ["0", "0.1", "8.75", "17.333333333333333333333", "20", "1e1", "19.990"]
)
def test_score_is_kept_exactly(fresh: Client, klass: Class, score: str) -> None:
    with_item(fresh, klass)
    body = json.dumps(klass.result("item-1", score=-1)).replace('"score": -1', f'"score": {score}')
    path = f"{GRADES[klass.api]}/results/r-1"
    assert fresh.bare("PUT", path, body.encode(), fresh.headers()).status == 201
    assert Decimal(read_result(fresh, klass.api, "r-1")["score"]) == Decimal(score)
    (row,) = _view(fresh, "item-1")
    assert Decimal(row["score"]) == Decimal(score)
    assert "e" not in row["score"].lower()


def test_results_are_listed_wherever_they_belong(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    for place in range(3):
        put_result(fresh, klass.api, f"r-{place}", klass.result("item-1", place))
    student = klass.students[1].replace("+", "%2B")
    for path, wanted in (
        ("results", {"r-0", "r-1", "r-2"}),
        (f"classes/{klass.section}/results", {"r-0", "r-1", "r-2"}),
        (f"classes/{klass.section}/lineItems/item-1/results", {"r-0", "r-1", "r-2"}),
        (f"classes/{klass.section}/students/{student}/results", {"r-1"}),
    ):
        ids = {row["sourcedId"] for row in fresh.all(klass.api, path)}
        assert ids & {"r-0", "r-1", "r-2"} == wanted


def test_1p1_lists_the_results_of_a_student(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1)
    put_result(fresh, "1.1", "r-0", class_1p1.result("item-1"))
    student = class_1p1.students[0]
    rows = fresh.all("1.1", f"students/{student.replace('+', '%2B')}/results")
    assert "r-0" in {row["sourcedId"] for row in rows}
    assert {row["student"]["sourcedId"] for row in rows} == {student}
    assert fresh.grades("1.2", f"students/{student}/results").status == 404


def test_nested_lists_of_unknown_rows_are_404(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    other = first_class(fresh, klass.api, 1).section
    for path in (
        "classes/none/results",
        f"classes/{klass.section}/lineItems/none/results",
        f"classes/{other}/lineItems/item-1/results",
        f"classes/{klass.section}/students/none/results",
    ):
        assert fresh.grades(klass.api, path).status == 404


def test_another_id_for_the_same_cell_makes_a_second_row(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    assert put_result(fresh, klass.api, "first", klass.result("item-1", score=10)).status == 201
    assert put_result(fresh, klass.api, "second", klass.result("item-1", score=12)).status == 201
    rows = _view(fresh, "item-1")
    assert [(row["result_id"], row["score"]) for row in rows] == [("first", "10"), ("second", "12")]
    assert rows[0]["student"] == rows[1]["student"]


def test_result_written_in_one_version_is_read_in_the_other(fresh: Client) -> None:
    old, new = first_class(fresh, "1.1"), first_class(fresh, "1.2")
    with_item(fresh, old)
    put_result(fresh, "1.1", "by-1.1", old.result("item-1"))
    put_result(fresh, "1.2", "by-1.2", new.result("item-1", late="true"))
    by_old, by_new = read_result(fresh, "1.2", "by-1.1"), read_result(fresh, "1.1", "by-1.2")
    assert by_old["student"]["sourcedId"] in new.students
    assert by_new["student"]["sourcedId"] in old.students
    assert (by_old["late"], by_old["missing"]) == ("false", "false")
    assert by_new["scoreStatus"] == "late"


# --- flags -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "flags"),
    [
        ("fully graded", []),
        ("partially graded", []),
        ("submitted", []),
        ("exempt", ["X"]),
        ("not submitted", ["M"]),
        ("late", ["L"]),
        ("incomplete", ["I"]),
        ("excellent", []),
    ],
)
def test_1p1_flags_ride_on_the_score_status(
    fresh: Client, class_1p1: Class, status: str, flags: list[str]
) -> None:
    with_item(fresh, class_1p1)
    body = class_1p1.result("item-1", scoreStatus=status)
    assert put_result(fresh, "1.1", "r-1", body).status == 201
    (row,) = _view(fresh, "item-1")
    assert row["flags"] == flags
    assert row["score"] == "17.5"


def test_1p1_ignores_flags_and_text_scores(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1)
    body = class_1p1.result("item-1", late="true", missing=True, textScore="A", inProgress=7)
    assert put_result(fresh, "1.1", "r-1", body).status == 201
    (row,) = _view(fresh, "item-1")
    assert (row["flags"], row["text"]) == ([], None)


@pytest.mark.parametrize(
    ("members", "flags"),
    [
        ({}, []),
        ({"late": "false", "missing": "false", "incomplete": "false"}, []),
        ({"late": "true"}, ["L"]),
        ({"missing": "true"}, ["M"]),
        ({"incomplete": "true"}, ["I"]),
        ({"late": "true", "incomplete": "true"}, ["L", "I"]),
        ({"inProgress": "true"}, []),
        ({"scoreStatus": "exempt"}, ["X"]),
        ({"scoreStatus": "exempt", "score": None}, ["X"]),
        ({"scoreStatus": "not submitted", "score": None}, []),
        ({"scoreStatus": "not submitted", "score": None, "missing": "true"}, ["M"]),
        ({"scoreStatus": "submitted", "score": None}, ["T"]),
        ({"scoreStatus": "submitted", "score": None, "late": "true"}, ["T", "L"]),
        ({"scoreStatus": "submitted"}, []),
        ({"scoreStatus": "ext:late"}, ["L"]),
        ({"scoreStatus": "ext:incomplete"}, ["I"]),
        ({"scoreStatus": "ext:anything.else-1_2"}, []),
    ],
)
def test_1p2_flags_have_members_of_their_own(
    fresh: Client, class_1p2: Class, members: dict[str, Any], flags: list[str]
) -> None:
    with_item(fresh, class_1p2)
    body = class_1p2.result("item-1", **members)
    assert put_result(fresh, "1.2", "r-1", body).status == 201
    (row,) = _view(fresh, "item-1")
    assert row["flags"] == flags
    read = read_result(fresh, "1.2", "r-1")
    for name in ("late", "missing", "incomplete", "inProgress"):
        expected = members.get(name, "false")
        if (name, members.get("scoreStatus")) in (
            ("late", "ext:late"),
            ("incomplete", "ext:incomplete"),
        ):
            expected = "true"
        assert read[name] == expected


def test_1p2_result_without_a_score_is_no_zero(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2)
    body = class_1p2.result("item-1", scoreStatus="submitted", score=None)
    assert put_result(fresh, "1.2", "r-1", body).status == 201
    assert "score" not in read_result(fresh, "1.2", "r-1")
    (row,) = _view(fresh, "item-1")
    assert row["score"] is None
    assert row["counts"] is False


def test_1p2_score_can_be_cleared(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2)
    put_result(fresh, "1.2", "r-1", class_1p2.result("item-1"))
    body = class_1p2.result("item-1", scoreStatus="submitted", score=None)
    assert put_result(fresh, "1.2", "r-1", body).status == 200
    assert "score" not in read_result(fresh, "1.2", "r-1")


def test_1p2_exempt_may_keep_its_score(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2)
    put_result(fresh, "1.2", "r-1", class_1p2.result("item-1", scoreStatus="exempt", score=16))
    row = read_result(fresh, "1.2", "r-1")
    assert (row["scoreStatus"], row["score"]) == ("exempt", 16)
    (seen,) = _view(fresh, "item-1")
    assert (seen["score"], seen["flags"], seen["counts"]) == ("16", ["X"], False)


def test_1p2_takes_text_scores_scales_and_objectives(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2)
    objective = {"learningObjectiveId": "o-1", "score": 3.25, "textScore": "M"}
    body = class_1p2.result(
        "item-1",
        score=None,
        textScore="B+",
        scoreScale={"sourcedId": f"{class_1p2.section}-letters"},
        class_={"sourcedId": class_1p2.section},
        learningObjectiveSet=[{"source": "case", "learningObjectiveResults": [objective]}],
    )
    assert put_result(fresh, "1.2", "r-1", body).status == 201
    row = read_result(fresh, "1.2", "r-1")
    assert row["textScore"] == "B+"
    assert row["scoreScale"]["sourcedId"].endswith("-letters")
    (kept,) = row["learningObjectiveSet"][0]["learningObjectiveResults"]
    assert kept == {"learningObjectiveId": "o-1", "score": Decimal("3.25"), "textScore": "M"}
    (seen,) = _view(fresh, "item-1")
    assert seen["text"] == "B+"


# --- deleting ----------------------------------------------------------------------------------


def test_deleted_result_is_gone_at_once(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    put_result(fresh, klass.api, "r-1", klass.result("item-1"))
    path = f"{GRADES[klass.api]}/results/r-1"
    assert fresh.delete(path).status == 204
    assert fresh.get(path).status == 404
    assert _view(fresh, "item-1") == []
    assert fresh.delete(path).status == 404


def test_deleted_result_can_be_made_again(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    put_result(fresh, klass.api, "r-1", klass.result("item-1"))
    fresh.delete(f"{GRADES[klass.api]}/results/r-1")
    assert put_result(fresh, klass.api, "r-1", klass.result("item-1")).status == 201


def test_status_tobedeleted_in_a_put_deletes_softly(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass)
    put_result(fresh, klass.api, "r-1", klass.result("item-1"))
    gone = klass.result("item-1", status="tobedeleted")
    assert put_result(fresh, klass.api, "r-1", gone).status == 200
    assert fresh.grades(klass.api, "results/r-1").status == 404
    assert put_result(fresh, klass.api, "r-1", gone).status == 404


def test_result_can_move_to_another_line_item_of_the_class(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "one", title="One")
    with_item(fresh, klass, "two", title="Two")
    put_result(fresh, klass.api, "r-1", klass.result("one"))
    assert put_result(fresh, klass.api, "r-1", klass.result("two")).status == 200
    assert _view(fresh, "one") == []
    assert len(_view(fresh, "two")) == 1


# --- percents ----------------------------------------------------------------------------------


def test_results_can_be_read_in_percent_with_the_points_beside(api: str) -> None:
    with running("--students", "20", "--result-score", "percent") as (_, client):
        klass = first_class(client, api)
        with_item(client, klass)
        put_result(client, api, "r-1", klass.result("item-1", score=17.5))
        put_result(client, api, "r-2", klass.result("item-1", 1, score=20.0))
        put_result(client, api, "r-3", klass.result("item-1", 2, score=6.667))
        rows = [read_result(client, api, name) for name in ("r-1", "r-2", "r-3")]
        assert [str(row["score"]) for row in rows] == ["87.5", "100", "33.34"]
        raw = [row["metadata"]["ext_infiniteCampus_assignmentRawScore"] for row in rows]
        assert raw == ["17.5", "20.0", "6.667"]
        (first, *_) = _view(client, "item-1")
        assert first["score"] == "17.5"
