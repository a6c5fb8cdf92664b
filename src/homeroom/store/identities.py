"""The keys by which records of different sources are recognised as the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from homeroom.model.kinds import Kind
from homeroom.store.scope import Scope


def keep(scope: Scope, app_id: int, kind: Kind, keys: Mapping[str, Mapping[str, str]]) -> None:
    """Keep the keys of a source's records: source id -> domain -> key; the old ones go."""
    if not keys:
        return
    scope.run(
        "DELETE FROM match_keys WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(keys),
    )
    rows = [(id_, domain, key) for id_, held in keys.items() for domain, key in held.items()]
    scope.run(
        "INSERT INTO match_keys (district_id, kind, app_id, source_id, domain, key)"
        " SELECT %(district)s, %(kind)s, %(app)s, k.* FROM unnest("
        "  %(ids)s::text[], %(domains)s::text[], %(keys)s::text[]) k ON CONFLICT DO NOTHING",
        app=app_id,
        kind=kind.value,
        ids=[id_ for id_, _, _ in rows],
        domains=[domain for _, domain, _ in rows],
        keys=[key for _, _, key in rows],
    )


def holders(
    scope: Scope, kind: Kind, keys: Iterable[tuple[str, str]], spaces: Mapping[int, str]
) -> list[tuple[str, str, str, int, str]]:
    """Return who has one of these (domain, key) in some apps (id -> id space): domain, key, hub
    id, app and the app's own id."""
    sought = sorted(set(keys))
    return scope.rows(
        # Each step is looked up by its whole key, whatever the planner believes about the sizes.
        "SELECT DISTINCT w.domain, w.key, l.record_id, k.app_id, k.source_id"
        " FROM unnest(%(domains)s::text[], %(keys)s::text[]) w (domain, key)"
        " CROSS JOIN LATERAL (SELECT app_id, source_id FROM match_keys"
        "   WHERE district_id = %(district)s AND kind = %(kind)s"
        "   AND domain = w.domain AND key = w.key OFFSET 0) k"
        " JOIN unnest(%(apps)s::int[], %(spaces)s::text[]) a (id, space) ON a.id = k.app_id"
        " CROSS JOIN LATERAL (SELECT record_id::text AS record_id FROM record_links"
        "   WHERE district_id = %(district)s AND app_id = k.app_id AND kind = %(kind)s"
        "   AND space = a.space AND external_id = k.source_id AND origin = 'read' OFFSET 0) l"
        " CROSS JOIN LATERAL (SELECT FROM source_records WHERE district_id = %(district)s"
        "   AND app_id = k.app_id AND kind = %(kind)s AND source_id = k.source_id"
        "   AND state <> 'gone' OFFSET 0) s",
        kind=kind.value,
        apps=list(spaces),
        spaces=list(spaces.values()),
        domains=[domain for domain, _ in sought],
        keys=[key for _, key in sought],
    )


def of_records(
    scope: Scope, kind: Kind, record_ids: Collection[str]
) -> dict[str, dict[str, set[str]]]:
    """Return all keys of some hub records: hub id -> domain -> keys."""
    rows = scope.rows(
        "SELECT l.record_id::text, k.domain, k.key FROM record_links l JOIN match_keys k"
        "   ON k.district_id = l.district_id AND k.app_id = l.app_id AND k.kind = l.kind"
        "   AND k.source_id = l.external_id"
        " JOIN source_records s ON s.district_id = k.district_id AND s.app_id = k.app_id"
        "   AND s.kind = k.kind AND s.source_id = k.source_id AND s.state <> 'gone'"
        " WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND l.origin = 'read'"
        " AND l.record_id = ANY(%(ids)s::uuid[])",
        kind=kind.value,
        ids=sorted(record_ids),
    )
    found: dict[str, dict[str, set[str]]] = {}
    for hub_id, domain, key in rows:
        found.setdefault(hub_id, {}).setdefault(domain, set()).add(key)
    return found


def apart(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return which (source id, hub id) a person has said are not the same."""
    rows = scope.rows(
        "SELECT source_id, record_id::text FROM kept_apart WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    return {(source_id, hub_id) for source_id, hub_id in rows}


def keep_apart(
    scope: Scope, app_id: int, kind: Kind, pairs: Iterable[tuple[str, str]], actor: str
) -> None:
    """Remember that a source's records are not these hub records."""
    held = list(pairs)
    scope.run(
        "INSERT INTO kept_apart (district_id, app_id, kind, source_id, record_id, actor)"
        " SELECT %(district)s, %(app)s, %(kind)s, p.*, %(actor)s"
        " FROM unnest(%(ids)s::text[], %(records)s::uuid[]) p ON CONFLICT DO NOTHING",
        app=app_id,
        kind=kind.value,
        ids=[source_id for source_id, _ in held],
        records=[hub_id for _, hub_id in held],
        actor=actor,
    )


def memberships(
    scope: Scope, app_id: int, cells: Collection[tuple[str, str, str]]
) -> dict[tuple[str, str, str], str]:
    """Return the enrolment of another source for each (class, user, role), the latest of several.

    One that the app itself stands for already is left out, and one that nobody stands for any more.
    """
    sought = sorted(cells)
    rows = scope.rows(
        "SELECT DISTINCT ON (c.class_id, c.user_id, c.role) c.class_id::text, c.user_id::text,"
        " c.role, e.id::text FROM unnest(%(classes)s::uuid[], %(users)s::uuid[], %(roles)s::text[])"
        " c (class_id, user_id, role) JOIN enrollments e ON e.district_id = %(district)s"
        "   AND e.class_id = c.class_id AND e.user_id = c.user_id AND e.role = c.role"
        " WHERE NOT EXISTS (SELECT FROM record_links l JOIN source_records s"
        "   ON s.district_id = l.district_id AND s.app_id = l.app_id AND s.kind = l.kind"
        "   AND s.source_id = l.external_id AND s.state <> 'gone'"
        "   WHERE l.district_id = e.district_id AND l.record_id = e.id AND l.app_id = %(app)s"
        "   AND l.origin = 'read') AND EXISTS (SELECT FROM record_links l"
        "   WHERE l.district_id = e.district_id AND l.record_id = e.id AND l.origin = 'read')"
        " ORDER BY c.class_id, c.user_id, c.role, e.retired_at NULLS FIRST,"
        " e.begin_date DESC NULLS LAST, e.id",
        app=app_id,
        classes=[class_ for class_, _, _ in sought],
        users=[user for _, user, _ in sought],
        roles=[role for _, _, role in sought],
    )
    return {(class_, user, role): id_ for class_, user, role, id_ in rows}


def of_source(scope: Scope, app_id: int, kind: Kind, source_id: str) -> list[tuple[str, str]]:
    """Return the (domain, key) pairs of one record of a source."""
    rows = scope.rows(
        "SELECT domain, key FROM match_keys WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = %(id)s",
        app=app_id,
        kind=kind.value,
        id=source_id,
    )
    return [(domain, key) for domain, key in rows]
