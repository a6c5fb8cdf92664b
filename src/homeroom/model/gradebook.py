"""The gradebook entities of OneRoster 1.2. Scores are decimals, never floats."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from homeroom.model.records import ObjectiveScores, ObjectiveSet, Record, ScaleValue

Moment = date | datetime


# The member of a line item's metadata in which a connector notes its nature.
NATURE = "homeroom.nature"
# The member in which a connector notes whether grades can be posted to a grading task just now.
WINDOW = "homeroom.window_open"
# The member in which a connector keeps what `score` held where it reads points in its place.
SHOWN_SCORE = "homeroom.shown_score"


class LineItemNature(StrEnum):
    """What stands behind a line item of a SIS, which tells it by extensions of its own."""

    ASSIGNMENT = "assignment"
    GRADING_TASK = "grading task"
    STANDARD = "standard"


class Category(Record, frozen=True, kw_only=True):
    """A group of line items; `weight` is its share of the final score in percent."""

    title: str
    weight: Decimal | None = None


class ScoreScale(Record, frozen=True, kw_only=True):
    """A table between levels and numbers; `type` is free text such as `percent` or `letter`."""

    title: str
    type: str
    class_: str | None = None
    course: str | None = None
    values: tuple[ScaleValue, ...] = ()


class LineItem(Record, frozen=True, kw_only=True):
    """Something that is scored in a class: `result_value_max` is its points possible.

    Dates are instants, or bare days until the school's zone is known.
    """

    title: str
    class_: str
    description: str | None = None
    assign_date: Moment | None = None
    due_date: Moment | None = None
    category: str | None = None
    school: str | None = None
    grading_period: str | None = None
    academic_session: str | None = None
    score_scale: str | None = None
    result_value_min: Decimal | None = None
    result_value_max: Decimal | None = None
    learning_objectives: tuple[ObjectiveSet, ...] = ()

    @property
    def nature(self) -> LineItemNature:
        """Return what stands behind the item in the system that it came from."""
        noted = self.metadata.get(NATURE)  # which an app may have written as well
        return next((one for one in LineItemNature if one == noted), LineItemNature.ASSIGNMENT)

    @property
    def window_open(self) -> bool | None:
        """Return whether the system it came from takes posted grades; None: it does not say."""
        noted = self.metadata.get(WINDOW)
        return noted if isinstance(noted, bool) else None


class Scored(Record, frozen=True, kw_only=True):
    """What a result and an assessment result share: the score, its state and its flags.

    A flag that is None was not said; False was said to be false.
    """

    student: str
    score_status: str | None = None
    score: Decimal | None = None
    text_score: str | None = None
    score_date: date | None = None
    score_scale: str | None = None
    comment: str | None = None
    in_progress: bool | None = None
    incomplete: bool | None = None
    late: bool | None = None
    missing: bool | None = None
    objective_scores: tuple[ObjectiveScores, ...] = ()


class Result(Scored, frozen=True, kw_only=True):
    """A student's grade for one line item."""

    line_item: str
    class_: str | None = None


class AssessmentLineItem(Record, frozen=True, kw_only=True):
    """An assessment or a part of one; it has no dates, category or school."""

    title: str
    description: str | None = None
    class_: str | None = None
    parent: str | None = None
    score_scale: str | None = None
    result_value_min: Decimal | None = None
    result_value_max: Decimal | None = None
    learning_objectives: tuple[ObjectiveSet, ...] = ()


class AssessmentResult(Scored, frozen=True, kw_only=True):
    """A student's result of an assessment; it has no class."""

    assessment_line_item: str
    score_percentile: Decimal | None = None
