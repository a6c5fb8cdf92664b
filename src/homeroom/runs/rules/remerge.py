"""Merge stored records again from what all sources say now, without asking any of them."""

from collections.abc import Sequence

from msgspec import structs

from homeroom.merge.decide import Fact, merge
from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.chosen import choices
from homeroom.runs.ingest.facts import in_order, spoken
from homeroom.store import records
from homeroom.store.scope import Scope


def remerged(scope: Scope, context: Context, kind: Kind, record_ids: Sequence[str]) -> Batch:
    """Return what merging some records again would change; nothing is written.

    A record about which nobody says anything any more stays as it is.
    """
    batch = Batch(kind, heard=list(record_ids))
    stored = records.load(scope, kind, record_ids)
    heard = spoken(scope, context, kind, record_ids, frozenset())
    by_hand = choices(scope, context, kind, record_ids)
    for hub_id, some in heard.items():
        before = stored.get(hub_id)
        facts = in_order(context, some)
        if before is None:
            facts = [_named(fact, hub_id) for fact in facts]
        batch.put(hub_id, before, merge(kind, before, facts, context.rules, by_hand.get(hub_id)))
    return batch


def _named(fact: Fact, sourced_id: str) -> Fact:
    return structs.replace(fact, record=structs.replace(fact.record, sourced_id=sourced_id))
