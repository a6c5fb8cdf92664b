"""Choose the value of every field of a record from what its sources say, with the reason."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import is_blank
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.records import Record

# An end date that is taken back says that the student is there again.
_BLANK_COUNTS = frozenset({(Kind.ENROLLMENT, "end_date")})
_TEXTS = "texts"


class Fact(Struct, frozen=True):
    """What one source says about a record, in hub ids."""

    source: str  # the key of the app
    record: Record
    unsaid: frozenset[str] = frozenset()  # fields about which it says nothing this time


class Choice(Struct, frozen=True):
    """The value of one field and why it is that one.

    `contested`: the sources differ and no rule says whose word counts, so that a person decides.
    """

    value: Any
    reason: str
    source: str = ""
    contested: bool = False


# Chooses the winner of a field: (kind, field, value so far, facts) -> choice.
MasterFields = Callable[[Kind, str, Any, Sequence[Fact]], Choice]


class Change(Struct, frozen=True):
    """One field that becomes another value."""

    field: str
    before: Any
    after: Any
    reason: str


class Merged(Struct, frozen=True):
    """A record as it is after merging, what changed in it, and which fields a person decides."""

    record: Record
    changes: tuple[Change, ...]
    contested: tuple[str, ...] = ()


def only_source(kind: Kind, field: str, held: Any, facts: Sequence[Fact]) -> Choice:
    """Choose for a record that one source speaks for.

    A blank never erases a value of the roster; in the gradebook a cleared grade is an event.
    """
    (fact,) = facts
    if field in fact.unsaid:
        return Choice(held, f"{fact.source} leaves it open")
    value = getattr(fact.record, field)
    if says_nothing(value) and not is_blank(held) and not blank_counts(kind, field):
        return Choice(held, f"{fact.source} says nothing, which erases nothing")
    return Choice(value, f"{fact.source} is the only source", fact.source)


def says_nothing(value: Any) -> bool:
    """Say whether a value is no statement: absent, an empty list or nothing but spaces."""
    return is_blank(value) or (isinstance(value, str) and not value.strip())


def blank_counts(kind: Kind, field: str) -> bool:
    """Say whether a blank is a statement of its own, as a cleared grade is one."""
    return kind in GRADEBOOK or (kind, field) in _BLANK_COUNTS


def merge(
    kind: Kind,
    before: Record | None,
    facts: Sequence[Fact],
    rules: MasterFields,
    by_hand: Mapping[str, Choice] | None = None,
) -> Merged:
    """Merge what sources say, in their fixed order, with what is stored (None for a new record).

    What a person has set by hand goes before every source. Equality of values decides what
    changed; the order of members and dateLastModified do not.
    """
    first = facts[0].record
    if before is None and len(facts) == 1 and not by_hand:
        return Merged(first, ())
    chosen = _choices(kind, before, facts, rules, by_hand or {})
    contested = tuple(name for name, choice in chosen.items() if choice.contested)
    values = {name: choice.value for name, choice in chosen.items()}
    stamp = _newest(facts)
    if before is None:
        made = structs.replace(first, **values, date_last_modified=stamp)
        return Merged(made, (), contested)
    changes = [
        Change(name, getattr(before, name), choice.value, choice.reason)
        for name, choice in chosen.items()
        if choice.value != getattr(before, name)
    ]
    if first.status is not before.status:
        changes.append(Change("status", before.status, first.status, "the source says so"))
    if not changes:
        return Merged(before, (), contested)
    now = {change.field: change.after for change in changes}
    return Merged(
        structs.replace(before, **now, date_last_modified=stamp), tuple(changes), contested
    )


def _choices(
    kind: Kind,
    before: Record | None,
    facts: Sequence[Fact],
    rules: MasterFields,
    by_hand: Mapping[str, Choice],
) -> dict[str, Choice]:
    """Choose for every field; the texts of dates follow the source that won the date."""
    chosen: dict[str, Choice] = {}
    for field in ENTITIES[kind].fields:
        held = getattr(before, field.name, None)
        chosen[field.name] = by_hand.get(field.name) or rules(kind, field.name, held, facts)
    chosen["metadata"] = rules(kind, "metadata", getattr(before, "metadata", {}), facts)
    if len(facts) == 1:
        held = getattr(before, _TEXTS, {})
        chosen[_TEXTS] = rules(kind, _TEXTS, held, facts)
        return chosen
    by_source = {fact.source: fact.record.texts for fact in reversed(facts)}
    texts = {
        field.wire: by_source[winner][field.wire]
        for field in ENTITIES[kind].fields
        if (winner := chosen[field.name].source) in by_source and field.wire in by_source[winner]
    }
    chosen[_TEXTS] = Choice(texts, "it goes with its value")
    return chosen


def _newest(facts: Sequence[Fact]) -> Any:
    stamps = [fact.record.date_last_modified for fact in facts]
    return max((stamp for stamp in stamps if stamp is not None), default=None)
