"""The form in which a checked grade is sent, and what of it could not come along. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import Result
from homeroom.model.scores import Grade, Level, State, score_text, state_of
from homeroom.push.checks.comments import comment_of
from homeroom.push.checks.convert import Converted
from homeroom.push.checks.enrolment import out_of_reach
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.verdict import Hold, Refuse, Send, Verdict


class Form(Struct, frozen=True):
    """A checked grade: its points, the letter beside them, and what was decided about it."""

    grade: Grade
    converted: Converted
    letter: str | None = None
    notes: Mapping[str, Any] = {}


def graded(case: GradeCase, form: Form, rules: Rules, version: str) -> Send | Refuse:
    """Return the result to send; notes tell what was converted and what is not carried."""
    grade, converted = form.grade, form.converted
    assert case.item_id is not None
    assert case.student_id is not None
    states = grade.states
    exempt = State.EXEMPT in states
    score = None if exempt and version != "1.1" else converted.points
    notes: dict[str, Any] = {**converted.note, **form.notes}
    if exempt and converted.points is not None and score is None:
        points = score_text(converted.points)
        notes["score_with_exempt"] = f"{points} is not sent: the work is exempt"
    letter = None if exempt else form.letter
    scored = score is not None or letter is not None
    status = _status(states, scored, rides=_rides(states, rules, version))
    if case.no_crosswalk and rules.mode("standards", version) == "crosswalk":
        notes["standards"] = f"not sent: no crosswalk for {', '.join(case.no_crosswalk)}"
    lost = _not_carried(case.result, grade, status, rules, version)
    comment = comment_of(case.result, rules, version)
    if isinstance(comment, Refuse):
        return comment
    notes |= comment.notes
    if lost:
        notes["not_carried"] = lost
    record = Result(
        sourced_id=case.id,
        date_last_modified=case.now,
        line_item=case.item_id,
        student=case.student_id,
        class_=case.class_id,
        score_status=status,
        score=score,
        score_date=case.scored_on,
        comment=comment.text,
    )
    if version != "1.1":
        flags = _flags(case.result, states)
        record = structs.replace(record, **flags, text_score=letter)
    return Send(record, notes)


def _flags(result: Result, states: frozenset[State]) -> dict[str, bool | None]:
    """Return the flags of 1.2 as the app said them: on, off, or not at all."""
    return {
        "late": State.LATE in states or result.late,
        "missing": State.MISSING in states or result.missing,
        "incomplete": State.INCOMPLETE in states or result.incomplete,
        "in_progress": State.IN_PROGRESS in states or result.in_progress,
    }


def _rides(states: frozenset[State], rules: Rules, version: str) -> State | None:
    """Return the flag that travels as the score status, where the version has no flags."""
    if rules.mode("flags", version) != "score status":
        return None
    if states & {State.EXEMPT, State.MISSING}:
        return None
    return next((one for one in (State.LATE, State.INCOMPLETE) if one in states), None)


def _status(states: frozenset[State], scored: bool, *, rides: State | None) -> str:
    if State.EXEMPT in states:
        return State.EXEMPT.value
    if State.MISSING in states:
        return State.NOT_SUBMITTED.value
    if rides is not None:
        return rides.value
    if State.PARTIALLY_GRADED in states:
        return State.PARTIALLY_GRADED.value
    return State.FULLY_GRADED.value if scored else State.SUBMITTED.value


def _not_carried(
    result: Result, grade: Grade, status: str, rules: Rules, version: str
) -> list[str]:
    """Return what the target's version has no place for, so that nothing is lost silently."""
    # A score says by itself that work was handed in and graded.
    carried = {State.SUBMITTED, State.FULLY_GRADED, State(status)}
    if version != "1.1":
        carried |= {State.LATE, State.MISSING, State.INCOMPLETE, State.IN_PROGRESS}
    elif status == State.NOT_SUBMITTED:
        carried.add(State.MISSING)
    lost = sorted(state.value for state in grade.states - carried)
    if result.score_status is not None and state_of(result.score_status) is None:
        lost.append(f"score status {result.score_status}")
    if result.text_score is not None and not isinstance(grade.score, Level):
        lost.append("text score")
    if grade.objectives:
        lost.append("learning objectives")
    if result.comment and rules.mode("comment", version) != "send":
        lost.append("comment")
    return lost


def cleared(case: GradeCase, version: str) -> Verdict:
    """A grade that was taken back: a result without score, which 1.1 does not know."""
    if version == "1.1":
        return Hold("result.cleared_on_1_1", {"score": case.sent_score})
    problem = out_of_reach(case)
    if problem:
        return problem
    if case.item_id is None:
        return Hold("parent.not_delivered", {"parent": "line item"})
    assert case.student_id is not None
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
