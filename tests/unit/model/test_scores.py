"""What a grade is: points, percent, a level or no score, and states that are none of them."""

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model.gradebook import LineItem, Result, ScoreScale
from homeroom.model.kinds import Kind
from homeroom.model.records import ObjectiveScore, ObjectiveScores
from homeroom.model.scores import (
    Level,
    NoScore,
    Percent,
    Points,
    Score,
    State,
    grade_of,
    is_percent,
    score_text,
    state_of,
)
from tests.unit.model.examples import record

LETTERS = ScoreScale(sourced_id="s", title="Letters", type="letter")
PERCENTS = ScoreScale(sourced_id="p", title="Percents", type="Percent")
EIGHT = Decimal("8.50")


def result(**more: Any) -> Result:
    return Result(sourced_id="r", line_item="l", student="u", **more)


def item(maximum: str | None = "10") -> LineItem:
    most = None if maximum is None else Decimal(maximum)
    return LineItem(sourced_id="l", title="Quiz", class_="c", result_value_max=most)


@pytest.mark.parametrize(
    ("said", "scale", "score"),
    [
        pytest.param({}, None, NoScore(), id="nothing"),
        pytest.param({}, LETTERS, NoScore(), id="nothing on a scale"),
        pytest.param({}, PERCENTS, NoScore(), id="no percent"),
        pytest.param({"score": Decimal(0)}, None, Points(Decimal(0), Decimal(10)), id="zero"),
        pytest.param({"score": EIGHT}, None, Points(EIGHT, Decimal(10)), id="points"),
        pytest.param({"score": Decimal(12)}, None, Points(Decimal(12), Decimal(10)),
                     id="extra credit"),
        pytest.param({"score": EIGHT}, LETTERS, Points(EIGHT, Decimal(10)),
                     id="points beside a scale of letters"),
        pytest.param({"score": EIGHT}, PERCENTS, Percent(EIGHT), id="percent"),
        pytest.param({"score": Decimal(0)}, PERCENTS, Percent(Decimal(0)), id="zero percent"),
        pytest.param({"text_score": "B+"}, LETTERS, Level("B+", None), id="a level"),
        pytest.param({"text_score": "B+"}, None, Level("B+", None), id="a level without a scale"),
        pytest.param({"text_score": "B+", "score": EIGHT}, LETTERS, Level("B+", EIGHT),
                     id="a level with its number"),
        pytest.param({"text_score": "B+", "score": EIGHT}, None, Points(EIGHT, Decimal(10)),
                     id="points with a letter as their label"),
        pytest.param({"text_score": "85", "score": EIGHT}, PERCENTS, Percent(EIGHT),
                     id="a percent with its label"),
    ],
)  # fmt: skip
def test_a_score_is_of_one_type(said: dict[str, Any], scale: ScoreScale, score: Score) -> None:
    assert grade_of(result(**said), item(), scale).score == score


@pytest.mark.parametrize("maximum", [None, "0", "12.5"])
def test_points_carry_the_maximum_that_they_are_of(maximum: str | None) -> None:
    found = grade_of(result(score=EIGHT), item(maximum), None).score
    assert found == Points(EIGHT, None if maximum is None else Decimal(maximum))


def test_the_types_of_score_never_equal_each_other() -> None:
    ten = Decimal(10)
    scores: list[Any] = [NoScore(), Points(ten, ten), Percent(ten), Level("10", ten)]
    scores += [Points(Decimal(0), ten), Percent(Decimal(0)), Points(ten, None), Level("10", None)]
    assert all(one != other for one, other in combinations(scores, 2))


