"""OneRoster 1.1 objects seen as 1.2 objects, and back.

Only shapes differ here; decoding stays in one place. What 1.1 has no member for travels in
`metadata` under its 1.2 name, which the standard leaves to the two sides to agree on.
"""

from typing import Any
from zoneinfo import ZoneInfo

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape, is_blank
from homeroom.model.kinds import Kind
from homeroom.model.readers import Reading, Unusable

JSON = dict[str, Any]
_ANY_ZONE = ZoneInfo("UTC")

# 1.1 knows one administrator where 1.2 knows three, and neither principal nor counselor. Which of
# the three one is shows in the org of the role, once that is known (mapping/references.py).
ADMINISTRATOR = "ext:administrator"
_ROLE_FROM_1_1 = {"administrator": ADMINISTRATOR}
ROLES_TO_1_1 = {
    "siteAdministrator": "administrator",
    "districtAdministrator": "administrator",
    "systemAdministrator": "administrator",
    "principal": "administrator",
    "counselor": "aide",
}
ROLES_OF_1_1 = frozenset(
    {
        "administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher",
    }
)  # fmt: skip
_ENROLLMENT_ROLES_ONLY_1_1 = frozenset({"aide", "guardian", "parent", "relative"})
BOOLEANS = frozenset(
    {
        "enabledUser", "primary", "americanIndianOrAlaskaNative", "asian", "white",
        "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander",
        "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
    }
)  # fmt: skip
_MISSPELT = {"americanIndianOrAlsakaNative": "americanIndianOrAlaskaNative"}
_FLAGS = ("inProgress", "incomplete", "late", "missing")
MEMBERS_ONLY_1_2: dict[Kind, tuple[str, ...]] = {
    Kind.USER: (
        "userMasterIdentifier", "preferredFirstName", "preferredMiddleName", "preferredLastName",
        "pronouns", "userProfiles", "primaryOrg", "resources",
    ),
    Kind.CATEGORY: ("weight",),
    Kind.LINE_ITEM: ("school", "academicSession", "scoreScale", "learningObjectiveSet"),
    Kind.RESULT: ("class", "scoreScale", "textScore", "learningObjectiveSet", *_FLAGS),
}  # fmt: skip
_TRAVELLERS = {
    kind: tuple(
        field
        for field in ENTITIES[kind].fields
        if field.wire in names or field.shape is Shape.ROLES
    )
    for kind, names in MEMBERS_ONLY_1_2.items()
}


def role_of_1_1(role: str) -> str:
    """Return what 1.1 calls a role; one that it does not know keeps its name."""
    return ROLES_TO_1_1.get(role, role.removeprefix("ext:"))


def to_1_2(kind: Kind, wire: JSON) -> JSON:
    """Return a 1.1 object as a 1.2 object; unknown members are left for the decoder to keep."""
    seen = dict(wire)
    _take_back(kind, seen)
    if kind is Kind.USER:
        _roles_from_1_1(seen)
    elif kind is Kind.ENROLLMENT and _word(seen.get("role")) in _ENROLLMENT_ROLES_ONLY_1_1:
        seen["role"] = f"ext:{_word(seen['role'])}"
    elif kind is Kind.RESULT and _word(seen.get("scoreStatus")) == "late":
        # Clients do send `late` as a score status; the standard has no such word in either version.
        seen["scoreStatus"], seen["late"] = "submitted", "true"
    elif kind is Kind.RESOURCE and "role" in seen:
        seen.setdefault("roles", seen.pop("role"))
    elif kind is Kind.DEMOGRAPHICS:
        for wrong, right in _MISSPELT.items():
            if wrong in seen:
                seen.setdefault(right, seen.pop(wrong))
    return seen


def from_1_2(kind: Kind, wire: JSON) -> JSON:
    """Return a 1.2 object as 1.1 prints it: JSON booleans, one role, no member that 1.1 lacks."""
    seen, moved = split_1_1(kind, wire)
    if kind is Kind.USER:
        moved |= _roles_to_1_1(seen)
    elif kind is Kind.ENROLLMENT:
        seen["role"] = str(seen["role"]).removeprefix("ext:")
    if moved:
        seen["metadata"] = {**seen.get("metadata", {}), **moved}
    return seen


