"""The roles of people, and which of them an API version shows as rows of its own."""

from datetime import date

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Duty, Person

# 1.1 has one administrator role and no counselor; oneroster.md, section 9.
_ROLE_1P1 = {
    "districtAdministrator": "administrator",
    "siteAdministrator": "administrator",
    "systemAdministrator": "administrator",
    "principal": "administrator",
    "counselor": "aide",
}

ADMINISTRATORS = frozenset(
    {"districtAdministrator", "siteAdministrator", "systemAdministrator", "principal"}
)
# Guardians and relatives come only with the gradebook right (KB-11DM, older text).
FAMILY = frozenset({"guardian", "parent", "relative"})


class UserRow(Struct, frozen=True, gc=False):
    """One row of a users list: a person, and in 1.1 the role that the row stands for."""

    person: Person
    role: str

    @property
    def modified(self) -> int:
        return self.person.modified

    @property
    def deleted(self) -> bool:
        return self.person.deleted


def role_1p1(role: str) -> str:
    """Return the 1.1 name of a 1.2 role."""
    return _ROLE_1P1.get(role, role)


def roles_1p1(person: Person) -> list[str]:
    """Return the 1.1 roles of a person, each once, the primary one first."""
    duties = sorted(person.duties, key=lambda duty: not duty.primary)
    return list(dict.fromkeys(role_1p1(duty.role) for duty in duties))


def active_duties(person: Person, day: date) -> list[Duty]:
    """Return the roles that a person has today; disabled accounts have none.

    An enabled account and an active role are needed to appear (KB-12DM); a person may be
    enrolled in a section all the same.
    """
    if not person.enabled or person.unlisted:
        return []
    return [duty for duty in person.duties if duty.active_on(day)]


def agent_role(agent: Person, of_student: bool) -> str:
    """Return the 1.1 role under which an agent is shown: family of a student, or the student."""
    roles = roles_1p1(agent)
    wanted = FAMILY if of_student else {"student"}
    return next((role for role in roles if role in wanted), roles[0])
