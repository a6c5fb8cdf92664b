"""Line items, results and categories as JSON, in both API versions."""

from decimal import Decimal
from typing import Any

from homeroom.sandbox.campus.decimals import percent_of
from homeroom.sandbox.campus.grades import Category, Item, Score
from homeroom.sandbox.campus.instants import instant_text
from homeroom.sandbox.oneroster.frame import Frame, Ref, Row, common, filled, ref
from homeroom.sandbox.oneroster.placeholders import ONES, ONES_PRINTED, ZEROS

_STANDARD_STATUSES = frozenset(
    {"exempt", "fully graded", "not submitted", "partially graded", "submitted"}
)
_STATUS_OF_FLAG = {"X": "exempt", "M": "not submitted", "L": "late", "I": "incomplete"}


def row_id(frame: Frame, row: Any) -> str:
    """Gradebook rows have the same id in both versions: the id of whoever made them."""
    return str(row.id)


def category(frame: Frame, row: Category) -> Row:
    shown = common(row.id, row) | {"title": row.title}
    return shown if frame.api == "1.1" else filled(shown, weight=row.weight)


def item_1p1(frame: Frame, row: Item) -> Row:
    # 1.1 does not capture categories: items made through it show zeros (KB-T11), a teacher's own
    # assignments show the ones that PUSH prints, whatever the teacher aligned them to.
    placeholder = ONES_PRINTED if row.origin == "teacher" else ZEROS
    return filled(
        _item(frame, row),
        category=frame.grade_ref("categories", placeholder, "category"),
        gradingPeriod=_period(frame, row),
        resultValueMin=row.low,
        resultValueMax=row.high,
    )


def item_1p2(frame: Frame, row: Item) -> Row:
    section = frame.view.campus.roster.sections[row.section]
    roster = frame.view.campus.roster
    category_id = row.category or (ZEROS if row.task else ONES)
    return filled(
        _item(frame, row),
        school=frame.school(section.school),
        category=frame.grade_ref("categories", category_id, "category"),
        gradingPeriod=_period(frame, row),
        academicSession=frame.session(row.session) if row.session in roster.sessions else None,
        scoreScale=frame.grade_ref("scoreScales", row.scale, "scoreScale") if row.scale else None,
        resultValueMin=row.low,
        resultValueMax=row.high,
        learningObjectiveSet=row.objectives,
    )


def _item(frame: Frame, row: Item) -> Row:
    shown = common(row.id, row)
    if row.task:
        # Texts, as a client of Infinite Campus declares them (README of Tools4everBV/NIM).
        shown["metadata"] = {
            "ext_infiniteCampus_isGradingWindowOpen": _word(frame.view.campus.window_open(row)),
            "ext_infiniteCampus_isOneTime": _word(row.task.one_time),
            "ext_infiniteCampus_isStandard": _word(row.task.standard),
        }
    filled(shown, title=row.title, description=row.description)
    shown["assignDate"] = instant_text(row.assigned)
    shown["dueDate"] = instant_text(row.due)
    shown["class"] = frame.section(row.section)
    return shown


def _period(frame: Frame, row: Item) -> Ref | None:
    """Return the named grading period, or the one in which the due date falls (PUSH)."""
    sessions = frame.view.campus.roster.sessions
    if row.period is not None and row.period in sessions:
        return frame.session(row.period)
    period = frame.view.campus.period_of(row)
    return frame.session(period.number) if period else None


def result_1p1(frame: Frame, row: Score) -> Row:
    return filled(
        _result(frame, row),
        scoreStatus=_status_1p1(row),
        score=_points_or_percent(frame, row),
        scoreDate=row.day.isoformat(),
        comment=row.comment,
    )


def result_1p2(frame: Frame, row: Score) -> Row:
    status = row.status
    if status not in _STANDARD_STATUSES and not status.startswith("ext:"):
        status = "fully graded" if row.score is not None else "submitted"
    shown = filled(
        _result(frame, row) | {"class": frame.section(row.section)},
        scoreScale=frame.grade_ref("scoreScales", row.scale, "scoreScale") if row.scale else None,
        scoreStatus=status,
        score=_points_or_percent(frame, row),
        textScore=row.text,
        scoreDate=row.day.isoformat(),
        comment=row.comment,
        learningObjectiveSet=row.objectives,
    )
    for flag, name in (("I", "incomplete"), ("L", "late"), ("M", "missing")):
        shown[name] = _word(flag in row.flags)
    shown["inProgress"] = _word(row.in_progress)
    return shown


