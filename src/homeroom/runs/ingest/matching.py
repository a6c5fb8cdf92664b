"""Which hub record a new id of a source belongs to."""

from collections.abc import Mapping

from msgspec import Struct

from homeroom.model.gradebook import Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import Demographics
from homeroom.runs.ingest.batch import Batch
from homeroom.store import results
from homeroom.store.apps import App
from homeroom.store.scope import Scope


class Given(Struct, frozen=True, gc=False):
    """The hub id for a source's id; `new` when nothing had it before.

    `second`: the record had another id of a source before; `ours`: it is an app's grade, and what
    a SIS shows in its place is for the outbox to compare, not to take in.
    """

    hub_id: str
    new: bool = False
    second: bool = False
    ours: bool = False


def give_ids(scope: Scope, app: App, batch: Batch, fresh: Mapping[str, Record]) -> dict[str, Given]:
    """Return a hub id for every new id of a source.

    A line item has one result for each student: the standard keys results by sourcedId alone, and
    two ids for one cell of the gradebook would become two grades. Demographics go by their person.
    In a line item of an app the app's grade is the record, whoever was first.
    """
    if batch.kind is not Kind.RESULT:
        return {
            source_id: _given(
                batch.joined.get(source_id) or _id_of(record), batch.announced.get(source_id)
            )
            for source_id, record in fresh.items()
        }
    cells = {
        source_id: (record.line_item, record.student)
        for source_id, record in fresh.items()
        if isinstance(record, Result)
    }
    taken = results.at_cells(scope, set(cells.values()))
    held = list(taken.values())
    ours = results.of_learning_apps(scope, app.id, held) if app.role == "sis" else set()
    left = results.leave_to_app(scope, app.id, held) if app.role == "learning" else set()
    given = {}
    for source_id, cell in cells.items():
        hub_id = taken.get(cell)
        given[source_id] = Given(
            hub_id or batch.announced.get(source_id) or new_id(),
            new=hub_id is None,
            second=hub_id is not None and hub_id not in left,
            ours=hub_id in ours,
        )
        left.discard(hub_id or "")
        taken.setdefault(cell, given[source_id].hub_id)
    return given


def _given(held: str | None, announced: str | None) -> Given:
    return Given(held) if held else Given(announced or new_id(), new=True)


def _id_of(record: Record) -> str | None:
    return record.user if isinstance(record, Demographics) else None
