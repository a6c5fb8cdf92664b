"""A score as a district wants it to go out: by its tables, rounded and capped by name. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import structs

from homeroom.connectors.rules import Rules
from homeroom.model.gradebook import LineItem, Result, ScoreScale
from homeroom.model.scores import Level, NoScore, Percent, Score, State, score_text, state_of
from homeroom.push.checks.convert import HUNDRED, Converted, as_letter, convert, counted
from homeroom.push.checks.exact import decimal_of, percent_of, rounded
from homeroom.push.checks.verdict import Hold, Refuse
from homeroom.rules.scales import MOST_DIGITS, Beside, Extra, Flag, Policy, Rounding, Wait

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
    """Return the number that goes out, with notes on what made it of what came.

    `way` is the target's rules, the district's policy and the API version.
    """
    rules, policy, version = way
    rules = narrowed(rules, policy)
    in_percent = wants_percent(rules, version)
    if isinstance(score, Percent) and in_percent:
        return finished(Converted(score.value), HUNDRED, policy)
    if isinstance(score, Level) and policy.table is not None:
        converted = _by_table(score, maximum, rules.mode("level", version), policy)
    else:
        converted = convert(score, maximum, scale, rules, version)
    if isinstance(converted, Refuse):
        return converted
    if "converted" in converted.note:
        converted = _noted(converted, "converted_by", _rule_of(score, policy))
    if not in_percent:
        return finished(converted, maximum, policy)
    share = as_percent(converted, maximum, policy)
    return share if isinstance(share, Refuse) else finished(share, HUNDRED, policy)


def wants_percent(rules: Rules, version: str) -> bool:
    """Say whether a target takes percents in the place of points."""
    return rules.mode("score_form", version) == "percent"


def bounds(item: LineItem, rules: Rules, version: str) -> tuple[Decimal, Decimal | None]:
    """Return the minimum and the maximum of a line item as they go out."""
    low, high = item.result_value_min or Decimal(0), item.result_value_max
    if not wants_percent(rules, version) or not high:
        return low, high
    share = percent_of(low, high)
    return decimal_of(share) or rounded(share, Rounding.FLOOR, MOST_DIGITS), HUNDRED


def finished(converted: Converted, maximum: Decimal | None, policy: Policy) -> Converted | Refuse:
    """Return a number rounded and capped as the district says."""
    if converted.points is None:
        return converted
    converted = _rounded(converted, policy)
    return _capped(converted, maximum, policy) if policy.extra is Extra.CAP else converted


def as_percent(converted: Converted, maximum: Decimal | None, policy: Policy) -> Converted | Refuse:
    """Return points as a percent of the maximum.

    A share without end is rounded by the district's rounding; without one nobody said how.
    """
    points = converted.points
    if points is None:
        return converted
    if not maximum:
        return Refuse("line_item.no_maximum")
    share = percent_of(points, maximum)
    percent = decimal_of(share)
    said = f"{score_text(points)} of {score_text(maximum)} points"
    if percent is not None:
        note = {"as_percent": f"{said} = {score_text(percent)} %"}
    elif policy.rounding is Rounding.NONE:
        facts = {"score": score_text(points), "maximum": score_text(maximum)}
        return Refuse("result.percent_without_end", facts)
    else:
        percent = rounded(share, policy.rounding, policy.digits)
        how = _how(policy)
        note = {"as_percent": f"{said} = {score_text(percent)} %: {how}"}
        note["rounded_by"] = policy.by("rounding")
    note["as_percent_by"] = "write rule score_form"
    return Converted(percent, {**converted.note, **note})


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
    if mode == "letter":
        return as_letter(level, line.goes_out_as)
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
    there = rounded(Fraction(points), policy.rounding, policy.digits)
    if there == points:
        return converted
    said = f"{score_text(points)} to {score_text(there)}: {_how(policy)}"
    return _noted(_noted(Converted(there, converted.note), "rounded", said),
                  "rounded_by", policy.by("rounding"))  # fmt: skip


def _how(policy: Policy) -> str:
    digits = "whole numbers" if not policy.digits else f"{policy.digits} digits after the point"
    return f"{policy.rounding}, {digits}"


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
    return structs.replace(converted, note={**converted.note, name: words})


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
    score: Score, converted: Converted, going: tuple[Decimal | None, bool], policy: Policy
) -> tuple[str | None, Mapping[str, Any]]:
    """Return the letter to stand beside what goes out, by the minimum values, and a note on it.

    `going` is the maximum that goes out, and whether the numbers are percents.
    """
    if converted.letter is not None:
        return converted.letter, {}
    table, points, (maximum, in_percent) = policy.table, converted.points, going
    if policy.beside is not Beside.LETTER or table is None or points is None:
        return None, {}
    if isinstance(score, Level):
        line = table.line_of(score.text)
        if line is None or not line.to:
            return (line.letter if line else None), {}
        said = f'"{score.text}" goes out as {line.to}'
        return line.to, {"letter": said, "letter_by": policy.by("table")}
    if isinstance(score, NoScore) or not maximum:
        return None, {}
    letter = table.earned(points, maximum)
    of = f"{score_text(points)} of {score_text(maximum)} points"
    of = f"{score_text(points)} %" if in_percent else of
    said = f"{of} earn {letter}" if letter else f"{of} are below every minimum of {table.name}"
    return letter, {"letter": said, "letter_by": policy.by("beside")}


def _chosen(policy: Policy, state: State) -> object:
    return getattr(policy, _name(state))


def _name(state: State) -> str:
    return state.value.replace(" ", "_")


def _says(result: Result, state: State) -> bool:
    flagged = state is not State.NOT_SUBMITTED and bool(getattr(result, _name(state)))
    return flagged or state_of(result.score_status or "") is state
