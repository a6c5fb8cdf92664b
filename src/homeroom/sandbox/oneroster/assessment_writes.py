"""PUT and DELETE of assessment line items and assessment results, in 1.2 only."""

import re
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import structs

from homeroom.sandbox.campus.grades import Assessment, AssessmentScore
from homeroom.sandbox.oneroster.bodies import (
    AssessmentBody,
    AssessmentResultBody,
    number,
    read_body,
    status_1p2,
)
from homeroom.sandbox.oneroster.errors import invalid, unknown
from homeroom.sandbox.oneroster.item_writes import Write
from homeroom.sandbox.oneroster.targets import day, target_section, target_student

# KB-test: OneRoster 1.2 assessments data models; an id must be a UUID of version 4.
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.I)
_NUMBERS = ("score", "scorePercentile", "resultValueMin", "resultValueMax")
_REFERENCES = ("class_", "student", "assessmentLineItem")


def put_assessment(write: Write) -> int:
    book, row_id = write.view.campus.assessments, _uuid4(write.ids[0])
    body = read_body(write.body, "assessmentLineItem", AssessmentBody, row_id)
    before = book.items.get(row_id)
    section = target_section(write.view, body.class_).number if body.class_ else None
    parent = body.parentAssessmentLineItem
    if parent and not _living(book.items.get(parent.sourcedId)):
        raise invalid(f"There is no assessment line item {parent.sourcedId}.")
    stamp = write.view.campus.clock.stamp()
    book.put_item(Assessment(row_id, section, _kept(body), stamp))
    return 200 if _living(before) else 201


def put_assessment_result(write: Write) -> int:
    view, row_id = write.view, _uuid4(write.ids[0])
    book = view.campus.assessments
    body = read_body(write.body, "assessmentResult", AssessmentResultBody, row_id)
    named = body.assessmentLineItem.sourcedId
    if not _living(book.items.get(named)):
        raise invalid(f"There is no assessment line item {named}.")
    person = target_student(view, body.student.sourcedId)
    status_1p2(body.scoreStatus)
    score_day = day(view, body.scoreDate, "scoreDate").isoformat()
    before = book.scores.get(row_id)
    kept = _kept(body) | {"scoreDate": score_day}
    book.put_score(AssessmentScore(row_id, named, person, kept, view.campus.clock.stamp()))
    return 200 if _living(before) else 201


def delete_assessment(write: Write) -> int:
    """Delete an assessment line item; its results go with it."""
    book, clock = write.view.campus.assessments, write.view.campus.clock
    before = book.items.get(write.ids[0])
    if before is None or before.deleted:
        raise unknown(f"There is no assessment line item {write.ids[0]}.")
    for score in list(book.scores.values()):
        if score.assessment == before.id and not score.deleted:
            book.put_score(structs.replace(score, deleted=True, modified=clock.stamp()))
    book.put_item(structs.replace(before, deleted=True, modified=clock.stamp()))
    return 204


def delete_assessment_result(write: Write) -> int:
    book = write.view.campus.assessments
    before = book.scores.get(write.ids[0])
    if before is None or before.deleted:
        raise unknown(f"There is no assessment result {write.ids[0]}.")
    stamp = write.view.campus.clock.stamp()
    book.put_score(structs.replace(before, deleted=True, modified=stamp))
    return 204


def _uuid4(row_id: str) -> str:
    if not _UUID4.fullmatch(row_id):
        raise invalid(f"The id of an assessment must be a UUID of version 4, not {row_id}.")
    return row_id


def _living(row: Assessment | AssessmentScore | None) -> bool:
    return row is not None and not row.deleted


def _kept(body: AssessmentBody | AssessmentResultBody) -> dict[str, Any]:
    """Return the members that are given back as they came."""
    members = structs.asdict(body)
    for name in ("sourcedId", "status", "dateLastModified", *_REFERENCES):
        members.pop(name, None)
    for name in _NUMBERS:
        if name in members:
            members[name] = number(members[name], name)
    shown = {name: value for name, value in members.items() if value is not None}
    kept: dict[str, Any] = msgspec.to_builtins(shown, builtin_types=(Decimal,))
    return kept
