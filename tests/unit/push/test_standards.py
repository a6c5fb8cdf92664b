"""Learning objectives: by the crosswalk to a standard of the SIS, or not sent with the reason."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.gradebook import Result
from homeroom.model.records import ObjectiveScore, ObjectiveScores
from homeroom.push.checks.results import check_result
from homeroom.push.checks.standards import Reached, mapped, reached, said_of, without_crosswalk
from homeroom.push.checks.verdict import Leave, Refuse, Send
from homeroom.rules.standards import ScoreGroup, Standard, Standards
from homeroom.store.parts import Part, part_of
from tests.unit.push.cases import WHERE, grade_case, result, rules

DECIDED = Standards(
    groups=(
        ScoreGroup(name="habits", levels=("O", "S", "N")),
        ScoreGroup(name="numbers", levels=("4", "3", "2", "1")),
    ),
    crosswalk=(
        Standard(objective="MA.3", item="Work Habits", group="habits"),
        Standard(objective="MA.4", item="Fractions", group="numbers", place="course:alg"),
    ),
)


def scored(*some: tuple[str, Any], source: str = "case", **more: Any) -> Result:
    """Return a result of learning objectives; a level is a text, a number is a Decimal."""
    results = tuple(
        ObjectiveScore(id=id_, text=held) if isinstance(held, str)
        else ObjectiveScore(id=id_, score=held)
        for id_, held in some
    )  # fmt: skip
    return result(None, objective_scores=(ObjectiveScores(source, results),), **more)


def found(grade: Result) -> Reached | Refuse | None:
    return reached(grade.objective_scores, DECIDED, "mathly", WHERE)


@pytest.mark.parametrize(
    ("objective", "held", "standard", "level"),
    [
        ("MA.3", "S", "Work Habits", "S"),
        ("MA.3", " s ", "Work Habits", "S"),
        ("ma.3", "O", "Work Habits", "O"),
        ("MA.4", Decimal(3), "Fractions", "3"),
        ("MA.4", Decimal("3.0"), "Fractions", "3"),
        ("MA.4", "4", "Fractions", "4"),
    ],
)
def test_an_objective_is_the_standard_that_the_district_names(
    objective: str, held: Any, standard: str, level: str
) -> None:
    one = found(scored((objective, held)))
    assert isinstance(one, Reached)
    assert (one.item, one.mark.percent, one.mark.letter) == (standard, None, level)
    assert one.mark.notes["converted"] == f"{objective} is {standard}: {level}"
    assert one.mark.notes["converted_by"].startswith("crosswalk of standards for ")


def test_an_objective_that_nobody_mapped_is_not_sent_and_named() -> None:
    assert found(scored(("MA.9", "S"))) == Refuse("result.no_crosswalk", {"objectives": "MA.9"})


@pytest.mark.parametrize("held", ["A", "SO", Decimal(5), Decimal("3.5"), Decimal(0)])
def test_a_level_outside_the_score_group_is_never_made_to_fit(held: Any) -> None:
    one = found(scored(("MA.4", held)))
    assert isinstance(one, Refuse)
    assert one.code == "result.level_not_in_group"
    assert (one.facts["group"], one.facts["known"]) == ("numbers", "4, 3, 2, 1")


def test_of_several_objectives_those_with_a_standard_are_told_from_those_without() -> None:
    scores = scored(("MA.3", "S"), ("MA.8", "S"), ("MA.4", Decimal(4)), ("MA.9", "S"))
    way = (scores.objective_scores, DECIDED, "mathly", WHERE)
    assert [(source, one.id, said_of(one)) for source, one in mapped(*way)] == [
        ("case", "MA.3", "S"),
        ("case", "MA.4", "4"),
    ]
    assert without_crosswalk(*way) == ["MA.8", "MA.9"]


def test_an_objective_has_a_row_of_its_own_that_says_nothing_else() -> None:
    objectives = scored(("MA.3", "S"), ("MA.4", Decimal(4)))
    whole = structs.replace(objectives, score=Decimal(8), text_score="B")
    one = Part(result_id="r1", source="case", objective="MA.4")
    other = Part(result_id="r1", source="case", objective="MA.3")
    assert one.id == structs.replace(one, said="4").id
    assert len({one.id, other.id, structs.replace(one, result_id="r2").id}) == 3
    meant = part_of(whole, one)
    assert (meant.score, meant.text_score, meant.student) == (None, None, whole.student)
    assert [said_of(each) for some in meant.objective_scores for each in some.results] == ["4"]
    gone = Part(result_id="r1", source="case", objective="MA.9")
    assert part_of(whole, gone).objective_scores == ()


def test_an_objective_about_which_nothing_is_said_does_not_count() -> None:
    blank = ObjectiveScores("case", (ObjectiveScore(id="MA.9"), ObjectiveScore(id="M", text=" ")))
    assert found(result(None, objective_scores=(blank,))) is None
    said = ObjectiveScores("case", (ObjectiveScore(id="MA.3", text="S"),))
    one = found(result(None, objective_scores=(blank, said)))
    assert isinstance(one, Reached)


def test_a_number_beside_a_level_is_told() -> None:
    both = ObjectiveScores("case", (ObjectiveScore(id="MA.3", text="S", score=Decimal("2.5")),))
    one = found(result(None, objective_scores=(both,)))
    assert isinstance(one, Reached)
    assert one.mark.notes["score_with_letter"] == "2.5 is not sent: the level is"


def test_a_score_beside_objectives_goes_and_names_those_without_a_crosswalk() -> None:
    objectives = scored(("MA.3", "S"), ("MA.9", "S"))
    grade = structs.replace(objectives, score=Decimal(8), score_status="fully graded")
    lacking = without_crosswalk(grade.objective_scores, DECIDED, "mathly", WHERE)
    assert lacking == ["MA.9"]
    case = grade_case(grade, no_crosswalk=lacking)
    sent = check_result(case, rules(), "1.2")
    assert isinstance(sent, Send)
    assert sent.notes["not_carried"] == ["learning objectives"]
    assert sent.notes["standards"] == "not sent: no crosswalk for MA.9"
    other = check_result(case, rules(standards="off"), "1.2")
    assert isinstance(other, Send)
    assert "standards" not in other.notes


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("refuse", Refuse("result.standards_only")),
        ("off", Leave("unscored work is not sent")),
    ],
)
def test_a_target_may_take_no_standards_at_all(mode: str, expected: object) -> None:
    case = grade_case(scored(("MA.3", "S")))
    assert check_result(case, rules(standards=mode), "1.2") == expected
