"""The ids that each system uses for a record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """One id of one record in one id space of one app.

    `origin`: read from the system, derived by us for it as a target, matched with what it has, or
    former: what it used until its ids changed.
    """

    app_id: int
    kind: Kind
    space: str
    external_id: str
    record_id: str
    origin: str


FORMER = "former"
_C = 'text COLLATE "C"'


def find(
    scope: Scope, app_id: int, space: str, wanted: Iterable[tuple[Kind, str]]
) -> dict[tuple[Kind, str], tuple[str, str]]:
    """Return the hub's id and the origin for those ids of an app that are known."""
    found: dict[tuple[Kind, str], tuple[str, str]] = {}
    for kind, ids in _by_kind(wanted).items():
        rows = scope.rows(
            "SELECT external_id, record_id::text, origin FROM record_links"
            " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
            " AND space = %(space)s AND external_id = ANY(%(ids)s::text[])",
            app=app_id,
            kind=kind.value,
            space=space,
            ids=ids,
        )
        found |= {(kind, id_): (record, origin) for id_, record, origin in rows}
    return found


def _by_kind(wanted: Iterable[tuple[Kind, str]]) -> dict[Kind, list[str]]:
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for kind, id_ in wanted:
        by_kind[kind].append(id_)
    return by_kind


def find_anywhere(scope: Scope, kind: Kind, external_id: str) -> str | None:
    """Return the hub record that some system calls by this id, when all that do mean the same."""
    rows = scope.rows(
        "SELECT DISTINCT record_id::text FROM record_links WHERE district_id = %(district)s"
        " AND kind = %(kind)s AND external_id = %(id)s LIMIT 2",
        kind=kind.value,
        id=external_id,
    )
    return str(rows[0][0]) if len(rows) == 1 else None


def find_hub_ids(
    scope: Scope, wanted: Iterable[tuple[Kind, str]]
) -> dict[tuple[Kind, str], tuple[str, str]]:
    """Return the hub's id for ids that the hub gives out itself.

    The id of a record that became part of another one goes on to mean that one.
    """
    found: dict[tuple[Kind, str], tuple[str, str]] = {}
    for kind, ids in _by_kind(wanted).items():
        rows = scope.rows(
            "WITH RECURSIVE meant (sourced_id, id) AS ("
            f"  SELECT sourced_id, id FROM {TABLES[kind].name}"
            "   WHERE district_id = %(district)s AND sourced_id = ANY(%(ids)s)"
            " UNION SELECT m.sourced_id, j.stays FROM meant m JOIN joins j"
            "   ON j.district_id = %(district)s AND j.goes = m.id AND j.parted_at IS NULL)"
            " SELECT sourced_id, id::text FROM meant m WHERE NOT EXISTS (SELECT FROM joins j"
            "   WHERE j.district_id = %(district)s AND j.goes = m.id AND j.parted_at IS NULL)",
            ids=ids,
        )
        found |= {(kind, sourced_id): (id_, "hub") for sourced_id, id_ in rows}
    return found


def external(
    scope: Scope, app_id: int, space: str, kind: Kind, record_ids: Sequence[str]
) -> dict[str, str]:
    """Return the ids that an app uses for some records, by the hub's id.

    Where an app has several ids for one record, one that it showed itself and still shows comes
    first.
    """
    rows = scope.rows(
        f"SELECT DISTINCT ON (l.record_id) l.record_id::text, l.external_id {LIVING}"
        f" ORDER BY {BEST_FIRST}",
        app=app_id,
        space=space,
        kind=kind.value,
        ids=list(record_ids),
    )
    return dict(rows)


def read_by(scope: Scope, kind: Kind, record_id: str) -> list[tuple[int, str]]:
    """Return the sources' own ids of a record: app and id."""
    rows = scope.rows(
        "SELECT app_id, external_id FROM record_links WHERE district_id = %(district)s"
        " AND kind = %(kind)s AND record_id = %(id)s::uuid AND origin = 'read'",
        kind=kind.value,
        id=record_id,
    )
    return [(app_id, external_id) for app_id, external_id in rows]


# The ids of some records in one app, with what the app last showed under each.
LIVING = (
    "FROM record_links l LEFT JOIN source_records s ON s.district_id = l.district_id"
    " AND s.app_id = l.app_id AND s.kind = l.kind AND s.source_id = l.external_id"
    " WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = %(kind)s"
    " AND l.space = %(space)s AND l.record_id = ANY(%(ids)s::uuid[])"
)
BEST_FIRST = (
    "l.record_id, l.origin <> 'read', l.origin = 'former', s.state IS NOT DISTINCT FROM 'gone',"
    " l.external_id"
)


def of_record(scope: Scope, record_id: str) -> list[Link]:
    """Return every id of one record in every system."""
    rows = scope.rows(
        "SELECT app_id, kind, space, external_id, record_id::text, origin FROM record_links"
        " WHERE district_id = %(district)s AND record_id = %(id)s ORDER BY app_id, space",
        id=record_id,
    )
    return [
        Link(
            app_id=app, kind=Kind(kind), space=space, external_id=id_, record_id=rec, origin=origin
        )
        for app, kind, space, id_, rec, origin in rows
    ]


