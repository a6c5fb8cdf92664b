"""What the gradebook files become, in both versions."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import (
    all_faults,
    faults,
    ids,
    manifest,
    objects,
    pages,
    records,
    sheet,
    write_folder,
    write_zip,
)
from homeroom.model.gradebook import Category, LineItem, Result, ScoreScale
from homeroom.model.kinds import Kind
from homeroom.model.records import ObjectiveScore, ObjectiveScores, ObjectiveSet, ScaleValue

RESULT_COLUMNS = "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate"


def test_a_1_1_gradebook_is_read_as_1_2(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_1)
    assert records(path, Kind.CATEGORY) == [Category(sourced_id="cat1", title="Tests")]
    assert records(path, Kind.LINE_ITEM) == [
        LineItem(
            sourced_id="li1",
            title="Quiz 1",
            class_="k1",
            assign_date=date(2026, 9, 1),
            due_date=date(2026, 9, 8),
            category="cat1",
            grading_period="t1",
            result_value_min=Decimal(0),
            result_value_max=Decimal("20.5"),
            texts={"assignDate": "2026-09-01", "dueDate": "2026-09-08"},
        )
    ]
    assert records(path, Kind.RESULT) == [
        Result(
            sourced_id="r1",
            line_item="li1",
            student="u1",
            score_status="fully graded",
            score=Decimal("18.50"),
            score_date=date(2026, 9, 9),
            comment="Well done, Mira",
        )
    ]


def test_categories_of_1_2_have_weights(tmp_path: Path) -> None:
    found = records(write_zip(tmp_path / "or.zip", DISTRICT_1_2), Kind.CATEGORY)
    assert [(one.title, one.weight) for one in found if isinstance(one, Category)] == [
        ("Tests", Decimal(40)),
        ("Homework", Decimal(60)),
    ]


def test_a_line_item_is_joined_with_its_scale_and_its_objectives(tmp_path: Path) -> None:
    [quiz, essay] = records(write_zip(tmp_path / "or.zip", DISTRICT_1_2), Kind.LINE_ITEM)
    assert isinstance(quiz, LineItem)
    assert isinstance(essay, LineItem)
    assert quiz.learning_objectives == (
        ObjectiveSet(
            "case",
            ("b5f0a8f2-1111-4222-8333-944455556666", "c6f0a8f2-1111-4222-8333-944455556666"),
        ),
        ObjectiveSet("unknown", ("MA.3",)),
    )
    assert (quiz.school, quiz.academic_session, quiz.description) == ("s1", "t1", "Fractions")
    assert (essay.score_scale, essay.result_value_min) == ("sc1", None)


def test_a_result_is_joined_with_its_scale_and_its_objectives(tmp_path: Path) -> None:
    [first, missing, letter] = records(write_zip(tmp_path / "or.zip", DISTRICT_1_2), Kind.RESULT)
    assert isinstance(first, Result)
    assert isinstance(missing, Result)
    assert isinstance(letter, Result)
    assert first.objective_scores == (
        ObjectiveScores(
            "unknown",
            (
                ObjectiveScore(id="MA.3", score=Decimal("3.50")),
                ObjectiveScore(id="MA.4", text="proficient"),
            ),
        ),
    )
    assert (first.late, first.missing, first.score_scale) == (True, False, None)
    assert (missing.score, missing.missing, missing.late) == (None, True, None)
    assert (letter.text_score, letter.score, letter.score_scale) == ("A", Decimal(94), "sc1")


def test_a_score_scale_has_its_lines_in_order(tmp_path: Path) -> None:
    [found] = records(write_zip(tmp_path / "or.zip", DISTRICT_1_2), Kind.SCORE_SCALE)
    assert found == ScoreScale(
        sourced_id="sc1",
        title="Letters",
        type="letter",
        class_="k1",
        course="c1",
        values=(ScaleValue("A+", "100"), ScaleValue("A", "94"), ScaleValue("B", "7-10")),
        metadata={"orgSourcedId": "s1"},
    )


@pytest.mark.parametrize("score", ["0", "18.50", "100.000", "0.1", "-3", "1E+2"])
def test_a_score_keeps_its_exact_text(tmp_path: Path, score: str) -> None:
    results = sheet(RESULT_COLUMNS, f"r,,,li,u,fully graded,{score},2026-09-09")
    [found] = objects(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert found["score"] == score


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("{A+:100}", [("A+", "100")]),
        ("{A+:100},{A:94}", [("A+", "100"), ("A", "94")]),
        ("{A:7-10}", [("A", "7-10")]),
        (" { A : 94 } , { B : 80 } ", [("A", "94"), ("B", "80")]),
        ("{10 - 12:high: very},", [("10 - 12", "high: very")]),
    ],
)
def test_score_scale_values_are_pairs_in_braces(
    tmp_path: Path, cell: str, lines: list[tuple[str, str]]
) -> None:
    scales = sheet("title,type,scoreScaleValue", f'sc,,,Letters,letter,"{cell}"')
    [found] = records(write_folder(tmp_path / "or", {"scoreScales": scales}), Kind.SCORE_SCALE)
    assert isinstance(found, ScoreScale)
    assert [(one.lhs, one.rhs) for one in found.values] == lines


@pytest.mark.parametrize("cell", ["A=100", "{A}", "{A:100", "{A:1}{B:2}x", "{:5}"])
def test_score_scale_values_of_another_form_are_a_fault(tmp_path: Path, cell: str) -> None:
    scales = sheet("title,type,scoreScaleValue", f'sc,,,Letters,letter,"{cell}"')
    found = pages(write_folder(tmp_path / "or", {"scoreScales": scales}), Kind.SCORE_SCALE)
    [fault] = all_faults(found)
    assert (fault.place, fault.field, fault.id) == (
        "scoreScales.csv, line 2",
        "scoreScaleValue",
        "sc",
    )
    assert ids(found) == []


def test_a_late_status_of_1_1_is_a_submitted_result_that_is_late(tmp_path: Path) -> None:
    results = sheet(RESULT_COLUMNS, "r,,,li,u,late,5,2026-09-09")
    files = {"manifest": manifest("1.1", results="bulk"), "results": results}
    [found] = records(write_folder(tmp_path / "or", files), Kind.RESULT)
    assert isinstance(found, Result)
    assert (found.score_status, found.late) == ("submitted", True)


def test_flags_and_text_scores_travel_in_the_metadata_of_1_1(tmp_path: Path) -> None:
    results = sheet(
        f"{RESULT_COLUMNS},metadata.missing,metadata.textScore",
        "r,,,li,u,not submitted,,2026-09-09,true,F",
    )
    files = {"manifest": manifest("1.1", results="bulk"), "results": results}
    [found] = records(write_folder(tmp_path / "or", files), Kind.RESULT)
    assert isinstance(found, Result)
    assert (found.missing, found.text_score, dict(found.metadata)) == (True, "F", {})


def test_columns_of_the_other_version_are_read_where_they_stand(tmp_path: Path) -> None:
    items = sheet(
        "title,classSourcedId,gradingPeriodSourcedId,academicSessionSourcedId,schoolSourcedId",
        "li,,,Quiz,k,gp,t,s",
    )
    [found] = records(write_folder(tmp_path / "or", {"lineItems": items}), Kind.LINE_ITEM)
    assert isinstance(found, LineItem)
    assert (found.grading_period, found.academic_session, found.school) == ("gp", "t", "s")


def test_objectives_without_a_source_are_of_an_unknown_one(tmp_path: Path) -> None:
    items = sheet("title,classSourcedId", "li,,,Quiz,k")
    objectives = sheet("lineItemSourcedId,learningObjectiveId", "a,,,li,MA.3")
    path = write_folder(
        tmp_path / "or", {"lineItems": items, "lineItemLearningObjectiveIds": objectives}
    )
    [found] = records(path, Kind.LINE_ITEM)
    assert isinstance(found, LineItem)
    assert found.learning_objectives == (ObjectiveSet("unknown", ("MA.3",)),)


BAD_OBJECTIVES = [
    ("a,,,r1,case,,3", "learningObjectiveId", "is missing"),
    ("a,,,r1,case,MA.3,three", "score", "is not a number: 'three'"),
    ("a,gone,,r1,case,MA.3,3", "status", "is none of the standard: 'gone'"),
    ("a,,,r1,case,MA.\0,3", "", "holds a NUL character"),
]


@pytest.mark.parametrize(
    ("row", "field", "words"), BAD_OBJECTIVES, ids=[b[2] for b in BAD_OBJECTIVES]
)
def test_a_result_is_not_taken_without_one_of_its_objectives(
    tmp_path: Path, row: str, field: str, words: str
) -> None:
    results = sheet(RESULT_COLUMNS, *(f"r{i},,,li,u,fully graded,5,2026-09-09" for i in (1, 2)))
    objectives = sheet("resultSourcedId,source,learningObjectiveId,score", row)
    path = write_folder(
        tmp_path / "or", {"results": results, "resultLearningObjectiveIds": objectives}
    )
    found = pages(path, Kind.RESULT)
    assert ids(found) == ["r2"]
    assert faults(found) == [
        ("resultLearningObjectiveIds.csv, line 2", field, words),
        (
            "results.csv, line 2",
            "resultLearningObjectiveIds.csv",
            "has a row for this record in line 2 that cannot be used",
        ),
    ]
    assert [one.id for one in all_faults(found)] == ["", "r1"]


def test_a_result_with_two_scales_is_not_taken(tmp_path: Path) -> None:
    results = sheet(RESULT_COLUMNS, "r1,,,li,u,fully graded,5,2026-09-09")
    scales = sheet("title,resultSourcedId,scoreScaleSourcedId", "a,,,x,r1,sc1", "b,,,x,r1,sc2")
    path = write_folder(tmp_path / "or", {"results": results, "resultScoreScales": scales})
    found = pages(path, Kind.RESULT)
    assert ids(found) == []
    assert faults(found)[0] == (
        "resultScoreScales.csv, line 3",
        "resultSourcedId",
        "has a row here already",
    )


def test_a_joined_row_that_a_delta_deletes_is_not_attached(tmp_path: Path) -> None:
    results = sheet(RESULT_COLUMNS, "r1,active,,li,u,fully graded,5,2026-09-09")
    scales = sheet("title,resultSourcedId,scoreScaleSourcedId", "a,tobedeleted,,x,r1,sc1")
    files = {
        "manifest": manifest(results="delta", resultScoreScales="delta"),
        "results": results,
        "resultScoreScales": scales,
    }
    [found] = objects(write_folder(tmp_path / "or", files), Kind.RESULT)
    assert "scoreScale" not in found


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_a_delta_may_replace_the_scale_of_a_result(tmp_path: Path, order: tuple[str, str]) -> None:
    lines = {"old": "a,tobedeleted,,x,r1,sc1", "new": "b,active,,x,r1,sc2"}
    files = {
        "manifest": manifest(results="delta", resultScoreScales="delta"),
        "results": sheet(RESULT_COLUMNS, "r1,active,,li,u,fully graded,5,2026-09-09"),
        "resultScoreScales": sheet(
            "title,resultSourcedId,scoreScaleSourcedId", *(lines[one] for one in order)
        ),
    }
    [found] = objects(write_folder(tmp_path / "or", files), Kind.RESULT)
    assert found["scoreScale"] == {"sourcedId": "sc2"}
