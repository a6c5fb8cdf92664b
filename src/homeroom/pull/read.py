"""Read the collections of a source into the spool, as many pages at once as are there."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta

from msgspec import Struct, structs

from homeroom.connectors.base import Source
from homeroom.connectors.pages import Collection, Fault, Page
from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import Issue
from homeroom.pull.known import Earlier, Known
from homeroom.pull.lanes import Lanes
from homeroom.pull.prefetch import fetcher, prefetched
from homeroom.stage.spool import Came, digest_of, keep_page
from homeroom.store import issues, pages, runs
from homeroom.store.earlier import KeptPage
from homeroom.store.pages import Reading
from homeroom.store.runs import Run
from homeroom.store.scope import Scope, district_scope

# A delta asks for a little more than what is new: clocks differ, and a page may shift while read.
OVERLAP = timedelta(hours=1)

Progress = Callable[[str, int, int | None], None]  # collection, records so far, total if known


class Pull(Struct, frozen=True, kw_only=True):
    """What a pull needs to know."""

    district: int
    run: Run
    source: Source
    lanes: Lanes
    now: datetime
    progress: Progress


def read_all(pull: Pull, collections: Sequence[Collection]) -> None:
    """Read every collection that this run has not read to its end yet."""
    with district_scope(pull.district) as scope:
        earlier = Earlier(scope, pull.run.app_id, collections)
    with fetcher() as thread:
        for collection in collections:
            try:
                _read(pull, collection, earlier, thread)
            except NeedsDistrict as problem:
                if not collection.optional:
                    raise
                _leave_out(pull, collection, problem)


def _read(pull: Pull, collection: Collection, earlier: Earlier, thread: Executor) -> None:
    newest_known = earlier.newest.get(collection.name)
    with district_scope(pull.district) as scope:
        runs.hold(scope, pull.run)
        reading = pages.begin(scope, pull.run, collection.name, _since(pull, newest_known))
        # A delta shows what is new: hardly a page of it was there before.
        known = Known(()) if reading.since else earlier.known(scope, collection.name)
    if reading.state != "reading":
        return
    start = dict(reading.cursor) if reading.cursor else None
    fetched = pull.source.pages(collection, start, reading.since, known.recognise)
    for some in prefetched(fetched, pull.lanes.one, thread, is_last):
        with district_scope(pull.district, repeatable=True) as scope:
            runs.hold(scope, pull.run)
            keeping = []
            for page in some:
                kept, newest = _spooled(scope, pull, known, reading, page)
                reading = _further(reading, page, kept.records, newest)
                _note_faults(scope, pull, collection, page, kept.nameless)
                keeping.append(kept)
            if reading.state != "reading" and reading.newest is None:
                # Every page was known already, so the newest stamp is the one that was known.
                reading = structs.replace(reading, newest=newest_known)
            pages.add_to_run(scope, pull.run, collection.name, keeping)
            pages.update(scope, pull.run, collection.name, reading)
            if reading.state == "complete" and collection.name in earlier.unread:
                subjects = [collection.name]
                issues.resolve(scope, pull.run.app_id, collection.kind, subjects, pull.now)
        pull.progress(collection.name, reading.records, reading.total)


def is_last(page: Page) -> bool:
    """Say whether the source has nothing to ask for after a page."""
    return not page.next


def _since(pull: Pull, newest: datetime | None) -> datetime | None:
    """Return from when on a delta asks: from the newest stamp seen, by the server's own clock."""
    if pull.run.reach == "complete" or newest is None:
        return None
    return min(newest, pull.now) - OVERLAP


def _spooled(
    scope: Scope, pull: Pull, known: Known, reading: Reading, page: Page
) -> tuple[KeptPage, datetime | None]:
    """Spool a page, unless it is known, and return it and its newest stamp."""
    if page.known is not None:
        return known.kept(page.known, reading.pages), None
    came = Came(
        number=reading.pages,
        start=reading.records,
        digest=digest_of(page.body),
        body=page.body,
        rows=page.records(),
        last=page.last,
    )
    return keep_page(scope, pull.run.app_id, came, known.before)


def _further(reading: Reading, page: Page, records: int, newest: datetime | None) -> Reading:
    """Return how far the collection has come with a page of so many records."""
    note = reading.note or page.note or None
    return structs.replace(
        reading,
        state="reading" if page.next else ("incomplete" if note else "complete"),
        cursor=page.next,
        pages=reading.pages + 1,
        records=reading.records + records,
        total=page.total if page.total is not None else reading.total,
        newest=max(filter(None, (reading.newest, newest)), default=None),
        note=note,
    )


def _note_faults(
    scope: Scope, pull: Pull, collection: Collection, page: Page, nameless: Sequence[int]
) -> None:
    kind = collection.kind.value
    cases = [
        Issue(
            code="row.unreadable",
            kind=kind,
            subject=fault.place,
            facts=_facts(fault),
        )
        for fault in page.faults
    ]
    places = (f"{collection.name}, record {one + 1} of a page" for one in nameless)
    cases += [
        Issue(code="record.no_id", kind=kind, subject=place, facts={"place": place})
        for place in places
    ]
    issues.note(scope, pull.run.app_id, pull.run.id, cases, pull.now)


def _facts(fault: Fault) -> dict[str, str]:
    facts = {"place": fault.place, "field": fault.field, "words": fault.words}
    return facts | ({"id": fault.id} if fault.id else {})


def _leave_out(pull: Pull, collection: Collection, problem: NeedsDistrict) -> None:
    """Go on without a collection that the connection may not or cannot read."""
    with district_scope(pull.district) as scope:
        runs.hold(scope, pull.run)
        reading = pages.begin(scope, pull.run, collection.name, None)
        after = structs.replace(reading, state="incomplete", note=problem.message)
        pages.update(scope, pull.run, collection.name, after)
        case = Issue(
            code="collection.unread",
            kind=collection.kind.value,
            subject=collection.name,
            facts={
                "collection": collection.name,
                "words": problem.message,
                "fix": problem.fix,
            },
        )
        issues.note(scope, pull.run.app_id, pull.run.id, [case], pull.now)