def split_1_1(kind: Kind, wire: JSON) -> tuple[JSON, JSON]:
    """Return the members of a 1.2 object that 1.1 knows, and those that it has no place for."""
    seen = {key: _boolean(held) if key in BOOLEANS else held for key, held in wire.items()}
    return seen, {key: seen.pop(key) for key in MEMBERS_ONLY_1_2.get(kind, ()) if key in seen}


def _word(held: Any) -> str:
    return held.strip().casefold() if isinstance(held, str) else ""


def _boolean(held: Any) -> Any:
    return {"true": True, "false": False}.get(held, held) if isinstance(held, str) else held


def _take_back(kind: Kind, seen: JSON) -> None:
    """Move members that travelled in the metadata of 1.1 to where 1.2 has them.

    A source may have a member of its own by such a name (`school`: "Oak High"); that one stays.
    """
    metadata = seen.get("metadata")
    if not isinstance(metadata, dict):
        return
    travelled = {
        field.wire: metadata[field.wire]
        for field in _TRAVELLERS.get(kind, ())
        if field.wire not in seen and _is_member(field, metadata.get(field.wire))
    }
    if travelled:
        seen |= travelled
        seen["metadata"] = {key: held for key, held in metadata.items() if key not in travelled}


def _is_member(field: Field, held: Any) -> bool:
    """Say whether a value looks as 1.2 writes this field: whole, and without anything unknown."""
    if field.shape is Shape.REFERENCE:
        return _is_reference(held)
    if field.shape is Shape.REFERENCES:
        return isinstance(held, list) and all(map(_is_reference, held))
    if field.holds is not None and not isinstance(held, list):
        return False
    reading = Reading(_ANY_ZONE)
    try:
        read = field.read(held, reading)
    except Unusable:
        return False
    return not (is_blank(read) or reading.extra or reading.left_out)


def _is_reference(held: Any) -> bool:
    return isinstance(held, dict) and bool(held.get("sourcedId"))


def _roles_from_1_1(seen: JSON) -> None:
    """Set roles from role and orgs; one without the other is no role, and is kept in metadata."""
    given = {key: held for key in ("role", "orgs") if (held := seen.pop(key, None))}
    if "roles" in seen or not given:
        return
    if len(given) == 1:
        metadata = seen.get("metadata") or {}
        held = metadata if isinstance(metadata, dict) else {"metadata": metadata}
        seen["metadata"] = {**given, **held}
        return
    role, orgs = given["role"], given["orgs"]
    word = _ROLE_FROM_1_1.get(_word(role), role)
    places = orgs if isinstance(orgs, list) else [orgs]
    seen["roles"] = [{"roleType": "primary", "role": word, "org": org} for org in places]


def _lone_role_to_1_1(seen: JSON) -> None:
    """Take a role without orgs, or orgs without a role, back from where they were kept."""
    metadata = seen.get("metadata", {})
    kept = {
        key: held
        for key, held in metadata.items()
        if (key == "role" and _word(held) in ROLES_OF_1_1)
        or (key == "orgs" and isinstance(held, list) and all(map(_is_reference, held)))
    }
    if len(kept) == 1:
        seen |= kept
        seen["metadata"] = {key: held for key, held in metadata.items() if key not in kept}
        if not seen["metadata"]:
            del seen["metadata"]


def _roles_to_1_1(seen: JSON) -> JSON:
    """Set role and orgs; roles that the two cannot express travel whole."""
    roles = seen.pop("roles", [])
    if not roles:
        _lone_role_to_1_1(seen)
        return {}
    main = next((one for one in roles if one.get("roleType") == "primary"), roles[0])
    seen["role"] = role_of_1_1(main["role"])
    seen["orgs"] = list({one["org"]["sourcedId"]: one["org"] for one in roles}.values())
    whole: JSON = dict(seen)
    whole.pop("metadata", None)
    _roles_from_1_1(whole)
    return {} if whole.get("roles") == roles else {"roles": roles}
