"""Readers of the values inside records that have members of their own."""

from typing import Any

from homeroom.model import readers as read
from homeroom.model.readers import Reader, Reading, Unusable
from homeroom.model.records import (
    NO_WORD,
    NOT_SAID,
    ObjectiveScore,
    ObjectiveScores,
    ObjectiveSet,
    Role,
    ScaleValue,
    UserId,
    UserProfile,
)

role_word = read.choice(
    "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor",
    "relative", "siteAdministrator", "student", "systemAdministrator", "teacher",
    extensible=True,
)  # fmt: skip
role_type_word = read.choice("primary", "secondary")


def members(raw: Any, known: tuple[str, ...], path: str, reading: Reading) -> list[dict[str, Any]]:
    """Return the objects of a list, and note members that the standard does not know."""
    if raw is None or raw == "":
        return []
    parts = raw if isinstance(raw, list) else [raw]
    for index, part in enumerate(parts):
        if not isinstance(part, dict):
            raise Unusable("is not a list of objects")
        for key in part.keys() - known:
            reading.extra[f"{path}.{index}.{key}"] = part[key]
    return parts


def user_ids(raw: Any, reading: Reading) -> tuple[UserId, ...]:
    """Read a person's ids in other systems."""
    found = []
    for part in members(raw, ("type", "identifier"), "userIds", reading):
        name = read.identifier(part.get("identifier"), reading)
        if name:
            found.append(UserId(read.text(part.get("type"), reading) or "unknown", name))
    return tuple(found)


def roles(raw: Any, reading: Reading) -> tuple[Role, ...]:
    """Read a person's roles; the first one in an org is primary unless it says otherwise."""
    known = ("roleType", "role", "org", "userProfile", "beginDate", "endDate")
    found: list[Role] = []
    for part in members(raw, known, "roles", reading):
        org = _lenient(read.reference, part, "org", reading)
        word = _lenient(role_word, part, "role", reading)
        if word == NO_WORD or _names_nobody(part):
            continue
        if org is None or word is None:
            reading.left_out.append("has an entry without role or org")
            continue
        first = all(role.org != org for role in found)
        found.append(
            Role(
                role_type=_lenient(role_type_word, part, "roleType", reading)
                or ("primary" if first else "secondary"),
                role=word,
                org=org,
                user_profile=_lenient(read.text, part, "userProfile", reading),
                begin_date=_lenient(read.day, part, "beginDate", reading),
                end_date=_lenient(read.day, part, "endDate", reading),
            )
        )
    return tuple(found)


def _names_nobody(role: dict[str, Any]) -> bool:
    """Say whether a hub wrote a role in no org, because nobody had said in which."""
    org = role.get("org")
    return isinstance(org, dict) and org.get("sourcedId") == NOT_SAID


def user_profiles(raw: Any, reading: Reading) -> tuple[UserProfile, ...]:
    """Read a person's accounts; their credentials are dropped before and are not read here."""
    known = ("profileId", "profileType", "vendorId", "applicationId", "description", "credentials")
    found = []
    for part in members(raw, known, "userProfiles", reading):
        name = read.identifier(part.get("profileId"), reading)
        if name is None:
            reading.left_out.append("has an entry without profileId")
            continue
        found.append(
            UserProfile(
                profile_id=name,
                profile_type=_lenient(read.text, part, "profileType", reading),
                vendor_id=_lenient(read.text, part, "vendorId", reading),
                application_id=_lenient(read.text, part, "applicationId", reading),
                description=_lenient(read.text, part, "description", reading),
            )
        )
    return tuple(found)


def _lenient(reader: Reader, part: dict[str, Any], name: str, reading: Reading) -> Any:
    """Read one member of an entry of the roster; the entry is used without one that is unusable."""
    given = part.get(name)
    if given is None:
        return None
    try:
        return reader(given, reading)
    except Unusable as problem:
        reading.left_out.append(f"has an entry whose {name} {problem}")
        return None


def scale_values(raw: Any, reading: Reading) -> tuple[ScaleValue, ...]:
    """Read the lines of a score scale."""
    found = []
    for part in members(raw, ("itemValueLHS", "itemValueRHS"), "scoreScaleValue", reading):
        left = read.text(part.get("itemValueLHS"), reading)
        right = read.text(part.get("itemValueRHS"), reading)
        if left is None or right is None:
            raise Unusable("has a line without its left or right side")
        found.append(ScaleValue(left, right))
    return tuple(found)


def objective_sets(raw: Any, reading: Reading) -> tuple[ObjectiveSet, ...]:
    """Read the learning objectives that a line item assesses; an empty set says nothing."""
    found = []
    for part in members(raw, ("source", "learningObjectiveIds"), "learningObjectiveSet", reading):
        ids = read.texts(part.get("learningObjectiveIds"), reading)
        if ids:
            found.append(ObjectiveSet(read.text(part.get("source"), reading) or "unknown", ids))
    return tuple(found)


def objective_scores(raw: Any, reading: Reading) -> tuple[ObjectiveScores, ...]:
    """Read what a student reached in each learning objective; an empty set says nothing."""
    parts = members(raw, ("source", "learningObjectiveResults"), "learningObjectiveSet", reading)
    found = []
    for index, part in enumerate(parts):
        path = f"learningObjectiveSet.{index}.learningObjectiveResults"
        known = ("learningObjectiveId", "score", "textScore")
        scores = []
        for row in members(part.get("learningObjectiveResults"), known, path, reading):
            name = read.identifier(row.get("learningObjectiveId"), reading)
            if name is None:
                raise Unusable("has a result without a learning objective")
            score, words = row.get("score"), row.get("textScore")
            scores.append(
                ObjectiveScore(
                    id=name, score=read.number(score, reading), text=read.text(words, reading)
                )
            )
        if scores:
            source = read.text(part.get("source"), reading) or "unknown"
            found.append(ObjectiveScores(source, tuple(scores)))
    return tuple(found)
