"""Find what a run has to look at: what differs from the last reading, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct, structs

from homeroom.model.kinds import Kind
from homeroom.stage.heads import Heads, unpack_heads
from homeroom.stage.lineup import LineUp
from homeroom.store import absences, earlier, pages, previewed, staged
from homeroom.store.earlier import KeptPage
from homeroom.store.runs import Run
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

PAGES_AT_ONCE = 20
ROWS_AT_ONCE = 50_000
# With more than this changed between two complete readings, comparing all is the shorter way.
MOST_TOUCHED = 300_000


class Compared(Struct, frozen=True):
    """What a comparison found: how many rows differ, and which records are missing or back."""

    collection: str
    whole: bool
    changed: int
    missing: list[str]
    back: list[str]


class Readings(Struct, frozen=True, kw_only=True):
    """What a run has read and what was known before, of all its collections and kinds."""

    run: Run
    now: earlier.Read
    before: earlier.Read  # only collections that were read whole before
    between: Mapping[str, Sequence[int]]  # pages of runs since then
    put_off: Mapping[Kind, set[str]]
    absent: Mapping[Kind, set[str]]


def readings_of(scope: Scope, run: Run, collections: Iterable[str]) -> Readings:
    """Look up what the comparisons of a run need."""
    names = list(collections)
    whole = earlier.baselines(scope, run.app_id)
    baselines = {name: whole[name] for name in names if name in whole}
    return Readings(
        run=run,
        now=earlier.of_runs(scope, dict.fromkeys(names, run.id)),
        before=earlier.of_runs(scope, baselines),
        between=earlier.read_since(scope, run.app_id, baselines, run.id),
        put_off=previewed.put_off(scope, run.app_id),
        absent=absences.ids(scope, run.app_id),
    )


def compare(
    scope: Scope, readings: Readings, collection: str, kind: Kind, *, whole: bool
) -> Compared:
    """Compare one collection of a run with what its source said before.

    The rows that differ go to the list of changed rows. `whole`: the collection was read to its
    end, so that what is not there is missing; otherwise nothing is.
    """
    run, now = readings.run, readings.now[collection]
    absent = readings.absent.get(kind, set())
    if collection in readings.before and whole:
        touched = _shown_on(scope, readings.between.get(collection, ()))
        touched |= readings.put_off.get(kind, set())
        if len(touched) <= MOST_TOUCHED:
            both = (readings.before[collection], now)
            found = _against_baseline(scope, run, kind, both, touched, absent)
            return structs.replace(found, collection=collection)
    rows = _rows(scope, [page.page_id for page in now])
    changed = _keep(scope, run.app_id, kind, rows)
    if not whole or not staged.has_said(scope, [run.app_id], kind):
        return Compared(collection, whole, changed, [], [])
    staged.open_seen(scope)
    back: set[str] = set()
    for _, heads in _heads(scope, [page.page_id for page in now]):
        staged.add_seen(scope, heads.ids)
        back.update(absent.intersection(heads.ids))
    missing = staged.gone_without(scope, run.app_id, kind)
    return Compared(collection, whole, changed, missing, sorted(back))


def _against_baseline(
    scope: Scope,
    run: Run,
    kind: Kind,
    readings: tuple[Sequence[KeptPage], Sequence[KeptPage]],
    touched: set[str],
    absent: set[str],
) -> Compared:
    before, now = readings
    same = {page.page_id for page in before} & {page.page_id for page in now}
    line_up = LineUp(touched)
    rows = line_up.differing(
        (heads for _, heads in _heads(scope, [p.page_id for p in before if p.page_id not in same])),
        _heads(scope, [p.page_id for p in now if p.page_id not in same]),
    )
    changed = _keep(scope, run.app_id, kind, rows)
    if touched:
        again = _rows(scope, sorted(same))
        kept = (row for row in again if row.source_id in touched)
        changed += _keep(scope, run.app_id, kind, kept)
    # What came after the baseline, in a delta or in a run that broke off, may have left again.
    doubtful = line_up.gone | absent | touched
    seen: set[str] = set()
    if doubtful:
        for _, heads in _heads(scope, [page.page_id for page in now]):
            seen.update(doubtful.intersection(heads.ids))
    return Compared("", True, changed, sorted(doubtful - seen), sorted(absent & seen))


def _shown_on(scope: Scope, page_ids: Sequence[int]) -> set[str]:
    """Return what runs after the baseline have read: the baseline no longer speaks for that."""
    return {id_ for _, heads in _heads(scope, page_ids) for id_ in heads.ids}


def _keep(scope: Scope, app_id: int, kind: Kind, rows: Iterable[Row]) -> int:
    # A row without an id is no record; it becomes an issue where the page is read.
    found, rest = 0, iter(row for row in rows if row.source_id)
    while some := list(islice(rest, ROWS_AT_ONCE)):
        found += staged.add(scope, app_id, kind, some)
    return found


def _rows(scope: Scope, page_ids: list[int]) -> Iterator[Row]:
    for page_id, heads in _heads(scope, page_ids):
        for place, (id_, digest) in enumerate(zip(heads.ids, heads.hashes, strict=True)):
            yield Row(id_, digest, page_id, place)


def _heads(scope: Scope, page_ids: Sequence[int]) -> Iterator[tuple[int, Heads]]:
    """Yield the heads of pages in the given order, reading some at once."""
    for start in range(0, len(page_ids), PAGES_AT_ONCE):
        some = page_ids[start : start + PAGES_AT_ONCE]
        packed = pages.heads(scope, some)
        for page_id in some:
            yield page_id, unpack_heads(packed[page_id])
