"""In which term work was due, and whether another due date moves it into another one. Pure."""

from collections.abc import Sequence
from datetime import date, datetime

from homeroom.model.times import local_day
from homeroom.push.checks.standing import Standing
from homeroom.push.checks.verdict import Hold
from homeroom.store.outgoing import Term

MOVED = "line_item.moved_term"


def term_at(terms: Sequence[Term], day: date | None) -> Term | None:
    """Return the term of a day: the shortest, of two that touch the later one."""
    around = [each for each in terms if day is not None and each.start <= day <= each.end]
    return min(
        around, key=lambda each: (each.end - each.start, -each.start.toordinal()), default=None
    )


def moved_term(one: Standing, sent_due: str | None) -> Hold | None:
    """Return the hold of a delivered line item whose due date goes into another term.

    `sent_due` is the due date that the target took last, as it was noted.
    """
    if sent_due is None or one.due is None or MOVED in one.lifted:
        return None
    before = local_day(datetime.fromisoformat(sent_due), one.zone)
    here, there = term_at(one.terms, before), term_at(one.terms, one.due)
    if here == there:
        return None
    return Hold(MOVED, {"before": _words(before, here), "after": _words(one.due, there)})


def _words(day: date, term: Term | None) -> str:
    return f"{day.isoformat()} ({term.title if term else 'no term'})"
