"""What a grade is: points, percent, a level of a scale, or no score; each a type of its own."""

import re
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from homeroom.model.gradebook import LineItem, Result, ScoreScale
from homeroom.model.records import ObjectiveScores


class NoScore(Struct, frozen=True, tag="none"):
    """There is no score; that is not zero."""


class Points(Struct, frozen=True, tag="points"):
    """Points out of `maximum`; more than the maximum is extra credit, a maximum of 0 a bonus."""

    value: Decimal
    maximum: Decimal | None


class Percent(Struct, frozen=True, tag="percent"):
    """A share of a hundred."""

    value: Decimal


class Level(Struct, frozen=True, tag="level"):
    """A letter or a proficiency level; `value` is a number that came beside it."""

    text: str
    value: Decimal | None


Score = NoScore | Points | Percent | Level


class State(StrEnum):
    """What is said about a grade beside its score; each is different from the others and from 0."""

    MISSING = "missing"
    LATE = "late"
    INCOMPLETE = "incomplete"
    IN_PROGRESS = "in progress"
    EXEMPT = "exempt"
    NOT_SUBMITTED = "not submitted"
    SUBMITTED = "submitted"
    PARTIALLY_GRADED = "partially graded"
    FULLY_GRADED = "fully graded"


class Grade(Struct, frozen=True):
    """A result, understood: its score, its states and its learning-objective results."""

    score: Score
    states: frozenset[State] = frozenset()
    objectives: tuple[ObjectiveScores, ...] = ()


_PERCENT = frozenset({"percent", "percentage", "%"})
_STATUSES = {state.value.replace(" ", ""): state for state in State}


def grade_of(result: Result, item: LineItem, scale: ScoreScale | None) -> Grade:
    """Say what a result means; `scale` is the result's own score scale, else its line item's."""
    return Grade(_score_of(result, item, scale), _states_of(result), result.objective_scores)


def is_percent(scale: ScoreScale | None) -> bool:
    """Say whether scores under this scale are percents; the scale's type is free text."""
    return scale is not None and scale.type.strip().casefold() in _PERCENT


def score_text(value: Decimal) -> str:
    """Write a score without exponent and without zeros at its end: 10 and 10.0 are one grade."""
    plain = f"{value:f}" if value else "0"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _score_of(result: Result, item: LineItem, scale: ScoreScale | None) -> Score:
    if is_percent(scale) and result.score is not None:
        return Percent(result.score)
    # Without a scale to look it up in, a letter only labels the score beside it.
    if result.text_score is not None and (result.score is None or scale is not None):
        return Level(result.text_score, result.score)
    if result.score is None:
        return NoScore()
    return Points(result.score, item.result_value_max)


def _states_of(result: Result) -> frozenset[State]:
    flags = {
        State.MISSING: result.missing,
        State.LATE: result.late,
        State.INCOMPLETE: result.incomplete,
        State.IN_PROGRESS: result.in_progress,
    }
    said = {state for state, on in flags.items() if on}
    status = state_of(result.score_status or "")
    return frozenset(said | ({status} if status else set()))


def state_of(score_status: str) -> State | None:
    """Return what a score status says; clients do say late, missing or incomplete there as well.

    Such a word is none of the standard's and has come in as `ext:Late`.
    """
    word = re.sub(r"[\s_-]", "", score_status.removeprefix("ext:")).casefold()
    return _STATUSES.get(word)
