"""Ids of our records at a target, also where the target showed a record before its app did.

A hub that lost its database reads the SIS first: what it had delivered comes back as if it had been
made there. The id tells: it is derived from the app's own record, so nobody else can have made it.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.push.checks.conflict import standing
from homeroom.push.lanes.port import Port
from homeroom.store import apps, deliveries, history, links, outgoing, records, results, sources
from homeroom.store.deliveries import Delivery
from homeroom.store.history import FieldChange
from homeroom.store.links import Link
from homeroom.store.retiring import retire
from homeroom.store.scope import Scope

REASON = "it is a record of ours that came back from the SIS"


def take_back(scope: Scope, port: Port, kind: Kind, batch: Sequence[Delivery]) -> list[Delivery]:
    """Give claimed records the ids that are theirs, and note what stood at the target before."""
    source_ids = outgoing.source_ids(scope, port.target_id, [one.record_id for one in batch])
    derived = {
        port.id_for(kind, one.app_id, source_ids.get(one.record_id, one.record_id)): one
        for one in batch
    }
    found = links.find(scope, port.target_id, port.space, [(kind, id_) for id_ in derived])
    strays = []
    for (_, id_), (record_id, origin) in found.items():
        one = derived[id_]
        # A former id is that of a record which the target calls otherwise by now.
        is_lost = origin not in ("derived", links.FORMER) and one.sent
        if record_id != one.record_id or is_lost:
            strays.append(_link(port, kind, id_, one.record_id, "derived"))
    if not strays:
        return list(batch)
    stood = keep(scope, port, strays)
    return [structs.replace(one, found=one.found or stood.get(one.record_id)) for one in batch]


def keep(scope: Scope, port: Port, ours: Sequence[Link]) -> dict[str, Mapping[str, object]]:
    """Keep ids of our records; a record that was read in under one of them retires.

    Returns what the target showed of grades under those ids, by our record.
    """
    # A pull may be about to store the same ids.
    apps.take_turns(scope, [port.target_id])
    before = links.take_over(scope, ours)
    mine = {(one.kind, one.external_id): one.record_id for one in ours}
    stood: dict[str, Mapping[str, object]] = {}
    for kind in {kind for kind, _ in before}:
        twins = {twin: mine[kind, id_] for (of, id_), twin in before.items() if of is kind}
        if kind is Kind.LINE_ITEM:
            _move_grades(scope, port, twins)
        if kind is Kind.RESULT:
            stood = _stood(scope, port, twins)
        retire(scope, kind, list(twins), port.clock(), REASON, (port.target_id, None))
        sources.mark_own(scope, port.target_id, kind, [id_ for of, id_ in before if of is kind])
    return stood


def link_of(port: Port, delivery: Delivery, id_: str, origin: str = "derived") -> Link:
    """Return the link between a delivery's record and an id at the target."""
    return _link(port, delivery.kind, id_, delivery.record_id, origin)


def _link(port: Port, kind: Kind, id_: str, record_id: str, origin: str) -> Link:
    return Link(
        app_id=port.target_id,
        kind=kind,
        space=port.space,
        external_id=id_,
        record_id=record_id,
        origin=origin,
    )


def _move_grades(scope: Scope, port: Port, twins: Mapping[str, str]) -> None:
    """What stands in the line item at the target stands in ours."""
    moved = results.move(scope, twins)
    changes = [
        FieldChange(
            kind=Kind.RESULT,
            record_id=id_,
            field="line_item",
            before=twin,
            after=mine,
            reason=f"of its line item: {REASON}",
        )
        for id_, (twin, mine) in moved.items()
    ]
    history.add(scope, changes, port.clock(), None, port.target_id)


def _stood(scope: Scope, port: Port, twins: Mapping[str, str]) -> dict[str, Mapping[str, object]]:
    read_in = records.load(scope, Kind.RESULT, list(twins))
    stood: dict[str, Mapping[str, object]] = {
        twins[twin]: standing(one) for twin, one in read_in.items() if isinstance(one, Result)
    }
    deliveries.note_found(scope, port.target_id, Kind.RESULT, stood)
    return stood
