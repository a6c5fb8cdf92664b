"""In-progress percents with weighted categories."""

from decimal import Decimal
from typing import Any

import pytest

from homeroom.sandbox.campus.averages import counts, in_progress, points
from homeroom.sandbox.campus.grades import Category, Item, Score, Task
from tests.unit.sandbox.rows import ALGEBRA, item, score

_TESTS = Category("t", ALGEBRA, "Tests", Decimal(60), 1)
_HOME = Category("h", ALGEBRA, "Homework", Decimal(40), 1)
_FREE = Category("f", ALGEBRA, "Practice", None, 1)

Mark = tuple[Item, Category | None, Score]


def _mark(
    earned: str | None, high: str | None = "20", category: Category | None = _TESTS, **more: Any
) -> Mark:
    value = None if earned is None else Decimal(earned)
    most = None if high is None else Decimal(high)
    return item(high=most), category, score(score=value, **more)


@pytest.mark.parametrize(
    ("marks", "percent"),
    [
        ([], None),
        ([_mark("15")], "75"),
        ([_mark("15"), _mark("20")], "87.5"),
        ([_mark("10", "10"), _mark("0", "90")], "10"),
        ([_mark("20"), _mark("10", category=_HOME)], "80"),
        ([_mark("20"), _mark("0", category=_HOME)], "60"),
        ([_mark("22")], "110"),
        ([_mark("1", "3")], "33.33"),
        ([_mark(None)], None),
        ([_mark("0")], "0"),
        ([_mark("15", category=None)], None),
        ([_mark("15", category=None), _mark("20")], "100"),
        ([_mark("15", high=None)], None),
        ([_mark("5", high="0")], None),
        ([_mark("5", high="0"), _mark("15")], "100"),
        ([_mark("15", category=_FREE)], "75"),
        ([_mark("15", category=_FREE), _mark("5", category=_FREE)], "50"),
        ([_mark("20", category=_FREE), _mark("10")], "50"),
    ],
)
def test_percent_follows_points_and_weights(marks: list[Mark], percent: str | None) -> None:
    found = in_progress(marks)
    assert (None if found is None else str(found)) == percent


@pytest.mark.parametrize(
    ("flags", "earned", "percent"),
    [
        (("M",), None, "50"),
        (("M",), "18", "50"),
        (("Ch",), "18", "50"),
        (("X",), "0", "100"),
        (("X",), None, "100"),
        (("Dr",), "0", "100"),
        (("M", "X"), None, "100"),
        (("L",), "20", "100"),
        (("I",), "20", "100"),
        (("T",), None, "100"),
    ],
)
def test_flags_do_what_they_do_in_infinite_campus(
    flags: tuple[str, ...], earned: str | None, percent: str
) -> None:
    found = in_progress([_mark("20"), _mark(earned, flags=flags)])
    assert str(found) == percent


def test_grading_task_never_counts() -> None:
    task = item(task=Task(1, 14, "1"))
    assert not counts(task, _TESTS, score())
    assert in_progress([(task, _TESTS, score())]) is None


@pytest.mark.parametrize(
    ("flags", "earned", "worth"),
    [((), "15", "15"), (("M",), "15", "0"), (("Ch",), "15", "0"), (("L",), "15", "15")],
)
def test_missing_and_cheated_are_worth_nothing(
    flags: tuple[str, ...], earned: str, worth: str
) -> None:
    assert points(score(score=Decimal(earned), flags=flags)) == Decimal(worth)
    assert points(score(score=None)) == 0


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, True),
        ({"score": None}, False),
        ({"score": None, "flags": ("M",)}, True),
        ({"score": None, "flags": ("T",)}, False),
        ({"flags": ("X",)}, False),
        ({"flags": ("Dr",)}, False),
        ({"flags": ("Ch",)}, True),
        ({"score": Decimal(0)}, True),
    ],
)
def test_score_counts_when_it_changes_the_average(members: dict[str, Any], expected: bool) -> None:
    assert counts(item(), _TESTS, score(**members)) is expected
    assert counts(item(), None, score(**members)) is False
