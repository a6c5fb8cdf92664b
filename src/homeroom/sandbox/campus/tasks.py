"""The grading tasks of a section: line items that take posted grades, one for each period."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from homeroom.sandbox.campus.calendar import grading_periods
from homeroom.sandbox.campus.grades import Item, Task
from homeroom.sandbox.campus.ids import Ids
from homeroom.sandbox.campus.instants import instant_at
from homeroom.sandbox.campus.nouns import Section, Session
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.campus.score_groups import HABITS, LETTERS, QUARTER_GRADE, WORK_HABITS


def grading_tasks(roster: Roster, ids: Ids, section: Section, zone: ZoneInfo) -> list[Item]:
    """Return a grade for every grading period, and one standard for the last period."""
    periods = grading_periods(roster, section)
    found = [
        _task_item(
            (roster, ids, zone), section, period, Task(QUARTER_GRADE, period.number, LETTERS.id)
        )
        for period in periods
    ]
    if periods:
        habits = Task(HABITS, periods[-1].number, WORK_HABITS.id, standard=True, one_time=True)
        found.append(_task_item((roster, ids, zone), section, periods[-1], habits))
    return found


def _task_item(
    place: tuple[Roster, Ids, ZoneInfo], section: Section, period: Session, task: Task
) -> Item:
    roster, ids, zone = place
    term = ids.session(roster.sessions[task.period]).removeprefix("gp")
    return Item(
        # Section, term and task run together without spaces (KB-T11).
        id=f"{ids.section(section.number)}{term}{task.number}",
        section=section.number,
        title="Work Habits" if task.standard else f"{period.title} Grade",
        assigned=instant_at(zone, period.begin, 0, 0),
        due=instant_at(zone, period.last, 23, 59),
        low=Decimal(0),
        high=Decimal(100),
        origin="grading task",
        modified=section.modified,
        period=period.number,
        task=task,
    )
