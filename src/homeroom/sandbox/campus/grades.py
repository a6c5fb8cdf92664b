"""The gradebook rows that the pretend Infinite Campus keeps."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Api

Origin = Literal["api", "teacher", "grading task"]


class Category(Struct, frozen=True, gc=False):
    """A category belongs to one section; OneRoster has no field to say so."""

    id: str
    section: int
    title: str
    weight: Decimal | None
    modified: int
    deleted: bool = False


class ScoreGroup(Struct, frozen=True, gc=False):
    """The marks of a grading task, each with the least percent it stands for."""

    id: str
    title: str
    marks: tuple[tuple[str, Decimal], ...]

    def letters(self) -> set[str]:
        return {letter for letter, _ in self.marks}

    def has_unique_minimums(self) -> bool:
        return len({least for _, least in self.marks}) == len(self.marks)

    def letter_of(self, percent: Decimal) -> str | None:
        """Return the mark with the highest minimum that the percent reaches."""
        reached = [(least, letter) for letter, least in self.marks if percent >= least]
        return max(reached)[1] if reached else None


class Task(Struct, frozen=True, gc=False):
    """The grading task or standard behind a line item that takes posted grades."""

    number: int
    period: int
    group: str
    standard: bool = False
    one_time: bool = False


class Item(Struct, frozen=True, gc=False):
    """A line item; `assigned` and `due` are instants in milliseconds since 1970, UTC."""

    id: str
    section: int
    title: str
    assigned: int
    due: int
    low: Decimal | None
    high: Decimal | None
    origin: Origin
    modified: int
    description: str = ""
    category: str | None = None
    period: int | None = None
    session: int | None = None
    api: Api | None = None
    connection: str = ""
    scale: str = ""
    objectives: Any = None
    task: Task | None = None
    deleted: bool = False


class Score(Struct, frozen=True, gc=False):
    """A result; `flags` are the letters of Infinite Campus: T M L I Ch X Dr."""

    id: str
    item: str
    section: int
    person: int
    status: str
    day: date
    origin: Origin
    modified: int
    score: Decimal | None = None
    text: str = ""
    percent: Decimal | None = None
    # A grade posted to a grading task: `percent` and `text` stand on the report card.
    posted: bool = False
    comment: str = ""
    flags: tuple[str, ...] = ()
    in_progress: bool = False
    scale: str = ""
    objectives: Any = None
    connection: str = ""
    deleted: bool = False


class Assessment(Struct, frozen=True, gc=False):
    """An assessment line item, kept as it was written."""

    id: str
    section: int | None
    body: dict[str, Any]
    modified: int
    deleted: bool = False


class AssessmentScore(Struct, frozen=True, gc=False):
    """An assessment result, kept as it was written."""

    id: str
    assessment: str
    person: int
    body: dict[str, Any]
    modified: int
    deleted: bool = False
