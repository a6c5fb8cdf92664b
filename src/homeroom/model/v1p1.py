"""OneRoster 1.1 objects seen as 1.2 objects, and back.

Only shapes differ here; decoding stays in one place. What 1.1 has no member for travels in
`metadata` under its 1.2 name, which the standard leaves to the two sides to agree on.
"""

from typing import Any

from homeroom.model.kinds import Kind

JSON = dict[str, Any]

# 1.1 knows one administrator where 1.2 knows three, and neither principal nor counselor. Which of
# the three one is shows in the org of the role, once that is known (mapping/references.py).
ADMINISTRATOR = "ext:administrator"
_ROLE_FROM_1_1 = {"administrator": ADMINISTRATOR}
_ROLE_TO_1_1 = {
    "siteAdministrator": "administrator",
    "districtAdministrator": "administrator",
    "systemAdministrator": "administrator",
    "principal": "administrator",
    "counselor": "aide",
}
_ENROLLMENT_ROLES_ONLY_1_1 = frozenset({"aide", "guardian", "parent", "relative"})
_BOOLEANS = frozenset(
    {
        "enabledUser", "primary", "americanIndianOrAlaskaNative", "asian", "white",
        "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander",
        "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
    }
)  # fmt: skip
_MISSPELT = {"americanIndianOrAlsakaNative": "americanIndianOrAlaskaNative"}
_FLAGS = ("inProgress", "incomplete", "late", "missing")
_ONLY_1_2: dict[Kind, tuple[str, ...]] = {
    Kind.USER: (
        "userMasterIdentifier", "preferredFirstName", "preferredMiddleName", "preferredLastName",
        "pronouns", "userProfiles", "primaryOrg", "resources",
    ),
    Kind.CATEGORY: ("weight",),
    Kind.LINE_ITEM: ("school", "academicSession", "scoreScale", "learningObjectiveSet"),
    Kind.RESULT: ("class", "scoreScale", "textScore", "learningObjectiveSet", *_FLAGS),
}  # fmt: skip


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
    seen = {key: _boolean(held) if key in _BOOLEANS else held for key, held in wire.items()}
    return seen, {key: seen.pop(key) for key in _ONLY_1_2.get(kind, ()) if key in seen}


def _word(held: Any) -> str:
    return held.strip().casefold() if isinstance(held, str) else ""


def _boolean(held: Any) -> Any:
    return {"true": True, "false": False}.get(held, held) if isinstance(held, str) else held


def _take_back(kind: Kind, seen: JSON) -> None:
    """Move members that travelled in the metadata of 1.1 to where 1.2 has them."""
    metadata = seen.get("metadata")
    if not isinstance(metadata, dict):
        return
    names = (*_ONLY_1_2.get(kind, ()), *(("roles",) if kind is Kind.USER else ()))
    travelled = {key: metadata[key] for key in names if key in metadata and key not in seen}
    if travelled:
        seen |= travelled
        seen["metadata"] = {key: held for key, held in metadata.items() if key not in travelled}


def _roles_from_1_1(seen: JSON) -> None:
    """Set roles from role and orgs; one without the other is no role, and is kept in metadata."""
    given = {key: held for key in ("role", "orgs") if (held := seen.pop(key, None))}
    if "roles" in seen or not given:
        return
    if len(given) == 1:
        metadata = seen.get("metadata")
        seen["metadata"] = {**given, **(metadata if isinstance(metadata, dict) else {})}
        return
    role, orgs = given["role"], given["orgs"]
    word = _ROLE_FROM_1_1.get(_word(role), role)
    places = orgs if isinstance(orgs, list) else [orgs]
    seen["roles"] = [{"roleType": "primary", "role": word, "org": org} for org in places]


def _roles_to_1_1(seen: JSON) -> JSON:
    """Set role and orgs; roles that the two cannot express travel whole."""
    roles = seen.pop("roles", [])
    if not roles:
        return {}
    words = [_ROLE_TO_1_1.get(one["role"], one["role"].removeprefix("ext:")) for one in roles]
    seen["role"] = words[0]
    seen["orgs"] = list({one["org"]["sourcedId"]: one["org"] for one in roles}.values())
    whole: JSON = dict(seen)
    whole.pop("metadata", None)
    _roles_from_1_1(whole)
    return {} if whole.get("roles") == roles else {"roles": roles}
