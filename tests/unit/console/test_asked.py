"""What somebody asks of a list in its address, read without a database."""

from typing import cast

import pytest
from django.http import QueryDict

from homeroom.console.asked import MOST, Asked, Filter, asked
from homeroom.console.browse_tabs import BY_KEY
from homeroom.console.numbers import whole
from homeroom.store.browsing_words import Condition, How
from homeroom.store.scope import Scope

NOWHERE = cast(Scope, None)  # nothing here refers to a record


def read(tab: str, *filters: tuple[str, str, str]) -> Asked:
    given = QueryDict(mutable=True)
    for attribute, how, value in filters:
        given.appendlist("a", attribute)
        given.appendlist("c", how)
        given.appendlist("v", value)
    return asked(NOWHERE, BY_KEY[tab], given)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("8.50", "8.50"),
        (" 8 ", "8"),
        ("-2", "-2"),
        ("+3", "3"),
        ("1e2", "100"),
        ("٣", "3"),  # how a keyboard in Cairo writes three
    ],
)
def test_a_number_is_looked_for_as_it_is_stored(typed: str, sought: str) -> None:
    found = read("results", ("score", "is", typed))
    assert found.conditions == (Condition("score", How.IS, sought),)
    assert found.errors == ()


@pytest.mark.parametrize(
    "typed",
    [
        "many",
        "NaN",
        "-Infinity",
        "sNaN",
        "1e999999999",
        "0e999999999",
        "1e-999999999",
        "8,5",
        "8_5",
    ],
)
def test_what_is_no_number_that_a_score_can_be_is_said_at_its_field(typed: str) -> None:
    # The number of a thousand million digits would fill the memory when it is written out.
    found = read("results", ("score", "is above", typed))
    assert found.conditions == ()
    assert found.errors == (("v0", f"{typed} is no number."),)


@pytest.mark.parametrize(
    ("typed", "sought"), [("2026-10-05", "2026-10-05"), ("20261005", "2026-10-05")]
)
def test_a_day_is_read(typed: str, sought: str) -> None:
    assert read("results", ("scoreDate", "is below", typed)).conditions == (
        Condition("score_date", How.LESS, sought),
    )


@pytest.mark.parametrize("typed", ["2026-02-30", "10/05/2026", "2026-10", "today", "-0001-01-01"])
def test_a_day_that_is_none_says_how_to_write_one(typed: str) -> None:
    found = read("results", ("scoreDate", "is", typed))
    assert found.errors == (("v0", f"{typed} is no day; write it as 2026-10-05."),)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [("yes", "true"), ("YES", "true"), ("1", "true"), ("No", "false"), ("false", "false")],
)
def test_yes_and_no_are_read_as_people_write_them(typed: str, sought: str) -> None:
    assert read("results", ("late", "is", typed)).conditions[0].value == sought


def test_only_the_field_that_is_wrong_says_so_and_the_others_keep_what_was_typed() -> None:
    found = read(
        "results", ("score", "is", "8"), ("score", "is", "x"), ("scoreStatus", "contains", "graded")
    )
    assert [name for name, _ in found.errors] == ["v1"]
    assert [one.value for one in found.filters] == ["8", "x", "graded"]
    assert [one.column for one in found.conditions] == ["score", "score_status"]


def test_the_row_that_nobody_filled_is_no_filter() -> None:
    found = read("students", ("", "is", ""), ("email", "is", "  "), ("familyName", "is", "Brook"))
    assert found.filters == (Filter("familyName", How.IS, "Brook"),)
    # What is wrong is said at the number that the form shows next.
    wrong = read("results", ("", "is", ""), ("score", "is", "x"))
    assert wrong.errors[0][0] == "v0"


def test_blank_and_filled_need_no_value_and_take_none() -> None:
    found = read("students", ("email", "is empty", ""), ("phone", "is not empty", "left over"))
    assert [(one.how, one.value) for one in found.conditions] == [
        (How.EMPTY, ""), (How.FILLED, ""),
    ]  # fmt: skip


def test_an_attribute_of_another_list_is_left_out() -> None:
    assert read("schools", ("score", "is", "8"), ("password", "is", "x")).filters == ()
    # Name of a column, not of an attribute: nobody asks the database by what it is called there.
    assert read("students", ("family_name", "is", "Brook")).filters == ()


@pytest.mark.parametrize(
    ("tab", "attribute", "how", "becomes"),
    [
        ("results", "score", "contains", How.IS),
        ("results", "score", "bites", How.IS),
        ("students", "roles", "is", How.HAS),
        ("students", "sourcedId", "is not", How.IS),
        ("students", "familyName", "is above", How.IS),
    ],
)
def test_a_condition_that_an_attribute_does_not_know_becomes_its_first(
    tab: str, attribute: str, how: str, becomes: How
) -> None:
    (found,) = read(tab, (attribute, how, "1")).filters
    assert found.how is becomes


def test_a_part_of_a_number_is_looked_for_as_text() -> None:
    found = read("students", ("identifier", "begins with", "007"))
    assert found.conditions == (Condition("identifier", How.BEGINS, "007"),)


def test_so_many_filters_are_read_and_no_more() -> None:
    found = read("results", *[("score", "is", str(number)) for number in range(MOST + 3)])
    assert [one.value for one in found.conditions] == [str(number) for number in range(MOST)]


def test_an_address_that_somebody_cut_short_asks_for_what_is_whole() -> None:
    given = QueryDict("a=familyName&c=is&v=Brook&a=email&c=is")
    found = asked(NOWHERE, BY_KEY["students"], given)
    assert [one.attribute for one in found.filters] == ["familyName"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("9" * 18, int("9" * 18)), ("9" * 19, None), ("", None), ("-1", None),
     ("²", None), ("٣", None), ("1e3", None), (" 1", None)],
)  # fmt: skip
def test_a_whole_number_of_an_address_is_plain_digits(text: str, number: int | None) -> None:
    assert whole(text) == number
