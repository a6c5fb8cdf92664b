"""Take everything that changed into the merged records, kind by kind, parents first."""

from collections.abc import Sequence

from homeroom.connectors.pages import Collection
from homeroom.model.kinds import Kind
from homeroom.runs import lookup
from homeroom.runs.absorb import absorb
from homeroom.runs.batch import Tally
from homeroom.runs.context import Context
from homeroom.runs.report import Watcher
from homeroom.stage.compare import Compared, compare
from homeroom.store import absences, apps, issues, pages, runs, sources, statistics
from homeroom.store.scope import Scope, district_scope
from homeroom.store.sources import Row

CHUNK = 5_000
# So many new records change what the planner should know.
MANY = 100


def compare_all(context: Context, collections: Sequence[Collection]) -> dict[Kind, Compared]:
    """Compare what was read with what was known, and count what is missing."""
    found = {}
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.run)
        sources.open_changed(scope)
        readings = pages.readings(scope, context.run.id)
        for one in collections:
            reading = readings[one.name]
            whole = reading.state == "complete" and reading.since is None
            found[one.kind] = compare(scope, context.run, one.name, one.kind, whole=whole)
            there = issues.unreadable(scope, context.app.id, one.kind, context.run.id)
            missing = [id_ for id_ in found[one.kind].missing if id_ not in there]
            absences.note(scope, context.app.id, one.kind, context.run.id, missing)
            absences.clear(scope, context.app.id, one.kind, found[one.kind].back)
        sources.settle_changed(scope)
        # Comparing may take longer than a run may be silent.
        runs.hold(scope, context.run)
    return found


def absorb_changed(context: Context, kind: Kind, watcher: Watcher) -> Tally:
    """Take the changed rows of one kind, chunk by chunk, each a transaction of its own."""
    tally = Tally()
    after = (-1, -1)
    first = True
    while True:
        with district_scope(context.district.id, repeatable=True) as scope:
            rows = sources.chunks_of_changed(scope, kind, after, CHUNK)
            if not rows:
                break
            tally.add(_absorb(scope, context, kind, rows))
            if first and tally.new >= MANY:
                statistics.refresh(scope, kind)
        first = False
        after = (rows[-1].page_id, rows[-1].place)
        watcher.stored(kind, tally)
    tally.add(absorb_woken(context, kind))
    if tally.new >= CHUNK:
        with district_scope(context.district.id) as scope:
            statistics.refresh(scope, kind)
    watcher.stored(kind, tally)
    return tally


def absorb_woken(context: Context, kind: Kind) -> Tally:
    """Take rows whose parents are known by now, until no more of them wake."""
    tally = Tally()
    while True:
        with district_scope(context.district.id, repeatable=True) as scope:
            rows = _woken(scope, context, kind)
            if not rows:
                return tally
            tally.add(_absorb(scope, context, kind, rows[:CHUNK]))


def _woken(scope: Scope, context: Context, kind: Kind) -> list[Row]:
    parents = sources.waiting(scope, context.app.id, kind)
    if not parents:
        return []
    known = lookup.known(scope, context, set(parents))
    arrived = [parent for parent in parents if parent in known]
    waiting = sources.waiting_for(scope, context.app.id, kind, arrived)
    return sources.places(scope, context.app.id, kind, waiting)


def _absorb(scope: Scope, context: Context, kind: Kind, rows: Sequence[Row]) -> Tally:
    runs.hold(scope, context.run)
    # A run of another app may wake rows of this one at the same moment.
    apps.take_turns(scope, context.app.id)
    return absorb(scope, context, kind, rows)
