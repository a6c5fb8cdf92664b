"""The whole state of the pretend Infinite Campus, and the questions that many rooms ask of it."""

from dataclasses import dataclass, field
from datetime import date
from threading import RLock
from zoneinfo import ZoneInfo

from msgspec import structs

from homeroom.sandbox.campus.assessments import AssessmentBook
from homeroom.sandbox.campus.calendar import current_period, period_on
from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.campus.gradebook import Gradebook
from homeroom.sandbox.campus.grades import Category, Item, ScoreGroup
from homeroom.sandbox.campus.ids import Ids
from homeroom.sandbox.campus.instants import day_in
from homeroom.sandbox.campus.nouns import Section, Session
from homeroom.sandbox.campus.roster import Roster
from homeroom.sandbox.campus.rules import Rules
from homeroom.sandbox.campus.score_groups import GROUPS, usual_categories
from homeroom.sandbox.campus.tasks import grading_tasks


@dataclass
class Campus:
    """One district's system. Whoever reads or changes it holds `lock`."""

    roster: Roster
    book: Gradebook
    ids: Ids
    clock: Clock
    zone: ZoneInfo
    rules: Rules = field(default_factory=Rules)
    assessments: AssessmentBook = field(default_factory=AssessmentBook)
    # Grading windows that a person opened or closed by hand, by the id of the line item.
    windows: dict[str, bool] = field(default_factory=dict)
    # Rosters of earlier school years: no longer served, still in the teachers' view.
    past: list[Roster] = field(default_factory=list)
    roster_changes: int = 0
    lock: RLock = field(default_factory=RLock)

    def change_roster(self, roster: Roster) -> None:
        self.roster = roster
        self.roster_changes += 1

    def set_window(self, item: Item, is_open: bool) -> None:
        """Open or close the grading window of one task by hand."""
        self.windows[item.id] = is_open
        self.book.put_item(structs.replace(item, modified=self.clock.stamp()))

    def day_of(self, instant: int) -> date:
        """Return the school's calendar day of an instant."""
        return day_in(self.zone, instant)

    def section(self, number: int) -> Section | None:
        """Return a section of this year or of an earlier one."""
        rosters = (self.roster, *self.past)
        return next((r.sections[number] for r in rosters if number in r.sections), None)

    def roster_of(self, section: int) -> Roster:
        """Return the roster of the year that the section belongs to."""
        rosters = (self.roster, *self.past)
        return next(roster for roster in rosters if section in roster.sections)

    def period_of(self, item: Item) -> Session | None:
        """Return the grading period in whose column the item stands.

        A due date in another quarter moves the column to that quarter (Columbus guide), whatever
        period the item names.
        """
        roster = self.roster_of(item.section)
        if item.task:
            return roster.sessions.get(item.task.period)
        return period_on(roster, roster.sections[item.section], self.day_of(item.due))

    def window_open(self, item: Item) -> bool:
        """Whether posted grades are taken: the window of the present period is open."""
        if item.task is None:
            return False
        if item.id in self.windows:
            return self.windows[item.id]
        if item.section not in self.roster.sections or item.task.standard:
            return False
        section = self.roster.sections[item.section]
        now = current_period(self.roster, section, self.clock.day)
        return now is not None and now.number == item.task.period

    def score_group(self, item: Item) -> ScoreGroup | None:
        return GROUPS[item.task.group] if item.task else None

    def category_of(self, item: Item) -> Category | None:
        """Return the living category that the item is aligned to."""
        if item.category is None:
            return None
        rows = self.book.categories_of(item.section)
        return next((row for row in rows if row.id == item.category), None)

    def furnish(self) -> None:
        """Give every section of a loaded roster its categories and grading tasks."""
        roster, ids = self.roster, self.ids
        for section in roster.sections.values():
            if not section.deleted:
                name = ids.section(section.number)
                self.book.furnish(
                    usual_categories(section.number, name, section.modified),
                    grading_tasks(roster, ids, section, self.zone),
                )
