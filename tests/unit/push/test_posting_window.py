"""The window of a grading task: by the district's rules, or else by what the SIS says."""

from datetime import date

import pytest

from homeroom.model.gradebook import LineItemNature
from homeroom.push.checks.posting_window import Window, countdown, window_of
from homeroom.rules.posted import PostingWindow
from homeroom.store.posting import Task

OCTOBER = PostingWindow(first=date(2026, 10, 12), last=date(2026, 10, 23))
DECEMBER = PostingWindow(first=date(2026, 12, 14), last=date(2026, 12, 22))


def task(window_open: bool | None = True) -> Task:
    return Task(
        target_id="t1",
        title="Q1 Grade",
        nature=LineItemNature.GRADING_TASK,
        window_open=window_open,
        first=date(2026, 8, 17),
        last=date(2026, 10, 16),
    )


@pytest.mark.parametrize(
    ("day", "is_open", "words"),
    [
        ("2026-10-11", False, "it opens on 2026-10-12"),
        ("2026-10-12", True, "it closes on 2026-10-23, in 11 days"),
        ("2026-10-21", True, "it closes on 2026-10-23, in 2 days"),
        ("2026-10-22", True, "it closes on 2026-10-23, tomorrow"),
        ("2026-10-23", True, "it closes on 2026-10-23, today"),
        ("2026-10-24", False, "it opens on 2026-12-14"),
        ("2026-12-14", True, "it closes on 2026-12-22, in 8 days"),
        ("2026-12-23", False, "it closed on 2026-12-22"),
    ],
)
def test_the_windows_of_a_district_open_and_close_with_their_days(
    day: str, is_open: bool, words: str
) -> None:
    for says in (True, None):
        found = window_of(task(says), [OCTOBER, DECEMBER], date.fromisoformat(day))
        assert (found.is_open, found.words) == (is_open, words)
        assert (found.closes is not None) is is_open


def test_no_rule_opens_what_the_sis_says_is_closed() -> None:
    found = window_of(task(False), [OCTOBER], date(2026, 10, 14))
    assert found == Window(False, "the SIS says that it is closed")


@pytest.mark.parametrize(
    ("says", "day", "is_open", "words"),
    [
        (True, "2026-10-14", True, "it closes on 2026-10-16, in 2 days"),
        (True, "2026-10-16", True, "it closes on 2026-10-16, today"),
        # Teachers may post for some days after the period.
        (True, "2026-10-19", True, "the SIS says that it is open"),
        (False, "2026-10-14", False, "the SIS says that it is closed"),
        (False, "2026-10-19", False, "its period ended on 2026-10-16"),
        (False, "2026-08-10", False, "its period begins on 2026-08-17"),
        (None, "2026-10-14", False, "neither the SIS nor a rule says when it is open"),
    ],
)
def test_without_a_rule_the_sis_says_it_and_its_period_counts_down(
    says: bool | None, day: str, is_open: bool, words: str
) -> None:
    found = window_of(task(says), [], date.fromisoformat(day))
    assert (found.is_open, found.words) == (is_open, words)


def test_windows_that_overlap_close_with_the_later_one() -> None:
    longer = PostingWindow(first=date(2026, 10, 14), last=date(2026, 10, 30))
    assert window_of(task(), [OCTOBER, longer], date(2026, 10, 15)).closes == date(2026, 10, 30)


def test_a_countdown_goes_on_below_zero() -> None:
    assert countdown(date(2026, 10, 16), date(2026, 10, 17)) == "it closed on 2026-10-16"
