"""Which line items hold term grades, and whose windows count."""

from datetime import date

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.posted import Posted, PostingWindow, TermGrade, term_grade_for, windows_for
from homeroom.rules.toml import from_toml, to_toml
from tests.unit.push.cases import WHERE

TEXT = """
scales.tables = [{name = "letters", letters = [{letter = "A", minimum = 90}]}]
[[posted.term_grades]]
app = "mathly"
item = "Quarter 1"
task = "Q1 Grade"
table = "letters"
[[posted.windows]]
task = "Q1 Grade"
first = 2026-10-12
last = 2026-10-23
"""


def term(place: str = "district", task: str = "Q1 Grade") -> TermGrade:
    return TermGrade(app="mathly", item="Quarter 1", task=task, place=place)


def window(first: int, last: int, **more: str) -> PostingWindow:
    return PostingWindow(first=date(2026, 10, first), last=date(2026, 10, last), **more)


def task_of(*rules: TermGrade, app: str = "mathly", title: str = "Quarter 1") -> str | None:
    found = term_grade_for(Posted(term_grades=rules), app, WHERE, title)
    return found.task if found else None


def test_rules_of_posting_are_read_and_written_as_the_same_rules() -> None:
    rules = from_toml(TEXT)
    assert from_toml(to_toml(rules)) == rules
    assert rules.posted.windows[0].last == date(2026, 10, 23)


def test_without_a_rule_nothing_is_posted() -> None:
    assert task_of() is None


def test_a_term_grade_is_found_by_app_and_title() -> None:
    assert task_of(term()) == "Q1 Grade"
    assert task_of(term(), title="  quarter  1 ") == "Q1 Grade"
    assert task_of(term(), title="Quarter 10") is None
    assert task_of(term(), app="lexa") is None
    assert task_of(term(place="school:elm")) is None


def test_the_narrowest_place_names_the_task() -> None:
    wide, narrow = term(), term(place="course:alg", task="Algebra Grade")
    for rules in ((wide, narrow), (narrow, wide)):
        assert task_of(*rules) == "Algebra Grade"


def days(*rules: PostingWindow, task: str = "Q1 Grade") -> list[int]:
    """Return the first days of the windows that count, in their order."""
    return [one.first.day for one in windows_for(Posted(windows=rules), task, WHERE)]


def test_windows_are_of_one_task_or_of_all_and_come_in_order() -> None:
    some = (window(20, 21), window(1, 2, task="q1 grade"), window(5, 6, task="Q2 Grade"))
    assert days(*some) == [1, 20]
    assert days(*some, task="Q2 Grade") == [5, 20]


def test_a_narrower_place_replaces_the_windows_of_a_wider_one() -> None:
    some = (window(1, 5), window(8, 9, place="school:oak"), window(11, 12, place="school:oak"))
    assert days(*some) == [8, 11]
    assert days(window(1, 5), window(8, 9, place="school:elm")) == [1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('term_grades = [{app = "", item = "i", task = "t"}]', "names an app"),
        ('term_grades = [{app = "a", item = " ", task = "t"}]', "names an app"),
        ('term_grades = [{app = "a", item = "i", task = "t", table = "x"}]', "no table x"),
        ('term_grades = [{app = "a", item = "i", task = "t", posts = "all"}]', "all"),
        (
            'term_grades = [{app = "a", item = "i", task = "t"},'
            ' {app = "a", item = "I ", task = "u"}]',
            "twice for one place",
        ),
        ("windows = [{first = 2026-10-02, last = 2026-10-01}]", "before it opens"),
    ],
)
def test_rules_that_would_be_ambiguous_are_not_read(text: str, said: str) -> None:
    with pytest.raises(NeedsDistrict) as problem:
        from_toml(f"[posted]\n{text}")
    assert said in problem.value.message
