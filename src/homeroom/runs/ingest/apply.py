"""Write what a chunk decided: records, links, history, issues, and what goes out."""

from decimal import Decimal
from typing import Any

from msgspec import to_builtins

from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.push.lanes import outbox
from homeroom.push.lanes.echo import observe
from homeroom.runs.context import Context
from homeroom.runs.ingest.batch import Batch, Tally
from homeroom.runs.ingest.overlap import only_new
from homeroom.store import (
    absences,
    contests,
    deliveries,
    fanning,
    history,
    identities,
    issues,
    links,
    records,
    results,
    retiring,
    sources,
)
from homeroom.store.history import FieldChange
from homeroom.store.noted import anything
from homeroom.store.scope import Scope

# From so many rows on, to insert what should be new and see is quicker than to look beforehand.
_MANY = 500
_JSON_ALREADY = frozenset({str, bool, Decimal})


def apply(scope: Scope, context: Context, batch: Batch) -> Tally:
    """Write a batch and count it."""
    app_id, run_id, kind, now = context.app.id, context.run_id, batch.kind, context.now
    new = len(batch.said) >= _MANY and only_new(batch)
    if batch.insertion:
        records.insert_prepared(scope, batch.insertion)
    elif batch.create:
        records.insert(scope, kind, batch.create, now)
    if batch.replace:
        records.replace(scope, kind, batch.replace, now, batch.changed_fields())
    links.add(scope, batch.links, new=new)
    history.add(scope, _history(batch), now, run_id, app_id)
    rows = list(batch.said.values())
    noted = not batch.nothing_noted and anything(scope, app_id, kind)
    sources.keep(scope, app_id, kind, rows, new=new, waited=noted)
    identities.keep(scope, app_id, kind, batch.keys)
    # What comes from the spool says nothing about whether its source shows it.
    shown = batch.returned if context.again else [id_ for id_ in batch.said if id_ not in batch.out]
    if noted:
        absences.clear(scope, app_id, kind, shown)
    if batch.newly_out:
        absences.note_left_out(scope, app_id, kind, context.under_way.id, batch.newly_out)
    if batch.deleted:
        absences.note_said(scope, app_id, kind, context.under_way.id, batch.deleted)
    if noted or batch.issues:
        issues.renew(scope, (app_id, run_id, kind), list(batch.said), batch.issues, now)
    if kind in GRADEBOOK:
        over = set(contests.settle(scope, kind, batch.heard, now)) - batch.contested.keys()
        again = outbox.wanted(context.outlets, app_id, kind, sorted(over), "put")
        deliveries.check_anew(scope, again)
        contests.note(scope, app_id, kind, batch.contested, now)
    if batch.seen:
        observe(scope, context.under_way, kind, batch.seen)
    _send_out(scope, context, batch)
    return batch.tally()


def retire(scope: Scope, context: Context, kind: Kind, ids: list[str], reason: str) -> None:
    """Retire records and write that into their history."""
    by = (context.app.id, context.run_id)
    retiring.retire(scope, kind, ids, context.now, reason, by)


def _history(batch: Batch) -> list[FieldChange]:
    return [
        FieldChange(
            kind=batch.kind,
            record_id=hub_id,
            field=change.field,
            before=as_json(change.before),
            after=as_json(change.after),
            reason=change.reason,
        )
        for hub_id, changes in batch.changes.items()
        for change in changes
    ]


def as_json(value: Any) -> Any:
    """Return a field's value as JSON; decimals stay exact."""
    if value is None or value.__class__ in _JSON_ALREADY:
        return value
    return to_builtins(value, builtin_types=(Decimal,))


def _send_out(scope: Scope, context: Context, batch: Batch) -> None:
    """Put into the outbox what targets should know of this batch."""
    put = [*batch.create, *batch.replace]
    wanted = outbox.wanted(context.outlets, context.app.id, batch.kind, put, "put")
    if batch.kind is Kind.LINE_ITEM and batch.replace:
        # A new maximum, scale or date may change what its results are worth or whether they may go.
        children = results.of_line_items(scope, list(batch.replace))
        again = outbox.wanted(context.outlets, context.app.id, Kind.RESULT, children, "put")
        deliveries.check_anew(scope, again)
    if batch.kind is Kind.RESULT and any(one.due_key for one in context.fans):
        # A date of one student may change when the line item of the section is due.
        parents = fanning.items_of_results(scope, put)
        again = outbox.wanted(context.outlets, context.app.id, Kind.LINE_ITEM, parents, "put")
        deliveries.check_anew(scope, again)
    if wanted:
        deliveries.want(scope, wanted)
