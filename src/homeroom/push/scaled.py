"""A score as a district wants it to go out: by its tables, rounded and capped by name. Pure."""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Any

from msgspec import structs

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import Result, ScoreScale
from homeroom.model.scores import Level, NoScore, Percent, Score, State, score_text, state_of
from homeroom.push.convert import Converted, convert, counted
from homeroom.push.verdict import Hold, Refuse
from homeroom.rules.scales import Beside, Extra, Flag, Policy, Rounding, Wait

_ROUNDINGS = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.FLOOR: ROUND_FLOOR,
}
_WIDE = Context(prec=100)
# Words about work that may be left out; each is a field of a policy by the same name.
_FLAGS = (State.LATE, State.MISSING, State.INCOMPLETE, State.NOT_SUBMITTED)


def narrowed(rules: Rules, policy: Policy) -> Rules:
    """Return the write rules of a target with what a place has decided instead."""
    choices = {
        "level": policy.level,
        "decimals": policy.decimals,
        "score_over_maximum": None if policy.extra is Extra.CAP else policy.extra,
    }
    said = {name: one.value for name, one in choices.items() if one is not None}
    return rules.edited(said) if said else rules


def scaled(
    score: Score, maximum: Decimal | None, scale: ScoreScale | None, way: tuple[Rules, Policy, str]
) -> Converted | Refuse:
    """Return the points that go out, with notes on what made them of what came.

    `way` is the target's rules, the district's policy and the API version.
    """
    rules, policy, version = way
    rules = narrowed(rules, policy)
    if isinstance(score, Level) and policy.table is not None:
        converted = _by_table(score, maximum, rules.mode("level", version), policy)
    else:
        converted = convert(score, maximum, scale, rules, version)
    if isinstance(converted, Refuse) or converted.points is None:
        return converted
    if "converted" in converted.note:
        converted = _noted(converted, "converted_by", _rule_of(score, policy))
    converted = _rounded(converted, policy)
    return _capped(converted, maximum, policy) if policy.extra is Extra.CAP else converted


def _by_table(
    level: Level, maximum: Decimal | None, mode: str, policy: Policy
) -> Converted | Refuse:
    assert policy.table is not None
    if mode == "refuse":
        return Refuse("result.level_not_sent")
    facts = {"level": level.text, "scale": policy.table.name}
    line = policy.table.line_of(level.text)
    if line is None:
        return Refuse("result.unknown_level", facts)
    number = line.points if mode == "points" else line.percent
    if number is None:
        return Refuse("result.level_without_number", facts)
    return counted(level, number, maximum, (policy.table.name, mode))


def _rule_of(score: Score, policy: Policy) -> str:
    if isinstance(score, Percent):
        return "write rule percent"
    if policy.table is not None:
        return policy.by("table")
    return policy.by("level") if policy.level is not None else "write rule level"


def _rounded(converted: Converted, policy: Policy) -> Converted:
    points = converted.points
    assert points is not None
    if policy.rounding is Rounding.NONE:
        return converted
    step = Decimal(1).scaleb(-policy.digits)
    there = points.quantize(step, rounding=_ROUNDINGS[policy.rounding], context=_WIDE)
    if there == points:
        return converted
    digits = "whole points" if not policy.digits else f"{policy.digits} digits after the point"
    said = f"{score_text(points)} to {score_text(there)}: {policy.rounding}, {digits}"
    return _noted(_noted(Converted(there, converted.note), "rounded", said),
                  "rounded_by", policy.by("rounding"))  # fmt: skip


def _capped(converted: Converted, maximum: Decimal | None, policy: Policy) -> Converted | Refuse:
    points = converted.points
    assert points is not None
    if maximum is None or points <= maximum:
        return converted
    if not maximum:
        # All of a bonus is above its maximum: to cap it would take it away.
        return Refuse("result.over_maximum", {"score": score_text(points), "maximum": "0"})
    said = f"{score_text(points)} to the maximum {score_text(maximum)}"
    return _noted(_noted(Converted(maximum, converted.note), "capped", said),
                  "capped_by", policy.by("extra"))  # fmt: skip


def _noted(converted: Converted, name: str, words: str) -> Converted:
    return Converted(converted.points, {**converted.note, name: words})


def said_by_policy(result: Result, policy: Policy) -> tuple[Result, Mapping[str, Any]]:
    """Return a grade without the words that the district leaves out, and which those were."""
    left = [one for one in _FLAGS if _chosen(policy, one) is Flag.LEAVE_OUT and _says(result, one)]
    if not left:
        return result, {}
    changes: dict[str, Any] = {_name(one): None for one in left if one is not State.NOT_SUBMITTED}
    if state_of(result.score_status or "") in left:
        changes["score_status"] = None
    notes = {one.value: policy.by(_name(one)) for one in left}
    return structs.replace(result, **changes), {"left_out": notes}


def waits(states: frozenset[State], points: Decimal | None, policy: Policy) -> Hold | None:
    """Return why a person has to agree to a grade first; None: nobody has to."""
    held = [one for one in _FLAGS if one in states and _chosen(policy, one) is Flag.HOLD]
    if State.EXEMPT in states and policy.exempt is Wait.HOLD:
        held.append(State.EXEMPT)
    if held:
        return Hold("scales.state", {"state": held[0].value, "rule": policy.by(_name(held[0]))})
    if points == 0 and points is not None and policy.zero is Wait.HOLD:
        return Hold("scales.state", {"state": "zero", "rule": policy.by("zero")})
    return None


def letter_beside(
    score: Score, points: Decimal | None, maximum: Decimal | None, policy: Policy
) -> tuple[str | None, Mapping[str, Any]]:
    """Return the letter to stand beside the points, by the minimum values, and a note on it."""
    table = policy.table
    if policy.beside is not Beside.LETTER or table is None or points is None:
        return None, {}
    if isinstance(score, Level):
        line = table.line_of(score.text)
        return (line.letter if line else None), {}
    if isinstance(score, NoScore) or not maximum:
        return None, {}
    letter = table.earned(points, maximum)
    of = f"{score_text(points)} of {score_text(maximum)} points"
    said = f"{of} earn {letter}" if letter else f"{of} are below every minimum of {table.name}"
    return letter, {"letter": said, "letter_by": policy.by("beside")}


def _chosen(policy: Policy, state: State) -> object:
    return getattr(policy, _name(state))


def _name(state: State) -> str:
    return state.value.replace(" ", "_")


def _says(result: Result, state: State) -> bool:
    flagged = state is not State.NOT_SUBMITTED and bool(getattr(result, _name(state)))
    return flagged or state_of(result.score_status or "") is state
