"""Whose value counts, by the district's master fields. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from homeroom.merge.decide import Choice, Fact, blank_counts, only_source, says_nothing
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.roster import User
from homeroom.rules.entities import PEOPLE, kind_of, person_of
from homeroom.rules.masters import METADATA, MasterField, Mode, Voice

_LISTS = (Shape.REFERENCES, Shape.ROLES)
# Ids and accounts that other systems gave: each source knows its own.
_JOINED = frozenset({"user_ids", "user_profiles"})
_EVER = datetime.min.replace(tzinfo=UTC)
# In these an empty field is an event: a grade that was cleared.
_GRADES = frozenset({Kind.RESULT, Kind.ASSESSMENT_RESULT})


class Masters:
    """Chooses winners. The order of runs never matters: only what the sources say now.

    A source that may not be overridden goes before masters, and those before everybody else.
    Without a rule the newest value of the roster wins, lists of references join, and where grades
    differ a person decides.
    """

    def __init__(self, fields: Iterable[MasterField], roles: Mapping[str, str]) -> None:
        self._roles = roles  # of the apps, by their keys
        self._orders: dict[tuple[str, str], list[Voice]] = {}
        for one in fields:
            order = sorted(one.sources, key=lambda voice: voice.mode is not Mode.KEEP)
            name = one.field if one.field == METADATA else _names(one.entity)[one.field]
            self._orders[one.entity, name] = order
        # Fields for which it matters whether somebody is a student or a teacher.
        self._by_person = {name for entity, name in self._orders if entity in PEOPLE}

    def __call__(self, kind: Kind, field: str, held: Any, facts: Sequence[Fact]) -> Choice:
        """Return the winning value of a field."""
        if len(facts) == 1:
            return only_source(kind, field, held, facts)
        says = [fact for fact in facts if field not in fact.unsaid]
        if not blank_counts(kind, field):
            says = [fact for fact in says if not says_nothing(getattr(fact.record, field))]
        if not says:
            return Choice(held, "no source says anything, which erases nothing")
        for voice in self._order(kind, field, facts):
            found = [fact for fact in says if self._is(voice, fact.source)]
            if found:
                winner = _newest(field, found)
                return Choice(winner.value, f"{winner.source}: {voice.mode}", winner.source)
        return _without_rule(kind, field, says)

    def _order(self, kind: Kind, field: str, facts: Sequence[Fact]) -> Sequence[Voice]:
        if kind is Kind.USER and field in self._by_person:
            words = (
                role.role
                for one in facts
                if isinstance(one.record, User)
                for role in one.record.roles
            )
            order = self._orders.get((person_of(words), field))
            if order is not None:
                return order
        return self._orders.get((kind.value, field), ())

    def _is(self, voice: Voice, source: str) -> bool:
        return voice.app == source or (bool(voice.role) and voice.role == self._roles.get(source))


def _names(entity: str) -> Mapping[str, str]:
    return {field.wire: field.name for field in ENTITIES[kind_of(entity)].fields}


def _without_rule(kind: Kind, field: str, says: Sequence[Fact]) -> Choice:
    if kind in GRADEBOOK:
        return _agreed(kind, field, says)
    if field in _joined(kind):
        together = (one for fact in says for one in getattr(fact.record, field))
        return Choice(tuple(dict.fromkeys(together)), "what all sources say, together")
    return _newest(field, says)


def _newest(field: str, says: Sequence[Fact]) -> Choice:
    """Of equally new values the first source in the fixed order wins."""
    winner = max(says, key=lambda fact: fact.record.date_last_modified or _EVER)
    return Choice(getattr(winner.record, field), f"{winner.source} is the newest", winner.source)


def _agreed(kind: Kind, field: str, says: Sequence[Fact]) -> Choice:
    """Return what all say about a grade; where they differ, the first one's word for the time."""
    filled = [fact for fact in says if not says_nothing(getattr(fact.record, field))]
    heard = says if kind in _GRADES else (filled or says)
    first = heard[0]
    value = getattr(first.record, field)
    differ = any(getattr(fact.record, field) != value for fact in heard)
    reason = "the sources differ, and no master field decides" if differ else "all sources agree"
    return Choice(value, reason, first.source, contested=differ)


def _joined(kind: Kind) -> frozenset[str]:
    return _OF_KIND[kind]


_OF_KIND: Mapping[Kind, frozenset[str]] = {
    kind: frozenset(field.name for field in ENTITIES[kind].fields if field.shape in _LISTS)
    | _JOINED
    for kind in Kind
}
