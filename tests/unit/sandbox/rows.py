"""A small roster for unit tests: one school, two semesters of two quarters, two sections."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.campus.gradebook import EmptyBase, Gradebook
from homeroom.sandbox.campus.grades import Item, Score
from homeroom.sandbox.campus.ids import CampusIds
from homeroom.sandbox.campus.instants import instant_at
from homeroom.sandbox.campus.nouns import (
    Course,
    Duty,
    Enrollment,
    Org,
    Person,
    Section,
    Session,
)
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.districts.guids import guid

ZONE = ZoneInfo("America/Chicago")
DAY = date(2026, 10, 14)
BEGIN, LAST = date(2026, 8, 17), date(2027, 6, 4)
YEAR, S1, S2, Q1, Q2, Q3, Q4 = 11, 12, 13, 14, 15, 16, 17
ALGEBRA, HEALTH = 701, 702
ANA, BEN, TEO, PAM = 21, 22, 23, 24
SCHOOL, ELSEWHERE = 2, 3


def session(number: int, kind: str, title: str, parent: int | None, *days: date) -> Session:
    return Session(number, title, kind, days[0], days[1], 2027, 1, parent)


def sessions() -> dict[int, Session]:
    autumn, winter = date(2026, 12, 18), date(2027, 1, 4)
    rows = (
        session(YEAR, "schoolYear", "2026-2027", None, BEGIN, LAST),
        session(S1, "semester", "S1", YEAR, BEGIN, autumn),
        session(S2, "semester", "S2", YEAR, winter, LAST),
        session(Q1, "gradingPeriod", "Q1", S1, BEGIN, date(2026, 10, 16)),
        session(Q2, "gradingPeriod", "Q2", S1, date(2026, 10, 19), autumn),
        session(Q3, "gradingPeriod", "Q3", S2, winter, date(2027, 3, 12)),
        session(Q4, "gradingPeriod", "Q4", S2, date(2027, 3, 15), LAST),
    )
    return {row.number: row for row in rows}


def person(number: int, name: str, *duties: Duty, **more: Any) -> Person:
    given, _, family = name.partition(" ")
    return Person(number, guid("unit", number), given, family, duties, 1, **more)


def org(number: int, kind: str, name: str, parent: int | None) -> Org:
    return Org(number, guid("org", number), name, kind, str(number), 1, parent)


def roster(**changes: Any) -> Roster:
    orgs = (
        org(1, "district", "Hollow District", None),
        org(SCHOOL, "school", "Hollow School", 1),
        org(ELSEWHERE, "school", "Far School", 1),
    )
    sections = (
        Section(ALGEBRA, "Algebra - 01", "A1", 31, SCHOOL, (S1, S2), 1, subjects=("Math",)),
        Section(HEALTH, "Health - 01", "H1", 32, SCHOOL, (S1,), 1, subjects=("Health",)),
    )
    people = (
        person(ANA, "Ana Ruiz", Duty("student", SCHOOL, BEGIN, LAST), agents=(PAM,)),
        person(BEN, "Ben Ode", Duty("student", SCHOOL, BEGIN, LAST)),
        person(TEO, "Teo Vance", Duty("teacher", SCHOOL, BEGIN)),
        person(PAM, "Pam Ruiz", Duty("guardian", SCHOOL, BEGIN), agents=(ANA,)),
    )
    students = (
        Enrollment(501, "student", ANA, ALGEBRA, SCHOOL, 1, BEGIN, LAST),
        Enrollment(502, "student", BEN, ALGEBRA, SCHOOL, 1, date(2026, 9, 10), LAST),
        Enrollment(503, "student", ANA, HEALTH, SCHOOL, 1, BEGIN, date(2026, 12, 18)),
    )
    staff = (Enrollment(601, "teacher", TEO, ALGEBRA, SCHOOL, 1, BEGIN, LAST, True),)
    tables: dict[str, Any] = {
        "school_year": 2027,
        "orgs": {row.number: row for row in orgs},
        "sessions": sessions(),
        "courses": {
            number: Course(number, title, title[:3], 1, org=SCHOOL, session=YEAR)
            for number, title in ((31, "Algebra"), (32, "Health"))
        },
        "sections": {row.number: row for row in sections},
        "people": {row.number: row for row in people},
        "student_rows": {row.number: row for row in students},
        "staff_rows": {row.number: row for row in staff},
    }
    return Roster(**(tables | changes))


def campus() -> Campus:
    found = Campus(roster(), Gradebook(EmptyBase()), CampusIds(), Clock(DAY), ZONE)
    found.furnish()
    return found


def item(row_id: str = "quiz", **changes: Any) -> Item:
    members: dict[str, Any] = {
        "id": row_id,
        "section": ALGEBRA,
        "title": row_id.title(),
        "assigned": instant_at(ZONE, date(2026, 9, 28), 8, 0),
        "due": instant_at(ZONE, date(2026, 10, 2), 23, 59),
        "low": Decimal(0),
        "high": Decimal(20),
        "origin": "api",
        "modified": 100,
    }
    return Item(**(members | changes))


def score(row_id: str = "r", **changes: Any) -> Score:
    members: dict[str, Any] = {
        "id": row_id,
        "item": "quiz",
        "section": ALGEBRA,
        "person": ANA,
        "status": "fully graded",
        "day": date(2026, 10, 2),
        "origin": "api",
        "modified": 100,
        "score": Decimal(15),
    }
    return Score(**(members | changes))
