"""What the teachers of a generated district give out and when: about 50 pieces a class and year."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from homeroom.sandbox.districts.mixing import mix
from homeroom.sandbox.districts.names import catalogue


@dataclass(frozen=True)
class Kind:
    """`category` is the place of its category in the section; `lead` in school days."""

    category: int
    title: str
    points: int
    lead: int


_KINDS = {
    "H": Kind(1, "Homework {n}: {topic}", 10, 2),
    "Q": Kind(2, "Quiz {n}: {topic}", 20, 1),
    "T": Kind(3, "Unit {n} Test: {topic}", 100, 5),
    "P": Kind(4, "Project {n}: {topic}", 50, 8),
}
_PATTERN = "HHQHHPHQHTHHQHHQHTHHQHPHHT"


class Lesson(Struct, frozen=True, gc=False):
    """One piece of work; `place` counts from 1 through the year."""

    place: int
    title: str
    category: int
    points: int
    assigned: date
    due: date


def lessons_of(section: int, subject: str, days: list[date], seed: int) -> list[Lesson]:
    """Return the year's work of a section in the order of its due dates."""
    topics = catalogue().topics[subject]
    nth: Counter[str] = Counter()
    found: list[Lesson] = []
    for place, spot in enumerate(due_spots(section, len(days), seed)):
        letter = _PATTERN[(place + section) % len(_PATTERN)]
        kind = _KINDS[letter]
        nth[letter] += 1
        found.append(
            Lesson(
                place=place + 1,
                title=kind.title.format(n=nth[letter], topic=topics[(place + section) % 12]),
                category=kind.category,
                points=kind.points,
                assigned=days[max(0, spot - kind.lead)],
                due=days[spot],
            )
        )
    return found


def count_lessons(section: int, seed: int) -> int:
    return 46 + mix(seed, section) % 9


def due_spots(section: int, days: int, seed: int) -> list[int]:
    """Return which school day each lesson is due: spread evenly, with some days of play."""
    count = count_lessons(section, seed)
    play = mix(seed, section, 1)
    return [
        (place * 100 + 20 + (play >> place) % 60) * days // (count * 100) for place in range(count)
    ]


def next_school_day(days: list[date], day: date) -> date:
    """Return the first school day after a day, or the last one of the year."""
    return days[min(bisect_right(days, day), len(days) - 1)]
