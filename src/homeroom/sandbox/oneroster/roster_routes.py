"""The addresses of the roster (oneroster.md, sections 6.1, 6.3 and 7), and the extras of IC."""

from collections.abc import Callable, Iterable

from homeroom.sandbox.campus.nouns import Enrollment, Section
from homeroom.sandbox.campus.roles import ADMINISTRATORS, UserRow
from homeroom.sandbox.oneroster import finding as find
from homeroom.sandbox.oneroster import roster_lists as lists
from homeroom.sandbox.oneroster.errors import unknown
from homeroom.sandbox.oneroster.frame import View
from homeroom.sandbox.oneroster.routes import Ask, Many, Route, collection, single

_TERMS = ("term", "semester")


def _section(ask: Ask) -> Section:
    """Return the section of /classes/* or of /schools/*/classes/*."""
    section = find.find_section(ask.view, ask.ids[-1])
    if len(ask.ids) > 1 and section.school != find.find_org(ask.view, ask.ids[0], "school").number:
        raise unknown(f"Class {ask.ids[1]} is not at school {ask.ids[0]}.")
    return section


def _members(ask: Ask, role: str) -> list[UserRow]:
    """Return the people on a section's roster today; those whose stay has ended are left out."""
    section, roster = _section(ask), ask.view.campus.roster
    table = roster.rows_of_section if role == "student" else roster.staff_of_section
    day = ask.view.campus.clock.day
    present = {row.person for row in table.get(section.number, ()) if row.covers(day)}
    rows = (row for number in present for row in lists.user_rows(ask.view, roster.people[number]))
    return [row for row in rows if row.role in ("", role) or not _per_role(ask.view)]


def _per_role(view: View) -> bool:
    return view.campus.ids.row_per_role


def _enrollments_of_section(ask: Ask) -> Iterable[Enrollment]:
    number = _section(ask).number
    return (row for row in lists.enrollments(ask.view) if row.section == number)


def _enrollments_at_school(ask: Ask) -> Iterable[Enrollment]:
    number = find.find_org(ask.view, ask.ids[0], "school").number
    return (row for row in lists.enrollments(ask.view) if row.school == number)


def _users_at_school(ask: Ask, role: str) -> Iterable[UserRow]:
    number = find.find_org(ask.view, ask.ids[0], "school").number
    for row in lists.users_with(ask.view, frozenset({role})):
        if any(duty.org == number and duty.role == role for duty in row.person.duties):
            yield row


def _sections_of_person(ask: Ask, *roles: str) -> list[Section]:
    """Return the sections that a user is in today, as student or as teacher."""
    row = find.find_user(ask.view, ask.ids[0], frozenset(roles))
    roster, day = ask.view.campus.roster, ask.view.campus.clock.day
    numbers = {
        stay.section
        for stay in roster.rows_of_person.get(row.person.number, ())
        if stay.covers(day) and (not row.role or not _per_role(ask.view) or stay.role == row.role)
    }
    return [section for section in lists.sections(ask.view) if section.number in numbers]


def _sections_at_school(ask: Ask) -> Iterable[Section]:
    number = find.find_org(ask.view, ask.ids[0], "school").number
    return (row for row in lists.sections(ask.view) if row.school == number)


def _courses_at_school(ask: Ask) -> Iterable[object]:
    """Return the courses of a school, and those it has sections of."""
    number = find.find_org(ask.view, ask.ids[0], "school").number
    used = {row.course for row in ask.view.campus.roster.sections_of_school.get(number, ())}
    return (r for r in lists.courses(ask.view) if r.org == number or r.number in used)


def _terms_at_school(ask: Ask) -> Iterable[object]:
    number = find.find_org(ask.view, ask.ids[0], "school").number
    used = ask.view.campus.roster.session_numbers_of_school(number)
    return (row for row in lists.terms(ask.view) if row.number in used)


def _sections_of_course(ask: Ask) -> Iterable[Section]:
    number = find.find_course(ask.view, ask.ids[0]).number
    return (row for row in lists.sections(ask.view) if row.course == number)


def _sections_of_term(ask: Ask) -> Iterable[Section]:
    number = find.find_session(ask.view, ask.ids[0], _TERMS).number
    return (row for row in lists.sections(ask.view) if number in row.sessions)


def _periods_of_term(ask: Ask) -> Iterable[object]:
    number = find.find_session(ask.view, ask.ids[0], _TERMS).number
    return (row for row in lists.grading_periods(ask.view) if row.parent == number)


def _none_below(ask: Ask) -> list[object]:
    """Return nothing: the district has no resources."""
    return []


def _no_resource(ask: Ask) -> object:
    raise unknown(f"There is no resource {ask.ids[0]}.")


def _no_resources_of(found: Callable[[View, str], object]) -> Callable[[Ask], list[object]]:
    def none_of(ask: Ask) -> list[object]:
        found(ask.view, ask.ids[0])
        return []

    return none_of


