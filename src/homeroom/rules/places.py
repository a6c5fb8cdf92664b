"""Where a rule holds: in the whole district, or narrower, down to one class."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypeVar

from msgspec import Struct

from homeroom.errors import NeedsDistrict


class Level(StrEnum):
    """How wide a rule reaches; a narrower one goes before a wider one."""

    DISTRICT = "district"
    SCHOOL = "school"
    COURSE = "course"
    TEACHER = "teacher"
    CLASS = "class"


WIDE_TO_NARROW = tuple(Level)


class Where(Struct, frozen=True, kw_only=True):
    """One class and what stands above it, in hub ids."""

    class_: str
    course: str | None = None
    school: str | None = None
    teachers: frozenset[str] = frozenset()

    def within(self, level: Level, id_: str) -> bool:
        """Say whether this class lies in a place."""
        match level:
            case Level.DISTRICT:
                return True
            case Level.SCHOOL:
                return self.school == id_
            case Level.COURSE:
                return self.course == id_
            case Level.TEACHER:
                return id_ in self.teachers
            case Level.CLASS:
                return self.class_ == id_


class Placed(Protocol):
    """A rule that holds in one place; `place` is `district` or `LEVEL:ID`."""

    @property
    def place(self) -> str: ...


_Placed = TypeVar("_Placed", bound=Placed)


def read_place(text: str) -> tuple[Level, str]:
    """Return the level and the id that a place names; a NeedsDistrict says how they are written."""
    word, _, id_ = text.partition(":")
    if word in set(Level) and bool(id_) is not (word == Level.DISTRICT):
        return Level(word), id_
    raise NeedsDistrict(
        f"{text} is no place.",
        fix="Write district, or school:ID, course:ID, teacher:ID or class:ID.",
    )


def narrowest(rules: Iterable[_Placed], where: Where) -> _Placed | None:
    """Return the rule that reaches least far of those that hold for a class.

    Two teachers of a class may each have one: then the one that stands first counts.
    """
    held = [(read_place(rule.place), rule) for rule in rules]
    fits = [(level, rule) for (level, id_), rule in held if where.within(level, id_)]
    return max(fits, key=lambda one: WIDE_TO_NARROW.index(one[0]))[1] if fits else None
