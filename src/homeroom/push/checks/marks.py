"""Percent and letter of a posted grade, by the rules of the report card. Pure.

Infinite Campus takes a percent and a letter as they are given: it neither makes one of the other
nor sees that they contradict, so both is done here (GS1817, section A4 of the reference page).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import Result
from homeroom.model.scores import Grade, Level, Percent, Points, score_text
from homeroom.push.checks.convert import HUNDRED, Converted
from homeroom.push.checks.scaled import as_percent, finished, narrowed
from homeroom.push.checks.verdict import Refuse
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.posted import Posts, TermGrade
from homeroom.rules.scales import Policy


class Mark(Struct, frozen=True):
    """What comes to stand on the report card: percent, letter or both."""

    percent: Decimal | None
    letter: str | None
    notes: Mapping[str, Any] = {}

    @property
    def words(self) -> str:
        """Return it as people read it."""
        percent = None if self.percent is None else f"{score_text(self.percent)} %"
        return " ".join(one for one in (percent, self.letter) if one)


def mark_of(
    grade: Grade,
    result: Result,
    maximum: Decimal | None,
    rule: tuple[TermGrade, Policy],
    rules: Rules,
) -> Mark | Refuse:
    """Return what is posted of a term grade, or why nothing is; it has a score or a letter."""
    term, policy = rule
    table = policy.table
    given = _letter_of(grade, result)
    line = table.line_of(given) if table is not None and given is not None else None
    if table is not None and given is not None and line is None:
        return Refuse("result.unknown_level", {"level": given, "scale": table.name})
    converted = _percent_of(grade, maximum, line, policy)
    if isinstance(converted, Refuse):
        return converted
    problem = _out_of_range(converted.points, narrowed(rules, policy))
    if problem is not None:
        return problem
    notes = dict(converted.note)
    letter = line.goes_out_as if line is not None else given
    if table is not None and converted.points is not None:
        earned = table.earned(converted.points, HUNDRED)
        if line is not None and earned not in (None, line.letter):
            facts = {"letter": given, "percent": score_text(converted.points), "earned": earned}
            return Refuse("posted.letter_contradicts", facts)
        if given is None:
            letter, told = _earned(table, earned, converted.points)
            notes |= told
    return _chosen(Mark(converted.points, letter, notes), term.posts)


def _letter_of(grade: Grade, result: Result) -> str | None:
    """Return the letter that the app gave: as the score, or beside it."""
    text = grade.score.text if isinstance(grade.score, Level) else result.text_score
    return text.strip() if text and text.strip() else None


def _percent_of(
    grade: Grade, maximum: Decimal | None, line: Letter | None, policy: Policy
) -> Converted | Refuse:
    converted: Converted | Refuse
    match grade.score:
        case Percent(value):
            converted = Converted(value)
        case Points(value) | Level(_, Decimal() as value):
            converted = as_percent(Converted(value), maximum, policy)
            if isinstance(converted, Converted):
                by = {"as_percent_by": "posted grades are percents"}
                converted = structs.replace(converted, note={**converted.note, **by})
        case _:
            counts = line.percent if line is not None else None
            note = {}
            if counts is not None and line is not None and policy.table is not None:
                said = f'"{line.letter}" counts as {score_text(counts)} %'
                note = {"converted": said, "converted_by": f"table {policy.table.name}"}
            converted = Converted(counts, note)
    return converted if isinstance(converted, Refuse) else finished(converted, HUNDRED, policy)


def _out_of_range(percent: Decimal | None, rules: Rules) -> Refuse | None:
    if percent is None:
        return None
    score = score_text(percent)
    if percent < 0 and rules.by_name["score_below_minimum"].mode == "refuse":
        return Refuse("result.below_minimum", {"score": score, "minimum": "0"})
    if percent > HUNDRED and rules.by_name["score_over_maximum"].mode == "refuse":
        return Refuse("result.over_maximum", {"score": score, "maximum": "100"})
    if percent != percent.to_integral_value() and rules.by_name["decimals"].mode == "refuse":
        return Refuse("result.not_whole", {"score": score})
    return None


def _earned(
    table: LetterTable, earned: str | None, percent: Decimal
) -> tuple[str | None, Mapping[str, Any]]:
    line = table.line_of(earned) if earned is not None else None
    if line is None:
        said = f"{score_text(percent)} % are below every minimum of {table.name}"
        return None, {"letter": said}
    letter = line.goes_out_as
    said = f"{score_text(percent)} % earn {letter}"
    return letter, {"letter": said, "letter_by": f"table {table.name}"}


def _chosen(mark: Mark, posts: Posts) -> Mark | Refuse:
    """Return the part of a mark that the district posts; where that is not known, nothing is."""
    if posts is Posts.PERCENT:
        left = {"letter": f"{mark.letter} is not posted: the percent is"} if mark.letter else {}
        mark = Mark(mark.percent, None, {**mark.notes, **left})
    elif posts is Posts.LETTER:
        left = {}
        if mark.percent is not None:
            left = {"percent": f"{score_text(mark.percent)} % is not posted: the letter is"}
        mark = structs.replace(mark, percent=None, notes={**mark.notes, **left})
    if mark.percent is None and mark.letter is None:
        return Refuse("posted.nothing_to_post", {"posts": posts.value})
    return mark
