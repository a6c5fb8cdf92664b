"""Posted grades: a percent, a letter or both for a grading task, while its window is open."""

from decimal import Decimal

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.grades import Item
from homeroom.sandbox.oneroster.errors import invalid


def posted(
    campus: Campus, task: Item, percent: Decimal | None, letter: str
) -> tuple[Decimal | None, str]:
    """Return percent and letter as they come to stand on the report card (Campus.1817).

    Only a percent: the letter is looked up by the score group's minimums, which must be unique.
    Only a letter: the percent stays empty. Both: taken as given.
    """
    rules, group = campus.rules, campus.score_group(task)
    assert group is not None
    rules.check("closed_window", not campus.window_open(task))
    if letter:
        rules.check("unknown_letter", letter not in group.letters())
        return percent, letter
    if percent is None:
        raise invalid("A posted grade needs a percent or a letter.")
    rules.check("score_group_not_unique", not group.has_unique_minimums())
    return percent, group.letter_of(percent) or "" if group.has_unique_minimums() else ""
