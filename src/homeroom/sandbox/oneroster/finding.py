"""From an id in a path to the row it names, for this reader; otherwise 404."""

from typing import Any

from homeroom.sandbox.campus.grades import Category, Item, Score
from homeroom.sandbox.campus.nouns import (
    Course,
    Demographics,
    Enrollment,
    Org,
    Section,
    Session,
)
from homeroom.sandbox.campus.roles import UserRow
from homeroom.sandbox.oneroster.errors import unknown
from homeroom.sandbox.oneroster.frame import View
from homeroom.sandbox.oneroster.roster_lists import sessions, user_rows


def find_org(view: View, text: str, kind: str | None = None) -> Org:
    """Return an org, of one kind when that is named; schools outside the scope are unknown."""
    number = view.campus.ids.find_org(view.campus.roster, text, view.api)
    org = view.campus.roster.orgs.get(number) if number is not None else None
    if org is None or org.deleted or (kind and org.type != kind):
        raise unknown(f"There is no {kind or 'org'} {text}.")
    if org.type == "school" and not view.scope.has(org.number):
        raise unknown(f"There is no {kind or 'org'} {text}.")
    return org


def find_session(view: View, text: str, types: tuple[str, ...] = ()) -> Session:
    number = view.campus.ids.find_session(view.campus.roster, text)
    session = view.campus.roster.sessions.get(number) if number is not None else None
    if session is None or session.deleted or (types and session.type not in types):
        raise unknown(f"There is no academic session {text}.")
    if view.scope.schools is not None and session not in list(sessions(view)):
        raise unknown(f"There is no academic session {text}.")
    return session


def find_course(view: View, text: str) -> Course:
    number = view.campus.ids.find_course(view.campus.roster, text)
    course = view.campus.roster.courses.get(number) if number is not None else None
    if course is None or course.deleted or not _course_in_scope(view, course):
        raise unknown(f"There is no course {text}.")
    return course


def _course_in_scope(view: View, course: Course) -> bool:
    org = view.campus.roster.orgs.get(course.org) if course.org is not None else None
    return org is None or org.type != "school" or view.scope.has(org.number)


def find_section(view: View, text: str) -> Section:
    number = view.campus.ids.find_section(view.campus.roster, text)
    section = view.campus.roster.sections.get(number) if number is not None else None
    if section is None or section.deleted or not view.scope.has(section.school):
        raise unknown(f"There is no class {text}.")
    return section


def find_enrollment(view: View, text: str, role: str | None = None) -> Enrollment:
    row = view.campus.ids.find_enrollment(view.campus.roster, text)
    hidden = row is None or row.deleted or row.no_show or not view.scope.has(row.school)
    if row is None or hidden or (role and (row.role == "student") != (role == "student")):
        raise unknown(f"There is no enrollment {text}.")
    return row


def find_user(view: View, text: str, roles: frozenset[str] = frozenset()) -> UserRow:
    """Return the row of a user who appears today, with one of the 1.1 roles when named."""
    found = view.campus.ids.find_user(view.campus.roster, text, view.api)
    if found is not None:
        number, role = found
        for row in user_rows(view, view.campus.roster.people[number]):
            if row.deleted or (role and row.role != role):
                continue
            if not roles or any(duty.role in roles for duty in row.person.duties):
                return row
    raise unknown(f"There is no such user: {text}.")


def find_person(view: View, text: str) -> int:
    """Return the person number of a student in a gradebook path, who need not appear today."""
    found = view.campus.ids.find_user(view.campus.roster, text, view.api)
    if found is None or not any(
        view.scope.has(duty.org) for duty in view.campus.roster.people[found[0]].duties
    ):
        raise unknown(f"There is no student {text}.")
    return found[0]


def find_demographics(view: View, text: str) -> Demographics:
    number = view.campus.ids.find_demographics(view.campus.roster, text)
    row = view.campus.roster.demographics.get(number) if number is not None else None
    if row is None or row.deleted or not user_rows(view, view.campus.roster.people[row.person]):
        raise unknown(f"There are no demographics {text}.")
    return row


def find_item(view: View, text: str) -> Item:
    row = view.campus.book.item(text)
    if row is None or row.deleted or not _section_in_scope(view, row.section):
        raise unknown(f"There is no line item {text}.")
    return row


def find_score(view: View, text: str) -> Score:
    row = view.campus.book.score(text)
    if row is None or row.deleted or not _section_in_scope(view, row.section):
        raise unknown(f"There is no result {text}.")
    return row


def find_category(view: View, text: str) -> Category:
    for section in _sections_named_in(view, text):
        for row in view.campus.book.categories_of(section.number):
            if row.id == text:
                return row
    raise unknown(f"There is no category {text}.")


def _sections_named_in(view: View, text: str) -> list[Section]:
    """Return the section of a category: its id stands first in the category's, or was kept."""
    written = view.campus.book.categories.get(text)
    roster = view.campus.roster
    if written is not None:
        number: int | None = written.section
    else:
        number = view.campus.ids.find_section(roster, text.rpartition("-")[0])
    section = roster.sections.get(number) if number is not None else None
    return [section] if section and view.scope.has(section.school) else []


def _section_in_scope(view: View, number: int) -> bool:
    section = view.campus.roster.sections.get(number)
    return section is not None and view.scope.has(section.school)


def find_in(rows: Any, text: str, kind: str) -> Any:
    """Return the row of a small collection that has the id."""
    for row in rows:
        if row.id == text and not row.deleted:
            return row
    raise unknown(f"There is no {kind} {text}.")
