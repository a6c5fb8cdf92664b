"""What happens in the SIS, event by event."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from msgspec import structs

from homeroom.sandbox.campus.nouns import Duty, Enrollment, Person
from homeroom.sandbox.campus.score_groups import usual_categories
from homeroom.sandbox.campus.tasks import grading_tasks
from homeroom.sandbox.school_year.scenario import SisEvent
from homeroom.sandbox.school_year.world import (
    World,
    add_person,
    add_section,
    copy_roster,
    enroll,
    roll_over,
    teach,
)
from homeroom.sandbox.teacher import acts

_NIGHT = timedelta(days=1)


def happen(world: World, event: SisEvent) -> None:
    """Let one event happen; roster events leave a new roster with new indexes behind."""
    if event.act in _TEACHER:
        _TEACHER[event.act](world, event)
        return
    world.campus.change_roster(copy_roster(world.campus.roster))
    _ROSTER[event.act](world, event)
    furnish_new_sections(world)


def furnish_new_sections(world: World) -> None:
    """Give sections without categories their usual ones, and their grading tasks."""
    campus = world.campus
    for section in campus.roster.sections.values():
        if not campus.book.categories_of(section.number):
            name = campus.ids.section(section.number)
            tasks = grading_tasks(campus.roster, campus.ids, section, campus.zone)
            campus.book.furnish(usual_categories(section.number, name, section.modified), tasks)


def _day(event: SisEvent) -> date:
    if event.day is None:
        raise ValueError(f"The event '{event.act}' needs a day.")
    return event.day


def _arrive(world: World, event: SisEvent) -> None:
    if event.new is not None:
        add_person(world, event.new, _day(event), world.campus.clock.stamp())


def _enroll(world: World, event: SisEvent) -> None:
    enroll(world, event.person, event.section, _stay(world, event))


def _stay(world: World, event: SisEvent) -> tuple[date, date, int]:
    roster = world.campus.roster
    sessions = roster.sections[world.sections[event.section]].sessions
    last = max(roster.sessions[number].last for number in sessions)
    return _day(event), last, world.campus.clock.stamp()


def _leave(world: World, event: SisEvent) -> None:
    _end(world.campus.roster.student_rows, world, event)


def _stop_teaching(world: World, event: SisEvent) -> None:
    _end(world.campus.roster.staff_rows, world, event)


def _end(table: dict[int, Enrollment], world: World, event: SisEvent) -> None:
    """End the stay of a person in a section on a day, which is the last one there."""
    person, section = world.people[event.person], world.sections[event.section]
    for number, row in table.items():
        if (row.person, row.section) == (person, section) and row.covers(_day(event)):
            stamp = world.campus.clock.stamp()
            table[number] = structs.replace(row, last=_day(event), modified=stamp)


def _teach(world: World, event: SisEvent) -> None:
    stay = _stay(world, event)
    teach(world, event.person, event.section, stay, primary=event.primary)


def _change_school(world: World, event: SisEvent) -> None:
    person, day = world.person(event.person), _day(event)
    ended = tuple(structs.replace(duty, last=day - _NIGHT) for duty in person.duties)
    new = Duty(person.duties[0].role, world.schools[event.school], day)
    _change(world, structs.replace(person, duties=(*ended, new)))


def _disable(world: World, event: SisEvent) -> None:
    _change(world, structs.replace(world.person(event.person), enabled=False))


def _unlist(world: World, event: SisEvent) -> None:
    """Leave a person out of all answers; dateLastModified does not tell of it."""
    person = world.person(event.person)
    world.campus.roster.people[person.number] = structs.replace(person, unlisted=True)


def _list_again(world: World, event: SisEvent) -> None:
    person = world.person(event.person)
    world.campus.roster.people[person.number] = structs.replace(person, unlisted=False)


def _become_guardian(world: World, event: SisEvent) -> None:
    adult, child = world.person(event.person), world.person(event.agent_of)
    duty = Duty("guardian", child.duties[-1].org, world.campus.clock.day)
    agents = (*adult.agents, child.number)
    _change(world, structs.replace(adult, duties=(*adult.duties, duty), agents=agents))
    _change(world, structs.replace(child, agents=(*child.agents, adult.number)))


def _change(world: World, person: Person) -> None:
    stamp = world.campus.clock.stamp()
    world.campus.roster.people[person.number] = structs.replace(person, modified=stamp)


def _open_section(world: World, event: SisEvent) -> None:
    if event.group is not None:
        add_section(world, event.group, world.campus.clock.stamp())


def _roll_over(world: World, event: SisEvent) -> None:
    roll_over(world, world.campus.clock.stamp())


def _score(world: World, event: SisEvent) -> None:
    act = acts.GiveScore(
        section=str(world.sections[event.section]),
        item=event.item,
        student=world.person(event.person).name,
        score=Decimal(event.score),
    )
    acts.give_score(world.campus, act)


def _align(world: World, event: SisEvent) -> None:
    section = str(world.sections[event.section])
    acts.align(world.campus, acts.Align(section, event.item, event.category))


def _make_item(world: World, event: SisEvent) -> None:
    section = str(world.sections[event.section])
    points = Decimal(event.points)
    item = acts.MakeItem(section, event.item, _day(event), points, category=event.category)
    acts.make_item(world.campus, item)


_Event = Callable[[World, SisEvent], None]
_TEACHER: dict[str, _Event] = {"score": _score, "align": _align, "make item": _make_item}
_ROSTER: dict[str, _Event] = {
    "arrive": _arrive,
    "enroll": _enroll,
    "leave": _leave,
    "teach": _teach,
    "stop teaching": _stop_teaching,
    "change school": _change_school,
    "disable": _disable,
    "unlist": _unlist,
    "list again": _list_again,
    "become guardian": _become_guardian,
    "open section": _open_section,
    "roll over": _roll_over,
}
