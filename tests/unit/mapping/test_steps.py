"""The steps of an attribute mapping, one by one and with what they cannot take."""

from decimal import Decimal
from typing import Any

import pytest

from homeroom.mapping.steps import CannotMap, take
from homeroom.rules.steps import (
    Case,
    Concatenate,
    DateFormat,
    Letters,
    Otherwise,
    Prefix,
    Replace,
    Split,
    Step,
    Trim,
)

SEX = {"M": "male", "F": "female"}
WIRE = {"givenName": "Ada", "familyName": "Oak", "middleName": " ", "n": Decimal("7.50")}


@pytest.mark.parametrize(("step", "value", "made"), [
    (Trim(), "  a b ", "a b"),
    (Case(to=Letters.UPPER), "ab", "AB"),
    (Case(to=Letters.LOWER), "AB", "ab"),
    (Case(to=Letters.TITLE), "ANNE-MARIE o'neil", "Anne-Marie O'neil"),
    (Split(separator=","), "Oak, Ada", "Oak"),
    (Split(separator="@", part=-1), "ada@oak.example", "oak.example"),
    (Replace(table=SEX), "M", "male"),
    (Replace(table=SEX), "X", "X"),
    (Replace(table=SEX, otherwise=Otherwise.BLANK), "X", None),
    (DateFormat(read="%d.%m.%Y"), "05.10.2026", "2026-10-05"),
    (DateFormat(read="%m/%d/%y", write="%Y"), " 10/05/26 ", "2026"),
    (Prefix(text="S"), "17", "S17"),
    (Prefix(text="S"), 17, "S17"),
    (Prefix(text="S"), Decimal("1E+2"), "S100"),
    (Concatenate(sources=("familyName",)), "Ada", "Ada Oak"),
    (Concatenate(sources=("middleName", "n"), separator="-"), "Ada", "Ada-7.50"),
    (Concatenate(sources=("familyName",)), None, "Oak"),
])  # fmt: skip
def test_a_step_makes_of_a_value(step: Step, value: Any, made: Any) -> None:
    assert take(step, value, WIRE) == made


@pytest.mark.parametrize("step", [
    Trim(), Case(to=Letters.UPPER), Split(separator="."), Replace(table={"": "x"}),
    DateFormat(read="%d.%m.%Y"), Prefix(text="S"), Concatenate(sources=("middleName",)),
], ids=lambda step: type(step).__name__)  # fmt: skip
@pytest.mark.parametrize("blank", [None, "", " "])
def test_a_blank_stays_blank(step: Step, blank: Any) -> None:
    assert take(step, blank, WIRE) is None


@pytest.mark.parametrize(("step", "value", "words"), [
    (Split(separator="-", part=3), "a-b", "has no part 3"),
    (Replace(table=SEX, otherwise=Otherwise.FAIL), "X", "not in the table: 'X'"),
    (DateFormat(read="%d.%m.%Y"), "31.02.2026", "no date as %d.%m.%Y"),
    (Prefix(text="S"), ["a"], "no single value"),
    (Concatenate(sources=("none",)), {"a": 1}, "no single value"),
])  # fmt: skip
def test_what_a_step_cannot_take_is_said(step: Step, value: Any, words: str) -> None:
    with pytest.raises(CannotMap, match=words):
        take(step, value, WIRE)
