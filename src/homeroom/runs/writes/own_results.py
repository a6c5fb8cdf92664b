"""One result of an app for each student and line item: a second id is another name of the first."""

from collections.abc import Mapping

from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.context import Context
from homeroom.runs.writes.own_ids import CannotTake, Fault
from homeroom.store import places, results, taking
from homeroom.store.scope import Scope
from homeroom.store.taking import Own


def first_ids(
    scope: Scope,
    context: Context,
    kind: Kind,
    resolved: Mapping[str, Record],
    own: Mapping[str, Own],
) -> dict[str, Own]:
    """Return the ids that are further names: id -> the record that has the student's result.

    Raises CannotTake where one request brings two results for one student and line item.
    """
    if kind is not Kind.RESULT:
        return {}
    cells = {
        id_: (record.line_item, record.student)
        for id_, record in resolved.items()
        if isinstance(record, Result)
    }
    if len(set(cells.values())) < len(cells):
        raise CannotTake(Fault.UNUSABLE, "A student has two results of one line item here.")
    taken = results.at_cells(scope, cells.values())
    held = {one.source_id: one.record_id for one in own.values()}
    # Nearly every write replaces what the app has written under the same id.
    others = {
        id_: taken[cell]
        for id_, cell in cells.items()
        if cell in taken and taken[cell] != held.get(id_)
    }
    mine = taking.own_ids(scope, context.app.id, kind, list(others.values()))
    second = {id_: Own(hub, mine[hub]) for id_, hub in others.items() if mine.get(hub, id_) != id_}
    if second and places.of_ids(scope, context.app.id, kind, list(second)):
        words = "The student has another result in that line item; a result stays where it is."
        raise CannotTake(Fault.UNUSABLE, words)
    return second
