"""One small object of every kind, as a strict server prints it, and how it is read."""

from typing import Any
from zoneinfo import ZoneInfo

from homeroom.model.decode import Decoded, decode
from homeroom.model.kinds import Kind
from homeroom.model.records import Record

JSON = dict[str, Any]
CHICAGO = ZoneInfo("America/Chicago")
LEAST: dict[Kind, JSON] = {
    Kind.ORG: {"name": "Oak School", "type": "school"},
    Kind.ACADEMIC_SESSION: {
        "title": "Fall", "type": "term", "startDate": "2026-08-17", "endDate": "2026-12-19",
    },
    Kind.RESOURCE: {"vendorResourceId": "r-7"},
    Kind.COURSE: {"title": "Algebra 1"},
    Kind.CLASS: {"title": "A1", "course": {"sourcedId": "k1"}, "school": {"sourcedId": "o1"}},
    Kind.USER: {"givenName": "Ana", "familyName": "Ruiz"},
    Kind.DEMOGRAPHICS: {},
    Kind.ENROLLMENT: {
        "user": {"sourcedId": "u1"}, "class": {"sourcedId": "c1"}, "role": "student",
    },
    Kind.CATEGORY: {"title": "Quizzes"},
    Kind.SCORE_SCALE: {"title": "Letters", "type": "letter"},
    Kind.LINE_ITEM: {"title": "Quiz 1", "class": {"sourcedId": "c1"}},
    Kind.RESULT: {"lineItem": {"sourcedId": "l1"}, "student": {"sourcedId": "u1"}},
    Kind.ASSESSMENT_LINE_ITEM: {"title": "State test"},
    Kind.ASSESSMENT_RESULT: {
        "assessmentLineItem": {"sourcedId": "a1"}, "student": {"sourcedId": "u1"},
    },
}  # fmt: skip


def least(kind: Kind, **more: Any) -> JSON:
    """Return the smallest object that can be used, with further members."""
    return {"sourcedId": "x1", **LEAST[kind], **more}


def read(kind: Kind, **more: Any) -> Decoded:
    """Decode the smallest object of a kind with further members."""
    return decode(kind, least(kind, **more), CHICAGO)


def record(kind: Kind, **more: Any) -> Any:
    """Return the record of the smallest object of a kind, which must have no problem."""
    decoded = read(kind, **more)
    assert decoded.problems == ()
    assert isinstance(decoded.record, Record)
    return decoded.record
