"""One result for each student and line item, however many a source has: the newest counts."""

from collections.abc import Mapping, Sequence, Set

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.context import Context
from homeroom.runs.ingest.batch import Batch, Ready
from homeroom.runs.ingest.matching import Given
from homeroom.store import sources
from homeroom.store.scope import Scope


def doubled_results(
    scope: Scope,
    context: Context,
    kind: Kind,
    matched: Mapping[str, Sequence[Ready]],
    made: Set[str],
    given: Mapping[str, Given],
) -> set[str]:
    """Return the ids of a source's results that are not its only one for a student and item."""
    if kind is not Kind.RESULT:
        return set()
    doubled = {id_ for id_, one in given.items() if one.second}
    for hub_id in _several(scope, context, kind, matched, made):
        doubled.update(row.source_id for row, _, _ in matched[hub_id])
    return doubled


def newest_result(
    batch: Batch, some: Sequence[Ready], before: Record | None, doubled: Set[str]
) -> list[Ready]:
    """Return the newest of a source's results for one student and line item."""
    newest: list[Ready] = []
    for one in some:
        row, _, record = one
        held = newest[0][2] if newest else before
        if row.source_id in doubled and held is not None:
            case = Issue(code="result.second", kind=batch.kind.value, subject=row.source_id)
            batch.issues.append(case)
            if _older(record, held):
                continue
        newest = [one]
    return newest


def _several(
    scope: Scope,
    context: Context,
    kind: Kind,
    matched: Mapping[str, Sequence[Ready]],
    made: Set[str],
) -> set[str]:
    """Return the results for which the source has several records: the newest of them counts."""
    older = [hub_id for hub_id in matched if hub_id not in made]
    here = [row.source_id for hub_id in older for row, _, _ in matched[hub_id]]
    elsewhere = sources.spoken_for(scope, context.app.id, kind, older, here)
    return elsewhere | {hub_id for hub_id, some in matched.items() if len(some) > 1}


def _older(record: Record, before: Record) -> bool:
    stamp, held = record.date_last_modified, before.date_last_modified
    return stamp is not None and held is not None and stamp < held
