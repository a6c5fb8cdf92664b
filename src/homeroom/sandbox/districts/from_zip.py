"""A district from a OneRoster roster file, 1.1 or 1.2: everything in it comes out again."""

from datetime import date
from pathlib import Path

from homeroom.sandbox.campus.given_ids import GivenIds
from homeroom.sandbox.campus.instants import midnight_utc
from homeroom.sandbox.campus.nouns import Duty, Enrollment, Person
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.districts.csv_file import BadFile, Line, read_tables
from homeroom.sandbox.districts.file_rows import (
    Numbering,
    Numbers,
    RowReader,
    grouped,
    school_year_of,
)

_NUMBERED = (
    ("orgs", "orgs", 1),
    ("sessions", "academicSessions", 1_001),
    ("courses", "courses", 10_001),
    ("sections", "classes", 1_000_001),
    ("people", "users", 100_001),
)


def load(path: Path) -> tuple[Roster, GivenIds]:
    """Return the roster and the file's own ids. Raises BadFile."""
    tables = read_tables(path)
    numbering = Numbering(**{name: _number(tables[file], at) for name, file, at in _NUMBERED})
    year = max((school_year_of(line) for line in tables["academicSessions"]), default=0)
    if not year:
        raise BadFile(f"{path.name} has no academic session.")
    reader = RowReader(numbering, midnight_utc(date(year - 1, 7, 1)))
    students, staff = Numbers(2_000_001), Numbers(500_001)
    student_rows, staff_rows = _enrollments(reader, tables["enrollments"], students, staff)
    people = _people(reader, tables)
    roster = Roster(
        school_year=year,
        orgs={row.number: row for row in map(reader.org, tables["orgs"])},
        sessions={row.number: row for row in map(reader.session, tables["academicSessions"])},
        courses={row.number: row for row in map(reader.course, tables["courses"])},
        sections={row.number: row for row in map(reader.section, tables["classes"])},
        people={row.number: row for row in people},
        student_rows=student_rows,
        staff_rows=staff_rows,
        demographics={
            row.person: row for row in map(reader.demographics, tables.get("demographics", []))
        },
    )
    named = {name: getattr(numbering, name).given() for name, _, _ in _NUMBERED}
    return roster, GivenIds(**named, enrollments=students.given() | staff.given())


def present_day(roster: Roster, newest: date, usual: date) -> date:
    """Return the day of the newest change where the school year holds it, else a usual day."""
    begin = min(session.begin for session in roster.sessions.values())
    last = max(session.last for session in roster.sessions.values())
    return next((day for day in (newest, usual) if begin <= day <= last), begin)


def _number(lines: list[Line], first: int) -> Numbers:
    numbers = Numbers(first)
    for line in lines:
        numbers.add(line)
    return numbers


def _people(reader: RowReader, tables: dict[str, list[Line]]) -> list[Person]:
    org_types = {row.number: row.type for row in map(reader.org, tables["orgs"])}
    roles = grouped(tables.get("roles", []), "userSourcedId")
    found = []
    for line in tables["users"]:
        own = roles.get(line.text("sourcedId"), [])
        duties: tuple[Duty, ...] = tuple(reader.duty_1p2(role) for role in own)
        found.append(reader.person(line, duties or reader.duties_1p1(line, org_types)))
    return found


def _enrollments(
    reader: RowReader, lines: list[Line], students: Numbers, staff: Numbers
) -> tuple[dict[int, Enrollment], dict[int, Enrollment]]:
    """Number students' and teachers' rows apart, as Infinite Campus does (KB-T11)."""
    student_rows: dict[int, Enrollment] = {}
    staff_rows: dict[int, Enrollment] = {}
    for line in lines:
        is_student = line.text("role") == "student"
        number = (students if is_student else staff).add(line)
        (student_rows if is_student else staff_rows)[number] = reader.enrollment(line, number)
    return student_rows, staff_rows
