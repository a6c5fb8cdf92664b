"""The ids of a district file kept as they are, the same in both API versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from homeroom.sandbox.campus.nouns import Api, Enrollment, Org, Person, Session
from homeroom.sandbox.campus.roster import Roster


@dataclass(frozen=True)
class GivenIds:
    """Number to sourcedId, per kind of row; people keep one row per user, with the file's role."""

    orgs: Mapping[int, str]
    sessions: Mapping[int, str]
    courses: Mapping[int, str]
    sections: Mapping[int, str]
    enrollments: Mapping[int, str]
    people: Mapping[int, str]
    row_per_role = False

    def org(self, org: Org, api: Api) -> str:
        return self.orgs[org.number]

    def session(self, session: Session) -> str:
        return self.sessions[session.number]

    def course(self, number: int) -> str:
        return self.courses[number]

    def section(self, number: int) -> str:
        return self.sections[number]

    def enrollment(self, row: Enrollment) -> str:
        return self.enrollments[row.number]

    def user(self, person: Person, api: Api, role: str) -> str:
        return self.people[person.number]

    def demographics(self, person: Person) -> str:
        return self.people[person.number]

    def find_org(self, roster: Roster, text: str, api: Api) -> int | None:
        return self._org_numbers.get(text)

    def find_session(self, roster: Roster, text: str) -> int | None:
        return self._session_numbers.get(text)

    def find_course(self, roster: Roster, text: str) -> int | None:
        return self._course_numbers.get(text)

    def find_section(self, roster: Roster, text: str) -> int | None:
        return self._section_numbers.get(text)

    def find_enrollment(self, roster: Roster, text: str) -> Enrollment | None:
        number = self._enrollment_numbers.get(text)
        if number is None:
            return None
        return roster.student_rows.get(number) or roster.staff_rows.get(number)

    def find_user(self, roster: Roster, text: str, api: Api) -> tuple[int, str] | None:
        number = self._person_numbers.get(text)
        return None if number is None else (number, "")

    def find_demographics(self, roster: Roster, text: str) -> int | None:
        return self._person_numbers.get(text)

    @cached_property
    def _org_numbers(self) -> dict[str, int]:
        return _turned(self.orgs)

    @cached_property
    def _session_numbers(self) -> dict[str, int]:
        return _turned(self.sessions)

    @cached_property
    def _course_numbers(self) -> dict[str, int]:
        return _turned(self.courses)

    @cached_property
    def _section_numbers(self) -> dict[str, int]:
        return _turned(self.sections)

    @cached_property
    def _enrollment_numbers(self) -> dict[str, int]:
        return _turned(self.enrollments)

    @cached_property
    def _person_numbers(self) -> dict[str, int]:
        return _turned(self.people)


def _turned(names: Mapping[int, str]) -> dict[str, int]:
    return {text: number for number, text in names.items()}
