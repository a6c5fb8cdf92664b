"""Where each value of a record came from: which source, why it counts, and what the others say."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from homeroom.merge.decide import Choice, Fact
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, is_blank
from homeroom.model.kinds import Kind
from homeroom.runs.contexts import view_of
from homeroom.runs.ingest.chosen import choices
from homeroom.runs.ingest.facts import in_order, spoken
from homeroom.runs.ingest.raws import read_raws
from homeroom.store import places, records
from homeroom.store.districts import District
from homeroom.store.links import Link
from homeroom.store.scope import Scope


class Origin(Struct, frozen=True, kw_only=True):
    """One field of a record; `source` is the key of an app, "" where no app's word counts now."""

    field: Field
    value: Any
    source: str
    reason: str
    others: tuple[tuple[str, Any], ...]  # what each other source says; None: nothing


class Received(Struct, frozen=True, kw_only=True):
    """A record as one source sent it, without passwords and credentials."""

    app_id: int
    source_id: str
    page_id: int
    place: int
    raw: dict[str, Any]


def origins(scope: Scope, district: District, kind: Kind, record_id: str) -> list[Origin]:
    """Return the fields of a record that hold anything, or about which a source says anything."""
    context = view_of(scope, district, kind)
    held = records.load(scope, kind, [record_id]).get(record_id)
    if context is None or held is None:
        return []
    some = spoken(scope, context, kind, [record_id], frozenset()).get(record_id, [])
    facts = in_order(context, some)
    by_hand = choices(scope, context, kind, [record_id]).get(record_id, {})
    found = []
    for field in ENTITIES[kind].fields:
        value = getattr(held, field.name)
        if field.name in by_hand:
            choice = by_hand[field.name]
        elif facts:
            choice = context.rules(kind, field.name, value, facts)
        else:
            choice = Choice(value, "no source speaks for it now")
        others = _others(field, choice, facts)
        if not is_blank(value) or any(not is_blank(said) for _, said in others):
            found.append(
                Origin(
                    field=field,
                    value=value,
                    source=choice.source,
                    reason=choice.reason,
                    others=others,
                )
            )
    return found


def _others(field: Field, choice: Choice, facts: Sequence[Fact]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (fact.source, None if field.name in fact.unsaid else getattr(fact.record, field.name))
        for fact in facts
        if fact.source != choice.source
    )


def received(scope: Scope, kind: Kind, links: Sequence[Link]) -> list[Received]:
    """Return a record as its sources sent it last, from the spool."""
    found = []
    for link in links:
        if link.kind is kind and link.origin == "read":
            rows = places.of_ids(scope, link.app_id, kind, [link.external_id])
            found += [
                Received(
                    app_id=link.app_id,
                    source_id=row.source_id,
                    page_id=row.page_id,
                    place=row.place,
                    raw=raw,
                )
                for row, raw in read_raws(scope, rows)
            ]
    return found
