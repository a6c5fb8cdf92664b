"""The ids under which each API version shows a row, and the way back from an id to a row."""

from collections.abc import Mapping
from typing import Protocol

from homeroom.sandbox.campus.nouns import Api, Enrollment, Org, Person, Session
from homeroom.sandbox.campus.roster import Roster

# The role letters before 1.1 user ids: "s for student, t for teacher, etc" (KB-12); the page names
# only these two, the others are assumed.
_LETTERS = {
    "student": "s",
    "teacher": "t",
    "administrator": "a",
    "guardian": "g",
    "parent": "p",
    "relative": "r",
    "aide": "e",
    "proctor": "c",
}


class Ids(Protocol):
    """How rows are called; `find_...` return None for an id that names nothing."""

    # Whether a 1.1 user row stands for one role of a person (true at Infinite Campus).
    row_per_role: bool

    def org(self, org: Org, api: Api) -> str: ...
    def session(self, session: Session) -> str: ...
    def course(self, number: int) -> str: ...
    def section(self, number: int) -> str: ...
    def enrollment(self, row: Enrollment) -> str: ...
    def user(self, person: Person, api: Api, role: str) -> str: ...
    def demographics(self, person: Person) -> str: ...
    def find_org(self, roster: Roster, text: str, api: Api) -> int | None: ...
    def find_session(self, roster: Roster, text: str) -> int | None: ...
    def find_course(self, roster: Roster, text: str) -> int | None: ...
    def find_section(self, roster: Roster, text: str) -> int | None: ...
    def find_enrollment(self, roster: Roster, text: str) -> Enrollment | None: ...
    def find_user(self, roster: Roster, text: str, api: Api) -> tuple[int, str] | None: ...
    def find_demographics(self, roster: Roster, text: str) -> int | None: ...


class CampusIds:
    """The scheme of Infinite Campus (KB-T11, KB-12)."""

    row_per_role = True

    def __init__(self, plus: bool = True) -> None:
        """`plus` writes s+123456 as KB-12 prints it, otherwise s123456 as seen elsewhere."""
        self._join = "+" if plus else ""

    def org(self, org: Org, api: Api) -> str:
        return org.guid if api == "1.2" else str(org.number)

    def session(self, session: Session) -> str:
        # A grading period is "a placeholder made from the term" (KB-T11).
        prefix = "gp" if session.type == "gradingPeriod" else ""
        return f"{prefix}{session.number}"

    def course(self, number: int) -> str:
        return str(number)

    def section(self, number: int) -> str:
        return str(number)

    def enrollment(self, row: Enrollment) -> str:
        return f"{'s' if row.role == 'student' else 't'}{row.number}"

    def user(self, person: Person, api: Api, role: str) -> str:
        if api == "1.2":
            return person.guid
        return f"{_LETTERS[role]}{self._join}{person.number}"

    def demographics(self, person: Person) -> str:
        # In 1.1 this is Identity.identityGUID (KB-T11); whether that equals the GUID of the 1.2
        # user is not stated, but 1.2 demands equality, so one GUID serves both.
        return person.guid

    def find_org(self, roster: Roster, text: str, api: Api) -> int | None:
        if api == "1.2":
            return roster.org_by_guid.get(text)
        return _known(text, roster.orgs)

    def find_session(self, roster: Roster, text: str) -> int | None:
        number = _known(text.removeprefix("gp"), roster.sessions)
        if number is None or self.session(roster.sessions[number]) != text:
            return None
        return number

    def find_course(self, roster: Roster, text: str) -> int | None:
        return _known(text, roster.courses)

    def find_section(self, roster: Roster, text: str) -> int | None:
        return _known(text, roster.sections)

    def find_enrollment(self, roster: Roster, text: str) -> Enrollment | None:
        table = {"s": roster.student_rows, "t": roster.staff_rows}.get(text[:1], {})
        number = _known(text[1:], table)
        return None if number is None else table[number]

    def find_user(self, roster: Roster, text: str, api: Api) -> tuple[int, str] | None:
        if api == "1.2":
            found = roster.person_by_guid.get(text)
            return None if found is None else (found, "")
        role = next((role for role, letter in _LETTERS.items() if letter == text[:1]), None)
        number = _known(text[1:].removeprefix(self._join), roster.people)
        if role is None or number is None:
            return None
        return (number, role) if self.user(roster.people[number], api, role) == text else None

    def find_demographics(self, roster: Roster, text: str) -> int | None:
        return roster.person_by_guid.get(text)


def _known(text: str, table: Mapping[int, object]) -> int | None:
    if not (text.isascii() and text.isdigit()) or text != str(int(text)):
        return None
    return int(text) if int(text) in table else None
