"""The scripted district as rows of the pretend Infinite Campus, and its keys."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from zoneinfo import ZoneInfo

from msgspec import structs

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.campus.gradebook import EmptyBase, Gradebook
from homeroom.sandbox.campus.ids import Ids
from homeroom.sandbox.campus.instants import midnight_utc
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
from homeroom.sandbox.school_year.scenario import Group, Human, Year, read_year


@dataclass
class World:
    """`people`, `schools`, `sections` and `sessions` give the number behind a key.

    `shared` gives the sections of a course that the app holds as one, of the present year.
    """

    campus: Campus
    people: dict[str, int] = field(default_factory=dict)
    schools: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.next_person = count(2_001)
        self.next_session = count(301)
        self.next_course = count(401)
        self.next_section = count(70_001)
        self.next_row = count(40_001)
        self.next_history = count(5_001)

    def person(self, key: str) -> Person:
        return self.campus.roster.people[self.people[key]]


def open_world(ids: Ids, zone: ZoneInfo, real_clock: bool) -> World:
    """Return the district as it stands before the first step."""
    year = read_year("district")
    clock = Clock(year.session[0].begin, real_clock)
    campus = Campus(_empty(year), Gradebook(EmptyBase()), ids, clock, zone)
    world = World(campus)
    stamp = midnight_utc(date(year.school_year - 1, 7, 1))
    _add_orgs(world, year, stamp)
    for human in year.person:
        add_person(world, human, year.session[0].begin, stamp)
    _introduce_agents(world, year)
    _open_year(world, year, stamp)
    return world


def _empty(year: Year) -> Roster:
    return Roster(year.school_year, {}, {}, {}, {}, {}, {}, {})


def _add_orgs(world: World, year: Year, stamp: int) -> None:
    orgs = world.campus.roster.orgs
    orgs[1] = Org(1, guid("script", "org", 1), year.district, "district", "0200", stamp)
    for number, school in enumerate(year.school, start=2):
        world.schools[school.key] = number
        identity = guid("script", "org", number)
        orgs[number] = Org(
            number, identity, school.name, "school", f"{200 + number}", stamp, parent=1
        )


def add_person(world: World, human: Human, begin: date, stamp: int) -> None:
    number = next(world.next_person)
    world.people[human.key] = number
    given, _, family = human.name.partition(" ")
    username = f"{given}.{family}".lower()
    world.campus.roster.people[number] = Person(
        number=number,
        guid=guid("script", "person", number),
        given=given,
        family=family,
        duties=(Duty(human.role, world.schools[human.school], begin),),
        modified=stamp,
        username=username,
        email=f"{username}@umberlow.example",
        identifier=str(number + 60_000),
        grades=(human.grade,) if human.grade else (),
    )


def _introduce_agents(world: World, year: Year) -> None:
    people = world.campus.roster.people
    for human in year.person:
        number = world.people[human.key]
        agents = tuple(world.people[key] for key in human.agents)
        people[number] = structs.replace(people[number], agents=agents)


def _open_year(world: World, year: Year, stamp: int) -> None:
    """Add the sessions and sections of a year to the roster that is being made."""
    roster = world.campus.roster
    world.sessions.clear()
    for term in year.session:
        number = world.sessions[term.key] = next(world.next_session)
        parent = world.sessions[term.parent] if term.parent else None
        roster.sessions[number] = Session(
            number, term.title, term.type, term.begin, term.last, year.school_year, stamp, parent
        )
    for group in year.section:
        add_section(world, group, stamp)
    world.shared = {course.key: course.sections for course in year.shared}


def add_section(world: World, group: Group, stamp: int) -> None:
    """Add a section with its teachers and students from its first day of school on."""
    roster = world.campus.roster
    sessions = tuple(world.sessions[key] for key in group.sessions)
    begin = min(roster.sessions[number].begin for number in sessions)
    last = max(roster.sessions[number].last for number in sessions)
    school = world.schools[group.school]
    number = world.sections[group.key] = next(world.next_section)
    roster.sections[number] = Section(
        number,
        group.title,
        (group.code or group.key).upper(),
        _course(world, group, stamp),
        school,
        sessions,
        stamp,
        location=f"Room {number % 100}",
        subjects=(group.subject,),
        subject_codes=(group.subject[:2].upper(),),
        periods=(group.period,),
    )
    for key in group.students:
        enroll(world, key, group.key, (begin, last, stamp))
    for place, key in enumerate(group.teachers):
        teach(world, key, group.key, (begin, last, stamp), primary=place == 0)


def _course(world: World, group: Group, stamp: int) -> int:
    roster = world.campus.roster
    for course in roster.courses.values():
        if course.title == group.course:
            return course.number
    number = next(world.next_course)
    roster.courses[number] = Course(
        number,
        group.course,
        group.course.upper()[:4],
        stamp,
        subjects=(group.subject,),
        subject_codes=(group.subject[:2].upper(),),
        org=world.schools[group.school],
        session=world.sessions["year"],
    )
    return number


Stay = tuple[date, date, int]


def enroll(world: World, person: str, section: str, stay: Stay) -> None:
    """Add a row to the roster; whoever comes back gets a new one (KB-T11: the id is the row's)."""
    begin, last, stamp = stay
    roster, number = world.campus.roster, next(world.next_row)
    place = roster.sections[world.sections[section]]
    roster.student_rows[number] = Enrollment(
        number, "student", world.people[person], place.number, place.school, stamp, begin, last
    )


def teach(world: World, person: str, section: str, stay: Stay, *, primary: bool) -> None:
    begin, last, stamp = stay
    roster, number = world.campus.roster, next(world.next_history)
    place = roster.sections[world.sections[section]]
    roster.staff_rows[number] = Enrollment(
        number,
        "teacher",
        world.people[person],
        place.number,
        place.school,
        stamp,
        begin,
        last,
        primary,
    )


def copy_roster(roster: Roster) -> Roster:
    """Return the same rows without the indexes, to be changed and then put in place."""
    return Roster(
        roster.school_year,
        dict(roster.orgs),
        dict(roster.sessions),
        dict(roster.courses),
        dict(roster.sections),
        dict(roster.people),
        dict(roster.student_rows),
        dict(roster.staff_rows),
        dict(roster.demographics),
    )


def roll_over(world: World, stamp: int) -> None:
    """Flip the active year: the people stay, everything else is new (Campus.1633)."""
    campus, year = world.campus, read_year("next_year")
    campus.past.append(campus.roster)
    fresh = _empty(year)
    fresh.orgs.update(campus.roster.orgs)
    fresh.people.update(campus.roster.people)
    campus.change_roster(fresh)
    _open_year(world, year, stamp)
