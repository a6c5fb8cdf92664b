"""PUT and DELETE of results: scores of assignments, and grades posted to grading tasks."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct, structs

from homeroom.sandbox.campus.grades import Item, Score
from homeroom.sandbox.oneroster.bodies import (
    Reference,
    ResultBody1p1,
    ResultBody1p2,
    number,
    read_body,
    status_1p2,
    true,
)
from homeroom.sandbox.oneroster.errors import invalid, unknown
from homeroom.sandbox.oneroster.frame import View
from homeroom.sandbox.oneroster.grade_lists import scales_of
from homeroom.sandbox.oneroster.item_writes import Write
from homeroom.sandbox.oneroster.posting import posted
from homeroom.sandbox.oneroster.targets import check_within_reach, day, target_student

# Flags that only a teacher can set: no version of OneRoster has words for them.
_TEACHERS_OWN = ("Ch", "Dr")


class Incoming(Struct, frozen=True):
    """A result as sent, in the words of either version."""

    item: Item
    person: int
    status: str | None
    score: Decimal | None
    day: date
    removed: bool
    comment: str = ""
    text: str = ""
    grade: str = ""
    flags: frozenset[str] = frozenset()
    in_progress: bool = False
    scale: str = ""
    objectives: Any = None


def put_result(write: Write) -> int:
    """Create (201) or replace (200) a result under the client's own id.

    Results are keyed by id alone (oneroster.md, 14.1): another id for the same line item and
    student makes a second row, and the teacher sees both.
    """
    view, row_id = write.view, write.ids[-1]
    before = view.campus.book.score(row_id)
    sent = _read_1p1(write, row_id) if view.api == "1.1" else _read_1p2(write, row_id)
    living = before is not None and not before.deleted
    if sent.removed:
        _remove(view, before)
        return 200
    if living and before is not None:
        view.campus.rules.check("teacher_scored", before.origin == "teacher")
    row = _score(view, row_id, sent, before)
    stamp = view.campus.clock.stamp()
    view.campus.book.put_score(structs.replace(row, connection=write.connection, modified=stamp))
    return 200 if living else 201


def delete_result(write: Write) -> int:
    view = write.view
    before = view.campus.book.score(write.ids[-1])
    if before is not None and not before.deleted:
        check_within_reach(view, before.section, f"result {before.id}")
        if len(write.ids) == 3:
            _check_cell(write, before)
        item = view.campus.book.item(before.item)
        view.campus.rules.check("teacher_item", item is not None and item.origin == "teacher")
    _remove(view, before)
    return 204


def _remove(view: View, before: Score | None) -> None:
    if before is None or before.deleted:
        raise unknown("There is no such result.")
    stamp = view.campus.clock.stamp()
    view.campus.book.put_score(structs.replace(before, deleted=True, modified=stamp))


def _check_cell(write: Write, row: Score) -> None:
    """Check lineItems/*/students/*/results/* against the row that the last id names."""
    if row.item != write.ids[0] or row.person != target_student(write.view, write.ids[1]):
        raise unknown("There is no such result of that line item and student.")


def _known_item(view: View, text: str) -> Item:
    item = view.campus.book.item(text)
    section = view.campus.roster.sections.get(item.section) if item else None
    if item is None or section is None:
        raise invalid(f"There is no line item {text}.")
    view.campus.rules.check("foreign_school", not view.scope.has(section.school))
    view.campus.rules.check("deleted_item", item.deleted)
    view.campus.rules.check("teacher_item", item.origin == "teacher")
    return item


def _read_1p1(write: Write, row_id: str) -> Incoming:
    view = write.view
    body = read_body(write.body, "result", ResultBody1p1, row_id)
    item_id = _named(body.lineItem, write.ids[0] if len(write.ids) == 3 else None, "lineItem")
    student = _named(body.student, write.ids[1] if len(write.ids) == 3 else None, "student")
    item = _known_item(view, item_id)
    grade = str((body.metadata or {}).get("ext_infiniteCampus_scoreGrade", ""))
    score = number(body.score, "score")
    if item.task is None and body.scoreStatus is None:
        raise invalid("scoreStatus is required.")
    if score is None and not (item.task and grade):
        raise invalid("score is required in OneRoster 1.1.")
    flag = view.campus.rules.flags["1.1"].get(body.scoreStatus or "")
    return Incoming(
        item=item,
        person=target_student(view, student),
        status=body.scoreStatus,
        score=score,
        day=day(view, body.scoreDate, "scoreDate"),
        removed=body.status == "tobedeleted",
        comment=body.comment or "",
        grade=grade,
        flags=frozenset({flag} if flag else ()),
    )


def _named(reference: Reference | None, in_path: str | None, member: str) -> str:
    """Return the id of a reference, which an address of a cell gives as well."""
    named = reference.sourcedId if reference else in_path
    if named is None:
        raise invalid(f"{member} is required.")
    if in_path is not None and named != in_path:
        raise invalid(f"The body names {member} {named}, the path {in_path}.")
    return named


def _read_1p2(write: Write, row_id: str) -> Incoming:
    view = write.view
    body = read_body(write.body, "result", ResultBody1p2, row_id)
    item = _known_item(view, body.lineItem.sourcedId)
    status = status_1p2(body.scoreStatus)
    if body.class_ and view.campus.ids.section(item.section) != body.class_.sourcedId:
        raise invalid(f"The class {body.class_.sourcedId} is not that of the line item.")
    score = number(body.score, "score")
    words = {"L": body.late, "M": body.missing, "I": body.incomplete}
    flags = {flag for flag, word in words.items() if true(word)}
    flags |= {view.campus.rules.flags["1.2"].get(status, "")} - {""}
    if status == "submitted" and score is None and not body.textScore:
        flags.add("T")
    # How 1.2 posts grades is not known (G): the 1.1 key and textScore are both taken.
    grade = str((body.metadata or {}).get("ext_infiniteCampus_scoreGrade", "")) or body.textScore
    return Incoming(
        item=item,
        person=target_student(view, body.student.sourcedId),
        status=status,
        score=score,
        day=day(view, body.scoreDate, "scoreDate"),
        removed=body.status == "tobedeleted",
        comment=body.comment or "",
        text=body.textScore or "",
        grade=grade or "",
        flags=frozenset(flags),
        in_progress=true(body.inProgress),
        scale=_scale(view, item, body.scoreScale),
        objectives=msgspec.to_builtins(body.learningObjectiveSet, builtin_types=(Decimal,)),
    )


def _scale(view: View, item: Item, named: Reference | None) -> str:
    if named is None:
        return ""
    section = view.campus.roster.sections[item.section]
    if named.sourcedId not in {row.id for row in scales_of(view, section)}:
        raise invalid(f"The score scale {named.sourcedId} is none of this class.")
    return named.sourcedId


def _score(view: View, row_id: str, sent: Incoming, before: Score | None) -> Score:
    """Hold a result against the rules; a score may come out capped."""
    campus, item = view.campus, sent.item
    _check_roster(view, sent)
    if item.task and _is_posting(view, sent):
        percent, letter = posted(campus, item, sent.score, sent.grade)
        return structs.replace(_row(row_id, sent, before, (None, percent, letter)), posted=True)
    if item.task:
        campus.rules.check("task_item", True)
    score, rules = sent.score, campus.rules
    if score is not None:
        rules.check("score_below_min", score < (item.low or 0))
        above = item.high is not None and score > item.high
        if rules.check("score_above_max", above):
            score = item.high
    letters = _letters(view, item, sent)
    rules.check("unknown_letter", bool(sent.text and letters and sent.text not in letters))
    return _row(row_id, sent, before, (score, None, sent.text))


def _is_posting(view: View, sent: Incoming) -> bool:
    """Tell a posted grade from an assignment score sent to a grading task.

    The reference client posts without scoreStatus (OneRosterAssignmentSyncTester). 1.2 demands a
    scoreStatus, so there the letter is what makes it a posted grade.
    """
    return sent.status is None if view.api == "1.1" else bool(sent.grade)


def _check_roster(view: View, sent: Incoming) -> None:
    campus, item = view.campus, sent.item
    assigned = campus.day_of(item.assigned)
    first, last = min(assigned, sent.day), max(assigned, sent.day)
    rows = campus.roster.rows_of_section.get(item.section, ())
    stays = [row for row in rows if row.person == sent.person and row.overlaps(first, last)]
    campus.rules.check("student_not_enrolled", not stays)
    campus.rules.check("score_before_assigned", sent.day < assigned)


def _letters(view: View, item: Item, sent: Incoming) -> set[str]:
    """Return the letters of the scale that the result or its line item has, if there is one."""
    named = sent.scale or item.scale
    section = view.campus.roster.sections[item.section]
    scales = (row for row in scales_of(view, section) if row.id == named)
    return {letter for row in scales for letter in row.group.letters()}


def _row(
    row_id: str,
    sent: Incoming,
    before: Score | None,
    value: tuple[Decimal | None, Decimal | None, str],
) -> Score:
    score, percent, text = value
    kept = [flag for flag in _TEACHERS_OWN if before and flag in before.flags]
    order = ("T", "M", "L", "I", "X")
    return Score(
        id=row_id,
        item=sent.item.id,
        section=sent.item.section,
        person=sent.person,
        status=sent.status or "fully graded",
        day=sent.day,
        origin="api",
        modified=0,
        score=score,
        text=text,
        percent=percent,
        comment=sent.comment,
        flags=(*(flag for flag in order if flag in sent.flags), *kept),
        in_progress=sent.in_progress,
        scale=sent.scale,
        objectives=sent.objectives,
    )
