"""Which record an issue is about, where the hub has it, and for whom."""

from collections.abc import Collection, Sequence
from itertools import groupby

from homeroom.model.kinds import Kind
from homeroom.store.browsing_words import school_words
from homeroom.store.columns import TABLES
from homeroom.store.issues import OpenIssue
from homeroom.store.scope import Scope


def records_of(
    scope: Scope, issues: Sequence[OpenIssue], schools: Collection[str] | None
) -> dict[int, str]:
    """Return the record of each issue by the issue's id, as far as it is there and may be seen.

    An issue names its record as the source does, and some as the hub does. `schools`: those that
    may be seen; None: all.
    """
    named = [one for one in issues if one.kind in set(Kind)]
    rows = scope.rows(
        "SELECT n.id, n.kind, l.record_id::text FROM unnest(%(ids)s::bigint[], %(apps)s::int[],"
        "   %(kinds)s::text[], %(subjects)s::text[]) n (id, app, kind, subject)"
        " JOIN record_links l ON l.district_id = %(district)s AND l.app_id = n.app"
        ' AND l.kind = n.kind COLLATE "C" AND l.external_id = n.subject COLLATE "C"'
        " AND l.origin = 'read' ORDER BY n.kind, n.id",
        ids=[one.id for one in named],
        apps=[one.app_id for one in named],
        kinds=[one.kind for one in named],
        subjects=[one.subject for one in named],
    )
    found = {id_: record for id_, _kind, record in rows}
    if schools is None:
        return found
    seen: set[str] = set()
    for kind, some in groupby(rows, key=lambda row: row[1]):
        seen |= _of_schools(scope, Kind(kind), [record for *_, record in some], schools)
    return {id_: record for id_, record in found.items() if record in seen}


def _of_schools(scope: Scope, kind: Kind, ids: Sequence[str], schools: Collection[str]) -> set[str]:
    """Return those of some records that belong to one of these schools, or to none."""
    within = school_words(kind)
    if not within:
        return set(ids)
    rows = scope.rows(
        f"SELECT t.id::text FROM {TABLES[kind].name} t WHERE t.district_id = %(district)s"
        f" AND t.id = ANY(%(ids)s::uuid[]) AND {within}",
        ids=list(ids),
        schools=list(schools),
    )
    return {id_ for (id_,) in rows}
