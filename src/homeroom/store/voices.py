"""Which sources speak about a record now, and where the spool holds what they said."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.scope import Scope
from homeroom.store.sources import Row


class Voice(Struct, frozen=True):
    """What one source last said about a record of the hub."""

    record_id: str
    app_id: int
    row: Row


def about(
    scope: Scope, kind: Kind, record_ids: Sequence[str], spaces: Mapping[int, str]
) -> list[Voice]:
    """Return what apps (id -> id space) say about records; what they took back is left out."""
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


def of_app(scope: Scope, app_id: int, kind: Kind, after: str, size: int) -> list[str]:
    """Return the next records of a kind, by their ids, that an app speaks for."""
    rows = scope.rows(
        "SELECT DISTINCT l.record_id::text FROM record_links l JOIN source_records s"
        "   ON s.district_id = l.district_id AND s.app_id = l.app_id AND s.kind = l.kind"
        "   AND s.source_id = l.external_id"
        " WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = %(kind)s"
        " AND l.origin = 'read' AND s.state = 'applied' AND l.record_id::text > %(after)s"
        " ORDER BY 1 LIMIT %(size)s",
        app=app_id,
        kind=kind.value,
        after=after,
        size=size,
    )
    return [record for (record,) in rows]


def several(scope: Scope, kind: Kind, after: str, size: int) -> list[str]:
    """Return the next records of a kind, by their ids, that more than one source id speaks for."""
    rows = scope.rows(
        "SELECT l.record_id::text FROM record_links l JOIN source_records s"
        "   ON s.district_id = l.district_id AND s.app_id = l.app_id AND s.kind = l.kind"
        "   AND s.source_id = l.external_id"
        " WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND l.origin = 'read'"
        " AND s.state = 'applied' AND (%(after)s = '' OR l.record_id > nullif(%(after)s, '')::uuid)"
        " GROUP BY l.record_id HAVING count(*) > 1 ORDER BY l.record_id LIMIT %(size)s",
        kind=kind.value,
        after=after,
        size=size,
    )
    return [record for (record,) in rows]
