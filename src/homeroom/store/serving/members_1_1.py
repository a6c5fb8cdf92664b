"""The members of a record as 1.1 has them; model/v1p1.py says the same in Python.

What 1.1 has no member for travels in `metadata`, under its 1.2 name.
"""

from homeroom.model.kinds import Kind
from homeroom.model.v1p1 import BOOLEANS, MEMBERS_ONLY_1_2
from homeroom.rules.sharing import METADATA
from homeroom.store.serving import people
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.members import Member, in_braces, own_metadata
from homeroom.store.serving.shared import Shared


def in_1_1(kind: Kind, of_1_2: list[Member], hrefs: Hrefs, shared: Shared) -> list[Member]:
    """Return the members of 1.1 for those of 1.2 that are shared."""
    only_1_2 = MEMBERS_ONLY_1_2.get(kind, ())
    moved = [one for one in of_1_2 if one.wire in only_1_2]
    seen = [_plain(kind, one) for one in of_1_2 if one.wire not in only_1_2]
    place = next((at for at, one in enumerate(seen) if one.wire == "roles"), None)
    lone = kind is Kind.USER and place is not None
    if kind is Kind.USER and place is not None:
        two = _role_and_orgs(hrefs, shared)
        seen[place : place + 1] = two
        moved.append(Member("roles", "v.roles", two[0].joins))
    if not moved:
        return seen
    rest = [one for one in seen if one.wire != METADATA]
    return [*rest, _metadata(moved, *own_metadata(kind, shared), lone=lone)]


def _plain(kind: Kind, member: Member) -> Member:
    """Return a member with the JSON booleans of 1.1, and without the extensions of 1.2."""
    if member.wire in BOOLEANS:
        return Member(member.wire, f"btrim({member.json}, '\"')", member.joins)
    if kind is Kind.ENROLLMENT and member.wire == "role":
        return Member(member.wire, "to_json(regexp_replace(t.role, '^ext:', ''))::text")
    return member


def _role_and_orgs(hrefs: Hrefs, shared: Shared) -> list[Member]:
    joins, roles = people.held(shared)
    role = people.role_of_1_1("v.role")
    joins = (*joins, people.of_1_1(roles, hrefs))
    return [Member("role", f"to_json({role})::text", joins), Member("orgs", "v.orgs", joins)]


def _metadata(moved: list[Member], own: str, none: str, *, lone: bool) -> Member:
    """Return metadata with the members that travel in it; most records have no `own`."""
    travel = f" LEFT JOIN LATERAL (SELECT {in_braces(moved)} AS json OFFSET 0) x ON true"
    joins = (*(join for one in moved for join in one.joins), travel)
    if lone:
        own = (
            f"({own}) - CASE WHEN {people.LONE_ROLE.format('t')} IS NULL THEN ARRAY[]::text[]"
            " ELSE ARRAY['role'] END"
        )
    both = f"nullif(({own}) || x.json::jsonb, '{{}}')::text"
    return Member(METADATA, f"CASE WHEN {none} THEN nullif(x.json, '{{}}') ELSE {both} END", joins)
