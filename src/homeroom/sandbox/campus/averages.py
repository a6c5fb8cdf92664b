"""The in-progress percent of a student, as a gradebook with weighted categories works it out."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from homeroom.sandbox.campus.decimals import percent_of
from homeroom.sandbox.campus.grades import Category, Item, Score

_ZERO = Decimal(0)


def counts(item: Item, category: Category | None, score: Score) -> bool:
    """Whether a score changes the student's average.

    Until a teacher aligns an item to a category its scores count for nothing (CCS). X takes the
    item out of the grade and Dr drops it; M counts as 0 even when there is a score, and Ch
    counts as 0 (Columbus guide). What M does is a district setting; this is the usual one.
    """
    if category is None or item.task is not None or item.high is None:
        return False
    if "X" in score.flags or "Dr" in score.flags:
        return False
    return score.score is not None or "M" in score.flags or "Ch" in score.flags


def points(score: Score) -> Decimal:
    """Return what a score that counts is worth."""
    if "M" in score.flags or "Ch" in score.flags or score.score is None:
        return _ZERO
    return score.score


def in_progress(
    marks: Iterable[tuple[Item, Category | None, Score]],
) -> Decimal | None:
    """Return the percent of one student's marks, None where nothing counts yet.

    Categories without a counting score lend their weight to the others; where no category has a
    weight, points are simply added up.
    """
    earned: dict[str, Decimal] = defaultdict(Decimal)
    possible: dict[str, Decimal] = defaultdict(Decimal)
    weights: dict[str, Decimal] = {}
    for item, category, score in marks:
        if category is not None and item.high is not None and counts(item, category, score):
            earned[category.id] += points(score)
            possible[category.id] += item.high
            weights[category.id] = category.weight or _ZERO
    live = [name for name in possible if possible[name] > 0]
    if not live:
        return None
    total = sum((weights[name] for name in live), _ZERO)
    if total == 0:
        return percent_of(sum(earned.values(), _ZERO), sum(possible.values(), _ZERO))
    shares = sum((earned[name] / possible[name] * weights[name] for name in live), _ZERO)
    return percent_of(shares, total)
