"""A table of letters decides in fractions: no rounding ever makes a letter."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.rules.letters import Letter, LetterTable, first_twice

TABLE = LetterTable(
    name="plain",
    letters=(
        Letter(letter="B", minimum=Decimal(80)),
        Letter(letter="A", minimum=Decimal(90)),
        Letter(letter="C", minimum=Decimal("66.7"), to="C0"),
        Letter(letter="Incomplete"),
    ),
)


@pytest.mark.parametrize(
    ("points", "maximum", "letter"),
    [
        ("90", "100", "A"),
        ("89.999999", "100", "B"),
        ("9", "10", "A"),
        ("110", "100", "A"),
        ("80", "100", "B"),
        ("66.7", "100", "C"),
        # Two thirds are 66.66... percent: rounded to one digit they would reach the minimum.
        ("2", "3", None),
        ("0", "100", None),
        ("-5", "100", None),
        ("0.9", "1", "A"),
        ("27", "30", "A"),
    ],
)
def test_the_highest_minimum_that_is_reached_earns_its_letter(
    points: str, maximum: str, letter: str | None
) -> None:
    assert TABLE.earned(Decimal(points), Decimal(maximum)) == letter


@given(st.decimals(0, 120, places=3), st.decimals("0.5", 400, places=2))
def test_more_points_never_earn_a_lower_letter(percent: Decimal, maximum: Decimal) -> None:
    order = [None, "C", "B", "A"]
    points = percent * maximum / 100
    less, more = TABLE.earned(points, maximum), TABLE.earned(points + 1, maximum)
    assert order.index(less) <= order.index(more)


def test_a_table_without_minimum_values_earns_nothing() -> None:
    table = LetterTable(name="words", letters=(Letter(letter="Pass"), Letter(letter="Fail")))
    assert table.earned(Decimal(100), Decimal(100)) is None


@pytest.mark.parametrize("text", ["A", "a", " A ", "\ta"])
def test_case_and_blanks_around_a_letter_do_not_count(text: str) -> None:
    found = TABLE.line_of(text)
    assert found is not None
    assert found.letter == "A"


@pytest.mark.parametrize("text", ["", "A+", "AA", "incomplet"])
def test_a_letter_that_the_table_lacks_is_not_guessed(text: str) -> None:
    assert TABLE.line_of(text) is None


def test_a_letter_goes_out_in_the_words_of_the_sis() -> None:
    names = {one.letter: one.goes_out_as for one in TABLE.letters}
    assert names == {"A": "A", "B": "B", "C": "C0", "Incomplete": "Incomplete"}


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        (("A", " a "), "has the letter a twice"),
        (("Pass", "PASS"), "has the letter pass twice"),
    ],
)
def test_a_letter_stands_in_a_table_once(letters: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LetterTable(name="twice", letters=tuple(Letter(letter=one) for one in letters))


def test_a_minimum_stands_in_a_table_once_however_it_is_written() -> None:
    letters = (
        Letter(letter="A", minimum=Decimal("90.0")),
        Letter(letter="A-", minimum=Decimal(90)),
    )
    with pytest.raises(ValueError, match="has the minimum 90 twice"):
        LetterTable(name="twice", letters=letters)


@pytest.mark.parametrize("letter", ["", " ", "\t"])
def test_a_letter_is_not_blank(letter: str) -> None:
    with pytest.raises(ValueError, match="cannot be blank"):
        Letter(letter=letter)


@pytest.mark.parametrize("name", ["minimum", "percent", "points"])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_of_a_letter_is_a_number(name: str, number: str) -> None:
    given: dict[str, Any] = {name: Decimal(number)}
    with pytest.raises(ValueError, match="has a number that is none"):
        Letter(letter="A", **given)


@pytest.mark.parametrize(
    ("values", "twice"),
    [([], None), ([1], None), ([1, 2, 3], None), ([1, 2, 1, 2], 1), (["b", "a", "a"], "a")],
)
def test_what_comes_a_second_time_is_found_first(values: list[object], twice: object) -> None:
    assert first_twice(values) == twice
