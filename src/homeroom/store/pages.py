"""The spool: pages as they came, found by their content, and which run read which."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.store.earlier import KeptPage
from homeroom.store.json import decode_json, encode_json
from homeroom.store.runs import Run
from homeroom.store.scope import Scope


class Reading(Struct, frozen=True, kw_only=True):
    """How far one collection of a run has been read."""

    state: str  # reading, complete, incomplete
    cursor: Mapping[str, Any] | None
    since: datetime | None
    pages: int
    records: int
    total: int | None
    newest: datetime | None
    note: str | None


class NewPage(Struct, frozen=True, kw_only=True):
    """A page to spool, packed; `digest` and `last` are of what came.

    `clean`: nothing had to be taken out of it.
    """

    digest: bytes
    body: bytes
    heads: bytes
    nameless: Sequence[int]
    last: str
    clean: bool


def begin(scope: Scope, run: Run, collection: str, since: datetime | None) -> Reading:
    """Open a collection of a run, or return how far it had come."""
    columns = "state, cursor, since, pages, records, total, newest, note"
    row = scope.row(
        "WITH opened AS (INSERT INTO run_collections (district_id, run_id, collection, state,"
        " since) VALUES (%(district)s, %(run)s, %(collection)s, 'reading', %(since)s)"
        f" ON CONFLICT DO NOTHING RETURNING {columns})"
        f" SELECT {columns} FROM opened UNION ALL SELECT {columns} FROM run_collections"
        " WHERE district_id = %(district)s AND run_id = %(run)s AND collection = %(collection)s",
        run=run.id,
        collection=collection,
        since=since,
    )
    assert row is not None
    held = dict(zip(Reading.__struct_fields__, row, strict=True))
    held["cursor"] = decode_json(held["cursor"]) if held["cursor"] else None
    return Reading(**held)


def update(scope: Scope, run: Run, collection: str, reading: Reading) -> None:
    """Keep how far a collection has been read."""
    scope.run(
        "UPDATE run_collections SET state = %(state)s, cursor = %(cursor)s, pages = %(pages)s,"
        " records = %(records)s, total = %(total)s, newest = %(newest)s, note = %(note)s"
        " WHERE district_id = %(district)s AND run_id = %(run)s AND collection = %(collection)s",
        run=run.id,
        collection=collection,
        state=reading.state,
        cursor=encode_json(reading.cursor) if reading.cursor else None,
        pages=reading.pages,
        records=reading.records,
        total=reading.total,
        newest=reading.newest,
        note=reading.note,
    )


def readings(scope: Scope, run_id: int) -> dict[str, Reading]:
    """Return how far every collection of a run has been read."""
    rows = scope.rows(
        "SELECT collection, state, cursor, since, pages, records, total, newest, note"
        " FROM run_collections WHERE district_id = %(district)s AND run_id = %(run)s",
        run=run_id,
    )
    return {
        name: Reading(
            **{
                **dict(zip(Reading.__struct_fields__, rest, strict=True)),
                "cursor": decode_json(rest[1]) if rest[1] else None,
            }
        )
        for name, *rest in rows
    }


def read_whole(scope: Scope, run_id: int) -> bool:
    """Say whether a run has read every collection to its end.

    What the connection may not read at all gave no page, and is asked for again in any case.
    """
    found = readings(scope, run_id).values()
    return all(one.state == "complete" or not one.pages for one in found)


def find(scope: Scope, app_id: int, digest: bytes) -> tuple[int, Sequence[int]] | None:
    """Return the page of this content and the places of its nameless records, if it is there."""
    return scope.row(
        "SELECT id, nameless FROM pages WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND digest = %(digest)s",
        app=app_id,
        digest=digest,
    )


def keep(scope: Scope, app_id: int, page: NewPage) -> int:
    """Spool a page, unless its content is there already, and return its id."""
    return int(
        scope.value(
            f"{_ADD} VALUES (%(district)s, {_VALUES})"
            " ON CONFLICT (district_id, app_id, digest) DO UPDATE SET at = now() RETURNING id",
            **_params(app_id, page),
        )
    )


def add(scope: Scope, app_id: int, page_id: int, page: NewPage) -> None:
    """Spool a page whose content is not there yet, under an id that was drawn for it."""
    scope.send(
        f"{_ADD[:-1]}, id) VALUES (%(district)s, {_VALUES}, %(id)s)",
        id=page_id,
        **_params(app_id, page),
    )


def rewrite(scope: Scope, app_id: int, page_id: int, page: NewPage) -> None:
    """Put another content in the place of a page's, to which one record alone points."""
    scope.send(
        f"UPDATE pages SET ({_NAMES}, at) = ROW ({_VALUES}, now())"
        " WHERE district_id = %(district)s AND id = %(id)s",
        id=page_id,
        **_params(app_id, page),
    )


