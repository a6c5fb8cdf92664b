"""What rendering needs besides the row: the campus, the reader's scope, the addresses of links."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.instants import instant_text
from homeroom.sandbox.campus.nouns import Api, Org, Person, RosterRow

Ref = dict[str, str]
Row = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """What a connection may see: its schools (None for all), and families with grade sync."""

    schools: frozenset[int] | None
    families: bool

    def has(self, school: int) -> bool:
        return self.schools is None or school in self.schools


@dataclass(frozen=True)
class View:
    """One reader's view of the campus in one API version."""

    campus: Campus
    api: Api
    scope: Scope


@dataclass(frozen=True)
class Frame:
    """`exclusive_ends` writes the day after the last one, as the standard says; Infinite Campus
    may return the last day of school itself (infinite-campus.md, section G).
    `percent_scores` writes results in percent, with the points in the metadata.
    """

    view: View
    roster_base: str
    gradebook_base: str
    exclusive_ends: bool = False
    percent_scores: bool = False
    # References to the same section, school or session stand in many rows of one page.
    known: dict[tuple[str, int], Ref] = field(default_factory=dict)

    @property
    def api(self) -> Api:
        return self.view.api

    def end(self, last: date) -> str:
        return (last + timedelta(days=1) if self.exclusive_ends else last).isoformat()

    def flag(self, value: bool) -> bool | str:
        """Write a boolean: JSON booleans in 1.1, the words "true" and "false" in 1.2."""
        if self.api == "1.1":
            return value
        return "true" if value else "false"

    def user(self, person: Person, role: str) -> Ref:
        name = self.view.campus.ids.user(person, self.api, role)
        return ref(self.roster_base, "users", name, "user")

    def org(self, org: Org) -> Ref:
        name = self.view.campus.ids.org(org, self.api)
        return ref(self.roster_base, "orgs", name, "org")

    def school(self, number: int) -> Ref:
        return self._once("org", number, self._school)

    def session(self, number: int) -> Ref:
        return self._once("session", number, self._session)

    def course(self, number: int) -> Ref:
        name = self.view.campus.ids.course(number)
        return ref(self.roster_base, "courses", name, "course")

    def section(self, number: int) -> Ref:
        return self._once("section", number, self._section)

    def _school(self, number: int) -> Ref:
        return self.org(self.view.campus.roster.orgs[number])

    def _session(self, number: int) -> Ref:
        name = self.view.campus.ids.session(self.view.campus.roster.sessions[number])
        return ref(self.roster_base, "academicSessions", name, "academicSession")

    def _section(self, number: int) -> Ref:
        name = self.view.campus.ids.section(number)
        return ref(self.roster_base, "classes", name, "class")

    def _once(self, kind: str, number: int, make: Callable[[int], Ref]) -> Ref:
        found = self.known.get((kind, number))
        if found is None:
            found = self.known[kind, number] = make(number)
        return found

    def grade_ref(self, path: str, sourced_id: str, kind: str) -> Ref:
        return ref(self.gradebook_base, path, sourced_id, kind)


def ref(base: str, path: str, sourced_id: str, kind: str) -> Ref:
    return {"href": f"{base}/{path}/{_quoted(sourced_id)}", "sourcedId": sourced_id, "type": kind}


def common(sourced_id: str, row: RosterRow) -> Row:
    """Return the four members that every row begins with."""
    begin: Row = {
        "sourcedId": sourced_id,
        "status": "tobedeleted" if row.deleted else "active",
        "dateLastModified": instant_text(row.modified),
    }
    if getattr(row, "metadata", None):
        begin["metadata"] = row.metadata
    return begin


def filled(row: Row, **members: Any) -> Row:
    """Add those members that hold something; `class_` stands for class."""
    for name, value in members.items():
        if value is not None and (value or not isinstance(value, str | list | tuple)):
            row[name.rstrip("_")] = value
    return row


@lru_cache(maxsize=65536)
def _quoted(text: str) -> str:
    return quote(text, safe="")
