"""Two documents of rules are compared value by value."""

import pytest

from homeroom.rules.differences import Difference, differences
from homeroom.rules.document import NO_RULES
from homeroom.rules.toml import from_toml

WINDOW = "[[windows]]\nhours = 12\n"


def told(before: str, after: str) -> list[tuple[str, object, object]]:
    found = differences(from_toml(before), from_toml(after))
    return [(one.path, one.before, one.after) for one in found]


@pytest.mark.parametrize("text", ["", WINDOW, "masters_by_role = true\n"])
def test_the_same_rules_differ_in_nothing(text: str) -> None:
    assert told(text, text) == []


def test_a_default_that_is_written_down_is_no_difference() -> None:
    assert told("", "masters_by_role = false\n") == []


def test_a_value_that_is_new_was_nothing_before() -> None:
    assert told("", "masters_by_role = true\n") == [("masters_by_role", None, True)]


def test_a_value_that_is_gone_is_nothing_after() -> None:
    assert told("masters_by_role = true\n", "") == [("masters_by_role", True, None)]


def test_of_lists_of_one_length_only_the_value_that_differs_is_named() -> None:
    assert told(WINDOW, "[[windows]]\nhours = 24\nchanged_percent = 10\n") == [
        ("windows[1].hours", 12, None),
        ("windows[1].changed_percent", None, 10),
    ]


def test_a_list_that_became_longer_differs_as_a_whole() -> None:
    ((path, before, after),) = told(WINDOW, WINDOW + "[[windows]]\nplace = 'school:oak'\n")
    assert path == "windows"
    assert before == ({"hours": 12},)
    assert after == ({"hours": 12}, {"place": "school:oak"})


def test_of_a_part_that_is_new_each_line_differs() -> None:
    paths = [path for path, _, _ in told("", "[[scope.go_live]]\nday = 2026-09-01\n")]
    assert paths == ["scope.go_live"]


def test_differences_turn_round_with_the_documents() -> None:
    one, other = from_toml(WINDOW), from_toml("masters_by_role = true\n")
    there, back = differences(one, other), differences(other, one)
    turned = [Difference(each.path, each.after, each.before) for each in back]
    assert sorted(there, key=lambda each: each.path) == sorted(turned, key=lambda each: each.path)


def test_no_rules_are_an_empty_document() -> None:
    assert differences(NO_RULES, from_toml("")) == []
