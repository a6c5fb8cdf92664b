"""Grades of a learning app on their way in: one cell of the gradebook is one grade."""

from decimal import Decimal
from pathlib import Path

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import history
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import MATHLY, activate_mathly
from tests.integration.runs.conftest import FileApp
from tests.packages import line_item, result, school

OLD, NEW, NEWER = "2026-10-05T08:00:00Z", "2026-10-06T08:00:00Z", "2026-10-07T08:00:00Z"


@pytest.fixture
def mathly(district: District, sis: FileApp, tmp_path: Path) -> FileApp:
    sis.sync(school())
    path = tmp_path / "mathly.zip"
    activate_mathly(district, path, ids_of="sis")
    return FileApp(district, path, MATHLY)


def hand_in(mathly: FileApp, *results: dict[str, str]) -> None:
    mathly.sync({"lineItems": [line_item("q1")], "results": list(results)})


def grade(id_: str, score: str, stamp: str = OLD, **more: str) -> dict[str, str]:
    return {
        **result("q1", "s1", score),
        "sourcedId": id_,
        "status": "active",
        "dateLastModified": stamp,
        **more,
    }


def scores(mathly: FileApp) -> list[Decimal]:
    """Return the scores of the active results in the hub."""
    with district_scope(mathly.district.id) as scope:
        rows = scope.rows("SELECT score FROM results WHERE retired_at IS NULL")
    return [score for (score,) in rows]


@pytest.mark.parametrize(
    ("results", "kept"),
    [
        ((grade("a", "5", OLD), grade("b", "9", NEW)), "9"),
        ((grade("a", "9", NEW), grade("b", "5", OLD)), "9"),
        ((grade("b", "5", OLD), grade("a", "9", NEW), grade("c", "7", OLD)), "9"),
    ],
    ids=["newest last", "newest first", "newest between"],
)
def test_of_several_results_of_a_cell_the_newest_is_the_grade(
    mathly: FileApp, results: tuple[dict[str, str], ...], kept: str
) -> None:
    hand_in(mathly, *results)
    assert scores(mathly) == [Decimal(kept)]
    assert mathly.issues() == {"result.second": len(results) - 1}


def test_an_older_result_that_came_again_does_not_win_over_the_newer_one(mathly: FileApp) -> None:
    """Its row changed, not its date: a comment, or nothing that counts."""
    hand_in(mathly, grade("a", "9", NEW), grade("b", "5", OLD))
    hand_in(mathly, grade("a", "9", NEW), grade("b", "5", OLD, comment="well done"))
    assert scores(mathly) == [Decimal(9)]
    assert mathly.issues() == {"result.second": 1}


def test_when_both_results_of_a_cell_come_again_the_newest_is_the_grade(mathly: FileApp) -> None:
    hand_in(mathly, grade("a", "9", NEW), grade("b", "5", OLD))
    hand_in(mathly, grade("a", "9.5", NEW), grade("b", "6", OLD))
    assert scores(mathly) == [Decimal("9.5")]


def test_a_second_result_that_is_now_the_newest_becomes_the_grade(mathly: FileApp) -> None:
    hand_in(mathly, grade("a", "9", NEW), grade("b", "5", OLD))
    hand_in(mathly, grade("a", "9", NEW), grade("b", "6", NEWER))
    assert scores(mathly) == [Decimal(6)]


def test_the_only_result_of_a_cell_counts_even_with_an_older_stamp(mathly: FileApp) -> None:
    """An app that was restored from a backup means what it says."""
    hand_in(mathly, grade("a", "9", NEW))
    hand_in(mathly, grade("a", "5", OLD))
    assert scores(mathly) == [Decimal(5)]


def test_a_cell_whose_second_result_went_is_one_grade_without_an_issue(mathly: FileApp) -> None:
    hand_in(mathly, grade("a", "9", NEW), grade("b", "5", OLD))
    for _ in range(2):
        hand_in(mathly, grade("a", "9", NEW))
    assert scores(mathly) == [Decimal(9)]
    assert mathly.issues() == {}


@pytest.mark.parametrize(
    "score", ["0", "0.1", "9.99", "10", "33.333333333333333333", "0.30000000000000004", "1E+2"]
)
def test_a_score_is_stored_to_its_last_digit(mathly: FileApp, score: str) -> None:
    hand_in(mathly, grade("a", score))
    assert scores(mathly) == [Decimal(score)]


def test_the_history_of_a_score_shows_both_exact_values(mathly: FileApp) -> None:
    hand_in(mathly, grade("a", "0.10"))
    hand_in(mathly, grade("a", "33.333333333333333333", NEW))
    with district_scope(mathly.district.id) as scope:
        rows = history.of_record(scope, mathly.hub_id(Kind.RESULT, "a"))
    changed = {row["field"]: (row["before"], row["after"]) for row in rows}
    assert changed["score"] == (Decimal("0.10"), Decimal("33.333333333333333333"))
    assert all(row["app"] and row["run"] and row["reason"] for row in rows)


def test_no_score_is_not_zero(mathly: FileApp) -> None:
    hand_in(mathly, grade("a", "", scoreStatus="not submitted"))
    assert scores(mathly) == [None]
    hand_in(mathly, grade("a", "0", NEW))
    assert scores(mathly) == [Decimal(0)]
