"""In which order issues are mended: connections, then parents before their children.

What waits for a parent stands right behind what is wrong with such parents. Pure.
"""

from collections.abc import Mapping

from homeroom.model.kinds import Kind

WAITS = "reference.unknown"
# Staff before the students whom they teach; of whom nobody knows what they are, in between.
_STAFF, _PEOPLE, _STUDENTS, _CONTACTS = "staff", "people", "students", "contacts"
_ORDER = (
    Kind.ORG.value, Kind.ACADEMIC_SESSION.value, _STAFF, _PEOPLE, _STUDENTS, _CONTACTS,
    Kind.DEMOGRAPHICS.value, Kind.COURSE.value, Kind.CLASS.value, Kind.RESOURCE.value,
    Kind.ENROLLMENT.value, Kind.CATEGORY.value, Kind.SCORE_SCALE.value, Kind.LINE_ITEM.value,
    Kind.RESULT.value, Kind.ASSESSMENT_LINE_ITEM.value, Kind.ASSESSMENT_RESULT.value,
)  # fmt: skip
_RANK: Mapping[str, int] = {name: at for at, name in enumerate(_ORDER)}
_GROUPS = {
    "teacher": _STAFF, "administrator": _STAFF, "student": _STUDENTS, "contact": _CONTACTS,
}  # fmt: skip


def group_of(kind: str, person: str) -> str:
    """Return what an issue is about: its kind of record, or of people what they are."""
    return _GROUPS.get(person, _PEOPLE) if kind == Kind.USER else kind


def place_of(code: str, kind: str, about: str, person: str) -> tuple[int, bool, int]:
    """Return the place of a cause in the order of mending; `about` of what waits is its parent."""
    own = _RANK.get(group_of(kind, person), -1)
    if code != WAITS:
        return own, False, own
    return _RANK.get(group_of(about, ""), own), True, own
