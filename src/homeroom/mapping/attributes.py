"""Rewrite a source's record by the district's attribute mappings."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from homeroom.mapping.paths import roles_of, value_at
from homeroom.mapping.quality import Lack
from homeroom.mapping.steps import CannotMap, is_blank, take
from homeroom.model.dialect import JSON
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.rules.entities import PEOPLE, kind_of, person_of
from homeroom.rules.mappings import METADATA, MappedAttribute

# A grade is not taken in part: without one of its fields it would look like another grade.
_GRADES = frozenset({Kind.RESULT, Kind.ASSESSMENT_RESULT})

# Without these there is no record: where one cannot be mapped, the standard's own value serves.
_NEEDED = {
    kind: frozenset(field.wire for field in ENTITIES[kind].fields if field.needed) for kind in Kind
}


class Failure(Struct, frozen=True):
    """An attribute that could not be mapped. `fatal`: the record cannot be used without it."""

    attribute: str
    words: str
    fatal: bool = False


class Verdict(StrEnum):
    """Why a row stays out; the words are the states that are kept of it."""

    COMES_IN = ""
    LEFT_OUT = "left out"  # with all that belongs to it
    FILTERED = "filtered"  # alone


class Mapped(Struct, frozen=True, gc=False):
    """A record of OneRoster 1.2 after mapping, what could not be mapped, and if it comes in."""

    wire: JSON
    failures: tuple[Failure, ...] = ()
    verdict: Verdict = Verdict.COMES_IN
    lacks: tuple[Lack, ...] = ()  # what the district asks for and the record does not have


# Rewrites a 1.2 object by the district's attribute mappings.
AttributeMapping = Callable[[Kind, JSON], Mapped]


def identity(_: Kind, wire: JSON) -> Mapped:
    """Map every attribute to itself."""
    return Mapped(wire)


def mapping_of(rules: Sequence[MappedAttribute], app: str) -> AttributeMapping:
    """Return the mapping of one app; what its rules do not name keeps the standard's attribute.

    What is said about students or teachers goes before what is said about all users.
    """
    by_kind: dict[Kind, list[MappedAttribute]] = {}
    for one in rules:
        if one.app == app:
            by_kind.setdefault(kind_of(one.entity), []).append(one)
    if not by_kind:
        return identity
    for some in by_kind.values():
        some.sort(key=lambda one: one.entity in PEOPLE)

    def mapped(kind: Kind, wire: JSON) -> Mapped:
        some = by_kind.get(kind)
        return _mapped(kind, wire, some) if some else Mapped(wire)

    return mapped


def _mapped(kind: Kind, wire: JSON, rules: Sequence[MappedAttribute]) -> Mapped:
    """Read every value from the record as it came, so that the order of mappings is nothing."""
    made, failures = dict(wire), dict[str, Failure]()
    who = person_of(roles_of(wire)) if kind is Kind.USER else kind.value
    for rule in rules:
        if rule.entity not in (kind.value, who):
            continue
        failures.pop(rule.attribute, None)
        try:
            _put(made, rule.attribute, _value(rule, wire))
        except CannotMap as problem:
            failures[rule.attribute] = _failure(kind, rule.attribute, str(problem))
            if rule.attribute not in _NEEDED[kind]:
                made.pop(rule.attribute, None)
    return Mapped(made, tuple(failures.values()))


def _value(rule: MappedAttribute, wire: JSON) -> Any:
    value = rule.constant or value_at(wire, rule.source)
    for step in rule.steps:
        value = take(step, value, wire)
    if is_blank(value):
        return rule.default or None
    return value


def _put(made: JSON, attribute: str, value: Any) -> None:
    key = attribute.removeprefix(METADATA)
    if key == attribute:
        made[attribute] = value
        return
    held = made.get("metadata")
    metadata = held if isinstance(held, dict) else {}
    kept = {name: one for name, one in metadata.items() if name != key}
    made["metadata"] = kept if value is None else {**kept, key: value}


def _failure(kind: Kind, attribute: str, words: str) -> Failure:
    """Say what a failure costs: a field, or the record where it would be another one without."""
    field = next((one for one in ENTITIES[kind].fields if one.wire == attribute), None)
    return Failure(attribute, words, fatal=kind in _GRADES or bool(field and field.hard))
