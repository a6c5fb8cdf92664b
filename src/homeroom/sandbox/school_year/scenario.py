"""The written form of the scripted school year: district, steps, and what teachers should see."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct, convert, field

_FOLDER = Path(__file__).parent


class School(Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    title: str
    type: str
    begin: date
    last: date
    parent: str | None = None


class Human(Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    name: str
    role: str
    school: str
    grade: str = ""
    agents: tuple[str, ...] = ()


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """A section, from the first day of its first term on; without a code its key is one."""

    key: str
    title: str
    course: str
    school: str
    sessions: tuple[str, ...]
    subject: str
    period: str
    teachers: tuple[str, ...]
    students: tuple[str, ...]
    code: str = ""


class SharedCourse(Struct, frozen=True, forbid_unknown_fields=True):
    """What the app holds as one course, though the SIS has several sections of it."""

    key: str
    sections: tuple[str, ...]


class Year(Struct, frozen=True, forbid_unknown_fields=True):
    school_year: int
    session: tuple[Term, ...]
    section: tuple[Group, ...]
    district: str = ""
    school: tuple[School, ...] = ()
    person: tuple[Human, ...] = ()
    shared: tuple[SharedCourse, ...] = ()


class SisEvent(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happens in the SIS; `act` says which of the other members it has."""

    act: str
    person: str = ""
    section: str = ""
    school: str = ""
    agent_of: str = ""
    day: date | None = None
    primary: bool = False
    new: Human | None = None
    group: Group | None = None
    item: str = ""
    score: str = ""
    category: str = ""
    points: str = ""


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """What the app says of one student."""

    score: str = ""
    status: str = "fully graded"
    late: bool = False
    missing: bool = False
    incomplete: bool = False


class AppItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of work in the app; some apps write the due date as a date-time, `due_at`.

    `section` may be the key of a shared course; `dues` are the due dates of single students.
    """

    id: str
    section: str
    title: str
    category: str
    points: str
    assigned: date
    scored: date
    scores: dict[str, str | Mark]
    due: date | None = None
    due_at: str = ""
    percent: bool = False
    dues: dict[str, date] = {}


class AppScore(Struct, frozen=True, forbid_unknown_fields=True):
    item: str
    student: str
    scored: date
    mark: str | Mark


class Expected(Struct, frozen=True, forbid_unknown_fields=True):
    """One line item of the teachers' view, whole, as it is from this step on.

    `category` holds the title for 1.2 and for 1.1, empty for uncategorised. A cell is the score,
    or a list of score and flags; `scores_1p1` is there where 1.1 differs.
    """

    section: str
    item: str
    points: str
    due: date
    term: str
    category: tuple[str, str]
    scores: dict[str, str | tuple[str, ...]]
    scores_1p1: dict[str, str | tuple[str, ...]] | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """`hub` says in one sentence what a hub must do, `hub_1p1` what else on 1.1."""

    name: str
    day: date
    story: str
    hub: str
    hub_1p1: str = ""
    sis: tuple[SisEvent, ...] = ()
    item: tuple[AppItem, ...] = ()
    score: tuple[AppScore, ...] = ()
    unlist: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    expect: tuple[Expected, ...] = ()


class _Steps(Struct, frozen=True, forbid_unknown_fields=True):
    step: tuple[Step, ...] = field(default=())


@cache
def read_steps() -> tuple[Step, ...]:
    files = sorted((_FOLDER / "steps").glob("*.toml"))
    return tuple(step for path in files for step in convert(_read(path), _Steps).step)


@cache
def read_year(name: str) -> Year:
    """Return "district" or "next_year"."""
    return convert(_read(_FOLDER / f"{name}.toml"), Year)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
