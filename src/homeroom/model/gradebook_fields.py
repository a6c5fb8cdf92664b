"""The fields of the gradebook entities (the wire keys are those of OneRoster 1.2)."""

from typing import Any

from homeroom.model import gradebook, readers, structures
from homeroom.model.entity import Entity
from homeroom.model.fields import day, flag, moment, number, reference, structure, text
from homeroom.model.kinds import Kind
from homeroom.model.readers import Reading
from homeroom.model.records import NO_WORD, ObjectiveScores, ObjectiveSet, ScaleValue

_status_word = readers.choice(
    "exempt", "fully graded", "not submitted", "partially graded", "submitted", extensible=True
)


def _score_status(raw: Any, reading: Reading) -> str | None:
    """Read a status; what a hub sends where it knows none says nothing when it comes back."""
    word = _status_word(raw, reading)
    return None if word == NO_WORD else word


_MINIMUM = number("result_value_min", "resultValueMin")
_MAXIMUM = number("result_value_max", "resultValueMax")
_SCALE = reference("score_scale", "scoreScale", Kind.SCORE_SCALE, hard=True)
_OBJECTIVES = structure(
    "learning_objectives",
    "learningObjectiveSet",
    structures.objective_sets,
    ObjectiveSet,
)
_SCORED = (
    reference("student", "student", Kind.USER, hard=True, needed=True),
    text("score_status", "scoreStatus", read=_score_status),
    number("score", "score"),
    text("text_score", "textScore"),
    day("score_date", "scoreDate"),
    _SCALE,
    text("comment", "comment"),
    flag("in_progress", "inProgress"),
    flag("incomplete", "incomplete"),
    flag("late", "late"),
    flag("missing", "missing"),
    structure(
        "objective_scores",
        "learningObjectiveSet",
        structures.objective_scores,
        ObjectiveScores,
    ),
)


GRADEBOOK_ENTITIES = (
    Entity(
        Kind.CATEGORY,
        gradebook.Category,
        (text("title", "title", needed=True), number("weight", "weight")),
    ),
    Entity(
        Kind.SCORE_SCALE,
        gradebook.ScoreScale,
        (
            text("title", "title", needed=True),
            text("type", "type", needed=True),
            reference("class_", "class", Kind.CLASS),
            reference("course", "course", Kind.COURSE),
            structure(
                "values",
                "scoreScaleValue",
                structures.scale_values,
                ScaleValue,
            ),
        ),
    ),
    Entity(
        Kind.LINE_ITEM,
        gradebook.LineItem,
        (
            text("title", "title", needed=True),
            reference("class_", "class", Kind.CLASS, hard=True, needed=True),
            text("description", "description"),
            moment("assign_date", "assignDate"),
            moment("due_date", "dueDate"),
            reference("category", "category", Kind.CATEGORY),
            reference("school", "school", Kind.ORG),
            reference("grading_period", "gradingPeriod", Kind.ACADEMIC_SESSION),
            reference("academic_session", "academicSession", Kind.ACADEMIC_SESSION),
            _SCALE,
            _MINIMUM,
            _MAXIMUM,
            _OBJECTIVES,
        ),
    ),
    Entity(
        Kind.RESULT,
        gradebook.Result,
        (
            reference("line_item", "lineItem", Kind.LINE_ITEM, hard=True, needed=True),
            *_SCORED,
            reference("class_", "class", Kind.CLASS),
        ),
    ),
    Entity(
        Kind.ASSESSMENT_LINE_ITEM,
        gradebook.AssessmentLineItem,
        (
            text("title", "title", needed=True),
            text("description", "description"),
            reference("class_", "class", Kind.CLASS),
            reference("parent", "parentAssessmentLineItem", Kind.ASSESSMENT_LINE_ITEM),
            _SCALE,
            _MINIMUM,
            _MAXIMUM,
            _OBJECTIVES,
        ),
    ),
    Entity(
        Kind.ASSESSMENT_RESULT,
        gradebook.AssessmentResult,
        (
            reference(
                "assessment_line_item",
                "assessmentLineItem",
                Kind.ASSESSMENT_LINE_ITEM,
                hard=True,
                needed=True,
            ),
            *_SCORED,
            number("score_percentile", "scorePercentile"),
        ),
    ),
)
