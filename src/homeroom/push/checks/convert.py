"""From a grade to the points that a gradebook counts: explicit, exact, and written down. Pure."""

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Any

from msgspec import Struct

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import ScoreScale
from homeroom.model.readers import exact
from homeroom.model.scores import Level, NoScore, Percent, Points, Score, score_text
from homeroom.push.checks.verdict import Refuse

HUNDRED = Decimal(100)
# Wide enough for every product of two numbers that come in; one that does not fit is an error.
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, Overflow])


class Converted(Struct, frozen=True):
    """Points of the maximum (None: no score), or a letter alone, and how they came about."""

    points: Decimal | None
    note: Mapping[str, Any] = {}
    letter: str | None = None


def convert(
    score: Score, maximum: Decimal | None, scale: ScoreScale | None, rules: Rules, version: str
) -> Converted | Refuse:
    """Return points for any score, or why there are none. Nothing is rounded or clamped."""
    match score:
        case NoScore():
            return Converted(None)
        case Points(value):
            return Converted(value)
        case Percent(value):
            if rules.mode("percent", version) == "refuse":
                return Refuse("result.percent_not_sent")
            return _of_maximum(value, maximum, f"{score_text(value)} %")
        case Level():
            return _level(score, maximum, scale, rules.mode("level", version))


def _level(
    level: Level, maximum: Decimal | None, scale: ScoreScale | None, mode: str
) -> Converted | Refuse:
    if mode == "refuse":
        return Refuse("result.level_not_sent")
    facts = {"level": level.text, "scale": scale.title if scale else "(none)"}
    beside = beside_level(level.text, scale)
    if not beside:
        return Refuse("result.unknown_level", facts)
    if mode == "letter":
        return as_letter(level, level.text.strip())
    try:
        (number,) = {exact(one) for one in beside}
    except ValueError:
        return Refuse("result.level_without_number", facts)
    return counted(level, number, maximum, (facts["scale"], mode))


def as_letter(level: Level, letter: str) -> Converted:
    """Return a level that goes out as a letter alone; a number beside it is told and not sent."""
    note = {"converted": f'"{level.text}" goes out as the letter {letter}'}
    if level.value is not None:
        note["score_with_letter"] = f"{score_text(level.value)} is not sent: the letter is"
    return Converted(None, note, letter)


def counted(
    level: Level, number: Decimal, maximum: Decimal | None, by: tuple[str, str]
) -> Converted | Refuse:
    """Return what the number of a level counts for; `by` is the scale and the mode.

    A number that came beside the level has to agree with it.
    """
    scale, mode = by
    said = f'"{level.text}" is {score_text(number)} in the scale {scale}'
    converted: Converted | Refuse
    if mode == "points":
        converted = Converted(number, {"converted": f"{said}: {score_text(number)} points"})
    else:
        converted = _of_maximum(number, maximum, f"{said}: {score_text(number)} %")
    if isinstance(converted, Refuse) or level.value in (None, number, converted.points):
        return converted
    # Which of the two is the grade is not ours to choose.
    facts = {"level": level.text, "scale": scale}
    facts |= {"score": score_text(level.value), "number": score_text(number)}
    return Refuse("result.level_contradicts", facts)


def beside_level(text: str, scale: ScoreScale | None) -> set[str]:
    """Return what stands beside a level in its scale; the level may stand on either side.

    The standard writes {lower bound or range: level}, CSV exports write {level: number}. More than
    one answer means that the scale does not say which number is meant, as where `4` is a level in
    one line and a number in another one.
    """
    lines = [(line.lhs.strip(), line.rhs.strip()) for line in scale.values] if scale else []
    sides = lines + [(rhs, lhs) for lhs, rhs in lines]
    wanted = text.strip()
    return {other for one, other in sides if one == wanted} or {
        other for one, other in sides if one.casefold() == wanted.casefold()
    }


def _of_maximum(percent: Decimal, maximum: Decimal | None, said: str) -> Converted | Refuse:
    # A share of nothing is 0, which nobody said.
    if not maximum:
        return Refuse("line_item.no_maximum")
    points = _EXACT.divide(_EXACT.multiply(percent, maximum), HUNDRED)
    note = f"{said} of {score_text(maximum)} points = {score_text(points)} points"
    return Converted(points, {"converted": note})
