"""From the lines of a OneRoster CSV file to the rows of the pretend Infinite Campus."""

import re
from collections import defaultdict
from dataclasses import dataclass

from homeroom.sandbox.campus.nouns import (
    Course,
    Demographics,
    Duty,
    Enrollment,
    Org,
    Person,
    Section,
    Session,
)
from homeroom.sandbox.districts.csv_file import BadFile, Line
from homeroom.sandbox.districts.guids import guid

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_YEAR = re.compile(r"\d{4}")
_USER_ID = re.compile(r"\{([^:{}]+):([^{}]*)\}")
_BASE = {"sourcedId", "status", "dateLastModified"}


class Numbers:
    """Gives the rows of one file the numbers that they would have at Infinite Campus."""

    def __init__(self, first: int) -> None:
        self._next = first
        self.by_id: dict[str, int] = {}

    def add(self, line: Line) -> int:
        sourced_id = line.text("sourcedId")
        if not sourced_id or sourced_id in self.by_id:
            raise BadFile(f"{line.where}: sourcedId '{sourced_id}' is empty or used twice.")
        self.by_id[sourced_id] = self._next
        self._next += 1
        return self._next - 1

    def of(self, line: Line, column: str) -> int:
        """Return the number that a column refers to. Raises BadFile where it dangles."""
        found = self.maybe(line, column)
        if found is None:
            raise BadFile(f"{line.where}: {column} is empty.")
        return found

    def maybe(self, line: Line, column: str) -> int | None:
        text = line.text(column)
        if not text:
            return None
        if text not in self.by_id:
            raise BadFile(f"{line.where}: {column} names '{text}', which is not in the file.")
        return self.by_id[text]

    def all_of(self, line: Line, column: str) -> tuple[int, ...]:
        """Return the numbers of a list; people named in it may be missing from the file."""
        return tuple(self.by_id[word] for word in line.words(column) if word in self.by_id)

    def given(self) -> dict[int, str]:
        return {number: sourced_id for sourced_id, number in self.by_id.items()}


@dataclass(frozen=True)
class Numbering:
    orgs: Numbers
    sessions: Numbers
    courses: Numbers
    sections: Numbers
    people: Numbers


