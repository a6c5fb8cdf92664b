"""A year that is closed takes no grades, and the next one does."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from homeroom.push.checks.standing import Standing
from homeroom.push.checks.verdict import Hold
from homeroom.push.checks.year import CLOSED, closed_year
from homeroom.rules.year import SchoolYear
from homeroom.store.outgoing import Term
from tests.unit.push.cases import CHICAGO, NOW, Q1, WHERE, YEAR_TERM, item, result

LAST = YEAR_TERM.end


def held(before: date | None, **changes: Any) -> Hold | None:
    given = {
        "app": "mathly", "where": WHERE, "terms": (YEAR_TERM, Q1), "item": item(),
        "grade": result(), "zone": CHICAGO, "now": NOW, **changes,
    }  # fmt: skip
    return closed_year(SchoolYear(closed_before=before), Standing(**given))


def term(end: date, *, of_class: bool = True) -> Term:
    return structs.replace(YEAR_TERM, end=end, of_class=of_class)


def test_without_a_day_no_year_is_closed() -> None:
    assert held(None) is None


@pytest.mark.parametrize(
    ("end", "closed"),
    [(date(2027, 6, 29), True), (date(2027, 6, 30), False), (date(2027, 7, 1), False)],
    ids=["ended before", "ended on the day", "ended after"],
)
def test_a_class_that_ended_before_the_day_takes_nothing(end: date, closed: bool) -> None:
    hold = held(date(2027, 6, 30), terms=(term(end),))
    assert (hold is not None) is closed


def test_the_last_term_of_a_class_decides_whatever_the_due_date() -> None:
    terms = (term(date(2026, 12, 18)), term(date(2027, 6, 4)))
    assert held(date(2027, 1, 1), terms=terms) is None
    assert held(date(2027, 6, 5), terms=terms) == Hold(
        CLOSED, {"end": "2027-06-04", "day": "2027-06-05"}
    )


def test_a_grading_period_inside_of_a_term_does_not_end_a_class() -> None:
    terms = (term(date(2026, 10, 16), of_class=False), term(date(2027, 6, 4)))
    assert held(date(2027, 1, 1), terms=terms) is None


def test_without_terms_the_due_date_decides() -> None:
    assert held(date(2026, 10, 7), terms=()) is not None
    assert held(date(2026, 10, 5), terms=()) is None
    assert held(date(2027, 6, 30), terms=(), item=item(due_date=None)) is None


def test_what_a_person_approved_goes_all_the_same() -> None:
    assert held(date(2030, 1, 1)) is not None
    assert held(date(2030, 1, 1), lifted=(CLOSED,)) is None
    assert held(date(2030, 1, 1), lifted=("scope.frozen",)) is not None