@pytest.mark.parametrize(
    ("said", "states"),
    [
        pytest.param({}, set(), id="nothing is said"),
        pytest.param({"missing": True}, {State.MISSING}, id="missing"),
        pytest.param({"late": True}, {State.LATE}, id="late"),
        pytest.param({"incomplete": True}, {State.INCOMPLETE}, id="incomplete"),
        pytest.param({"in_progress": True}, {State.IN_PROGRESS}, id="in progress"),
        pytest.param({"late": False, "missing": False}, set(), id="said to be false"),
        pytest.param({"score_status": "exempt"}, {State.EXEMPT}, id="exempt"),
        pytest.param({"score_status": "not submitted"}, {State.NOT_SUBMITTED}, id="not submitted"),
        pytest.param({"score_status": "submitted"}, {State.SUBMITTED}, id="submitted"),
        pytest.param({"score_status": "partially graded"}, {State.PARTIALLY_GRADED}, id="partial"),
        pytest.param({"score_status": "fully graded"}, {State.FULLY_GRADED}, id="full"),
        pytest.param({"score_status": "ext:Late"}, {State.LATE}, id="late as a status"),
        pytest.param({"score_status": "ext:Missing"}, {State.MISSING}, id="missing as a status"),
        pytest.param({"score_status": "ext:inProgress"}, {State.IN_PROGRESS}, id="in one word"),
        pytest.param({"score_status": "ext:odd"}, set(), id="an unknown status"),
        pytest.param(
            {"score_status": "fully graded", "late": True, "incomplete": True},
            {State.FULLY_GRADED, State.LATE, State.INCOMPLETE},
            id="several at once",
        ),
    ],
)
def test_a_state_is_what_was_said_and_nothing_is_concluded(
    said: dict[str, Any], states: set[State]
) -> None:
    assert grade_of(result(**said), item(), None).states == states


def test_no_score_zero_missing_late_incomplete_exempt_and_not_submitted_are_seven_things() -> None:
    grades = [
        grade_of(result(**said), item(), None)
        for said in (
            {},
            {"score": Decimal(0)},
            {"missing": True},
            {"late": True},
            {"incomplete": True},
            {"score_status": "exempt"},
            {"score_status": "not submitted"},
        )
    ]
    assert all(one != other for one, other in combinations(grades, 2))


def test_learning_objective_results_stand_beside_the_score() -> None:
    reached = (ObjectiveScores("case", (ObjectiveScore(id="o", score=Decimal("3.5")),)),)
    found = grade_of(result(objective_scores=reached), item(), None)
    assert found.score == NoScore()
    assert found.objectives == reached


@pytest.mark.parametrize(
    ("type_", "percent"),
    [
        ("percent", True), ("Percent", True), (" PERCENTAGE ", True), ("%", True),
        ("letter", False), ("percentile", False), ("points", False),
    ],
)  # fmt: skip
def test_the_free_text_of_a_scale_tells_percents(type_: str, percent: bool) -> None:
    assert is_percent(ScoreScale(sourced_id="s", title="t", type=type_)) is percent
    assert not is_percent(None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10", "10"), ("10.0", "10"), ("10.50", "10.5"), ("100", "100"), ("1E+2", "100"),
        ("0", "0"), ("0.00", "0"), ("-0", "0"), ("-0.00", "0"), ("0E+3", "0"), ("-3.10", "-3.1"),
        ("1E-20", f"0.{'0' * 19}1"), ("33.333333333333336", "33.333333333333336"),
        ("999999999999.99", "999999999999.99"),
    ],
)  # fmt: skip
def test_one_grade_has_one_text(value: str, text: str) -> None:
    assert score_text(Decimal(value)) == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=10))
def test_the_text_of_a_score_is_the_score(value: Decimal) -> None:
    text = score_text(value)
    assert Decimal(text) == value
    assert score_text(Decimal(text)) == text
    assert "E" not in text


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ("Late", State.LATE), ("MISSING", State.MISSING), ("incomplete", State.INCOMPLETE),
        ("in progress", State.IN_PROGRESS), ("In-Progress", State.IN_PROGRESS),
        ("fullyGraded", State.FULLY_GRADED), ("Not Submitted", State.NOT_SUBMITTED),
        ("excused", None), ("turned in", None),
    ],
)  # fmt: skip
def test_a_status_word_keeps_its_meaning_through_the_reader(sent: str, state: State | None) -> None:
    read = record(Kind.RESULT, scoreStatus=sent).score_status
    assert state_of(read) is state


def test_no_status_is_no_state() -> None:
    assert state_of("") is None
