"""Which roster rows a reader gets from each collection."""

from collections.abc import Iterator

from homeroom.sandbox.campus.nouns import (
    Course,
    Demographics,
    Enrollment,
    Org,
    Person,
    Section,
    Session,
)
from homeroom.sandbox.campus.roles import (
    ADMINISTRATORS,
    FAMILY,
    UserRow,
    active_duties,
    role_1p1,
    roles_1p1,
)
from homeroom.sandbox.oneroster.frame import View

# Deleted rows are listed here as well; reading drops them unless the filter asks for them.


def orgs(view: View) -> Iterator[Org]:
    """Yield the district and the schools of the connection."""
    for org in view.campus.roster.orgs.values():
        if org.type != "school" or view.scope.has(org.number):
            yield org


def schools(view: View) -> Iterator[Org]:
    return (org for org in orgs(view) if org.type == "school")


def districts(view: View) -> Iterator[Org]:
    return (org for org in orgs(view) if org.type == "district")


def sessions(view: View) -> Iterator[Session]:
    """Yield the sessions that the connection's schools use."""
    roster, scope = view.campus.roster, view.scope
    if scope.schools is None:
        yield from roster.sessions.values()
        return
    used = {n for school in scope.schools for n in roster.session_numbers_of_school(school)}
    yield from (row for row in roster.sessions.values() if row.number in used)


def terms(view: View) -> Iterator[Session]:
    """Yield what sections meet in: semesters are terms as well at Infinite Campus."""
    return (row for row in sessions(view) if row.type in ("term", "semester"))


def grading_periods(view: View) -> Iterator[Session]:
    return (row for row in sessions(view) if row.type == "gradingPeriod")


def courses(view: View) -> Iterator[Course]:
    """Yield the courses of the connection's schools, and those of the district."""
    roster, scope = view.campus.roster, view.scope
    for row in roster.courses.values():
        org = roster.orgs.get(row.org) if row.org is not None else None
        if org is None or org.type != "school" or scope.has(org.number):
            yield row


def sections(view: View) -> Iterator[Section]:
    return (row for row in view.campus.roster.sections.values() if view.scope.has(row.school))


def student_enrollments(view: View) -> Iterator[Enrollment]:
    return _enrollments(view, view.campus.roster.student_rows)


def teacher_enrollments(view: View) -> Iterator[Enrollment]:
    return _enrollments(view, view.campus.roster.staff_rows)


def enrollments(view: View) -> Iterator[Enrollment]:
    yield from student_enrollments(view)
    yield from teacher_enrollments(view)


def _enrollments(view: View, table: dict[int, Enrollment]) -> Iterator[Enrollment]:
    """Yield enrolments, ended ones too; those marked No Show are dropped (KB-12DM)."""
    people, scope = view.campus.roster.people, view.scope
    for row in table.values():
        if not row.no_show and scope.has(row.school) and not people[row.person].unlisted:
            yield row


def users(view: View) -> Iterator[UserRow]:
    """Yield everybody who appears today: in 1.1 once per role, in 1.2 once."""
    for person in view.campus.roster.people.values():
        yield from user_rows(view, person)


def user_rows(view: View, person: Person) -> list[UserRow]:
    """Return the rows under which a person appears to this reader today; often none."""
    visible = _visible_roles(view, person)
    if not visible:
        return []
    if view.api == "1.2":
        return [UserRow(person, "")]
    if not view.campus.ids.row_per_role:
        return [UserRow(person, roles_1p1(person)[0])]
    return [UserRow(person, role) for role in dict.fromkeys(map(role_1p1, visible))]


def _visible_roles(view: View, person: Person) -> list[str]:
    scope, day = view.scope, view.campus.clock.day
    return [
        duty.role
        for duty in active_duties(person, day)
        if scope.has(duty.org) and (scope.families or duty.role not in FAMILY)
    ]


def students(view: View) -> Iterator[UserRow]:
    return users_with(view, frozenset({"student"}))


def teachers(view: View) -> Iterator[UserRow]:
    return users_with(view, frozenset({"teacher"}))


def guardians(view: View) -> Iterator[UserRow]:
    return users_with(view, frozenset({"guardian", "parent"}))


def relatives(view: View) -> Iterator[UserRow]:
    return users_with(view, frozenset({"relative"}))


def administrators(view: View) -> Iterator[UserRow]:
    return users_with(view, ADMINISTRATORS)


def users_with(view: View, roles: frozenset[str]) -> Iterator[UserRow]:
    """Yield the users who have one of the roles today."""
    shown = {role_1p1(role) for role in roles}
    for person in view.campus.roster.people.values():
        if roles.isdisjoint(_visible_roles(view, person)):
            continue
        for row in user_rows(view, person):
            if not view.campus.ids.row_per_role or not row.role or row.role in shown:
                yield row


def demographics(view: View) -> Iterator[Demographics]:
    """Yield the demographics of the people who appear."""
    people = view.campus.roster.people
    for row in view.campus.roster.demographics.values():
        if row.person in people and user_rows(view, people[row.person]):
            yield row
