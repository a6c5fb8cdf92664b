"""How each kind of row is called and written in each API version."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.oneroster import grade_rows, roster_rows, user_rows
from homeroom.sandbox.oneroster.frame import Frame, Row


class Entity(Struct, frozen=True):
    """`single` and `plural` are the members that wrap one row and a list of rows."""

    single: str
    plural: str
    id_of: Callable[[Frame, Any], str]
    render: Callable[[Frame, Any], Row]


def _grade(single: str, plural: str, render: Callable[[Frame, Any], Row]) -> Entity:
    return Entity(single, plural, grade_rows.row_id, render)


_BOTH = {
    "org": Entity("org", "orgs", roster_rows.org_id, roster_rows.org),
    "academicSession": Entity(
        "academicSession", "academicSessions", roster_rows.session_id, roster_rows.session
    ),
    "course": Entity("course", "courses", roster_rows.course_id, roster_rows.course),
    "class": Entity("class", "classes", roster_rows.section_id, roster_rows.section),
    "enrollment": Entity(
        "enrollment", "enrollments", roster_rows.enrollment_id, roster_rows.enrollment
    ),
    # One word serves as singular and plural (oneroster.md, section 1).
    "demographics": Entity(
        "demographics", "demographics", roster_rows.demographics_id, roster_rows.demographics
    ),
    "resource": _grade("resource", "resources", lambda frame, row: {}),
    "category": _grade("category", "categories", grade_rows.category),
}
_V1P1 = {
    "user": Entity("user", "users", user_rows.user_id, user_rows.user_1p1),
    "lineItem": _grade("lineItem", "lineItems", grade_rows.item_1p1),
    "result": _grade("result", "results", grade_rows.result_1p1),
    "scoreGroup": _grade("scoreGroup", "scoreGroups", grade_rows.score_group),
}
_V1P2 = {
    "user": Entity("user", "users", user_rows.user_id, user_rows.user_1p2),
    "lineItem": _grade("lineItem", "lineItems", grade_rows.item_1p2),
    "result": _grade("result", "results", grade_rows.result_1p2),
    "scoreScale": _grade("scoreScale", "scoreScales", grade_rows.scale),
    "assessmentLineItem": _grade(
        "assessmentLineItem", "assessmentLineItems", grade_rows.assessment
    ),
    "assessmentResult": _grade(
        "assessmentResult", "assessmentResults", grade_rows.assessment_result
    ),
}


def entity_of(name: str, api: Api) -> Entity:
    return (_BOTH | (_V1P1 if api == "1.1" else _V1P2))[name]
