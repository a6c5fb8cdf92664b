"""What the standard has no field for is kept beside the metadata, and nothing of it is lost."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model.metadata import gathered

NAMES = st.text("abcdefg", min_size=1, max_size=4)
VALUES = st.one_of(st.booleans(), st.integers(), st.text(min_size=1, max_size=5))


@pytest.mark.parametrize(
    ("came", "extra", "kept"),
    [
        (None, {}, {}),
        ("", {}, {}),
        ({}, {}, {}),
        ({"team": "red"}, {}, {"team": "red"}),
        (None, {"homeRoom": "7b"}, {"homeRoom": "7b"}),
        ({"team": "red"}, {"homeRoom": "7b"}, {"team": "red", "homeRoom": "7b"}),
        ({"team": "red"}, {"team": "blue"}, {"team": "red", "unknown.team": "blue"}),
        # Some systems send metadata that is no object.
        ("free text", {}, {"metadata": "free text"}),
        (["a", "b"], {}, {"metadata": ["a", "b"]}),
        (0, {}, {"metadata": 0}),
        (False, {}, {"metadata": False}),
        ("free text", {"metadata": 1}, {"metadata": "free text", "unknown.metadata": 1}),
    ],
    ids=repr,
)
def test_what_came_and_what_nobody_knows_stand_beside_each_other(
    came: Any, extra: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert gathered(came, extra) == kept


@pytest.mark.parametrize("blank", [None, ""])
def test_an_unknown_member_without_a_value_says_nothing(blank: str | None) -> None:
    assert gathered({"team": "red"}, {"homeRoom": blank}) == {"team": "red"}


@pytest.mark.parametrize("value", [0, False, [], {}, "0"], ids=repr)
def test_a_value_that_is_not_blank_is_one(value: Any) -> None:
    assert gathered(None, {"homeRoom": value}) == {"homeRoom": value}


@pytest.mark.parametrize("name", ["password", "Pass-Word", "clientSecret", "lunchPin", "pwd"])
def test_an_unknown_member_that_is_a_secret_is_left_behind(name: str) -> None:
    assert gathered({"team": "red"}, {name: "s3cret"}) == {"team": "red"}


@given(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES))
def test_nothing_that_came_is_lost_or_takes_the_place_of_something_else(
    came: dict[str, Any], extra: dict[str, Any]
) -> None:
    kept = gathered(came, extra)
    for name, value in came.items():
        assert kept[name] == value
    for name, value in extra.items():
        assert kept[f"unknown.{name}" if name in came else name] == value
    assert len(kept) == len(came) + len(extra)


@given(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES))
def test_what_was_handed_over_stays_as_it_was(came: dict[str, Any], extra: dict[str, Any]) -> None:
    before = dict(came), dict(extra)
    gathered(came, extra)
    assert (came, extra) == before


@pytest.mark.parametrize("number", ["1e5000", "-1e5000", "1e-5000"])
def test_a_number_that_no_database_keeps_survives_as_its_text(number: str) -> None:
    value = Decimal(number)
    kept = gathered({"deep": [{"huge": value}]}, {"huge": value})
    assert kept == {"deep": [{"huge": str(value)}], "huge": str(value)}


@pytest.mark.parametrize("number", ["0", "17.30", "1e999", "-1e-999", "0e-2000"])
def test_every_other_number_stays_a_number(number: str) -> None:
    kept = gathered({"weight": Decimal(number)}, {})["weight"]
    expected: Any = Decimal(number)
    assert kept == (expected if abs(expected.adjusted()) <= 1000 else str(expected))
