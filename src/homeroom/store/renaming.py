"""Carry out a change of a source's ids: links, and what the source last said under each id."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.store import issues, joins
from homeroom.store.scope import Scope

_OF_APP = "district_id = %(district)s AND app_id = %(app)s"
_SAME_ROW = f"t.{_OF_APP.replace(' AND ', ' AND t.')} AND t.kind = r.kind AND t.{{id}} = r.old_id"
# Tables that name a record of a source by its id, with their other columns.
_NAMED = {
    "source_records": "hash, page_id, place, state",
    "match_keys": "domain, key",
    "kept_apart": "record_id, actor, at",
}
IdOfKind = tuple[str, str]


def rename(scope: Scope, app_id: int, spaces: tuple[str, str], now: datetime) -> dict[Kind, int]:
    """Give every matched record its new id; return how many got another one, by kind.

    `spaces` are the id spaces before and after. An old id goes on to mean the record, unless the
    source uses it anew. Where the space changes, what has the same id in both is carried over.
    """
    _stage(scope, app_id, spaces[0])
    if spaces[0] == spaces[1]:
        scope.run(
            "UPDATE record_links t SET origin = 'former' FROM renamed r"
            f" WHERE {_SAME_ROW.format(id='external_id')} AND t.space = %(space)s"
            " AND r.new_id <> r.old_id",
            app=app_id,
            space=spaces[0],
        )
    else:
        _carry_over(scope, app_id, spaces)
    scope.run(
        "INSERT INTO record_links SELECT %(district)s, %(app)s, kind, %(space)s, new_id,"
        " record_id, origin FROM renamed WHERE main AND record_id IS NOT NULL"
        " ON CONFLICT (district_id, app_id, kind, space, external_id)"
        " DO UPDATE SET record_id = excluded.record_id, origin = excluded.origin",
        app=app_id,
        space=spaces[1],
    )
    for table, columns in _NAMED.items():
        _move(scope, app_id, table, columns)
    # What was delivered stands under the new id now; it is asked for by what was sent.
    scope.run(
        "UPDATE deliveries d SET sent = jsonb_set(d.sent, '{id}', to_jsonb(r.new_id))"
        " FROM renamed r WHERE d.district_id = %(district)s AND d.target_id = %(app)s"
        " AND d.kind = r.kind AND d.record_id = r.record_id AND d.sent->>'id' = r.old_id",
        app=app_id,
    )
    for table in ("absences", "source_waits"):
        scope.run(
            f"DELETE FROM {table} t USING renamed r WHERE {_SAME_ROW.format(id='source_id')}"
            " AND r.new_id <> r.old_id",
            app=app_id,
        )
    _tell_merges(scope, app_id, spaces)
    return _close(scope, app_id, now)


def _stage(scope: Scope, app_id: int, space: str) -> None:
    """Stage who is renamed. Of several old ids one is the main one: its row stands for all.

    What waits or is left out has no record, and keeps waiting under its new id.
    """
    scope.run(
        "CREATE TEMP TABLE renamed ON COMMIT DROP AS"
        " SELECT p.kind, p.new_id, p.old_id, l.record_id, l.origin, row_number() OVER ("
        "   PARTITION BY p.kind, p.new_id ORDER BY l.origin IS DISTINCT FROM 'read',"
        "   s.state IS DISTINCT FROM 'applied', p.old_id) = 1 AS main"
        " FROM id_pairs p LEFT JOIN record_links l ON l.district_id = p.district_id"
        "   AND l.app_id = p.app_id AND l.kind = p.kind AND l.space = %(space)s"
        "   AND l.external_id = p.old_id"
        " LEFT JOIN source_records s ON s.district_id = p.district_id AND s.app_id = p.app_id"
        "   AND s.kind = p.kind AND s.source_id = p.old_id"
        " WHERE p.district_id = %(district)s AND p.app_id = %(app)s AND p.verdict = 'matched'",
        app=app_id,
        space=space,
    )
    scope.run("ANALYZE renamed")


def _carry_over(scope: Scope, app_id: int, spaces: tuple[str, str]) -> None:
    """Carry what was not looked at, or not found, into the new space as it is."""
    scope.run(
        "INSERT INTO record_links SELECT l.district_id, l.app_id, l.kind, %(after)s,"
        " l.external_id, l.record_id, CASE WHEN r.old_id IS NULL THEN l.origin ELSE 'former' END"
        " FROM record_links l LEFT JOIN renamed r ON r.kind = l.kind"
        "   AND r.old_id = l.external_id AND r.new_id <> r.old_id"
        " WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.space = %(before)s"
        # An id of old that means somebody new from now on.
        " AND NOT EXISTS (SELECT FROM id_pairs p WHERE p.district_id = l.district_id"
        "   AND p.app_id = l.app_id AND p.kind = l.kind AND p.new_id = l.external_id"
        "   AND p.verdict = 'new')"
        " ON CONFLICT DO NOTHING",
        app=app_id,
        before=spaces[0],
        after=spaces[1],
    )


def _move(scope: Scope, app_id: int, table: str, columns: str) -> None:
    """Let the rows of a table stand under the new ids; those of a second old id go."""
    taken = ", ".join(f"t.{name}" for name in columns.split(", "))
    same = _SAME_ROW.format(id="source_id")
    scope.run(
        f"CREATE TEMP TABLE moving ON COMMIT DROP AS SELECT t.kind, r.new_id, {taken}"
        f" FROM {table} t JOIN renamed r ON {same} WHERE r.main AND r.new_id <> r.old_id",
        app=app_id,
    )
    scope.run(
        f"DELETE FROM {table} t USING renamed r WHERE {same} AND r.new_id <> r.old_id", app=app_id
    )
    scope.run(
        f"INSERT INTO {table} (district_id, app_id, kind, source_id, {columns})"
        f" SELECT %(district)s, %(app)s, kind, new_id, {columns} FROM moving"
        " ON CONFLICT DO NOTHING",
        app=app_id,
    )
    scope.unstage("moving")


def _tell_merges(scope: Scope, app_id: int, spaces: tuple[str, str]) -> None:
    """Let merges that stand give back the ids of now, when they are undone."""
    merges = joins.standing(scope)
    olds = _olds(scope, {(kind, id_) for one in merges.values() for _, kind, _, id_ in one.links})
    changed = {}
    for number, moved in merges.items():
        own = {(kind, id_) for app, kind, space, id_ in moved.links
               if (app, space) == (app_id, spaces[0])}  # fmt: skip
        now = {(app_id, kind, spaces[1], id_) for kind, id_ in named_now(own, olds)}
        others = {(app_id, kind, spaces[1], id_) for kind, id_ in olds}
        links = tuple(sorted(set(moved.links) - others | now))
        if links != moved.links:
            changed[number] = structs.replace(moved, links=links)
    joins.move_otherwise(scope, changed)


def _olds(scope: Scope, named: Set[IdOfKind]) -> dict[IdOfKind, list[str]]:
    """Return the new ids that stand for some ids, or are some of these: new id -> all old ids."""
    rows = scope.rows(
        "WITH named AS (SELECT * FROM unnest(%(kinds)s::text[], %(ids)s::text[]) m (kind, id))"
        " SELECT r.kind, r.new_id, array_agg(r.old_id) FROM renamed r"
        " WHERE (r.kind, r.new_id) IN (SELECT kind, id FROM named UNION SELECT s.kind, s.new_id"
        "   FROM renamed s JOIN named m ON m.kind = s.kind AND m.id = s.old_id)"
        " GROUP BY r.kind, r.new_id",
        kinds=[kind for kind, _ in named],
        ids=[id_ for _, id_ in named],
    )
    return {(kind, new_id): old_ids for kind, new_id, old_ids in rows}


def named_now(own: Set[IdOfKind], olds: Mapping[IdOfKind, Sequence[str]]) -> set[IdOfKind]:
    """Return by which ids a source names what it named by `own`; `olds`: new id -> old ids. Pure.

    A new id that stands for others as well is not among them.
    """
    fresh = {
        (kind, id_) for (kind, id_), some in olds.items() if all((kind, old) in own for old in some)
    }
    return fresh | {one for one in own if one not in olds}


def _close(scope: Scope, app_id: int, now: datetime) -> dict[Kind, int]:
    """Resolve issues about ids that are no longer used, and count those by kind."""
    rows = scope.rows(
        "SELECT kind, array_agg(old_id) FROM renamed WHERE new_id <> old_id GROUP BY kind"
    )
    for kind, old_ids in rows:
        issues.resolve(scope, app_id, Kind(kind), old_ids, now)
    counts = {kind: len(old_ids) for kind, old_ids in rows}
    return {kind: counts[kind.value] for kind in Kind if kind.value in counts}


def under_other_ids(
    scope: Scope, target_id: int, space: str, results: Sequence[str]
) -> dict[str, str]:
    """Return under which other id a target shows the cells of some grades that went there."""
    rows = scope.rows(
        "SELECT record_id::text, min(external_id) FROM record_links l"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = 'result'"
        " AND space = %(space)s AND origin = 'matched' AND record_id = ANY(%(ids)s::uuid[])"
        " AND EXISTS (SELECT FROM source_records s WHERE s.district_id = l.district_id"
        "   AND s.app_id = l.app_id AND s.kind = l.kind AND s.source_id = l.external_id"
        "   AND s.state <> 'gone') GROUP BY record_id HAVING count(*) = 1",
        app=target_id,
        space=space,
        ids=list(results),
    )
    return dict(rows)


def go_by(scope: Scope, target_id: int, space: str, ids: Mapping[str, str]) -> None:
    """Let grades that went to a target go by the ids under which it shows them now."""
    named = {"app": target_id, "space": space, "records": list(ids), "ids": list(ids.values())}
    ours = (
        " FROM unnest(%(records)s::uuid[], %(ids)s::text[]) w (record_id, id)"
        " WHERE t.district_id = %(district)s AND t.{app} = %(app)s AND t.kind = 'result'"
        " AND t.record_id = w.record_id"
    )
    scope.run(
        "UPDATE record_links t SET origin = CASE WHEN t.external_id = w.id THEN 'derived'"
        f" ELSE 'former' END {ours.format(app='app_id')} AND t.space = %(space)s",
        **named,
    )
    scope.run(
        "UPDATE deliveries t SET sent = jsonb_set(t.sent, '{{id}}', to_jsonb(w.id))"
        f" {ours}".format(app="target_id"),
        **named,
    )


def sending(scope: Scope, target_id: int) -> int:
    """Return how many deliveries somebody is sending to a target just now."""
    return int(
        scope.value(
            "SELECT count(*) FROM deliveries WHERE district_id = %(district)s"
            " AND target_id = %(target)s AND state = 'sending'",
            target=target_id,
        )
    )


def compare_scores_only(scope: Scope, target_id: int) -> None:
    """Let only the scores of delivered grades be compared with what a target shows next.

    Another version of the API shows states and flags in other words.
    """
    scope.run(
        "UPDATE deliveries SET baseline = jsonb_build_object('score', baseline -> 'score')"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = 'result'"
        " AND baseline ? 'score'",
        target=target_id,
    )
