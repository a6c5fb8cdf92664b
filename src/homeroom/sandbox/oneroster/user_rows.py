"""Users as JSON: one row per role in 1.1, one row with many roles in 1.2 (KB-12)."""

from homeroom.sandbox.campus.nouns import Duty, Person
from homeroom.sandbox.campus.roles import FAMILY, UserRow, agent_role, role_1p1, roles_1p1
from homeroom.sandbox.oneroster.frame import Frame, Ref, Row, common, filled


def user_id(frame: Frame, row: UserRow) -> str:
    return frame.view.campus.ids.user(row.person, frame.api, row.role)


def user_1p1(frame: Frame, row: UserRow) -> Row:
    person = row.person
    shown = _shared(frame, row)
    duties = _duties(frame, person)
    has_agents = True
    if frame.view.campus.ids.row_per_role:
        duties = [duty for duty in duties if role_1p1(duty.role) == row.role]
        has_agents = row.role == "student" or row.role in FAMILY
    orgs = dict.fromkeys(duty.org for duty in duties)
    return filled(
        shown,
        role=row.role,
        orgs=[frame.school(number) for number in orgs],
        agents=_agents(frame, person, row.role == "student") if has_agents else None,
    )


def user_1p2(frame: Frame, row: UserRow) -> Row:
    person = row.person
    shown = _shared(frame, row)
    if frame.view.campus.ids.row_per_role:
        # The number of the 1.1 id without its prefix (KB-12). Clients of Infinite Campus read it
        # from one dotted key (README of Tools4everBV/NIM), so it is no object inside another.
        legacy = {"ic.legacySourcedId": str(person.number)}
        shown["metadata"] = {**shown.get("metadata", {}), **legacy}
    first, middle, last = person.preferred
    return filled(
        shown,
        userMasterIdentifier=person.master_identifier,
        preferredFirstName=first,
        preferredMiddleName=middle,
        preferredLastName=last,
        pronouns=person.pronouns,
        roles=[_role(frame, duty) for duty in _duties(frame, person)],
        primaryOrg=frame.school(person.primary_org) if person.primary_org else None,
        agents=_agents(frame, person, person.duties[0].role == "student"),
    )


def _shared(frame: Frame, row: UserRow) -> Row:
    person = row.person
    shown = common(user_id(frame, row), person)
    filled(shown, username=person.username)
    if person.user_ids:
        shown["userIds"] = [
            {"type": kind, "identifier": identifier} for kind, identifier in person.user_ids
        ]
    shown["enabledUser"] = frame.flag(person.enabled)
    shown["givenName"] = person.given
    shown["familyName"] = person.family
    return filled(
        shown,
        middleName=person.middle,
        identifier=person.identifier,
        email=person.email,
        sms=person.sms,
        phone=person.phone,
        grades=person.grades,
    )


def _duties(frame: Frame, person: Person) -> list[Duty]:
    """Return the roles that this reader may know of."""
    scope = frame.view.scope
    shown = [duty for duty in person.duties if scope.has(duty.org) and not duty.no_show]
    return [duty for duty in shown if scope.families or duty.role not in FAMILY]


def _role(frame: Frame, duty: Duty) -> Row:
    shown: Row = {
        "roleType": "primary" if duty.primary else "secondary",
        "role": duty.role,
        "org": frame.school(duty.org),
    }
    return filled(
        shown,
        beginDate=duty.begin.isoformat() if duty.begin else "",
        endDate=frame.end(duty.last) if duty.last else "",
    )


def _agents(frame: Frame, person: Person, of_student: bool) -> list[Ref]:
    """Refer to a student's family or a family's students; families hide with their right.

    A student who never showed up is not mentioned; one with a disabled account is.
    """
    people = frame.view.campus.roster.people
    known = (people[number] for number in person.agents if number in people)
    agents = [agent for agent in known if not all(duty.no_show for duty in agent.duties)]
    if of_student and not frame.view.scope.families:
        agents = [agent for agent in agents if not FAMILY & set(roles_1p1(agent))]
    if frame.api == "1.2":
        return [frame.user(agent, "") for agent in agents]
    return [frame.user(agent, agent_role(agent, of_student)) for agent in agents]
