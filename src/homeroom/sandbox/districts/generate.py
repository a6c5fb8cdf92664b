"""A generated district of any size, the same every time for a seed and a day."""

from datetime import date

from msgspec import structs

from homeroom.sandbox.campus.instants import midnight_utc
from homeroom.sandbox.campus.nouns import Duty, Org, Person, Session
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.districts.classes import Counters, SchoolSite, Tables, furnish
from homeroom.sandbox.districts.dates import YearDates, year_of
from homeroom.sandbox.districts.guids import guid
from homeroom.sandbox.districts.people import Place, Setting, demographics_of, families
from homeroom.sandbox.districts.plan import SchoolPlan, plan_schools

_FIRST_SESSION = 1_001
_DISTRICT = "Marrowby Falls Public Schools"


def generate(students: int, seed: int, day: date) -> tuple[Roster, YearDates]:
    """Return the roster of the school year that holds the day, and that year's dates."""
    dates = year_of(day)
    setting = Setting(seed, dates, midnight_utc(date(dates.ends_in - 1, 7, 1)), "marrowby.example")
    plans = plan_schools(students)
    orgs = _orgs(plans, setting)
    pupils, guardians = families(_places(plans, students), setting)
    sessions: dict[int, Session] = {}
    tables, counters = Tables(), Counters()
    for number, plan in enumerate(plans, start=2):
        year, terms = _add_sessions(sessions, setting)
        by_grade = {grade: [pupils[p] for p in places] for grade, places in plan.students.items()}
        furnish(SchoolSite(number, year, terms, by_grade), tables, counters, setting)
    people = {person.number: person for person in (*pupils, *guardians, *tables.staff)}
    _make_some_teachers_parents(people, guardians, tables)
    roster = Roster(
        school_year=dates.ends_in,
        orgs=orgs,
        sessions=sessions,
        courses=tables.courses,
        sections=tables.sections,
        people=people,
        student_rows=tables.student_rows,
        staff_rows=tables.staff_rows,
        demographics=demographics_of(pupils, setting),
    )
    return roster, dates


def _orgs(plans: list[SchoolPlan], setting: Setting) -> dict[int, Org]:
    district = Org(1, guid(setting.seed, "org", 1), _DISTRICT, "district", "0100", setting.modified)
    orgs = {1: district}
    for number, plan in enumerate(plans, start=2):
        orgs[number] = Org(
            number,
            guid(setting.seed, "org", number),
            plan.name,
            "school",
            f"{1000 + number}",
            setting.modified,
            parent=1,
        )
    return orgs


def _places(plans: list[SchoolPlan], students: int) -> list[Place]:
    found: dict[int, Place] = {}
    for number, plan in enumerate(plans, start=2):
        for grade, positions in plan.students.items():
            place = Place(number, grade)
            found.update((position, place) for position in positions)
    return [found[position] for position in range(students)]


def _add_sessions(sessions: dict[int, Session], setting: Setting) -> tuple[int, tuple[int, ...]]:
    """Add one school's calendar: terms belong to a calendar of a school at Infinite Campus."""
    dates, modified = setting.dates, setting.modified
    year = _FIRST_SESSION + len(sessions)
    title = f"{dates.ends_in - 1}-{dates.ends_in}"
    rows = [Session(year, title, "schoolYear", dates.begin, dates.last, dates.ends_in, modified)]
    for half, (begin, last) in enumerate(dates.semesters):
        semester = year + 1 + half
        rows.append(
            Session(
                semester, f"S{half + 1}", "semester", begin, last, dates.ends_in, modified, year
            )
        )
    for place, (begin, last) in enumerate(dates.quarters):
        number = year + 3 + place
        above = year + 1 + place // 2
        rows.append(
            Session(
                number,
                f"Q{place + 1}",
                "gradingPeriod",
                begin,
                last,
                dates.ends_in,
                modified,
                above,
            )
        )
    sessions.update((row.number, row) for row in rows)
    return year, (year + 1, year + 2)


def _make_some_teachers_parents(
    people: dict[int, Person], guardians: list[Person], tables: Tables
) -> None:
    """Turn every ninth teacher into the parent of a family: one person with two roles.

    The teacher takes the place of the family's first guardian, whose row goes.
    """
    teachers = [person for person in tables.staff if person.duties[0].role == "teacher"]
    for place, teacher in enumerate(teachers[4::9]):
        if place * 7 >= len(guardians):
            return
        guardian = guardians[place * 7]
        for kid in guardian.agents:
            agents = tuple(
                teacher.number if number == guardian.number else number
                for number in people[kid].agents
            )
            people[kid] = structs.replace(people[kid], agents=agents)
        family = tuple(
            Duty(duty.role, duty.org, duty.begin, primary=duty.org != teacher.duties[0].org)
            for duty in guardian.duties
        )
        people[teacher.number] = structs.replace(
            teacher, duties=teacher.duties + family, agents=guardian.agents
        )
        del people[guardian.number]
