"""From a grade to the points that a gradebook counts: explicit, exact, and written down. Pure."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import ScoreScale
from homeroom.model.scores import Level, NoScore, Percent, Points, Score
from homeroom.push.verdict import Refuse

HUNDRED = Decimal(100)


class Converted(Struct, frozen=True):
    """Points of the maximum (None: no score), and how they came about."""

    points: Decimal | None
    note: Mapping[str, Any] = {}


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
            return _of_maximum(value, maximum, f"{_text(value)} %")
        case Level(text):
            return _level(text, maximum, scale, rules.mode("level", version))


def _level(
    text: str, maximum: Decimal | None, scale: ScoreScale | None, mode: str
) -> Converted | Refuse:
    if mode == "refuse":
        return Refuse("result.level_not_sent")
    title = scale.title if scale else "(none)"
    number = number_of(text, scale)
    if number is None:
        return Refuse("result.unknown_level", {"level": text, "scale": title})
    try:
        value = Decimal(number)
    except InvalidOperation:
        return Refuse("result.level_without_number", {"level": text, "scale": title})
    said = f'"{text}" is {number} in the scale {title}'
    if mode == "points":
        return Converted(value, {"converted": f"{said}: {_text(value)} points"})
    return _of_maximum(value, maximum, f"{said}: {number} %")


def number_of(text: str, scale: ScoreScale | None) -> str | None:
    """Return what stands beside a level in its scale; the level may stand on either side.

    The standard writes {lower bound or range: level}, CSV exports write {level: number}.
    """
    wanted = text.strip().casefold()
    for line in scale.values if scale else ():
        if line.lhs.strip().casefold() == wanted:
            return line.rhs.strip()
        if line.rhs.strip().casefold() == wanted:
            return line.lhs.strip()
    return None


def _of_maximum(percent: Decimal, maximum: Decimal | None, said: str) -> Converted | Refuse:
    if maximum is None:
        return Refuse("line_item.no_maximum")
    points = percent * maximum / HUNDRED
    note = f"{said} of {_text(maximum)} points = {_text(points)} points"
    return Converted(points, {"converted": note})


def _text(value: Decimal) -> str:
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
