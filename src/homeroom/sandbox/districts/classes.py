"""The courses, sections, rosters and teachers of one generated school."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

from homeroom.sandbox.campus.nouns import Course, Duty, Enrollment, Person, Section
from homeroom.sandbox.districts.guids import guid
from homeroom.sandbox.districts.names import catalogue, first_names, last_names
from homeroom.sandbox.districts.people import Setting

_CLASS_SIZE = 25
_SECTIONS_A_TEACHER = 5
_STRIDES = (7, 11, 13, 17, 19, 23, 29)


@dataclass
class Counters:
    """Numbers of fixed width, so that ids sort as their numbers do."""

    course: Iterator[int] = field(default_factory=lambda: count(10_001))
    section: Iterator[int] = field(default_factory=lambda: count(1_000_001))
    roster: Iterator[int] = field(default_factory=lambda: count(2_000_001))
    history: Iterator[int] = field(default_factory=lambda: count(500_001))
    person: Iterator[int] = field(default_factory=lambda: count(900_001))


@dataclass
class Tables:
    """What all schools put together; filled school by school."""

    courses: dict[int, Course] = field(default_factory=dict)
    sections: dict[int, Section] = field(default_factory=dict)
    student_rows: dict[int, Enrollment] = field(default_factory=dict)
    staff_rows: dict[int, Enrollment] = field(default_factory=dict)
    staff: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class SchoolSite:
    """A school with its students per grade and the terms its sections meet in."""

    number: int
    year: int
    terms: tuple[int, ...]
    students: dict[str, list[Person]]


def furnish(site: SchoolSite, tables: Tables, counters: Counters, setting: Setting) -> None:
    """Add a school's courses, sections, rosters and staff to the tables."""
    rng = Random(f"school {setting.seed} {site.number}")
    by_subject: dict[str, list[Section]] = defaultdict(list)
    for grade, students in site.students.items():
        for position, (title, subject, code) in enumerate(catalogue().courses[grade]):
            course = Course(
                number=next(counters.course),
                title=title,
                code=code,
                modified=setting.modified,
                grades=(grade,),
                subjects=(subject,),
                subject_codes=(code,),
                org=site.number,
                session=site.year,
            )
            tables.courses[course.number] = course
            groups = _groups(students, position)
            for part, group in enumerate(groups):
                section = _section(course, part, position, (site, counters))
                tables.sections[section.number] = section
                by_subject[subject].append(section)
                _enroll(group, section, tables, counters)
    for subject, sections in by_subject.items():
        _hire(subject, sections, (tables, counters), (rng, setting))
    for role in ("principal", "siteAdministrator"):
        tables.staff.append(_employee(next(counters.person), site.number, role, (rng, setting)))


def _groups(students: list[Person], course: int) -> list[list[Person]]:
    """Deal a grade's students to sections of about 25, mixed anew for every course."""
    size = len(students)
    if not size:
        return []
    stride = next(step for step in (*_STRIDES[course:], *_STRIDES) if size % step)
    mixed = [students[(course + place * stride) % size] for place in range(size)]
    parts = max(1, round(size / _CLASS_SIZE))
    return [mixed[part * size // parts : (part + 1) * size // parts] for part in range(parts)]


def _section(
    course: Course, part: int, position: int, source: tuple[SchoolSite, Counters]
) -> Section:
    site, counters = source
    return Section(
        number=next(counters.section),
        title=f"{course.title} - {part + 1:02d}",
        code=f"{course.code}-{part + 1:02d}",
        course=course.number,
        school=site.number,
        sessions=site.terms,
        modified=course.modified,
        location=f"Room {100 + course.number % 60 + part}",
        grades=course.grades,
        subjects=course.subjects,
        subject_codes=course.subject_codes,
        periods=(str((position + part) % 7 + 1),),
    )


def _enroll(group: list[Person], section: Section, tables: Tables, counters: Counters) -> None:
    for person in group:
        duty = person.duties[0]
        number = next(counters.roster)
        tables.student_rows[number] = Enrollment(
            number,
            "student",
            person.number,
            section.number,
            section.school,
            section.modified,
            duty.begin,
            duty.last,
            None,
            duty.no_show,
        )


def _hire(
    subject: str,
    sections: list[Section],
    target: tuple[Tables, Counters],
    source: tuple[Random, Setting],
) -> None:
    """Give every section a teacher; every twelfth section has a co-teacher beside."""
    tables, counters = target
    dates = source[1].dates
    staff: list[Person] = []
    for place, section in enumerate(sections):
        if place % _SECTIONS_A_TEACHER == 0:
            staff.append(_employee(next(counters.person), section.school, "teacher", source))
        team = [staff[-1]]
        if section.number % 12 == 5:
            team.extend(_colleague(tables.staff, staff[-1]))
        for rank, person in enumerate(team):
            number = next(counters.history)
            tables.staff_rows[number] = _assignment(number, person, section, rank == 0, dates.last)
    tables.staff.extend(staff)


def _colleague(staff: list[Person], teacher: Person) -> list[Person]:
    """Return the latest hired teacher of another subject at the same school, if there is one."""
    last = staff[-1].duties[0] if staff else None
    same = last is not None and (last.role, last.org) == ("teacher", teacher.duties[0].org)
    return staff[-1:] if same else []


def _assignment(
    number: int, person: Person, section: Section, primary: bool, last: date
) -> Enrollment:
    begin = person.duties[0].begin
    return Enrollment(
        number,
        "teacher",
        person.number,
        section.number,
        section.school,
        section.modified,
        begin,
        last,
        primary,
    )


def _employee(number: int, school: int, role: str, source: tuple[Random, Setting]) -> Person:
    rng, setting = source
    given, family = rng.choice(first_names()), rng.choice(last_names())
    username = f"{given}.{family}.{number % 100_000}".lower()
    return Person(
        number=number,
        guid=guid(setting.seed, "person", number),
        given=given,
        family=family,
        duties=(Duty(role, school, setting.dates.begin),),
        modified=setting.modified,
        username=username,
        email=f"{username}@{setting.domain}",
        identifier=str(number),
    )
