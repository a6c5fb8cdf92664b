"""Which sections, students and days the demo export of Mathly is about."""

from dataclasses import dataclass
from datetime import date, timedelta

from homeroom.sandbox.campus.calendar import in_a_term
from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.nouns import Section

_FORTNIGHT = 14
_FRIDAY = 4


@dataclass(frozen=True)
class ClassPlan:
    """A section with the students that the app knows and days on which work fell due."""

    place: int
    section: Section
    students: list[int]
    days: list[date]
    stranger: str | int


def plan_classes(campus: Campus, most: int) -> list[ClassPlan]:
    """Return up to `most` sections with students, spread evenly over the district."""
    living: list[tuple[Section, list[date], list[int]]] = []
    for _, section in sorted(campus.roster.sections.items()):
        days = [] if section.deleted else _days(campus, section)
        students = _present(campus, section, days)
        if students:
            living.append((section, days, students))
    count = min(most, len(living))
    chosen = [living[place * len(living) // count] for place in range(count)]
    return [
        ClassPlan(place, section, students, days, _stranger(campus, section))
        for place, (section, days, students) in enumerate(chosen)
    ]


def _present(campus: Campus, section: Section, days: list[date]) -> list[int]:
    """Return who was on the roster throughout, is still, and has an account."""
    if not days:
        return []
    roster, today = campus.roster, campus.clock.day
    rows = roster.rows_of_section.get(section.number, ())
    there = (row for row in rows if row.covers(days[-1]) and row.covers(today))
    return [row.person for row in there if roster.people[row.person].enabled]


def _days(campus: Campus, section: Section) -> list[date]:
    """Return the school days of the last fortnight in a term of the section, latest first."""
    today = campus.clock.day
    days = (today - timedelta(days=back) for back in range(1, _FORTNIGHT))
    weekdays = (day for day in days if day.weekday() <= _FRIDAY)
    return [day for day in weekdays if in_a_term(campus.roster, section, day)]


def _stranger(campus: Campus, section: Section) -> str | int:
    """Return a student of the district who was never in this section.

    In a district of one class there is none; then the id is one that nobody has.
    """
    here = {row.person for row in campus.roster.rows_of_section.get(section.number, ())}
    for row in campus.roster.student_rows.values():
        if row.person not in here and not row.no_show and campus.roster.people[row.person].enabled:
            return row.person
    return "nobody-here"
