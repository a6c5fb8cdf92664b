"""What a district leaves out of an app's rows: by its schools, by filters, and all that belongs."""

from collections.abc import Sequence

from msgspec import Struct

from homeroom.mapping.attributes import Verdict
from homeroom.mapping.belonging import Homes, goes_along, homes
from homeroom.mapping.incoming import LEFT_OUT
from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.facts import Read
from homeroom.runs.ingest.placing import place_schools
from homeroom.store import joins, links, places, sources, staged
from homeroom.store.scope import Scope

Out = dict[tuple[Kind, str], str]  # id of the source -> the state in which it stays out


class Reason(Struct, frozen=True):
    """Why a row stays out: the state that is kept, and what it would come in with."""

    state: Verdict
    causes: Homes = ()


def sift(scope: Scope, context: Context, batch: Batch, read: Read) -> Read:
    """Return the rows that come in; the others are noted and, where they were stored, removed.

    What is ours, come back from a target, always comes in.
    """
    if not (context.again or context.leaves_out):
        return read
    kind = batch.kind
    if kind is Kind.ORG:
        read = place_schools(scope, context, batch, read)
    belongs = {row.source_id: homes(kind, one.record) for row, one in read if one.record}
    asked = {(kind, row.source_id) for row, _ in read}
    out = lookup.left_out(scope, context, set().union(*belongs.values()))
    out |= sources.left_out(scope, context.app.id, asked)
    reasons = {
        row.source_id: reason
        for row, one in read
        if not one.deleted
        and (reason := _reason(kind, one.verdict, belongs.get(row.source_id, ()), out))
    }
    known = lookup.own(scope, context, [(kind, id_) for id_ in reasons])
    ours = {id_ for (_, id_), (_, origin) in known.items() if origin != "read"}
    for row, one in read:
        if row.source_id in reasons.keys() - ours:
            batch.issues += [case for case in one.issues if case.code == LEFT_OUT]
            batch.say(row, reasons[row.source_id].state, reasons[row.source_id].causes)
            batch.out.add(row.source_id)
    batch.returned = [id_ for _, id_ in asked & out.keys() if id_ not in batch.out]
    newly = {
        id_: hub for (_, id_), (hub, _) in known.items()
        if id_ in batch.out and (kind, id_) not in out
    }  # fmt: skip
    batch.newly_out = list(newly)
    _take_along(scope, context, kind, list(newly.values()))
    return [(row, one) for row, one in read if row.source_id not in batch.out]


def _reason(kind: Kind, verdict: Verdict, own: Homes, out: Out) -> Reason | None:
    if verdict:
        return Reason(verdict)
    whole = {key for key, state in out.items() if state == Verdict.LEFT_OUT}
    causes = goes_along(kind, own, whole)
    return Reason(Verdict.LEFT_OUT, causes) if causes else None


def _take_along(scope: Scope, context: Context, kind: Kind, hub_ids: Sequence[str]) -> None:
    """Let a sync look at what belongs to records that it leaves out from now on."""
    if not hub_ids or context.again or context.run is None:
        return  # everything is looked at anyway, or a write is refused that would stay out
    if context.run.app_id != context.app.id:
        return  # the list is another app's
    app_id, space = context.app.id, context.space
    for child, ids in joins.naming(scope, kind, hub_ids).items():
        names = links.external(scope, app_id, space, child, ids)
        staged.add_again(scope, child, places.of_ids(scope, app_id, child, list(names.values())))