_NAMES = "app_id, digest, body, heads, nameless, last, clean"
# The packed parts travel as they are: written as text they would have twice the length.
_VALUES = "%(app)s, %(digest)s, %(body)b, %(heads)b, %(nameless)s::int[], %(last)s, %(clean)s"
_ADD = f"INSERT INTO pages (district_id, {_NAMES})"


def _params(app_id: int, page: NewPage) -> dict[str, Any]:
    return {
        "app": app_id,
        "digest": page.digest,
        "body": page.body,
        "heads": page.heads,
        "nameless": list(page.nameless),
        "last": page.last,
        "clean": page.clean,
    }


def add_to_run(scope: Scope, run: Run, collection: str, some: Sequence[KeptPage]) -> None:
    """Note that a run read pages; one that was being read when the run died is noted once."""
    scope.run(
        "INSERT INTO run_pages SELECT %(district)s, %(run)s, %(collection)s, p.* FROM"
        " unnest(%(numbers)s::int[], %(pages)s::bigint[], %(records)s::int[]) p"
        " ON CONFLICT (district_id, run_id, collection, number)"
        " DO UPDATE SET page_id = excluded.page_id, records = excluded.records",
        run=run.id,
        collection=collection,
        numbers=[page.number for page in some],
        pages=[page.page_id for page in some],
        records=[page.records for page in some],
    )


def heads(scope: Scope, page_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the packed (id, hash) lists of some pages."""
    return _column(scope, "heads", page_ids)


def bodies(scope: Scope, page_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the packed bodies of some pages."""
    return _column(scope, "body", page_ids)


def _column(scope: Scope, name: str, page_ids: Sequence[int]) -> dict[int, bytes]:
    rows = scope.rows(
        f"SELECT id, {name} FROM pages WHERE district_id = %(district)s AND id = ANY(%(ids)s)",
        ids=list(page_ids),
    )
    return {page: bytes(held) for page, held in rows}


def forget_old(scope: Scope, app_id: int, collections: Sequence[str], baseline_run: int) -> None:
    """Drop the pages of runs before the last complete one that no record points to any more.

    From here on the transaction finds rows by their keys: the planner would rather look at every
    record of every source.
    """
    scope.by_key()
    scope.run(
        "DELETE FROM run_pages p USING runs r WHERE p.district_id = %(district)s"
        " AND r.district_id = p.district_id AND r.id = p.run_id AND r.app_id = %(app)s"
        " AND p.collection = ANY(%(collections)s) AND p.run_id < %(baseline)s",
        app=app_id,
        collections=list(collections),
        baseline=baseline_run,
    )
    scope.run(
        "DELETE FROM pages p WHERE p.district_id = %(district)s AND p.app_id = %(app)s"
        " AND NOT EXISTS (SELECT FROM run_pages r WHERE r.district_id = p.district_id"
        "   AND r.page_id = p.id)"
        " AND NOT EXISTS (SELECT FROM source_records s WHERE s.district_id = p.district_id"
        "   AND s.page_id = p.id)",
        app=app_id,
    )
