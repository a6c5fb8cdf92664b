"""Choose the value of every field of a record from what its sources say, with the reason."""

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from operator import attrgetter, ne
from typing import Any

from msgspec import Struct, structs

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import is_blank
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.records import Record

# An end date that is taken back says that the student is there again.
_BLANK_COUNTS = frozenset({(Kind.ENROLLMENT, "end_date")})
_TEXTS, _METADATA = "texts", "metadata"


class Fact(Struct, frozen=True, gc=False):
    """What one source says about a record, in hub ids."""

    source: str  # the key of the app
    record: Record
    unsaid: frozenset[str] = frozenset()  # fields about which it says nothing this time


class Choice(Struct, frozen=True, gc=False):
    """The value of one field and why it is that one.

    `contested`: the sources differ and no rule says whose word counts, so that a person decides.
    """

    value: Any
    reason: str
    source: str = ""
    contested: bool = False


# Chooses the winner of a field: (kind, field, value so far, facts) -> choice.
MasterFields = Callable[[Kind, str, Any, Sequence[Fact]], Choice]


class Change(Struct, frozen=True, gc=False):
    """One field that becomes another value."""

    field: str
    before: Any
    after: Any
    reason: str


class Merged(Struct, frozen=True, gc=False):
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
    chosen = _choices(kind, before or first, facts, rules, by_hand or {})
    contested = tuple([name for name, choice in chosen.items() if choice.contested])
    stamp = _newest(facts)
    if before is None:
        values = {name: choice.value for name, choice in chosen.items()}
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


_FIELDS = {
    kind: tuple((field.name, field.wire) for field in entity.fields)
    for kind, entity in ENTITIES.items()
}
_NAMES = {
    kind: (*(name for name, _ in fields), _METADATA, _TEXTS) for kind, fields in _FIELDS.items()
}
_VALUES: dict[Kind, Callable[[Record], tuple[Any, ...]]] = {
    kind: attrgetter(*names) for kind, names in _NAMES.items()
}


def _choices(
    kind: Kind,
    base: Record,
    facts: Sequence[Fact],
    rules: MasterFields,
    by_hand: Mapping[str, Choice],
) -> dict[str, Choice]:
    """Choose for every field about which anybody says something else than what is held.

    The texts of dates follow the source that won the date.
    """
    chosen: dict[str, Choice] = {}
    names = _differing(kind, base, facts)
    if by_hand:
        names = [name for name in _NAMES[kind] if name in by_hand or name in names]
    for name in names:
        if name in by_hand:
            chosen[name] = by_hand[name]
        elif name != _TEXTS or len(facts) == 1:
            chosen[name] = rules(kind, name, getattr(base, name), facts)
    if len(facts) > 1:
        by_source = {fact.source: fact.record.texts for fact in reversed(facts)}
        if any(by_source.values()) or base.texts:
            chosen[_TEXTS] = _texts(kind, facts[0].source, by_source, chosen)
    return chosen


def _differing(kind: Kind, base: Record, facts: Sequence[Fact]) -> Sequence[str]:
    """Return the fields about which a source says something else than what is held, in order."""
    names, values = _NAMES[kind], _VALUES[kind]
    held = values(base)
    found: list[str] = []
    for fact in facts:
        if (said := values(fact.record)) != held:
            found += compress(names, map(ne, said, held))
    return found if len(facts) == 1 else [name for name in names if name in found]


def _texts(
    kind: Kind,
    first: str,
    by_source: Mapping[str, Mapping[str, str]],
    chosen: Mapping[str, Choice],
) -> Choice:
    texts = {}
    for name, wire in _FIELDS[kind]:
        winner = chosen[name].source if name in chosen else first
        if wire in by_source.get(winner, ()):
            texts[wire] = by_source[winner][wire]
    return Choice(texts, "it goes with its value")


def _newest(facts: Sequence[Fact]) -> Any:
    stamps = [fact.record.date_last_modified for fact in facts]
    if len(stamps) == 1:
        return stamps[0]
    return max((stamp for stamp in stamps if stamp is not None), default=None)
