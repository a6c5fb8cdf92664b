"""A due date that moves a delivered line item into another term waits for a person."""

from datetime import date
from typing import Any

import pytest

from homeroom.push.checks.standing import Standing
from homeroom.push.checks.terms import moved_term, term_at
from homeroom.push.checks.verdict import Hold
from tests.unit.push.cases import CHICAGO, NOW, Q1, Q2, WHERE, YEAR_TERM, item

SENT = "2026-10-05T17:00:00+00:00"


def moved(due: date | None, sent: str | None = SENT, **changes: Any) -> Hold | None:
    one = Standing(
        app="mathly",
        where=WHERE,
        terms=(YEAR_TERM, Q1, Q2),
        item=item(due_date=due),
        zone=CHICAGO,
        now=NOW,
        **changes,
    )
    return moved_term(one, sent)


def test_another_day_of_the_same_term_is_no_move() -> None:
    assert moved(date(2026, 10, 16)) is None
    assert moved(date(2026, 10, 5)) is None


def test_a_move_is_told_with_before_and_after() -> None:
    hold = moved(date(2026, 10, 20))
    facts = {"before": "2026-10-05 (q1)", "after": "2026-10-20 (q2)"}
    assert hold == Hold("line_item.moved_term", facts)


def test_out_of_every_grading_period_is_another_term_too() -> None:
    hold = moved(date(2026, 10, 17))
    assert hold is not None
    assert hold.facts["after"] == "2026-10-17 (year)"


def test_what_was_never_sent_moves_nowhere() -> None:
    assert moved(date(2026, 10, 20), sent=None) is None
    assert moved(None) is None


def test_a_person_may_let_it_go() -> None:
    assert moved(date(2026, 10, 20), lifted=("line_item.moved_term",)) is None


@pytest.mark.parametrize(
    ("day", "title"),
    [(date(2026, 10, 16), "q1"), (date(2026, 10, 17), "year"), (date(2026, 10, 19), "q2")],
)
def test_the_shortest_term_around_a_day_counts(day: date, title: str) -> None:
    found = term_at((YEAR_TERM, Q1, Q2), day)
    assert found is not None
    assert found.title == title
