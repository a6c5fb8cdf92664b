"""Exact decimals in plain digits."""

from decimal import Decimal

import pytest

from homeroom.sandbox.campus.decimals import percent_of, plain, trimmed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10", "10"),
        ("10.0", "10"),
        ("10.50", "10.5"),
        ("1E+2", "100"),
        ("1.5E-3", "0.0015"),
        ("0.000", "0"),
        ("-0.50", "-0.5"),
        ("100", "100"),
        ("17.333333333333333333333", "17.333333333333333333333"),
    ],
)
def test_number_is_shown_in_plain_digits_without_trailing_zeros(text: str, shown: str) -> None:
    assert plain(Decimal(text)) == shown
    assert str(trimmed(Decimal(text))) == shown


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        ("17.5", "20", "87.5"),
        ("20", "20", "100"),
        ("1", "3", "33.33"),
        ("2", "3", "66.67"),
        ("0", "7", "0"),
        ("25", "20", "125"),
        ("1", "800", "0.13"),
        ("0.00004", "1", "0"),
    ],
)
def test_percent_is_rounded_half_up_to_two_places(part: str, whole: str, percent: str) -> None:
    assert str(percent_of(Decimal(part), Decimal(whole))) == percent