def _all(path: str, entity: str, listing: Callable[[View], Iterable[object]]) -> Route:
    return collection(path, "roster", entity, lambda ask: listing(ask.view))


def _nested(path: str, entity: str, many: Many) -> Route:
    return collection(path, "roster", entity, many)


def _one(path: str, entity: str, found: Callable[[View, str], object]) -> Route:
    return single(f"{path}/*", "roster", entity, lambda ask: found(ask.view, ask.ids[0]))


def _one_user(path: str, *roles: str) -> Route:
    return _one(path, "user", lambda view, text: find.find_user(view, text, frozenset(roles)))


def _one_session(path: str, *types: str) -> Route:
    return _one(path, "academicSession", lambda view, text: find.find_session(view, text, types))


ROSTER_ROUTES = [
    _all("orgs", "org", lists.orgs),
    _all("schools", "org", lists.schools),
    _all("academicSessions", "academicSession", lists.sessions),
    _all("terms", "academicSession", lists.terms),
    _all("gradingPeriods", "academicSession", lists.grading_periods),
    _all("courses", "course", lists.courses),
    _all("classes", "class", lists.sections),
    _all("enrollments", "enrollment", lists.enrollments),
    _all("users", "user", lists.users),
    _all("students", "user", lists.students),
    _all("teachers", "user", lists.teachers),
    _all("demographics", "demographics", lists.demographics),
    _one("orgs", "org", find.find_org),
    _one("schools", "org", lambda view, text: find.find_org(view, text, "school")),
    _one_session("academicSessions"),
    _one_session("terms", *_TERMS),
    _one_session("gradingPeriods", "gradingPeriod"),
    _one("courses", "course", find.find_course),
    _one("classes", "class", find.find_section),
    _one("enrollments", "enrollment", find.find_enrollment),
    _one_user("users"),
    _one_user("students", "student"),
    _one_user("teachers", "teacher"),
    _one("demographics", "demographics", find.find_demographics),
    _nested("classes/*/students", "user", lambda ask: _members(ask, "student")),
    _nested("classes/*/teachers", "user", lambda ask: _members(ask, "teacher")),
    _nested("courses/*/classes", "class", _sections_of_course),
    _nested("schools/*/classes", "class", _sections_at_school),
    _nested("schools/*/classes/*/enrollments", "enrollment", _enrollments_of_section),
    _nested("schools/*/classes/*/students", "user", lambda ask: _members(ask, "student")),
    _nested("schools/*/classes/*/teachers", "user", lambda ask: _members(ask, "teacher")),
    _nested("schools/*/courses", "course", _courses_at_school),
    _nested("schools/*/enrollments", "enrollment", _enrollments_at_school),
    _nested("schools/*/students", "user", lambda ask: _users_at_school(ask, "student")),
    _nested("schools/*/teachers", "user", lambda ask: _users_at_school(ask, "teacher")),
    _nested("schools/*/terms", "academicSession", _terms_at_school),
    _nested("students/*/classes", "class", lambda ask: _sections_of_person(ask, "student")),
    _nested("teachers/*/classes", "class", lambda ask: _sections_of_person(ask, "teacher")),
    _nested("users/*/classes", "class", _sections_of_person),
    _nested("terms/*/classes", "class", _sections_of_term),
    _nested("terms/*/gradingPeriods", "academicSession", _periods_of_term),
]

# What Infinite Campus has beyond the standard (TomK32/oneroster; A5 asks consumers to use the
# granular ones).
EXTRA_ROUTES = [
    _all("districts", "org", lists.districts),
    _all("studentEnrollments", "enrollment", lists.student_enrollments),
    _all("teacherEnrollments", "enrollment", lists.teacher_enrollments),
    _all("guardians", "user", lists.guardians),
    _all("relatives", "user", lists.relatives),
    _all("administrators", "user", lists.administrators),
    _one("districts", "org", lambda view, text: find.find_org(view, text, "district")),
    _one(
        "studentEnrollments", "enrollment", lambda v, text: find.find_enrollment(v, text, "student")
    ),
    _one(
        "teacherEnrollments", "enrollment", lambda v, text: find.find_enrollment(v, text, "teacher")
    ),
    _one_user("guardians", "guardian", "parent"),
    _one_user("relatives", "relative"),
    _one_user("administrators", *ADMINISTRATORS),
]

RESOURCE_ROUTES = [
    collection("resources", "resources", "resource", _none_below),
    single("resources/*", "resources", "resource", _no_resource),
    collection("classes/*/resources", "resources", "resource", _no_resources_of(find.find_section)),
    collection("courses/*/resources", "resources", "resource", _no_resources_of(find.find_course)),
    collection("users/*/resources", "resources", "resource", _no_resources_of(find.find_user)),
]
