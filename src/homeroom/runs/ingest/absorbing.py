"""Take everything that changed into the merged records, kind by kind, parents first."""

from collections.abc import Iterator, Sequence, Set
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from homeroom.connectors.pages import Collection
from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.ingest.chunks import Chunks, absorb_chunk
from homeroom.runs.ingest.facts import Read, read_rows
from homeroom.runs.ingest.identifying import confirmed
from homeroom.runs.ingest.raws import Spooled, fetch
from homeroom.runs.report import Watcher
from homeroom.runs.setup import uploads
from homeroom.runs.threads import connected_thread
from homeroom.stage.compare import Compared, compare, readings_of
from homeroom.store import absences, issues, pages, places, runs, sources, staged, statistics
from homeroom.store.scope import Scope, district_scope
from homeroom.store.sources import Row

CHUNK = 5_000
# A chunk is read from so many pages at most: they are held in memory.
MOST_PAGES = 25
# So many new records change what the planner should know.
MANY = 100


def compare_all(context: Context, collections: Sequence[Collection]) -> dict[Kind, Compared]:
    """Compare what was read with what was known, and count what is missing."""
    found = {}
    # Where readings may be partial, only what we delivered ourselves is looked for.
    states = absences.SHOWN if uploads.is_bulk(context.app) else absences.OWN
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.under_way)
        staged.open_list(scope)
        states_of = pages.readings(scope, context.under_way.id)
        readings = readings_of(scope, context.under_way, [one.name for one in collections])
        there = issues.unreadable(scope, context.app.id, context.under_way.id)
        for one in collections:
            reading = states_of[one.name]
            whole = reading.state == "complete" and reading.since is None
            found[one.kind] = compare(scope, readings, one.name, one.kind, whole=whole)
            missing = [id_ for id_ in found[one.kind].missing if (one.kind, id_) not in there]
            who = (context.app.id, one.kind, context.under_way.id)
            absences.note(scope, *who, missing, states)
            absences.shown_again(scope, context.app.id, one.kind, found[one.kind].back)
        staged.settle(scope)
        # Comparing may take longer than a run may be silent.
        runs.hold(scope, context.under_way)
    return found


def busy_kinds(context: Context) -> Set[Kind]:
    """Return the kinds of which rows are to be looked at, or wait for a parent or a person."""
    with district_scope(context.district.id) as scope:
        return staged.busy(scope, context.app.id) | context.domains.keys()


def absorb_changed(context: Context, kind: Kind, watcher: Watcher) -> Tally:
    """Take the changed rows of one kind, chunk by chunk, each a transaction of its own.

    While the database writes one chunk, the next one is read; and where only new results come, it
    is decided, too.
    """
    tally = absorb_undecided(context, kind)
    with ThreadPoolExecutor(1, "read ahead") as reader, connected_thread("writer") as thread:
        chunks = Chunks(context, kind, thread)
        for number, read in enumerate(_reads(context, kind, reader)):
            chunks.take(read)
            if number == 0 and chunks.tally.new >= MANY:
                _refresh(context, kind)
            watcher.stored(kind, chunks.tally)
        chunks.settle()
    tally.add(chunks.tally)
    tally.add(absorb_woken(context, kind))
    if tally.new >= CHUNK:
        _refresh(context, kind)
    watcher.stored(kind, tally)
    return tally


def _reads(context: Context, kind: Kind, reader: Executor) -> Iterator[Read]:
    """Yield the changed rows in chunks; each is read while the one before it is taken in."""

    def ahead(after: tuple[int, int]) -> tuple[Spooled, Future[Read]]:
        with district_scope(context.district.id) as scope:
            spooled = _chunk(scope, kind, after)
        return spooled, reader.submit(read_rows, context, kind, spooled)

    spooled, reading = ahead((-1, -1))
    while spooled.rows:
        read, last = reading.result(), spooled.rows[-1]
        spooled, reading = ahead((last.page_id, last.place))
        yield read


def _refresh(context: Context, kind: Kind) -> None:
    with district_scope(context.district.id) as scope:
        statistics.refresh(scope, kind)


def _chunk(scope: Scope, kind: Kind, after: tuple[int, int]) -> Spooled:
    """Return the next changed rows; what lies far apart comes in smaller chunks."""
    rows = staged.chunk(scope, kind, after, CHUNK)
    page_ids = list(dict.fromkeys(row.page_id for row in rows))
    if len(page_ids) > MOST_PAGES:
        rows = [row for row in rows if row.page_id < page_ids[MOST_PAGES]]
    return fetch(scope, rows)


def absorb_woken(context: Context, kind: Kind) -> Tally:
    """Take rows whose parents are known by now, until no more of them wake."""
    tally = Tally()
    while True:
        with district_scope(context.district.id, repeatable=True) as scope:
            rows = _woken(scope, context, kind)
            if not rows:
                return tally
            read = read_rows(context, kind, fetch(scope, rows[:CHUNK]))
            tally.add(absorb_chunk(scope, context, kind, read).tally)


def absorb_undecided(context: Context, kind: Kind) -> Tally:
    """Look once more at rows that a person had to decide on: the case may be clear by now."""
    tally = Tally()
    if kind not in context.domains:
        return tally
    with district_scope(context.district.id) as scope:
        rows = places.undecided(scope, context.app.id, kind)
    for start in range(0, len(rows), CHUNK):
        with district_scope(context.district.id, repeatable=True) as scope:
            read = read_rows(context, kind, fetch(scope, rows[start : start + CHUNK]))
            tally.add(absorb_chunk(scope, context, kind, read).tally)
    return tally


def _woken(scope: Scope, context: Context, kind: Kind) -> list[Row]:
    parents = sources.waiting(scope, context.app.id, kind)
    if not parents:
        return []
    known = {**lookup.known(scope, context, set(parents)), **confirmed(scope, context, parents)}
    out = lookup.left_out(scope, context, set(parents))
    arrived = [parent for parent in parents if parent in known and parent not in out]
    waiting = sources.waiting_for(scope, context.app.id, kind, arrived)
    return places.of_ids(scope, context.app.id, kind, waiting)
