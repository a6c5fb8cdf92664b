"""Is the school year of a class over for grades, by what the district decided? Pure."""

from homeroom.push.checks.standing import Standing
from homeroom.push.checks.verdict import Hold
from homeroom.rules.year import SchoolYear

CLOSED = "scope.year_closed"


def closed_year(year: SchoolYear, one: Standing) -> Hold | None:
    """Return the hold for work of a class whose last term ended before the day that was set.

    Of a class whose terms are not known the due date decides.
    """
    if year.closed_before is None or CLOSED in one.lifted:
        return None
    ends = [term.end for term in one.terms if term.of_class]
    last = max(ends) if ends else one.due
    if last is None or last >= year.closed_before:
        return None
    return Hold(CLOSED, {"end": last.isoformat(), "day": year.closed_before.isoformat()})
