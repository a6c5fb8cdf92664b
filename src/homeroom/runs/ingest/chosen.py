"""What people have set by hand, as choices that go before every source."""

from collections.abc import Sequence

import msgspec
from msgspec import structs

from homeroom.merge.decide import Choice
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.store import hand_values
from homeroom.store.scope import Scope


def choices(
    scope: Scope, context: Context, kind: Kind, record_ids: Sequence[str]
) -> dict[str, dict[str, Choice]]:
    """Return what people have set for some records, by hub id and field."""
    day = context.now.astimezone(context.zone).date()
    types = {one.name: one.type for one in structs.fields(ENTITIES[kind].record)}
    found: dict[str, dict[str, Choice]] = {}
    for one in hand_values.of_records(scope, kind, record_ids, day):
        value = msgspec.convert(one.value, types[one.field])
        reason = f"set by {one.owner} up to {one.last_day}: {one.reason}"
        found.setdefault(one.record_id, {})[one.field] = Choice(value, reason)
    return found
