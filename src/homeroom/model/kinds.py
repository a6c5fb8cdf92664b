"""The kinds of records, in the order in which they can be stored: parents before children."""

from enum import StrEnum


class Version(StrEnum):
    """A version of the OneRoster standard."""

    V1P1 = "1.1"
    V1P2 = "1.2"


class Kind(StrEnum):
    """One kind of record; the value is the key that wraps a single object on the wire."""

    # An enumeration hashes in Python; kinds are part of millions of keys.
    __hash__ = str.__hash__

    ORG = "org"
    ACADEMIC_SESSION = "academicSession"
    RESOURCE = "resource"
    COURSE = "course"
    CLASS = "class"
    USER = "user"
    DEMOGRAPHICS = "demographics"
    ENROLLMENT = "enrollment"
    CATEGORY = "category"
    SCORE_SCALE = "scoreScale"
    LINE_ITEM = "lineItem"
    RESULT = "result"
    ASSESSMENT_LINE_ITEM = "assessmentLineItem"
    ASSESSMENT_RESULT = "assessmentResult"


COLLECTIONS: dict[Kind, str] = {
    Kind.ORG: "orgs",
    Kind.ACADEMIC_SESSION: "academicSessions",
    Kind.RESOURCE: "resources",
    Kind.COURSE: "courses",
    Kind.CLASS: "classes",
    Kind.USER: "users",
    Kind.DEMOGRAPHICS: "demographics",
    Kind.ENROLLMENT: "enrollments",
    Kind.CATEGORY: "categories",
    Kind.SCORE_SCALE: "scoreScales",
    Kind.LINE_ITEM: "lineItems",
    Kind.RESULT: "results",
    Kind.ASSESSMENT_LINE_ITEM: "assessmentLineItems",
    Kind.ASSESSMENT_RESULT: "assessmentResults",
}

GRADEBOOK: tuple[Kind, ...] = (
    Kind.CATEGORY,
    Kind.SCORE_SCALE,
    Kind.LINE_ITEM,
    Kind.RESULT,
    Kind.ASSESSMENT_LINE_ITEM,
    Kind.ASSESSMENT_RESULT,
)

ROSTER: tuple[Kind, ...] = tuple(kind for kind in Kind if kind not in GRADEBOOK)

ASSESSMENTS: tuple[Kind, ...] = (Kind.ASSESSMENT_LINE_ITEM, Kind.ASSESSMENT_RESULT)

# What a OneRoster 1.1 gradebook has no endpoint for.
ONLY_1_2: frozenset[Kind] = frozenset({Kind.SCORE_SCALE, *ASSESSMENTS})
