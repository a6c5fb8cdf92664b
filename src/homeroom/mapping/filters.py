"""Ask a district's filter rules and its schools mapping whether a row comes in."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from homeroom.mapping.attributes import AttributeMapping, Mapped, Verdict, mapping_of
from homeroom.mapping.paths import roles_of, value_at
from homeroom.mapping.quality import lacking_of
from homeroom.mapping.steps import CannotMap, as_text, is_blank
from homeroom.model.dialect import JSON
from homeroom.model.kinds import Kind
from homeroom.model.times import NoDate, read_day
from homeroom.rules.entities import PEOPLE, kind_of, person_of
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.intake import Intake
from homeroom.rules.schools import MappedSchool, Unmapped

Judge = Callable[[Kind, JSON], Verdict]


def door_of(intake: Intake, app: str, zone: ZoneInfo) -> AttributeMapping:
    """Return the way of an app's records into the hub: mapped first, then judged and inspected."""
    mapping = mapping_of(intake.mappings, app)
    if not (intake.leaves_out or intake.quality):
        return mapping
    judge, lacking = judge_of(intake, zone), lacking_of(intake.quality)

    def through(kind: Kind, wire: JSON) -> Mapped:
        mapped = mapping(kind, wire)
        verdict, lacks = judge(kind, mapped.wire), lacking(kind, mapped.wire)
        if not (verdict or lacks):
            return mapped
        return Mapped(mapped.wire, mapped.failures, verdict, () if verdict else lacks)

    return through


def judge_of(intake: Intake, zone: ZoneInfo) -> Judge:
    """Return what says of a row, after mapping, whether it comes in."""
    by_kind: dict[Kind, list[FilterRule]] = {}
    for one in intake.filters:
        by_kind.setdefault(kind_of(one.entity), []).append(one)
    schools = {one.school: one for one in intake.schools}

    def judge(kind: Kind, wire: JSON) -> Verdict:
        if kind is Kind.ORG and _stays_out(wire, schools.get(_id(wire)), intake.unmapped):
            return Verdict.LEFT_OUT
        rules = by_kind.get(kind)
        return _filtered(rules, kind, wire, (intake.today, zone)) if rules else Verdict.COMES_IN

    return judge


def _id(wire: JSON) -> str:
    return str(wire.get("sourcedId") or "").strip()


def _stays_out(wire: JSON, mapped: MappedSchool | None, unmapped: Unmapped) -> bool:
    if mapped is not None:
        return mapped.leave_out
    return unmapped is Unmapped.LEAVE_OUT and str(wire.get("type")).strip().casefold() == "school"


def _filtered(
    rules: Sequence[FilterRule], kind: Kind, wire: JSON, today: tuple[date, ZoneInfo]
) -> Verdict:
    """Say what filters make of a row: one that excludes it goes before those that include it."""
    who = person_of(roles_of(wire)) if kind is Kind.USER else ""
    own = [rule for rule in rules if rule.entity not in PEOPLE or rule.entity == who]
    holding = [rule for rule in own if all(_holds(one, wire, today) for one in rule.conditions)]
    against = [rule for rule in holding if rule.keep is Keep.EXCLUDE]
    wanted = [rule for rule in own if rule.keep is Keep.INCLUDE]
    if not against and wanted and not any(rule in holding for rule in wanted):
        against = wanted
    return _verdict(against)


def _verdict(against: Iterable[FilterRule]) -> Verdict:
    linked = [rule.linked for rule in against]
    if not linked:
        return Verdict.COMES_IN
    return Verdict.LEFT_OUT if any(linked) else Verdict.FILTERED


def _holds(condition: Condition, wire: JSON, today: tuple[date, ZoneInfo]) -> bool:
    """Say whether a condition holds; of a list it is enough that it does for one of its values."""
    texts = [_folded(one) for one in _single(value_at(wire, condition.attribute))]
    sought = _folded(condition.value)
    match condition.test:
        case How.CONTAINS:
            return any(sought in one for one in texts)
        case How.LACKS:
            return not any(sought in one for one in texts)
        case How.EQUALS:
            return sought in texts
        case How.EMPTY:
            return not texts
        case How.FILLED:
            return bool(texts)
        case _:
            days = [day for one in texts if (day := _day(one, today[1])) is not None]
            return any(_stands(condition, day, today[0]) for day in days)


def _stands(condition: Condition, day: date, today: date) -> bool:
    match condition.test:
        case How.AFTER:
            return day > date.fromisoformat(condition.value)
        case How.BEFORE:
            return day < date.fromisoformat(condition.value)
        case How.PAST:
            return day < today
        case _:
            return day > today


def _single(value: Any) -> list[str]:
    """Return the texts of a value: of a reference its id, of a list each one; none of a blank."""
    if isinstance(value, dict):
        return _single(value.get("sourcedId"))
    if isinstance(value, list):
        return [text for one in value for text in _single(one)]
    if is_blank(value):
        return []
    try:
        return [as_text(value)]
    except CannotMap:
        return []


def _folded(text: str) -> str:
    return text.strip().casefold()


def _day(text: str, zone: ZoneInfo) -> date | None:
    try:
        return read_day(text.upper(), zone)
    except (NoDate, OverflowError):
        return None
