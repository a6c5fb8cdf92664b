"""Whether somebody edited a delivered grade in the SIS: compared field by field with a baseline."""

from collections.abc import Mapping
from typing import Any

from homeroom.model.gradebook import Result
from homeroom.model.scores import score_text

# What families see of a grade. A category or a date that a teacher moved is no conflict.
FIELDS = ("score", "text_score", "score_status", "missing", "late", "incomplete")


def shown(result: Result) -> dict[str, Any]:
    """Return what a target shows of a grade, in a form that can be kept and compared.

    Scores are normalised decimals in text: 10 and 10.0 are the same grade. A flag that is not said
    is off.
    """
    return {
        "score": None if result.score is None else score_text(result.score),
        "text_score": result.text_score,
        "score_status": result.score_status,
        "missing": bool(result.missing),
        "late": bool(result.late),
        "incomplete": bool(result.incomplete),
    }


def standing(result: Result) -> dict[str, Any]:
    """Return all of a grade that an undo brings back: what is shown, and the comment beside it."""
    return {**shown(result), "comment": result.comment}


def edit(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an edit in the SIS: what it shows, and what stood there before."""
    changed = differences(before, now)
    return {
        "seen": ", ".join(f"{name} {now.get(name)}" for name in changed),
        "sent": ", ".join(f"{name} {before.get(name)}" for name in changed),
        "shown": dict(now),
    }


def differences(baseline: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that differ from the baseline.

    One that holds the score alone is of another API version, whose words for the rest differ.
    """
    names = ("score",) if score_alone(baseline) else FIELDS
    return [name for name in names if baseline.get(name) != now.get(name)]


def score_alone(baseline: Mapping[str, Any]) -> bool:
    """Say whether nothing but the score is known of what a target showed."""
    return baseline.keys() == {"score"}
