"""Where the spool holds what a source last said about its records."""

from collections.abc import Sequence
from datetime import datetime

from homeroom.model.kinds import Kind
from homeroom.store.scope import Scope
from homeroom.store.sources import Row


def of_ids(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> list[Row]:
    """Return where the spool holds what the source last said about some records."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM source_records"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        " AND source_id = ANY(%(ids)s) ORDER BY page_id, place",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    return [Row(*row) for row in rows]


def spooled_at(scope: Scope, kind: Kind, record_id: str) -> dict[int, datetime]:
    """Return when what each app says of a record was spooled last, by the app's id.

    An app that calls says it whenever it writes; a sync does not spool again what it finds again.
    """
    rows = scope.rows(
        "SELECT l.app_id, max(p.at) FROM record_links l"
        " JOIN source_records s ON s.district_id = l.district_id AND s.app_id = l.app_id"
        "   AND s.kind = l.kind AND s.source_id = l.external_id"
        " JOIN pages p ON p.district_id = s.district_id AND p.id = s.page_id"
        " WHERE l.district_id = %(district)s AND l.record_id = %(id)s AND l.kind = %(kind)s"
        "   AND l.origin = 'read' GROUP BY l.app_id",
        id=record_id,
        kind=kind.value,
    )
    return dict(rows)


def with_states(scope: Scope, app_id: int, kind: Kind) -> dict[Row, str]:
    """Return all that a source has ever shown of a kind, with its state; for kinds of a few."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place, state FROM source_records"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        " ORDER BY page_id, place",
        app=app_id,
        kind=kind.value,
    )
    return {Row(*rest): state for *rest, state in rows}


def unmatched(scope: Scope, app_id: int, kind: Kind) -> list[Row]:
    """Return what a target showed that no hub record was found for."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM source_records"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        " AND state = 'waiting' ORDER BY page_id, place",
        app=app_id,
        kind=kind.value,
    )
    return [Row(*row) for row in rows]


def applied_after(scope: Scope, app_id: int, kind: Kind, last: str, size: int) -> list[Row]:
    """Return the next rows behind an id that a source stands for, in the order of their ids."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM source_records"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        " AND source_id > %(last)s AND state = 'applied' ORDER BY source_id LIMIT %(size)s",
        app=app_id,
        kind=kind.value,
        last=last,
        size=size,
    )
    return [Row(*row) for row in rows]


def in_spool(scope: Scope, app_id: int, kind: Kind, after: tuple[int, int], size: int) -> list[Row]:
    """Return the next rows of a source behind a place (page, place in it), whatever their state."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM source_records"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        " AND state <> 'gone' AND (page_id, place) > (%(page)s, %(place)s)"
        " ORDER BY page_id, place LIMIT %(size)s",
        app=app_id,
        kind=kind.value,
        page=after[0],
        place=after[1],
        size=size,
    )
    return [Row(*row) for row in rows]


def undecided(scope: Scope, app_id: int, kind: Kind) -> list[Row]:
    """Return rows that wait for a person's decision instead of for a parent."""
    rows = scope.rows(
        "SELECT source_id, hash, page_id, place FROM source_records s"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        " AND state = 'waiting' AND NOT EXISTS (SELECT FROM source_waits w"
        "   WHERE w.district_id = s.district_id AND w.app_id = s.app_id AND w.kind = s.kind"
        "   AND w.source_id = s.source_id) ORDER BY page_id, place",
        app=app_id,
        kind=kind.value,
    )
    return [Row(*row) for row in rows]
