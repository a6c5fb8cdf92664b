"""The roster rows that the pretend Infinite Campus keeps, free of any API version."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

Api = Literal["1.1", "1.2"]

# Every row carries `modified` (milliseconds since 1970, UTC) and `deleted`; `number` is the row's
# number in the database of Infinite Campus, from which the ids of both API versions are made.


class Org(Struct, frozen=True, gc=False):
    number: int
    guid: str
    name: str
    type: str
    identifier: str
    modified: int
    parent: int | None = None
    deleted: bool = False
    metadata: dict[str, str] | None = None


class Session(Struct, frozen=True, gc=False):
    """A school year, semester, term or grading period; `last` is its last day of school."""

    number: int
    title: str
    type: str
    begin: date
    last: date
    school_year: int
    modified: int
    parent: int | None = None
    deleted: bool = False
    metadata: dict[str, str] | None = None


class Course(Struct, frozen=True, gc=False):
    number: int
    title: str
    code: str
    modified: int
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()
    org: int | None = None
    session: int | None = None
    deleted: bool = False
    metadata: dict[str, str] | None = None


class Section(Struct, frozen=True, gc=False):
    """What OneRoster calls a class."""

    number: int
    title: str
    code: str
    course: int
    school: int
    sessions: tuple[int, ...]
    modified: int
    type: str = "scheduled"
    location: str = ""
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    deleted: bool = False
    metadata: dict[str, str] | None = None


class Enrollment(Struct, frozen=True, gc=False):
    """One stay of one person in one section; a student who returns gets a second row."""

    number: int
    role: str
    person: int
    section: int
    school: int
    modified: int
    begin: date | None = None
    last: date | None = None
    primary: bool | None = None
    no_show: bool = False
    deleted: bool = False
    metadata: dict[str, str] | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is on the roster on that day."""
        return self.overlaps(day, day)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether the person is on the roster on some day from `first` to `last`."""
        if self.deleted or self.no_show:
            return False
        return (self.begin is None or self.begin <= last) and (
            self.last is None or self.last >= first
        )


class Duty(Struct, frozen=True, gc=False):
    """A role of a person at a school or at the district."""

    role: str
    org: int
    begin: date | None = None
    last: date | None = None
    primary: bool = True
    no_show: bool = False

    def active_on(self, day: date) -> bool:
        if self.no_show or (self.begin is not None and day < self.begin):
            return False
        return self.last is None or day <= self.last


class Person(Struct, frozen=True, gc=False):
    number: int
    guid: str
    given: str
    family: str
    duties: tuple[Duty, ...]
    modified: int
    middle: str = ""
    preferred: tuple[str, str, str] = ("", "", "")
    pronouns: str = ""
    username: str = ""
    email: str = ""
    sms: str = ""
    phone: str = ""
    identifier: str = ""
    master_identifier: str = ""
    user_ids: tuple[tuple[str, str], ...] = ()
    grades: tuple[str, ...] = ()
    agents: tuple[int, ...] = ()
    primary_org: int | None = None
    enabled: bool = True
    # A person absent from one complete read: the script's glitch, not a fact about the person.
    unlisted: bool = False
    deleted: bool = False
    metadata: dict[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Demographics(Struct, frozen=True, gc=False):
    """`values` holds OneRoster names; booleans are kept as text."""

    person: int
    values: dict[str, str]
    modified: int
    deleted: bool = False
    metadata: dict[str, str] | None = None


RosterRow = Any