@dataclass(frozen=True)
class RowReader:
    """`undated` stands in for an empty dateLastModified, as bulk files of 1.2 have it."""

    numbers: Numbering
    undated: int

    def org(self, line: Line) -> Org:
        return Org(
            self.numbers.orgs.by_id[line.text("sourcedId")],
            own_guid("org", line),
            line.text("name"),
            line.text("type"),
            line.text("identifier"),
            self._modified(line),
            self.numbers.orgs.maybe(line, "parentSourcedId"),
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def session(self, line: Line) -> Session:
        begin, last = line.day("startDate"), line.day("endDate")
        if begin is None or last is None:
            raise BadFile(f"{line.where}: startDate or endDate is empty.")
        return Session(
            self.numbers.sessions.by_id[line.text("sourcedId")],
            line.text("title"),
            line.text("type"),
            begin,
            last,
            school_year_of(line),
            self._modified(line),
            self.numbers.sessions.maybe(line, "parentSourcedId"),
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def course(self, line: Line) -> Course:
        return Course(
            self.numbers.courses.by_id[line.text("sourcedId")],
            line.text("title"),
            line.text("courseCode"),
            self._modified(line),
            line.words("grades"),
            line.words("subjects"),
            line.words("subjectCodes"),
            self.numbers.orgs.maybe(line, "orgSourcedId"),
            self.numbers.sessions.maybe(line, "schoolYearSourcedId"),
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def section(self, line: Line) -> Section:
        return Section(
            self.numbers.sections.by_id[line.text("sourcedId")],
            line.text("title"),
            line.text("classCode"),
            self.numbers.courses.of(line, "courseSourcedId"),
            self.numbers.orgs.of(line, "schoolSourcedId"),
            self.numbers.sessions.all_of(line, "termSourcedIds"),
            self._modified(line),
            line.text("classType"),
            line.text("location"),
            line.words("grades"),
            line.words("subjects"),
            line.words("subjectCodes"),
            line.words("periods"),
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def person(self, line: Line, duties: tuple[Duty, ...]) -> Person:
        return Person(
            number=self.numbers.people.by_id[line.text("sourcedId")],
            guid=own_guid("person", line),
            given=line.text("givenName"),
            family=line.text("familyName"),
            duties=duties,
            modified=self._modified(line),
            middle=line.text("middleName"),
            preferred=(
                line.text("preferredGivenName"),
                line.text("preferredMiddleName"),
                line.text("preferredFamilyName"),
            ),
            pronouns=line.text("pronouns"),
            username=line.text("username"),
            email=line.text("email"),
            sms=line.text("sms"),
            phone=line.text("phone"),
            identifier=line.text("identifier"),
            master_identifier=line.text("userMasterIdentifier"),
            user_ids=tuple(_USER_ID.findall(line.text("userIds"))),
            grades=line.words("grades"),
            agents=self.numbers.people.all_of(line, "agentSourcedIds"),
            primary_org=self.numbers.orgs.maybe(line, "primaryOrgSourcedId"),
            enabled=line.truth("enabledUser") is not False,
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def enrollment(self, line: Line, number: int) -> Enrollment:
        return Enrollment(
            number,
            line.text("role"),
            self.numbers.people.of(line, "userSourcedId"),
            self.numbers.sections.of(line, "classSourcedId"),
            self.numbers.orgs.of(line, "schoolSourcedId"),
            self._modified(line),
            line.day("beginDate"),
            line.day("endDate"),
            line.truth("primary"),
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def demographics(self, line: Line) -> Demographics:
        values = {
            name: value
            for name, value in line.values.items()
            if value and name not in _BASE and not name.startswith("metadata.")
        }
        return Demographics(
            self.numbers.people.of(line, "sourcedId"),
            values,
            self._modified(line),
            deleted=_deleted(line),
            metadata=line.metadata(),
        )

    def duties_1p1(self, line: Line, org_types: dict[int, str]) -> tuple[Duty, ...]:
        """Return one role at every org of the line; administrators get their 1.2 names."""
        role = line.text("role")
        found: list[Duty] = []
        for org in self.numbers.orgs.all_of(line, "orgSourcedIds"):
            name = role
            if role == "administrator":
                at_school = org_types[org] == "school"
                name = "siteAdministrator" if at_school else "districtAdministrator"
            found.append(Duty(name, org))
        if not role or not found:
            raise BadFile(f"{line.where}: role or orgSourcedIds is empty or unknown.")
        return tuple(found)

    def duty_1p2(self, line: Line) -> Duty:
        return Duty(
            line.text("role"),
            self.numbers.orgs.of(line, "orgSourcedId"),
            line.day("beginDate"),
            line.day("endDate"),
            primary=line.text("roleType") != "secondary",
        )

    def _modified(self, line: Line) -> int:
        found = line.instant("dateLastModified")
        return self.undated if found is None else found


def own_guid(kind: str, line: Line) -> str:
    """Return the file's own id where it is a GUID, otherwise one made from it."""
    sourced_id = line.text("sourcedId")
    return sourced_id if _GUID.fullmatch(sourced_id) else guid("file", kind, sourced_id)


def school_year_of(line: Line) -> int:
    """Return the year in which the school year ends; generators write "2026-2027" for 2027."""
    years = _YEAR.findall(line.text("schoolYear"))
    if not years:
        raise BadFile(f"{line.where}: schoolYear '{line.text('schoolYear')}' holds no year.")
    return int(years[-1])


def grouped(lines: list[Line], column: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.text(column)].append(line)
    return found


def _deleted(line: Line) -> bool:
    # "inactive" was a status of OneRoster 1.0; it reads as tobedeleted.
    return line.text("status").lower() in ("tobedeleted", "inactive")
