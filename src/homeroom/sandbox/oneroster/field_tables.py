"""The fields of every kind of row in each API version, by the kind of their values.

They decide what `filter`, `sort` and `fields` may name (oneroster.md, section 8).
"""

from functools import cache

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Api

TEXT, NUMBER, BOOLEAN, DAY, INSTANT = "text", "number", "boolean", "day", "instant"
LIST, REF, REFS, OBJECTS, OPEN = "list", "ref", "refs", "objects", "open"

_COMMON = "sourcedId status dateLastModified:instant metadata:open "
_NAMES = "identifier email sms phone agents:refs grades:list password userIds:objects "
_RACES = (
    "americanIndianOrAlaskaNative:boolean asian:boolean blackOrAfricanAmerican:boolean "
    "nativeHawaiianOrOtherPacificIslander:boolean white:boolean "
    "demographicRaceTwoOrMoreRaces:boolean hispanicOrLatinoEthnicity:boolean "
)
_FLAGS = "inProgress:boolean incomplete:boolean late:boolean missing:boolean "

_BOTH = {
    "org": "name type identifier parent:ref children:refs",
    "academicSession": "title type startDate:day endDate:day parent:ref children:refs schoolYear",
    "course": "title schoolYear:ref courseCode grades:list subjects:list org:ref "
    "subjectCodes:list resources:refs",
    "class": "title classCode classType location grades:list subjects:list course:ref "
    "school:ref terms:refs subjectCodes:list periods:list resources:refs",
    "enrollment": "user:ref class:ref school:ref role primary:boolean beginDate:day endDate:day",
    "demographics": "birthDate:day sex " + _RACES + "countryOfBirthCode "
    "stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
    "resource": "title roles:list importance vendorResourceId vendorId applicationId",
    "scoreGroup": "title scores:objects",
}
_V1P1 = {
    "user": "username enabledUser:boolean givenName familyName middleName role orgs:refs " + _NAMES,
    "category": "title",
    "lineItem": "title description assignDate:instant dueDate:instant class:ref category:ref "
    "gradingPeriod:ref resultValueMin:number resultValueMax:number",
    "result": "lineItem:ref student:ref scoreStatus score:number scoreDate:day comment",
}
_V1P2 = {
    "user": "userMasterIdentifier username enabledUser:boolean givenName familyName middleName "
    "preferredFirstName preferredMiddleName preferredLastName pronouns roles:objects "
    "userProfiles:objects primaryOrg:ref resources:refs " + _NAMES,
    "category": "title weight:number",
    "lineItem": "title description assignDate:instant dueDate:instant class:ref school:ref "
    "category:ref gradingPeriod:ref academicSession:ref scoreScale:ref resultValueMin:number "
    "resultValueMax:number learningObjectiveSet:objects",
    "result": "lineItem:ref student:ref class:ref scoreScale:ref scoreStatus score:number "
    "textScore scoreDate:day comment learningObjectiveSet:objects " + _FLAGS,
    "scoreScale": "title type course:ref class:ref scoreScaleValue:objects",
    "assessmentLineItem": "title description class:ref parentAssessmentLineItem:ref "
    "scoreScale:ref resultValueMin:number resultValueMax:number learningObjectiveSet:objects",
    "assessmentResult": "assessmentLineItem:ref student:ref score:number textScore "
    "scoreDate:day scoreScale:ref scorePercentile:number scoreStatus comment "
    "learningObjectiveSet:objects " + _FLAGS,
}
_INSIDE = {
    REF: ("sourcedId", "href", "type"),
    REFS: ("sourcedId", "href", "type"),
}


class Field(Struct, frozen=True):
    """A path into a row, and the kind of what stands there."""

    path: tuple[str, ...]
    kind: str


@cache
def fields_of(entity: str, api: Api) -> dict[str, str]:
    """Return the top-level fields of a kind of row, with the kinds of their values."""
    tables = _BOTH | (_V1P1 if api == "1.1" else _V1P2)
    pairs = (word.partition(":") for word in (_COMMON + tables[entity]).split())
    return {name: kind or TEXT for name, _, kind in pairs}


def find_field(entity: str, api: Api, dotted: str) -> Field | None:
    """Return the field that a filter or a sort names, or None where there is no such field.

    A reference named without a dot stands for its sourcedId. Below `metadata` and below lists of
    objects any name is taken; keys of metadata may hold dots themselves (ic.legacySourcedId).
    """
    name, _, inside = dotted.partition(".")
    kind = fields_of(entity, api).get(name)
    if kind is None:
        return None
    if kind in _INSIDE:
        inside = inside or "sourcedId"
        return (
            Field((name, inside), LIST if kind == REFS else TEXT) if _inside(kind, inside) else None
        )
    if kind == OPEN:
        return Field((name, inside), TEXT) if inside else None
    if kind == OBJECTS:
        return Field((name, *inside.split(".")), LIST) if inside else None
    return None if inside else Field((name,), kind)


def _inside(kind: str, name: str) -> bool:
    return name in _INSIDE[kind]


def value_at(row: dict[str, object], path: tuple[str, ...]) -> list[object]:
    """Return what stands at a path; lists on the way are opened, so there may be several."""
    found: list[object] = [row]
    for name in path:
        inner = [value[name] for value in found if isinstance(value, dict) and name in value]
        found = [one for value in inner for one in _opened(value)]
    return found


def _opened(value: object) -> list[object] | tuple[object, ...]:
    return value if isinstance(value, list | tuple) else [value]
