"""Shares are fractions: they come out exactly, or rounded once by a named rule."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.push.checks.exact import decimal_of, percent_of, rounded
from homeroom.rules.scales import Rounding

UP, EVEN, FLOOR = Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.FLOOR


@pytest.mark.parametrize(
    ("points", "maximum", "percent"),
    [
        ("8", "10", "80"),
        ("0", "10", "0"),
        ("12", "10", "120"),
        ("-1", "8", "-12.5"),
        ("8.5", "40", "21.25"),
        ("0.001", "64", "0.0015625"),
        ("33.3", "33.3", "100"),
        ("1", "3", None),
        ("2", "7", None),
        ("3", "9.9", None),
    ],
)
def test_a_share_is_an_exact_percent_or_one_without_end(
    points: str, maximum: str, percent: str | None
) -> None:
    found = decimal_of(percent_of(Decimal(points), Decimal(maximum)))
    assert found == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("value", "rounding", "digits", "expected"),
    [
        ("200/3", UP, 0, "67"),
        ("200/3", FLOOR, 0, "66"),
        ("200/3", EVEN, 2, "66.67"),
        ("133/2", UP, 0, "67"),
        ("133/2", EVEN, 0, "66"),
        ("135/2", EVEN, 0, "68"),
        ("-17/2", UP, 0, "-9"),
        ("-17/2", EVEN, 0, "-8"),
        ("-17/2", FLOOR, 0, "-9"),
        ("1/3", UP, 10, "0.3333333333"),
        # Rounding twice would make 66.5 of it and then 67.
        ("664999/10000", UP, 0, "66"),
    ],
)
def test_a_share_is_rounded_once(
    value: str, rounding: Rounding, digits: int, expected: str
) -> None:
    assert rounded(Fraction(value), rounding, digits) == Decimal(expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000))
def test_every_decimal_is_found_again_in_its_fraction(number: Decimal) -> None:
    assert decimal_of(Fraction(number)) == number


@given(
    value=st.fractions(min_value=-200, max_value=200, max_denominator=999),
    rounding=st.sampled_from([UP, EVEN, FLOOR]),
    digits=st.integers(0, 10),
)
def test_a_rounded_number_is_never_further_away_than_one_step(
    value: Fraction, rounding: Rounding, digits: int
) -> None:
    found = Fraction(rounded(value, rounding, digits))
    step = Fraction(1, 10**digits)
    assert abs(found - value) <= (step if rounding is FLOOR else step / 2)
    assert rounded(found, rounding, digits) == found, "rounding again changes nothing"
    assert found <= value or rounding is not FLOOR
