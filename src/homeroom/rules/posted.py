"""Posted grades: which grades of an app go onto the report card, and when its windows are open."""

from datetime import date
from enum import StrEnum

from homeroom.rules.categories import folded
from homeroom.rules.letters import first_twice
from homeroom.rules.placed import PlacedRule
from homeroom.rules.places import Where, narrowest
from homeroom.rules.section import Section


class Posts(StrEnum):
    """What is posted: as much as is known of percent and letter, or one of them alone."""

    BOTH = "percent and letter"
    PERCENT = "percent"
    LETTER = "letter"


class TermGrade(PlacedRule, frozen=True, kw_only=True):
    """Grades in a line item of an app are posted to a grading task of the SIS; both by title.

    `table` names the letters of the task's score group; by default the table of the class's scales.
    """

    app: str
    item: str
    task: str
    posts: Posts = Posts.BOTH
    table: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.app and self.item.strip() and self.task.strip()):
            raise ValueError("a term grade names an app, a line item and a grading task")

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what may be posted only once."""
        return self.place, self.app, folded(self.item)


class PostingWindow(PlacedRule, frozen=True, kw_only=True):
    """Days on which grades are posted, both included, to one grading task or to all.

    Of the places that name a task's windows the narrowest one counts. Where none does, the SIS says
    whether a window is open.
    """

    task: str = ""
    first: date
    last: date

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.last < self.first:
            raise ValueError(f"the window closes on {self.last}, before it opens on {self.first}")


class Posted(Section, frozen=True, kw_only=True):
    """What is posted; without any rule, nothing. Each app needs the right to post besides."""

    term_grades: tuple[TermGrade, ...] = ()
    windows: tuple[PostingWindow, ...] = ()

    def __post_init__(self) -> None:
        twice = first_twice(one.key for one in self.term_grades)
        if twice is not None:
            raise ValueError(f"a term grade is named twice for one place: {twice}")


def term_grade_for(posted: Posted, app: str, where: Where, title: str) -> TermGrade | None:
    """Return the rule by which the grades of a line item are posted; None: it is an assignment."""
    if not posted.term_grades:
        return None
    fits = [one for one in posted.term_grades if one.app == app]
    return narrowest((one for one in fits if folded(one.item) == folded(title)), where)


def windows_for(posted: Posted, task: str, where: Where) -> list[PostingWindow]:
    """Return the windows of a grading task that hold in a class, in the order of their days."""
    fits = [one for one in posted.windows if not one.task or folded(one.task) == folded(task)]
    place = narrowest(fits, where)
    if place is None:
        return []
    return sorted((one for one in fits if one.place == place.place), key=lambda one: one.first)
