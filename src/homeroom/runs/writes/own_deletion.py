"""An app deletes what it wrote, and says so: here it is gone at once, at a SIS by its rules."""

from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.removal import DELETED, let_go
from homeroom.runs.writes.own_ids import CannotTake, Fault, Sees
from homeroom.store import links, taking
from homeroom.store.scope import Scope

# What goes with a record that is deleted.
_BELOW = {Kind.LINE_ITEM: Kind.RESULT, Kind.ASSESSMENT_LINE_ITEM: Kind.ASSESSMENT_RESULT}


def delete(scope: Scope, context: Context, kind: Kind, id_: str, sees: Sees) -> None:
    """Retire a record of the app; with a line item go the app's results in it.

    Raises CannotTake for what the app may not see, or did not write.
    """
    if sees(kind, id_) is None:
        raise CannotTake(Fault.UNKNOWN, f"There is no {kind} with this id.")
    key = (kind, id_)
    known = lookup.own(scope, context, [key]) or links.find_hub_ids(scope, [key])
    # What stands for nobody's record is seen, and is no record.
    hub_id = known[key][0] if key in known else None
    mine = taking.own_ids(scope, context.app.id, kind, [hub_id]) if hub_id else {}
    if hub_id is None or hub_id not in mine:
        raise CannotTake(Fault.FOREIGN, f"This {kind} is not this app's own: it may only read it.")
    below = _BELOW.get(kind)
    if below is not None:
        within = taking.results_within(scope, below, [hub_id])
        theirs = taking.own_ids(scope, context.app.id, below, within)
        let_go(scope, context, below, {id_: hub for hub, id_ in theirs.items()}, DELETED)
    let_go(scope, context, kind, {mine[hub_id]: hub_id}, DELETED)
