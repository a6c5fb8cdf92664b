"""The roster of one school year: tables by number, and the indexes that answers need."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from homeroom.sandbox.campus.nouns import (
    Course,
    Demographics,
    Enrollment,
    Org,
    Person,
    Section,
    Session,
)


@dataclass(frozen=True)
class Roster:
    """Never changed in place: an event in the SIS makes a new roster, with new indexes."""

    school_year: int
    orgs: dict[int, Org]
    sessions: dict[int, Session]
    courses: dict[int, Course]
    sections: dict[int, Section]
    people: dict[int, Person]
    # Roster ids and teacher history ids are numbered apart (KB-T11), hence two tables.
    student_rows: dict[int, Enrollment]
    staff_rows: dict[int, Enrollment]
    demographics: dict[int, Demographics] = field(default_factory=dict)

    @cached_property
    def rows_of_section(self) -> dict[int, list[Enrollment]]:
        """Students of each section in the order of their person numbers."""
        found: dict[int, list[Enrollment]] = defaultdict(list)
        for row in self.student_rows.values():
            found[row.section].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row.person, row.number))
        return dict(found)

    @cached_property
    def staff_of_section(self) -> dict[int, list[Enrollment]]:
        return _grouped(self.staff_rows.values(), "section")

    @cached_property
    def rows_of_person(self) -> dict[int, list[Enrollment]]:
        found: dict[int, list[Enrollment]] = defaultdict(list)
        for table in (self.student_rows, self.staff_rows):
            for row in table.values():
                found[row.person].append(row)
        return dict(found)

    @cached_property
    def person_by_guid(self) -> dict[str, int]:
        return {person.guid: person.number for person in self.people.values()}

    @cached_property
    def org_by_guid(self) -> dict[str, int]:
        return {org.guid: org.number for org in self.orgs.values()}

    @cached_property
    def children_of_session(self) -> dict[int, list[Session]]:
        found: dict[int, list[Session]] = defaultdict(list)
        for session in self.sessions.values():
            if session.parent is not None and not session.deleted:
                found[session.parent].append(session)
        return dict(found)

    @cached_property
    def periods_of_sessions(self) -> dict[tuple[int, ...], list[Session]]:
        """The grading periods found so far, by the sessions that sections meet in."""
        return {}

    @cached_property
    def children_of_org(self) -> dict[int, list[Org]]:
        found: dict[int, list[Org]] = defaultdict(list)
        for org in self.orgs.values():
            if org.parent is not None and not org.deleted:
                found[org.parent].append(org)
        return dict(found)

    @cached_property
    def sections_of_school(self) -> dict[int, list[Section]]:
        found: dict[int, list[Section]] = defaultdict(list)
        for section in self.sections.values():
            found[section.school].append(section)
        return dict(found)

    def session_numbers_of_school(self, school: int) -> set[int]:
        """Return the sessions that sections of the school meet in, their parents and children."""
        found: set[int] = set()
        for section in self.sections_of_school.get(school, ()):
            found.update(section.sessions)
        for number in list(found):
            found.update(child.number for child in self.children_of_session.get(number, ()))
            parent = self.sessions[number].parent if number in self.sessions else None
            while parent is not None and parent in self.sessions:
                found.add(parent)
                parent = self.sessions[parent].parent
        return found

    def newest(self) -> int:
        """Return the latest dateLastModified of all rows."""
        tables: tuple[Iterable[int], ...] = (
            (row.modified for row in self.orgs.values()),
            (row.modified for row in self.sessions.values()),
            (row.modified for row in self.courses.values()),
            (row.modified for row in self.sections.values()),
            (row.modified for row in self.people.values()),
            (row.modified for row in self.student_rows.values()),
            (row.modified for row in self.staff_rows.values()),
            (row.modified for row in self.demographics.values()),
        )
        return max(max(table, default=0) for table in tables)


def _grouped(rows: Iterable[Enrollment], key: str) -> dict[int, list[Enrollment]]:
    found: dict[int, list[Enrollment]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return dict(found)
