"""Records that end: marked as gone, and that written into their history."""

from collections.abc import Sequence
from datetime import datetime

from homeroom.model.kinds import Kind
from homeroom.store import history, records
from homeroom.store.history import FieldChange
from homeroom.store.scope import Scope


def retire(
    scope: Scope,
    kind: Kind,
    ids: Sequence[str],
    now: datetime,
    reason: str,
    by: tuple[int, int | None],
) -> None:
    """Retire records, for the app and the run named by `by`, and keep the reason."""
    if not ids:
        return
    records.retire(scope, kind, ids, now, reason)
    changes = [
        FieldChange(
            kind=kind,
            record_id=id_,
            field="status",
            before="active",
            after="tobedeleted",
            reason=reason,
        )
        for id_ in ids
    ]
    app_id, run_id = by
    history.add(scope, changes, now, run_id, app_id)
