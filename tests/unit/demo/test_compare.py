"""The demo's comparison can say no: to every way in which a teacher may see something else."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from homeroom.demo.compare import Cell, Comparison, Receipt, cells, differences

SENT: Mapping[str, Any] = {
    "id": "r-1",
    "score": "7.5",
    "score_status": "fully graded",
    "missing": False,
    "late": False,
    "incomplete": False,
}


def receipt(**changed: Any) -> Receipt:
    """Return the receipt of a grade of Nadia's."""
    return Receipt({**SENT, **changed}, "nadia", "quiz")


def cell(**changed: Any) -> Cell:
    """Return what her teacher sees."""
    ids = {"1.1": changed.pop("student", "nadia"), "1.2": "nadia"}
    ids["1.2"] = ids["1.1"]
    item = changed.pop("item", "quiz")
    score = {"result_id": "r-1", "score": "7.5", "flags": [], "student": {"ids": ids}, **changed}
    return Cell(item, score)


def told(receipts: list[Receipt], seen: list[Cell], api: str = "1.2") -> list[str]:
    return list(differences(receipts, seen, api))


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_the_same_grade_once_is_no_difference(api: str) -> None:
    assert told([receipt()], [cell()], api) == []


@pytest.mark.parametrize(
    ("score", "shown"),
    [("7.5", "7.50"), ("105", "105"), ("0", "0.0"), ("33.333333", "33.333333")],
)
def test_the_same_number_written_otherwise_is_the_same_score(score: str, shown: str) -> None:
    assert told([receipt(score=score)], [cell(score=shown)]) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("7.5", "7.4"),
        ("7.5", "8"),
        ("33.333333", "33.33333"),
        ("0.1", "0.1000000000000000055511151231257827"),
        ("0", None),
        (None, "0"),
        ("105", "100"),
    ],
    ids=["less", "rounded", "cut", "as a float", "lost", "made up", "clamped"],
)
@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_another_score_differs(sent: str | None, shown: str | None, api: str) -> None:
    found = told([receipt(score=sent)], [cell(score=shown)], api)
    assert found == [f"r-1: score {shown} instead of {sent}"]


def test_a_missing_grade_differs() -> None:
    assert told([receipt()], []) == ["r-1 was delivered, but the teacher does not see it"]


def test_a_grade_that_nobody_delivered_differs() -> None:
    assert told([receipt()], [cell(), cell(result_id="r-2")]) == [
        "r-2 stands in the SIS, but no delivery knows it"
    ]


def test_a_doubled_grade_differs_under_the_same_id_and_under_another() -> None:
    assert told([receipt()], [cell(), cell(item="other")]) == [
        "r-1 was delivered once, but the teacher sees it 2 times"
    ]
    assert told([receipt()], [cell(), cell(result_id="r-1-again")]) == [
        "r-1-again stands in the SIS, but no delivery knows it"
    ]


def test_a_grade_of_another_student_or_line_item_differs() -> None:
    assert told([receipt()], [cell(student="omar")]) == ["r-1: another student"]
    assert told([receipt()], [cell(item="essay")]) == ["r-1: another line item"]


def test_two_grades_that_changed_places_differ_both() -> None:
    second = Receipt({**SENT, "id": "r-2"}, "omar", "quiz")
    found = told([receipt(), second], [cell(student="omar"), cell(result_id="r-2")])
    assert found == ["r-1: another student", "r-2: another student"]


@pytest.mark.parametrize(
    ("sent", "flags"),
    [
        ({"missing": True}, ["M"]),
        ({"late": True}, ["L"]),
        ({"incomplete": True}, ["I"]),
        ({"score_status": "exempt"}, ["X"]),
        ({"missing": True, "late": True}, ["L", "M"]),
    ],
    ids=["missing", "late", "incomplete", "exempt", "missing and late"],
)
def test_flags_are_compared_where_the_api_carries_them(
    sent: dict[str, Any], flags: list[str]
) -> None:
    assert told([receipt(**sent)], [cell(flags=flags)]) == []
    assert told([receipt(**sent)], [cell()]) == [f"r-1: flags [] instead of {flags}"]
    assert told([receipt()], [cell(flags=flags)]) == [f"r-1: flags {flags} instead of []"]
    assert told([receipt(**sent)], [cell()], "1.1") == []


def test_all_that_is_wrong_with_one_grade_is_said_at_once() -> None:
    found = told([receipt()], [cell(score="1", flags=["L"], student="omar", item="essay")])
    assert len(found) == 1
    for words in ("score 1", "flags ['L']", "another student", "another line item"):
        assert words in found[0]


def test_only_what_came_by_api_is_ours() -> None:
    score = {"result_id": "r-1"}
    items = [
        {"id": 1, "origin": "api", "scores": [score]},
        {"id": 2, "origin": "teacher", "scores": [{"result_id": "r-9"}]},
    ]
    assert list(cells([{"items": items}])) == [Cell("1", score)]


def test_nothing_delivered_is_no_match() -> None:
    assert not Comparison(0, []).matches
    assert not Comparison(3, ["r-1: another student"]).matches
    assert Comparison(3, []).matches
    assert msgspec.json.encode(Comparison(3, [])) == b'{"grades":3,"differences":[]}'
