"""One result for each student and line item, however many a source has: the newest counts."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.context import Context
from homeroom.runs.ingest.batch import Batch, Ready
from homeroom.runs.ingest.matching import Given
from homeroom.store import sources
from homeroom.store.scope import Scope
from homeroom.store.sources import Row


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
    rows = [(row, hub_id) for hub_id, some in matched.items() for row, _, _ in some]
    several = _several(scope, context, kind, rows, made)
    return {
        row.source_id
        for row, hub_id in rows
        if hub_id in several or (row.source_id in given and given[row.source_id].second)
    }


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
    rows: Sequence[tuple[Row, str]],
    made: Set[str],
) -> set[str]:
    """Return the results for which the source has several records: the newest of them counts."""
    times = Counter(hub_id for _, hub_id in rows)
    here = [row.source_id for row, hub_id in rows if hub_id not in made]
    elsewhere = sources.spoken_for(scope, context.app.id, kind, list(times.keys() - made), here)
    return elsewhere | {hub_id for hub_id, count in times.items() if count > 1}


def _older(record: Record, before: Record) -> bool:
    stamp, held = record.date_last_modified, before.date_last_modified
    return stamp is not None and held is not None and stamp < held
