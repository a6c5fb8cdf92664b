"""Where the spool holds what a source last said about its records."""

from collections.abc import Sequence

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