def _result(frame: Frame, row: Score) -> Row:
    person = frame.view.campus.roster.people[row.person]
    shown = common(row.id, row)
    shown["metadata"] = _metadata(frame, row)
    shown["lineItem"] = frame.grade_ref("lineItems", row.item, "lineItem")
    shown["student"] = frame.user(person, "student")
    return shown


def _metadata(frame: Frame, row: Score) -> Row:
    """Return the keys seen at Infinite Campus (README of Tools4everBV/NIM), all of them texts."""
    roster, ids = frame.view.campus.roster, frame.view.campus.ids
    school = roster.orgs[roster.sections[row.section].school]
    keys: Row = {
        "ext_infiniteCampus_isAssignmentResult": _word(not row.posted),
        "ext_infiniteCampus_schoolSourcedId": ids.org(school, frame.api),
    }
    if row.score is not None:
        keys["ext_infiniteCampus_assignmentRawScore"] = f"{row.score:f}"
    if row.posted and row.text:
        keys["ext_infiniteCampus_scoreGrade"] = row.text
    return keys


def _points_or_percent(frame: Frame, row: Score) -> Decimal | None:
    """Return posted grades in percent, scores in points unless the server writes percents."""
    if row.percent is not None:
        return row.percent
    if row.score is None or not frame.percent_scores:
        return row.score
    item = frame.view.campus.book.item(row.item)
    if item is None or not item.high:
        return row.score
    return percent_of(row.score, item.high)


def _status_1p1(row: Score) -> str:
    """Let flags ride on scoreStatus; 1.1 has no other place for them (PUSH)."""
    for flag in ("X", "M", "L", "I"):
        if flag in row.flags:
            return _STATUS_OF_FLAG[flag]
    return row.status if row.status in _STANDARD_STATUSES else "fully graded"


def _word(value: bool) -> str:
    return "true" if value else "false"


def scale(frame: Frame, row: Any) -> Row:
    """Write a score scale; the left side is the reference, here the least percent."""
    values = [
        {"itemValueLHS": f"{least:f}", "itemValueRHS": letter} for letter, least in row.group.marks
    ]
    return common(row.id, row) | {
        "title": row.group.title,
        "type": "letter",
        "course": frame.course(row.course),
        "class": frame.section(row.section),
        "scoreScaleValue": values,
    }


def score_group(frame: Frame, row: Any) -> Row:
    """Write a score group; 1.1 clients read them from /scoreGroups, in a shape no page shows."""
    scores = [{"score": letter, "minValue": least} for letter, least in row.group.marks]
    return common(row.id, row) | {"title": row.group.title, "scores": scores}


def assessment(frame: Frame, row: Any) -> Row:
    shown = common(row.id, row) | _referred(frame, row.body)
    if row.section is not None:
        shown["class"] = frame.section(row.section)
    return shown


def assessment_result(frame: Frame, row: Any) -> Row:
    person = frame.view.campus.roster.people[row.person]
    return (
        common(row.id, row)
        | _referred(frame, row.body)
        | {
            "assessmentLineItem": frame.grade_ref(
                "assessmentLineItems", row.assessment, "assessmentLineItem"
            ),
            "student": frame.user(person, "student"),
        }
    )


def _referred(frame: Frame, body: dict[str, Any]) -> Row:
    """Complete the references of a kept body, of which clients may send the id alone."""
    kinds = {
        "parentAssessmentLineItem": ("assessmentLineItems", "assessmentLineItem"),
        "scoreScale": ("scoreScales", "scoreScale"),
    }
    shown = dict(body)
    for name, (path, kind) in kinds.items():
        if name in shown:
            shown[name] = ref(frame.gradebook_base, path, shown[name]["sourcedId"], kind)
    return shown
