"""What a write refers to: the section, student, periods it names, within the connection's scope."""

from datetime import date, datetime

from homeroom.sandbox.campus.calendar import grading_periods
from homeroom.sandbox.campus.instants import read_instant
from homeroom.sandbox.campus.nouns import Section
from homeroom.sandbox.oneroster.bodies import Reference
from homeroom.sandbox.oneroster.errors import invalid, unknown
from homeroom.sandbox.oneroster.frame import View


def target_section(view: View, named: Reference) -> Section:
    """Return the section of a write; one of another year is as unknown as one that never was."""
    number = view.campus.ids.find_section(view.campus.roster, named.sourcedId)
    section = view.campus.roster.sections.get(number) if number is not None else None
    if section is None or section.deleted:
        raise invalid(f"There is no class {named.sourcedId}.")
    view.campus.rules.check("foreign_school", not view.scope.has(section.school))
    return section


def check_within_reach(view: View, section_number: int, named: str) -> None:
    """Check the section of a row that is to be deleted: this year's, and of the connection."""
    section = view.campus.roster.sections.get(section_number)
    if section is None:
        raise unknown(f"There is no {named}.")
    view.campus.rules.check("foreign_school", not view.scope.has(section.school))


def target_student(view: View, text: str) -> int:
    """Return the student's person number; an account that is disabled can be graded as well."""
    found = view.campus.ids.find_user(view.campus.roster, text, view.api)
    person = view.campus.roster.people[found[0]] if found else None
    if found is None or person is None or person.deleted or found[1] not in ("", "student"):
        raise invalid(f"There is no student {text}.")
    return found[0]


def target_period(view: View, section: Section, named: Reference | None, word: str) -> int | None:
    """Return the session a line item names, which must be one of its section's."""
    if named is None:
        return None
    number = view.campus.ids.find_session(view.campus.roster, named.sourcedId)
    roster = view.campus.roster
    allowed = {period.number for period in grading_periods(roster, section)} | set(section.sessions)
    if number is None or number not in allowed:
        raise invalid(f"The {word} {named.sourcedId} is none of this class.")
    return number


def check_school(view: View, section: Section, named: Reference) -> None:
    number = view.campus.ids.find_org(view.campus.roster, named.sourcedId, view.api)
    if number != section.school:
        raise invalid(f"The school {named.sourcedId} is not that of the class.")


def instant(text: str, member: str) -> int:
    try:
        return read_instant(text)
    except ValueError as error:
        raise invalid(f"{member} must be a date-time with its time zone: {error}.") from error


def day(view: View, text: str, member: str) -> date:
    """Read a date; a date-time, which Google sends, counts as the school's day of that instant."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"{member} must be a date: {error}.") from error
    return view.campus.day_of(read_instant(text)) if moment.tzinfo else moment.date()
