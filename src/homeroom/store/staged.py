"""What a run has to look at, and what it has seen: lists that live as long as its connection."""

from collections.abc import Iterable, Sequence

from homeroom.model.kinds import Kind
from homeroom.store.scope import Scope
from homeroom.store.sources import PLACES, Row, arrays_of

_ID = 'text COLLATE "C"'


def open_list(scope: Scope) -> None:
    """Make the list of what has to be looked at; it lives as long as the connection."""
    scope.run("DROP TABLE IF EXISTS changed")
    scope.run(
        f"CREATE TEMP TABLE changed (kind text, source_id {_ID}, hash bigint, page_id bigint,"
        " place int)"
    )


def add(scope: Scope, app_id: int, kind: Kind, rows: Iterable[Row]) -> int:
    """Keep those rows that differ from what the source said last; of a repeated id, the last."""
    return scope.run(
        "INSERT INTO changed SELECT %(kind)s, s.* FROM unnest(%(ids)s::text[],"
        f" {PLACES}) s (source_id, hash, page_id, place)"
        " LEFT JOIN source_records r ON r.district_id = %(district)s AND r.app_id = %(app)s"
        "   AND r.kind = %(kind)s AND r.source_id = s.source_id"
        " WHERE r.source_id IS NULL OR r.hash <> s.hash OR r.state = 'gone'",
        app=app_id,
        kind=kind.value,
        **arrays_of(list({row.source_id: row for row in rows}.values())),
    )


def add_known(scope: Scope, app_id: int) -> int:
    """Add everything that a source last said, except what it took back and what is ours."""
    return scope.run(
        "INSERT INTO changed SELECT kind, source_id, hash, page_id, place FROM source_records"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND state NOT IN ('own', 'gone')",
        app=app_id,
    )


def add_again(scope: Scope, kind: Kind, rows: Sequence[Row]) -> int:
    """Add rows that were there before to a list that is settled; newer ones in it stay."""
    return scope.run(
        "INSERT INTO changed SELECT %(kind)s, s.* FROM unnest(%(ids)s::text[],"
        f" {PLACES}) s (source_id, hash, page_id, place) WHERE NOT EXISTS (SELECT FROM changed c"
        "   WHERE c.kind = %(kind)s AND c.source_id = s.source_id)",
        kind=kind.value,
        **arrays_of(rows),
    )


def settle(scope: Scope) -> None:
    """Prepare the finished list for reading in chunks: each record once, as it came last."""
    # To look whether any came twice takes a fifth of looking for which.
    if scope.value("SELECT 1 FROM changed GROUP BY kind, source_id HAVING count(*) > 1 LIMIT 1"):
        scope.run(
            "DELETE FROM changed a USING changed b"
            " WHERE a.kind = b.kind AND a.source_id = b.source_id AND a.ctid < b.ctid"
        )
    scope.run("CREATE INDEX ON changed (kind, page_id, place)")
    scope.run("ANALYZE changed")


def busy(scope: Scope, app_id: int) -> set[Kind]:
    """Return the kinds of which the list has rows, or the app some that wait for a parent.

    From here on the transaction finds rows by their keys: one row of each kind tells, and the
    planner would rather go through the whole list.
    """
    scope.by_key()
    rows = scope.rows(
        "SELECT k FROM unnest(%(kinds)s::text[]) k"
        " WHERE (SELECT 1 FROM changed c WHERE c.kind = k LIMIT 1) IS NOT NULL"
        " OR (SELECT 1 FROM source_waits w WHERE w.district_id = %(district)s"
        "   AND w.app_id = %(app)s AND w.kind = k LIMIT 1) IS NOT NULL",
        app=app_id,
        kinds=[kind.value for kind in Kind],
    )
    return {Kind(kind) for (kind,) in rows}


def chunk(scope: Scope, kind: Kind, after: tuple[int, int], size: int) -> list[Row]:
    """Return the next rows of a kind behind a place (page, place in it), in spool order."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM changed WHERE kind = %(kind)s"
        " AND (page_id, place) > (%(page)s, %(place)s) ORDER BY page_id, place LIMIT %(size)s",
        kind=kind.value,
        page=after[0],
        place=after[1],
        size=size,
    )
    return [Row(*row) for row in rows]


def places(scope: Scope, kind: Kind, source_ids: Sequence[str]) -> list[Row]:
    """Return where the spool holds those of some records that this run has to look at."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM changed WHERE kind = %(kind)s"
        " AND source_id = ANY(%(ids)s) ORDER BY page_id, place",
        kind=kind.value,
        ids=list(source_ids),
    )
    return [Row(*row) for row in rows]


def has_said(scope: Scope, app_ids: Sequence[int], kind: Kind) -> bool:
    """Say whether one of some sources has shown a record of a kind that it has not taken back."""
    if not app_ids:
        return False
    return bool(
        scope.value(
            "SELECT bool_or(EXISTS (SELECT FROM source_records s WHERE s.district_id = %(district)s"
            " AND s.app_id = a AND s.kind = %(kind)s AND s.state <> 'gone'))"
            " FROM unnest(%(apps)s::int[]) a",
            apps=list(app_ids),
            kind=kind.value,
        )
    )


def open_seen(scope: Scope) -> None:
    """Make the list of ids that a complete reading shows; it lives as long as the transaction."""
    scope.stage("seen", {"source_id": _ID}, ())


def add_seen(scope: Scope, source_ids: Iterable[str]) -> None:
    """Add ids to that list."""
    scope.append("seen", ((one,) for one in source_ids))


def gone_without(scope: Scope, app_id: int, kind: Kind) -> list[str]:
    """Return what the source had said and is not among the ids seen, and forget those."""
    scope.run("ANALYZE seen")
    rows = scope.rows(
        "SELECT r.source_id FROM source_records r LEFT JOIN seen s ON s.source_id = r.source_id"
        " WHERE r.district_id = %(district)s AND r.app_id = %(app)s AND r.kind = %(kind)s"
        " AND r.state <> 'gone' AND s.source_id IS NULL",
        app=app_id,
        kind=kind.value,
    )
    scope.unstage("seen")
    return [source_id for (source_id,) in rows]
