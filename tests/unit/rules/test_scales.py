"""Scales: tables of letters are unambiguous, and the narrowest place decides, word by word."""

from decimal import Decimal

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.scales import (
    AS_IT_COMES,
    Conversion,
    Extra,
    LevelAs,
    Rounding,
    Scales,
    policy_for,
)
from homeroom.rules.toml import from_toml, to_toml
from tests.unit.push.cases import WHERE

TEXT = """
[[scales.tables]]
name = "letters"
letters = [
  {letter = "A", minimum = 89.5, percent = 95},
  {letter = "B", minimum = 79.5, percent = 85, points = 3},
  {letter = "F", minimum = 0},
]
[[scales.conversions]]
table = "letters"
rounding = "half up"
[[scales.conversions]]
place = "school:oak"
level = "points"
rounding = "none"
"""


def test_scales_are_read_exactly_and_written_as_the_same_rules() -> None:
    rules = from_toml(TEXT)
    assert rules.scales.tables[0].letters[0].minimum == Decimal("89.5")
    assert from_toml(to_toml(rules)) == rules


def test_a_narrower_place_decides_only_what_it_says() -> None:
    policy = policy_for(from_toml(TEXT).scales, "campus", WHERE)
    assert (policy.rounding, policy.level) == (Rounding.NONE, LevelAs.POINTS)
    assert policy.table is not None
    assert policy.by("table") == "rule table of scales for district"
    assert policy.by("rounding") == "rule rounding of scales for school:oak"


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("class:alg-1", "course:alg"),
        ("course:alg", "school:oak"),
        ("school:oak", "district"),
    ],
)
def test_the_narrowest_place_decides_wherever_it_stands(narrow: str, wide: str) -> None:
    one = Conversion(place=narrow, extra=Extra.CAP)
    other = Conversion(place=wide, extra=Extra.REFUSE)
    for rules in ((one, other), (other, one)):
        assert policy_for(Scales(conversions=rules), "campus", WHERE).extra is Extra.CAP


def test_what_is_said_for_one_target_holds_for_it_alone() -> None:
    every, mine = Conversion(extra=Extra.REFUSE), Conversion(app="campus", extra=Extra.CAP)
    scales = Scales(conversions=(mine, every))
    assert policy_for(scales, "campus", WHERE).extra is Extra.CAP
    assert policy_for(scales, "other", WHERE).extra is Extra.REFUSE


def test_without_a_rule_that_fits_everything_goes_as_it_comes() -> None:
    elsewhere = Scales(conversions=(Conversion(place="school:elm", extra=Extra.CAP),))
    assert policy_for(elsewhere, "campus", WHERE) is AS_IT_COMES


@pytest.mark.parametrize(
    ("points", "maximum", "letter"),
    [
        ("89.5", "100", "A"),
        ("89.4999999999999999999999999999999999", "100", "B"),
        ("120", "100", "A"),
        ("0", "100", "F"),
        ("-1", "100", None),
        ("7.95", "10", "B"),
        ("2.385", "3", "B"),
    ],
)
def test_a_letter_is_earned_from_its_minimum_on(
    points: str, maximum: str, letter: str | None
) -> None:
    table = from_toml(TEXT).scales.tables[0]
    assert table.earned(Decimal(points), Decimal(maximum)) == letter


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('tables = [{name = "t", letters = [{letter = "A"}, {letter = "a "}]}]', "letter a twice"),
        (
            'tables = [{name = "t", letters = [{letter = "A", minimum = 90},'
            ' {letter = "B", minimum = 90.0}]}]',
            "minimum 90.0 twice",
        ),
        ('tables = [{name = "t", letters = [{letter = " "}]}]', "cannot be blank"),
        ('tables = [{name = "t", letters = []}, {name = "t", letters = []}]', "two tables"),
        ('conversions = [{table = "t"}]', "no table t"),
        ('conversions = [{place = "teacher:t1"}]', "not a teacher"),
        ("conversions = [{}, {}]", "two conversions"),
        ("conversions = [{digits = 11}]", "0 to 10 digits"),
        ('conversions = [{zero = "leave out"}]', "leave out"),
        ('conversions = [{rounding = "up"}]', "up"),
    ],
)
def test_rules_that_would_be_ambiguous_are_not_read(text: str, said: str) -> None:
    with pytest.raises(NeedsDistrict) as problem:
        from_toml(f"[scales]\n{text}")
    assert said in problem.value.message
