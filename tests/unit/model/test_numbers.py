"""Scores are exact decimals: never rounded, never more than a gradebook can mean."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model import readers
from homeroom.model.readers import Reading, Unusable

PLAIN = Reading(ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        pytest.param(7, "7", id="whole"),
        pytest.param(Decimal("8.750"), "8.750", id="with its zeros"),
        pytest.param(0.1, "0.1", id="a float means what it prints"),
        pytest.param("95", "95", id="as a text"),
        pytest.param(" 95.5 ", "95.5", id="with blanks around it"),
        pytest.param("+5", "5", id="with a plus"),
        pytest.param("-3.25", "-3.25", id="negative"),
        pytest.param("1e2", "1E+2", id="with an exponent"),
        pytest.param(".5", "0.5", id="without a digit before the point"),
        pytest.param("33.333333333333336", "33.333333333333336", id="a third, as programs print"),
        pytest.param("999999999999", "999999999999", id="twelve digits"),
        pytest.param("0.00000000000000000001", "1E-20", id="twenty decimals"),
        pytest.param("0.00", "0.00", id="zero with decimals"),
        pytest.param("-0.0", "0.0", id="minus zero is zero"),
        pytest.param("0e400", "0", id="zero, however it is written"),
        pytest.param("0e-400", "0", id="zero with a long tail"),
    ],
)
def test_a_number_is_read_to_its_last_digit(given_: Any, read: str) -> None:
    value = readers.number(given_, PLAIN)
    assert str(value) == read


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n"])
def test_a_blank_is_no_number_and_not_zero(blank: Any) -> None:
    assert readers.number(blank, PLAIN) is None


@pytest.mark.parametrize(
    "given_",
    [
        pytest.param("1e400", id="far too big"),
        pytest.param(Decimal("1e400"), id="far too big, from JSON"),
        pytest.param("1000000000000", id="thirteen digits"),
        pytest.param("-1000000000000", id="thirteen digits below zero"),
        pytest.param("1e-21", id="twenty-one decimals"),
        pytest.param("9" * 5000, id="thousands of digits"),
        pytest.param("1e99999999999999999999", id="an exponent that no number has"),
        pytest.param("NaN", id="NaN"),
        pytest.param("sNaN", id="signalling NaN"),
        pytest.param("Infinity", id="Infinity"),
        pytest.param("-inf", id="-inf"),
        pytest.param(float("nan"), id="NaN as a float"),
        pytest.param(float("inf"), id="Infinity as a float"),
        pytest.param("8_5", id="8_5 is not 85"),
        pytest.param("8,5", id="a comma"),
        pytest.param("1 000", id="a blank inside"),
        pytest.param("95%", id="a percent sign"),
        pytest.param("A+", id="a letter"),
        pytest.param("0x10", id="hexadecimal"),
        pytest.param(True, id="true is not 1"),
        pytest.param(False, id="false is not 0"),
        pytest.param([5], id="a list"),
        pytest.param({"value": 5}, id="an object"),
    ],
)
def test_what_is_no_score_is_refused_and_never_bent_into_one(given_: Any) -> None:
    with pytest.raises(Unusable):
        readers.number(given_, PLAIN)


def test_the_refusal_of_a_number_shows_it_shortened() -> None:
    with pytest.raises(Unusable, match=r"^is outside of what") as told:
        readers.number("9" * 500, PLAIN)
    assert len(str(told.value)) < 150


@given(st.decimals(min_value=-(10**11), max_value=10**11, allow_nan=False, places=8))
def test_every_decimal_of_a_gradebook_is_read_as_it_is(value: Decimal) -> None:
    read = readers.exact(str(value))
    assert read == value
    assert readers.exact(value) == value


@given(st.floats(min_value=-(10**11), max_value=10**11).filter(lambda one: abs(one) > 1e-3))
def test_a_number_of_json_keeps_every_digit_that_was_sent(value: float) -> None:
    body = msgspec.json.encode(value)
    decoded = msgspec.json.decode(body, type=Decimal)
    assert readers.exact(decoded) == Decimal(body.decode())
