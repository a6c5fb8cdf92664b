"""Roster rows as JSON, where 1.1 and 1.2 have the same shape."""

from homeroom.sandbox.campus.nouns import (
    Course,
    Demographics,
    Enrollment,
    Org,
    Section,
    Session,
)
from homeroom.sandbox.campus.roles import role_1p1
from homeroom.sandbox.oneroster.frame import Frame, Row, common, filled

_BOOLEANS = ("true", "false")


def org_id(frame: Frame, row: Org) -> str:
    return frame.view.campus.ids.org(row, frame.api)


def org(frame: Frame, row: Org) -> Row:
    roster, scope = frame.view.campus.roster, frame.view.scope
    children = roster.children_of_org.get(row.number, ())
    return filled(
        common(org_id(frame, row), row) | {"name": row.name, "type": row.type},
        identifier=row.identifier,
        parent=frame.school(row.parent) if row.parent in roster.orgs else None,
        children=[frame.org(child) for child in children if scope.has(child.number)],
    )


def session_id(frame: Frame, row: Session) -> str:
    return frame.view.campus.ids.session(row)


def session(frame: Frame, row: Session) -> Row:
    roster = frame.view.campus.roster
    dates = {"startDate": row.begin.isoformat(), "endDate": frame.end(row.last)}
    children = roster.children_of_session.get(row.number, ())
    return filled(
        common(session_id(frame, row), row) | {"title": row.title, "type": row.type} | dates,
        parent=frame.session(row.parent) if row.parent in roster.sessions else None,
        children=[frame.session(child.number) for child in children],
        schoolYear=str(row.school_year),
    )


def course_id(frame: Frame, row: Course) -> str:
    return frame.view.campus.ids.course(row.number)


def course(frame: Frame, row: Course) -> Row:
    roster = frame.view.campus.roster
    return filled(
        common(course_id(frame, row), row) | {"title": row.title, "courseCode": row.code},
        schoolYear=frame.session(row.session) if row.session in roster.sessions else None,
        grades=row.grades,
        subjects=row.subjects,
        org=frame.school(row.org) if row.org in roster.orgs else None,
        subjectCodes=row.subject_codes,
    )


def section_id(frame: Frame, row: Section) -> str:
    return frame.view.campus.ids.section(row.number)


def section(frame: Frame, row: Section) -> Row:
    sessions = frame.view.campus.roster.sessions
    return filled(
        common(section_id(frame, row), row) | {"title": row.title},
        classCode=row.code,
        classType=row.type,
        location=row.location,
        grades=row.grades,
        subjects=row.subjects,
        course=frame.course(row.course),
        school=frame.school(row.school),
        terms=[frame.session(number) for number in row.sessions if number in sessions],
        subjectCodes=row.subject_codes,
        periods=row.periods,
    )


def enrollment_id(frame: Frame, row: Enrollment) -> str:
    return frame.view.campus.ids.enrollment(row)


def enrollment(frame: Frame, row: Enrollment) -> Row:
    person = frame.view.campus.roster.people[row.person]
    role = role_1p1(row.role) if frame.api == "1.1" else row.role
    return filled(
        common(enrollment_id(frame, row), row)
        | {
            "user": frame.user(person, role_1p1(row.role)),
            "class": frame.section(row.section),
            "school": frame.school(row.school),
            "role": role,
        },
        primary=None if row.primary is None else frame.flag(row.primary),
        beginDate=row.begin.isoformat() if row.begin else "",
        endDate=frame.end(row.last) if row.last else "",
    )


def demographics_id(frame: Frame, row: Demographics) -> str:
    return frame.view.campus.ids.demographics(frame.view.campus.roster.people[row.person])


def demographics(frame: Frame, row: Demographics) -> Row:
    values = {
        name: frame.flag(value == "true") if value in _BOOLEANS else value
        for name, value in row.values.items()
    }
    return common(demographics_id(frame, row), row) | values
