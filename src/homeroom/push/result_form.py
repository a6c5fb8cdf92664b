"""The form in which a checked grade is sent, and what of it could not come along. Pure."""

from decimal import Decimal
from typing import Any

from msgspec import structs

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import Result
from homeroom.model.scores import Grade, State
from homeroom.push.convert import Converted
from homeroom.push.grade_case import GradeCase
from homeroom.push.verdict import Hold, Send, Verdict


def graded(case: GradeCase, grade: Grade, converted: Converted, rules: Rules, version: str) -> Send:
    """Return the result to send; notes tell what was converted and what is not carried."""
    assert case.item_id is not None
    assert case.student_id is not None
    states = grade.states
    exempt = State.EXEMPT in states
    score = None if exempt and version != "1.1" else converted.points
    notes: dict[str, Any] = {**converted.note}
    if exempt and converted.points is not None and score is None:
        notes["score_with_exempt"] = f"{converted.points} is not sent: the work is exempt"
    rides = _rides(states, rules, version)
    lost = _not_carried(case.result, grade, rides, rules, version)
    if lost:
        notes["not_carried"] = lost
    record = Result(
        sourced_id=case.id,
        date_last_modified=case.now,
        line_item=case.item_id,
        student=case.student_id,
        class_=case.class_id,
        score_status=_status(states, score, rides=rides),
        score=score,
        score_date=case.scored_on,
        comment=case.result.comment if rules.mode("comment", version) == "send" else None,
    )
    if version != "1.1":
        record = structs.replace(record, **_flags(case.result, states))
    return Send(record, notes)


def _flags(result: Result, states: frozenset[State]) -> dict[str, bool | None]:
    """Return the flags of 1.2 as the app said them: on, off, or not at all."""
    return {
        "late": State.LATE in states or result.late,
        "missing": result.missing,
        "incomplete": result.incomplete,
        "in_progress": result.in_progress,
    }


def _rides(states: frozenset[State], rules: Rules, version: str) -> State | None:
    """Return the flag that travels as the score status, where the version has no flags."""
    if rules.mode("flags", version) != "score status":
        return None
    if states & {State.EXEMPT, State.MISSING}:
        return None
    return next((one for one in (State.LATE, State.INCOMPLETE) if one in states), None)


def _status(states: frozenset[State], score: Decimal | None, *, rides: State | None) -> str:
    if State.EXEMPT in states:
        return State.EXEMPT.value
    if State.MISSING in states:
        return State.NOT_SUBMITTED.value
    if rides is not None:
        return rides.value
    if State.PARTIALLY_GRADED in states:
        return State.PARTIALLY_GRADED.value
    return State.SUBMITTED.value if score is None else State.FULLY_GRADED.value


def _not_carried(
    result: Result, grade: Grade, rides: State | None, rules: Rules, version: str
) -> list[str]:
    """Return what the target's version has no place for, so that nothing is lost silently."""
    lost = []
    if version == "1.1":
        names = {State.LATE, State.INCOMPLETE, State.IN_PROGRESS} - {rides}
        lost += sorted(state.value for state in grade.states & names)
    if grade.objectives:
        lost.append("learning objectives")
    if result.comment and rules.mode("comment", version) != "send":
        lost.append("comment")
    return lost


def cleared(case: GradeCase, version: str) -> Verdict:
    """A grade that was taken back: a result without score, which 1.1 does not know."""
    if version == "1.1":
        return Hold("result.cleared_on_1_1", {"score": case.sent_score})
    if case.item_id is None or case.student_id is None:
        return Hold("parent.not_delivered", {"parent": "line item"})
    record = Result(
        sourced_id=case.id,
        date_last_modified=case.now,
        line_item=case.item_id,
        student=case.student_id,
        class_=case.class_id,
        score_status="submitted",
        score_date=case.scored_on,
    )
    return Send(record, {"cleared": f"the app took {case.sent_score} back"})
