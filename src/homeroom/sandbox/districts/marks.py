"""The scores that the teachers of a generated district have given so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from homeroom.sandbox.campus.grades import Item, Score
from homeroom.sandbox.campus.instants import midnight_utc
from homeroom.sandbox.campus.nouns import Enrollment
from homeroom.sandbox.campus.score_groups import LETTERS
from homeroom.sandbox.districts.mixing import mix

_HALVES = [Decimal(n) / 2 for n in range(256)]
_SIX_HOURS = 6 * 60 * 60 * 1000
# One student in this many has nothing entered: an empty cell is no result at all.
_BLANK_EVERY = 31


@dataclass(frozen=True)
class Grading:
    """When a piece of work was due and graded, and on how many points."""

    item: Item
    due: date
    graded: date
    place: int
    points: int


def marked(rows: list[Enrollment], grading: Grading) -> Iterator[Enrollment]:
    """Yield those students who have something entered for the piece."""
    blank = (grading.place * 11 + grading.item.section) % _BLANK_EVERY
    for position, row in enumerate(rows):
        if position != blank and row.covers(grading.due):
            yield row


def count_marked(present: int, lessons: int, section: int) -> int:
    """Return how many results `marked` gives for the first lessons of a section.

    That holds for a section whose students were all there all the time.
    """
    blanks = ((place * 11 + section) % _BLANK_EVERY for place in range(1, lessons + 1))
    return present * lessons - sum(1 for blank in blanks if blank < present)


def absences(row: Enrollment, position: int, due: list[date]) -> int:
    """Return how many of those results fall away because a student came late or left."""
    return sum(
        1
        for place, day in enumerate(due, start=1)
        if not row.covers(day) and position != (place * 11 + row.section) % _BLANK_EVERY
    )


def score_of(row: Enrollment, grading: Grading, seed: int) -> Score:
    item = grading.item
    bits = mix(seed, row.section, grading.place, row.person)
    flags, status, scored = _state(bits % 1000)
    ability = 55 + mix(seed, row.person) % 43
    percent = min(104, max(0, ability + (bits >> 12) % 21 - 10))
    return Score(
        id=f"{item.id}-{row.person}",
        item=item.id,
        section=row.section,
        person=row.person,
        status=status,
        day=grading.graded,
        origin="teacher",
        modified=midnight_utc(grading.graded) + _SIX_HOURS,
        score=_HALVES[percent * grading.points * 2 // 100] if scored else None,
        flags=flags,
    )


def _state(chance: int) -> tuple[tuple[str, ...], str, bool]:
    """Return flags, status and whether there is a score; `chance` is out of 1000."""
    if chance < 20:
        return ("M",), "not submitted", False
    if chance < 30:
        return ("X",), "exempt", False
    if chance < 60:
        return ("L",), "fully graded", True
    if chance < 66:
        return ("I",), "partially graded", True
    if chance < 76:
        return ("T",), "submitted", False
    return (), "fully graded", True


def posted_grade(row: Enrollment, task: Item, day: date, seed: int) -> Score:
    """Return the grade that stands on the report card of a closed period."""
    percent = Decimal(min(100, 55 + mix(seed, row.person) % 43 + mix(seed, row.section) % 4))
    return Score(
        id=f"{task.id}-{row.person}",
        item=task.id,
        section=row.section,
        person=row.person,
        status="fully graded",
        day=day,
        origin="teacher",
        modified=midnight_utc(day) + _SIX_HOURS,
        percent=percent,
        posted=True,
        text=LETTERS.letter_of(percent) or "",
    )
