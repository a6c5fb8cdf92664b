"""Which sources speak about a record now, and where the spool holds what they said."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

# Before every record.
_FIRST = str(UUID(int=0))


class Voice(Struct, frozen=True):
    """What one source last said about a record of the hub."""

    record_id: str
    app_id: int
    row: Row


def about(
    scope: Scope, kind: Kind, record_ids: Sequence[str], spaces: Mapping[int, str]
) -> list[Voice]:
    """Return what apps (id -> id space) say about records; what they took back is left out."""
    if not record_ids:
        return []
    rows = scope.rows(
        "SELECT l.record_id::text, l.app_id, s.source_id, s.hash, s.page_id, s.place"
        " FROM record_links l JOIN unnest(%(apps)s::int[], %(spaces)s::text[]) a (id, space)"
        "   ON l.app_id = a.id AND l.space = a.space"
        " JOIN source_records s ON s.district_id = l.district_id AND s.app_id = l.app_id"
        "   AND s.kind = l.kind AND s.source_id = l.external_id"
        " WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND l.origin = 'read'"
        " AND l.record_id = ANY(%(ids)s::uuid[]) AND s.state = 'applied'"
        " ORDER BY s.page_id, s.place",
        kind=kind.value,
        ids=list(record_ids),
        apps=list(spaces),
        spaces=list(spaces.values()),
    )
    return [Voice(record, app, Row(*rest)) for record, app, *rest in rows]


def of_app(
    scope: Scope, app_id: int, space: str, kind: Kind, after: str, size: int
) -> list[tuple[str, str | None]]:
    """Return the next ids of a kind, in their order, under which an app speaks for a record.

    Each comes with the record; None where it has none, or was named by an earlier id already.
    """
    return scope.rows(
        "SELECT s.source_id, l.record_id::text FROM (SELECT source_id FROM source_records"
        "   WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
        "   AND state = 'applied' AND source_id > %(after)s ORDER BY source_id LIMIT %(size)s) s"
        f" LEFT JOIN record_links l ON {_OF_APP.format('l')} AND l.external_id = s.source_id"
        "   AND NOT EXISTS (SELECT FROM record_links e JOIN source_records o"
        "     ON o.district_id = e.district_id AND o.app_id = e.app_id AND o.kind = e.kind"
        "     AND o.source_id = e.external_id AND o.state = 'applied'"
        f"    WHERE {_OF_APP.format('e')} AND e.record_id = l.record_id"
        "     AND e.external_id < l.external_id) ORDER BY s.source_id",
        app=app_id,
        space=space,
        kind=kind.value,
        after=after,
        size=size,
    )


_OF_APP = (
    "{0}.district_id = %(district)s AND {0}.app_id = %(app)s AND {0}.kind = %(kind)s"
    " AND {0}.space = %(space)s AND {0}.origin = 'read'"
)


def several(scope: Scope, kind: Kind, after: str, size: int) -> list[str]:
    """Return the next records of a kind, by their ids, that more than one source id speaks for."""
    rows = scope.rows(
        "SELECT l.record_id::text FROM record_links l JOIN source_records s"
        "   ON s.district_id = l.district_id AND s.app_id = l.app_id AND s.kind = l.kind"
        "   AND s.source_id = l.external_id"
        " WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND l.origin = 'read'"
        " AND s.state = 'applied' AND l.record_id > %(after)s::uuid"
        " GROUP BY l.record_id HAVING count(*) > 1 ORDER BY l.record_id LIMIT %(size)s",
        kind=kind.value,
        after=after or _FIRST,
        size=size,
    )
    return [record for (record,) in rows]