def add(scope: Scope, links: Iterable[Link], *, new: bool = False) -> None:
    """Keep new ids; one that is known already keeps its record. `new`: hardly any is known."""
    alike: dict[tuple[int, Kind, str, str], dict[str, str]] = defaultdict(dict)
    for one in links:
        some = alike[one.app_id, one.kind, one.space, one.origin]
        some.setdefault(one.external_id, one.record_id)
    for (app_id, kind, space, origin), some in alike.items():
        scope.add(
            "INSERT INTO record_links SELECT %(district)s, %(app)s, %(kind)s, %(space)s, i.id,"
            " i.record, %(origin)s"
            " FROM unnest(%(ids)s::text[], %(records)s::uuid[]) i (id, record)",
            # An id that a source uses once more, for another record, is no longer a former one.
            "ON CONFLICT (district_id, app_id, kind, space, external_id) DO UPDATE"
            " SET record_id = excluded.record_id, origin = excluded.origin"
            " WHERE record_links.origin = 'former'",
            new=new,
            app=app_id,
            kind=kind.value,
            space=space,
            origin=origin,
            ids=list(some),
            records=list(some.values()),
        )


def move(scope: Scope, links: Iterable[Link]) -> None:
    """Keep ids, also those that belonged to another record until now."""
    for one in links:
        scope.run(
            "INSERT INTO record_links VALUES (%(district)s, %(app)s, %(kind)s, %(space)s, %(id)s,"
            " %(record)s::uuid, %(origin)s) ON CONFLICT"
            " (district_id, app_id, kind, space, external_id) DO UPDATE"
            " SET record_id = excluded.record_id, origin = excluded.origin",
            app=one.app_id,
            kind=one.kind.value,
            space=one.space,
            id=one.external_id,
            record=one.record_id,
            origin=one.origin,
        )


def meant_by_others(scope: Scope, kind: Kind, record_ids: Sequence[str], app_id: int) -> set[str]:
    """Return which records a source other than this app has an id for."""
    rows = scope.rows(
        "SELECT DISTINCT record_id::text FROM record_links WHERE district_id = %(district)s"
        " AND kind = %(kind)s AND origin = 'read' AND app_id <> %(app)s"
        " AND record_id = ANY(%(ids)s::uuid[])",
        kind=kind.value,
        ids=list(record_ids),
        app=app_id,
    )
    return {record for (record,) in rows}


def meant(scope: Scope, kind: Kind, record_ids: Sequence[str]) -> set[str]:
    """Return which records some source has an id for."""
    return {record for record, _ in _counted(scope, kind, record_ids)}


def forget_alone(scope: Scope, app_id: int, kind: Kind) -> list[str]:
    """Forget the ids of records that no other source has, and return these records."""
    rows = scope.rows(
        "DELETE FROM record_links l WHERE l.district_id = %(district)s AND l.app_id = %(app)s"
        " AND l.kind = %(kind)s AND l.origin = 'read' AND NOT EXISTS (SELECT FROM record_links o"
        "   WHERE o.district_id = l.district_id AND o.record_id = l.record_id"
        "   AND o.app_id <> l.app_id AND o.origin = 'read') RETURNING l.record_id::text",
        app=app_id,
        kind=kind.value,
    )
    return [record for (record,) in rows]


def shared(scope: Scope, kind: Kind, record_ids: Sequence[str]) -> set[str]:
    """Return which records more than one id of sources stands for."""
    return {record for record, many in _counted(scope, kind, record_ids) if many > 1}


def _counted(scope: Scope, kind: Kind, record_ids: Sequence[str]) -> list[tuple[str, int]]:
    rows = scope.rows(
        "SELECT record_id::text, count(*) FROM record_links WHERE district_id = %(district)s"
        " AND kind = %(kind)s AND origin = 'read' AND record_id = ANY(%(ids)s::uuid[])"
        " GROUP BY record_id",
        kind=kind.value,
        ids=list(record_ids),
    )
    return [(record, many) for record, many in rows]


def take_over(scope: Scope, links: Iterable[Link]) -> dict[tuple[Kind, str], str]:
    """Keep ids of our own records at a target, also where another record has them already.

    An id that is derived from a record of ours belongs to it, whoever had it; a matched one is only
    taken from what the target itself showed. Returns (kind, id) -> the record that had it.
    """
    _stage(scope, links)
    rows = scope.rows(
        "SELECT l.kind, l.external_id, l.record_id::text FROM record_links l"
        f" JOIN linked n ON {_SAME_ID} WHERE n.record_id <> l.record_id"
        " AND (n.origin = 'derived' OR l.origin = 'read') FOR UPDATE OF l"
    )
    scope.run(
        "UPDATE record_links l SET record_id = n.record_id, origin = n.origin FROM linked n"
        f" WHERE {_SAME_ID} AND (n.origin = 'derived' OR l.origin = 'read')"
    )
    scope.run(_ADD)
    scope.unstage("linked")
    return {(Kind(kind), id_): before for kind, id_, before in rows}


_LINK_COLUMNS = {
    "app_id": "int", "kind": _C, "space": _C, "external_id": _C, "record_id": "uuid",
    "origin": "text",
}  # fmt: skip
_ADD = "INSERT INTO record_links SELECT %(district)s, l.* FROM linked l ON CONFLICT DO NOTHING"
_SAME_ID = (
    "l.district_id = %(district)s AND (l.app_id, l.kind, l.space, l.external_id)"
    " = (n.app_id, n.kind, n.space, n.external_id)"
)


def _stage(scope: Scope, links: Iterable[Link]) -> None:
    scope.stage(
        "linked",
        _LINK_COLUMNS,
        (
            (one.app_id, one.kind.value, one.space, one.external_id, one.record_id, one.origin)
            for one in links
        ),
    )
