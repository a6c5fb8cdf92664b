"""The columns of every main file in the order of the standard, and the member each one becomes."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from homeroom.connectors.oneroster_csv import cells
from homeroom.model.kinds import Kind, Version
from homeroom.model.scrub import is_secret

Read = Callable[[str], Any]

SOURCED_ID, STATUS, MODIFIED = "sourcedId", "status", "dateLastModified"


class Column(Struct, frozen=True):
    """A column of the standard; `only` names the version that has it when the other has not."""

    name: str
    wire: str
    read: Read | None = None
    only: Version | None = None


def _plain(*names: str, only: Version | None = None) -> tuple[Column, ...]:
    return tuple(Column(name, name, None, only) for name in names)


def _ref(name: str, wire: str, only: Version | None = None) -> Column:
    return Column(name, wire, cells.reference, only)


def _refs(name: str, wire: str, only: Version | None = None) -> Column:
    return Column(name, wire, cells.references, only)


def _list(name: str) -> Column:
    return Column(name, name, cells.words)


_V1P1, _V1P2 = Version.V1P1, Version.V1P2
_BASE = (Column(SOURCED_ID, SOURCED_ID, cells.identifier), *_plain(STATUS, MODIFIED))

_ROSTER: dict[Kind, tuple[Column, ...]] = {
    Kind.ORG: (*_plain("name", "type", "identifier"), _ref("parentSourcedId", "parent")),
    Kind.ACADEMIC_SESSION: (
        *_plain("title", "type", "startDate", "endDate"),
        _ref("parentSourcedId", "parent"),
        *_plain("schoolYear"),
    ),
    Kind.RESOURCE: (
        *_plain("vendorResourceId", "title"),
        _list("roles"),
        *_plain("importance", "vendorId", "applicationId"),
    ),
    Kind.COURSE: (
        _ref("schoolYearSourcedId", "schoolYear"),
        *_plain("title", "courseCode"),
        _list("grades"),
        _ref("orgSourcedId", "org"),
        _list("subjects"),
        _list("subjectCodes"),
    ),
    Kind.CLASS: (
        *_plain("title"),
        _list("grades"),
        _ref("courseSourcedId", "course"),
        *_plain("classCode", "classType", "location"),
        _ref("schoolSourcedId", "school"),
        _refs("termSourcedIds", "terms"),
        _list("subjects"),
        _list("subjectCodes"),
        _list("periods"),
    ),
    Kind.USER: (
        *_plain("enabledUser"),
        _refs("orgSourcedIds", "orgs", _V1P1),
        Column("role", "role", cells.lower, _V1P1),
        *_plain("username"),
        Column("userIds", "userIds", cells.user_ids),
        *_plain("givenName", "familyName", "middleName", "identifier", "email", "sms", "phone"),
        _refs("agentSourcedIds", "agents"),
        _list("grades"),
        *_plain("userMasterIdentifier", only=_V1P2),
        Column("preferredGivenName", "preferredFirstName", only=_V1P2),
        *_plain("preferredMiddleName", only=_V1P2),
        Column("preferredFamilyName", "preferredLastName", only=_V1P2),
        _ref("primaryOrgSourcedId", "primaryOrg", _V1P2),
        *_plain("pronouns", only=_V1P2),
    ),
    Kind.DEMOGRAPHICS: _plain(
        "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation",
        "cityOfBirth", "publicSchoolResidenceStatus",
    ),
    Kind.ENROLLMENT: (
        _ref("classSourcedId", "class"),
        _ref("schoolSourcedId", "school"),
        _ref("userSourcedId", "user"),
        *_plain("role", "primary", "beginDate", "endDate"),
    ),
}  # fmt: skip

_GRADEBOOK: dict[Kind, tuple[Column, ...]] = {
    Kind.CATEGORY: (*_plain("title"), *_plain("weight", only=_V1P2)),
    Kind.SCORE_SCALE: (
        *_plain("title", "type"),
        _ref("courseSourcedId", "course"),
        _ref("classSourcedId", "class"),
        Column("scoreScaleValue", "scoreScaleValue", cells.scale_values),
    ),
    Kind.LINE_ITEM: (
        *_plain("title", "description", "assignDate", "dueDate"),
        _ref("classSourcedId", "class"),
        _ref("categorySourcedId", "category"),
        _ref("gradingPeriodSourcedId", "gradingPeriod", _V1P1),
        _ref("academicSessionSourcedId", "academicSession", _V1P2),
        *_plain("resultValueMin", "resultValueMax"),
        _ref("schoolSourcedId", "school", _V1P2),
    ),
    Kind.RESULT: (
        _ref("lineItemSourcedId", "lineItem"),
        _ref("studentSourcedId", "student"),
        *_plain("scoreStatus", "score", "scoreDate", "comment"),
        *_plain("textScore", only=_V1P2),
        _ref("classSourcedId", "class", _V1P2),
        *_plain("inProgress", "incomplete", "late", "missing", only=_V1P2),
    ),
}

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    kind: (*_BASE, *columns) for kind, columns in (_ROSTER | _GRADEBOOK).items()
}
# A list of resources stood in the first edition of 1.2 and was withdrawn in 1.2.1.
_WITHDRAWN = {Kind.USER: (_refs("resourceSourcedIds", "resources", _V1P2),)}


def known_columns(kind: Kind, version: Version) -> dict[str, Column]:
    """Return the columns to look for, by their names in small letters.

    A column of the other version is taken where it stands, except the single role of a 1.1 user:
    in a 1.2 package the roles are in a file of their own.
    """
    columns = (*COLUMNS[kind], *_WITHDRAWN.get(kind, ()))
    if kind is Kind.USER and version is Version.V1P2:
        columns = tuple(one for one in columns if one.only is not Version.V1P1)
    return {one.name.casefold(): one for one in columns}


def standard_columns(kind: Kind, version: Version) -> tuple[str, ...]:
    """Return the names of the columns that the standard has in this version."""
    return tuple(one.name for one in COLUMNS[kind] if one.only in (None, version))


def is_never_read(name: str) -> bool:
    """Say whether a column may hold a password or a credential."""
    return "password" in name.casefold() or any(is_secret(part) for part in name.split("."))
