"""The gradebook of one generated section: its line items at once, its scores item by item."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from homeroom.sandbox.campus.calendar import grading_periods
from homeroom.sandbox.campus.grades import Item, Score
from homeroom.sandbox.campus.ids import CampusIds
from homeroom.sandbox.campus.instants import instant_at, midnight_utc
from homeroom.sandbox.campus.nouns import Section
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.campus.score_groups import QUARTER_GRADE
from homeroom.sandbox.campus.tasks import grading_tasks
from homeroom.sandbox.districts.lessons import (
    Lesson,
    count_lessons,
    due_spots,
    lessons_of,
    next_school_day,
)
from homeroom.sandbox.districts.marks import (
    Grading,
    absences,
    count_marked,
    marked,
    posted_grade,
    score_of,
)

SIX_HOURS = 6 * 60 * 60 * 1000


@dataclass(frozen=True)
class Season:
    """The school days of the year and the day up to which teachers have graded."""

    days: list[date]
    day: date
    seed: int
    zone: ZoneInfo


class SectionBook:
    """One section: its line items at once, its scores item by item."""

    def __init__(self, roster: Roster, section: Section, season: Season) -> None:
        self._rows = roster.rows_of_section.get(section.number, [])
        self._season = season
        lessons = lessons_of(section.number, section.subjects[0], season.days, season.seed)
        tasks = grading_tasks(roster, CampusIds(), section, season.zone)
        items = [self._item(section, lesson) for lesson in lessons]
        self.items: list[Item] = [*items, *tasks]
        self.by_id = {item.id: item for item in self.items}
        # The pieces that have results, in the order of their ids.
        self.gradings = {
            item.id: self._grading(item, lesson)
            for item, lesson in zip(items, lessons, strict=True)
            if lesson.due <= season.day
        } | {task.id: found for task in tasks if (found := self._report_card(roster, task))}

    def scores_of(self, item_id: str) -> list[Score]:
        grading = self.gradings.get(item_id)
        if grading is None:
            return []
        seed = self._season.seed
        if grading.item.task:
            present = (row for row in self._rows if row.covers(grading.due))
            return [posted_grade(row, grading.item, grading.graded, seed) for row in present]
        return [score_of(row, grading, seed) for row in marked(self._rows, grading)]

    def _item(self, section: Section, lesson: Lesson) -> Item:
        zone = self._season.zone
        return Item(
            id=f"{section.number}{lesson.place:03d}",
            section=section.number,
            title=lesson.title,
            assigned=instant_at(zone, lesson.assigned, 0, 0),
            due=instant_at(zone, lesson.due, 23, 59),
            low=Decimal(0),
            high=Decimal(lesson.points),
            origin="teacher",
            modified=midnight_utc(min(lesson.assigned, self._season.day)) + SIX_HOURS,
            category=f"{section.number}-{lesson.category}",
        )

    def _grading(self, item: Item, lesson: Lesson) -> Grading:
        graded = min(next_school_day(self._season.days, lesson.due), self._season.day)
        return Grading(item, lesson.due, graded, lesson.place, lesson.points)

    def _report_card(self, roster: Roster, task: Item) -> Grading | None:
        """Return when the grades of a closed period were posted; an open one has none yet."""
        assert task.task is not None
        last = roster.sessions[task.task.period].last
        if task.task.number != QUARTER_GRADE or last >= self._season.day:
            return None
        graded = min(next_school_day(self._season.days, last), self._season.day)
        return Grading(task, last, graded, 0, 100)


def count_items(roster: Roster, section: Section, season: Season) -> int:
    """Return how many line items the section's book has, without making it."""
    return count_lessons(section.number, season.seed) + len(grading_periods(roster, section)) + 1


def count_scores(roster: Roster, section: Section, season: Season) -> int:
    """Return how many scores the section's book has, without making it."""
    rows = roster.rows_of_section.get(section.number, [])
    spots = due_spots(section.number, len(season.days), season.seed)
    due = [season.days[spot] for spot in spots if season.days[spot] <= season.day]
    closed = [
        period.last for period in grading_periods(roster, section) if period.last < season.day
    ]
    total = count_marked(len(rows), len(due), section.number) + len(closed) * len(rows)
    begin, last = season.days[0], season.days[-1]
    for position, row in enumerate(rows):
        if not (row.covers(begin) and row.covers(last)):
            away = absences(row, position, due)
            total -= away + sum(1 for day in closed if not row.covers(day))
    return total
