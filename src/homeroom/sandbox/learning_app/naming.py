"""How the learning app names what it got from the SIS: by the ids of one API version."""

from dataclasses import dataclass
from datetime import date

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.nouns import Api, Section


@dataclass(frozen=True)
class Naming:
    """`campus` is read for its roster only: the app knows what the API has told it."""

    campus: Campus
    api: Api

    def section(self, section: Section) -> str:
        return self.campus.ids.section(section.number)

    def course(self, section: Section) -> str:
        return self.campus.ids.course(section.course)

    def school(self, section: Section) -> str:
        roster = self.campus.roster_of(section.number)
        return self.campus.ids.org(roster.orgs[section.school], self.api)

    def student(self, section: Section, person: int) -> str:
        roster = self.campus.roster_of(section.number)
        return self.campus.ids.user(roster.people[person], self.api, "student")

    def term(self, section: Section, due: date) -> str:
        """Return the section's term that holds the day, or its first one."""
        sessions = self.campus.roster_of(section.number).sessions
        terms = [sessions[number] for number in section.sessions]
        holding = [term for term in terms if term.begin <= due <= term.last]
        return self.campus.ids.session((holding or terms)[0])
