"""Points stay what they are; percents and levels become points exactly, or not at all."""

from decimal import Decimal
from typing import Any

import pytest

from homeroom.model.scores import Level, NoScore, Percent, Points, Score
from homeroom.push.checks.convert import Converted, beside_level, convert
from homeroom.push.checks.verdict import Refuse
from tests.unit.push.cases import LETTERS, rules, scale

TEN = Decimal(10)


def points(score: Score, maximum: Decimal | None = TEN, **changes: Any) -> Converted | Refuse:
    return convert(score, maximum, LETTERS, rules(**changes), "1.2")


@pytest.mark.parametrize(
    "score", ["0", "8", "8.75", "0.1", "-1", "12.5", "33.333333333333333333", "1000000000000.5"]
)
def test_points_pass_unchanged_to_the_last_digit(score: str) -> None:
    assert points(Points(Decimal(score), TEN)) == Converted(Decimal(score))


def test_no_score_stays_no_score_and_is_not_zero() -> None:
    assert points(NoScore()) == Converted(None)


@pytest.mark.parametrize("maximum", [None, Decimal(0)])
def test_points_need_no_maximum(maximum: Decimal | None) -> None:
    assert points(Points(Decimal(3), maximum), maximum) == Converted(Decimal(3))


@pytest.mark.parametrize(
    ("percent", "maximum", "expected"),
    [
        ("85", "10", "8.5"),
        ("100", "10", "10"),
        ("0", "10", "0"),
        ("110", "20", "22"),
        ("33.3", "7", "2.331"),
        ("87.25", "3", "2.6175"),
        ("0.001", "0.001", "0.00000001"),
        ("12.345678901234567890", "100", "12.34567890123456789"),
    ],
)
def test_a_percent_becomes_points_of_the_maximum_exactly(
    percent: str, maximum: str, expected: str
) -> None:
    converted = points(Percent(Decimal(percent)), Decimal(maximum))
    assert isinstance(converted, Converted)
    assert converted.points == Decimal(expected)


def test_a_conversion_is_written_down_with_both_numbers() -> None:
    converted = points(Percent(Decimal("85.0")))
    assert isinstance(converted, Converted)
    assert converted.note == {"converted": "85 % of 10 points = 8.5 points"}


@pytest.mark.parametrize("maximum", [None, Decimal(0), Decimal("0.00")])
@pytest.mark.parametrize("score", [Percent(Decimal(85)), Level("B", None)])
def test_a_share_of_nothing_is_refused_and_not_made_0(
    score: Score, maximum: Decimal | None
) -> None:
    assert points(score, maximum) == Refuse("line_item.no_maximum")


@pytest.mark.parametrize(
    ("mode", "level", "expected"),
    [
        ("percent", "A", "9.5"),
        ("percent", "C", "7.55"),
        ("points", "A", "95"),
        ("points", "C", "75.5"),
    ],
)
def test_a_level_counts_by_the_number_beside_it(mode: str, level: str, expected: str) -> None:
    converted = points(Level(level, None), level=mode)
    assert isinstance(converted, Converted)
    assert converted.points == Decimal(expected)
    assert f'"{level}" is' in converted.note["converted"]


@pytest.mark.parametrize(
    ("lines", "level", "expected"),
    [
        ([("A", "95")], "A", "9.5"),
        ([("95", "A")], "A", "9.5"),
        ([(" A ", " 95 ")], "A", "9.5"),
        ([("A", "95")], " A ", "9.5"),
        ([("A+", "98"), ("a+", "97")], "A+", "9.8"),
        ([("Advanced", "100")], "advanced", "10"),
        ([("A", "95"), ("A", "95.0")], "A", "9.5"),
        ([("4", "100"), ("3", "75")], "4", "10"),
    ],
    ids=["left", "right", "blanks", "blanks-in-level", "case", "folded", "same-twice", "digit"],
)
def test_a_level_is_found_on_either_side_of_the_scale(
    lines: list[tuple[str, str]], level: str, expected: str
) -> None:
    converted = convert(Level(level, None), TEN, scale(*lines), rules(), "1.2")
    assert isinstance(converted, Converted)
    assert converted.points == Decimal(expected)


@pytest.mark.parametrize(
    ("lines", "level", "code"),
    [
        ([("A", "95")], "Z", "result.unknown_level"),
        ([], "A", "result.unknown_level"),
        ([("A", "93-100")], "A", "result.level_without_number"),
        ([("A", "excellent")], "A", "result.level_without_number"),
        ([("A", "95"), ("A", "90")], "A", "result.level_without_number"),
        ([("4", "3"), ("3", "2")], "3", "result.level_without_number"),
        ([("A", "NaN")], "A", "result.level_without_number"),
        ([("A", "9_5")], "A", "result.level_without_number"),
    ],
    ids=["unknown", "empty", "range", "word", "two-numbers", "both-sides", "nan", "underscore"],
)
def test_a_level_without_one_number_is_refused(
    lines: list[tuple[str, str]], level: str, code: str
) -> None:
    refused = convert(Level(level, None), TEN, scale(*lines), rules(), "1.2")
    assert isinstance(refused, Refuse)
    assert refused.code == code
    assert refused.facts == {"level": level, "scale": "Letters"}


def test_a_level_without_any_scale_is_refused() -> None:
    refused = convert(Level("A", None), TEN, None, rules(), "1.2")
    assert refused == Refuse("result.unknown_level", {"level": "A", "scale": "(none)"})


@pytest.mark.parametrize("beside", ["95", "95.0", "9.5"], ids=["percent", "zeros", "points"])
def test_a_number_beside_a_level_may_be_its_percent_or_its_points(beside: str) -> None:
    converted = points(Level("A", Decimal(beside)))
    assert isinstance(converted, Converted)
    assert converted.points == Decimal("9.5")


def test_a_number_that_contradicts_its_level_is_for_the_app_to_mend() -> None:
    refused = points(Level("A", Decimal(70)))
    assert isinstance(refused, Refuse)
    assert refused.code == "result.level_contradicts"
    assert (refused.facts["score"], refused.facts["number"]) == ("70", "95")


@pytest.mark.parametrize(
    ("score", "rule", "code"),
    [
        (Percent(Decimal(85)), "percent", "result.percent_not_sent"),
        (Level("A", None), "level", "result.level_not_sent"),
    ],
)
def test_a_district_may_send_no_percents_or_no_levels(score: Score, rule: str, code: str) -> None:
    assert points(score, TEN, **{rule: "refuse"}) == Refuse(code)


def test_two_answers_of_a_scale_are_both_told() -> None:
    assert beside_level("4", scale(("4", "100"), ("5", "4"))) == {"100", "5"}
    assert beside_level("4", None) == set()
