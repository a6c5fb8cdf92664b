"""Line items that stand in a target's gradebook already, though we never sent them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from homeroom.store.json import decode_json
from homeroom.store.scope import Scope


class Pair(Struct, frozen=True):
    """A line item of an app by its id there, as the hub knows it, and an item of the SIS."""

    record_id: str | None
    class_id: str | None
    sis_class_id: str | None
    taken: bool  # the record has an id at the target already


def alike(
    scope: Scope, target_id: int, space: str, line_items: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the target's ids of items that it made itself: same class, title, due day and points.

    Titles are compared without case and doubled blanks.
    """
    if not line_items:
        return {}
    rows = scope.rows(
        "SELECT a.id::text, array_agg(l.external_id ORDER BY l.external_id)"
        " FROM line_items a JOIN line_items b ON b.district_id = a.district_id"
        "   AND b.class_id = a.class_id AND b.id <> a.id AND b.retired_at IS NULL"
        f"   AND {_folded('b')} = {_folded('a')}"
        "   AND b.result_value_max IS NOT DISTINCT FROM a.result_value_max"
        "   AND coalesce(b.metadata->>'homeroom.nature', 'assignment') = 'assignment'"
        " JOIN record_links l ON l.district_id = b.district_id AND l.record_id = b.id"
        "   AND l.app_id = %(target)s AND l.kind = 'lineItem' AND l.space = %(space)s"
        "   AND l.origin = 'read'"
        " JOIN classes c ON c.district_id = a.district_id AND c.id = a.class_id"
        " JOIN orgs o ON o.district_id = c.district_id AND o.id = c.school_id"
        " JOIN districts d ON d.id = a.district_id"
        "   AND (b.due_date AT TIME ZONE coalesce(o.time_zone, d.time_zone))::date"
        "     = (a.due_date AT TIME ZONE coalesce(o.time_zone, d.time_zone))::date"
        " WHERE a.district_id = %(district)s AND a.id = ANY(%(ids)s::uuid[]) GROUP BY a.id",
        target=target_id,
        space=space,
        ids=list(line_items),
    )
    return {id_: tuple(found) for id_, found in rows}


def _folded(alias: str) -> str:
    return rf"lower(btrim(regexp_replace({alias}.title, '\s+', ' ', 'g')))"


def proposed(scope: Scope, target_id: int) -> dict[str, tuple[str, ...]]:
    """Return the line items that wait for this decision, and the items alike at the target."""
    rows = scope.rows(
        "SELECT record_id::text, facts->'candidates' FROM deliveries"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND state = 'held'"
        " AND code = 'adopt.proposed' ORDER BY record_id",
        target=target_id,
    )
    return {id_: tuple(decode_json(found)) for id_, found in rows}


def decline(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Let line items go their own way; they are checked again at once."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', lifted = lifted || code, not_before = now()"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND state = 'held'"
        " AND code = 'adopt.proposed' AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(record_ids),
    )


def look_again(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Let adopted line items be looked up at the target."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', version = version + 1, not_before = now()"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = 'lineItem'"
        " AND state IN ('held', 'refused', 'waiting', 'dropped')"
        " AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(record_ids),
    )


def pairs(
    scope: Scope, source_id: int, target_id: int, space: str, wanted: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], Pair]:
    """Return what the hub knows of pairs: (id in the app, id in the SIS)."""
    rows = scope.rows(
        "SELECT w.ours, w.theirs, i.id::text, i.class_id::text, s.class_id::text,"
        " EXISTS (SELECT FROM record_links t WHERE t.district_id = %(district)s"
        "   AND t.record_id = i.id AND t.app_id = %(target)s)"
        " FROM unnest(%(ours)s::text[], %(theirs)s::text[]) w (ours, theirs)"
        " LEFT JOIN record_links a ON a.district_id = %(district)s AND a.app_id = %(source)s"
        "   AND a.kind = 'lineItem' AND a.external_id = w.ours AND a.origin = 'read'"
        " LEFT JOIN line_items i ON i.district_id = a.district_id AND i.id = a.record_id"
        "   AND i.retired_at IS NULL"
        " LEFT JOIN record_links b ON b.district_id = %(district)s AND b.app_id = %(target)s"
        "   AND b.kind = 'lineItem' AND b.space = %(space)s AND b.external_id = w.theirs"
        "   AND b.origin = 'read'"
        " LEFT JOIN line_items s ON s.district_id = b.district_id AND s.id = b.record_id"
        "   AND s.retired_at IS NULL",
        source=source_id,
        target=target_id,
        space=space,
        ours=[ours for ours, _ in wanted],
        theirs=[theirs for _, theirs in wanted],
    )
    return {(ours, theirs): Pair(*rest) for ours, theirs, *rest in rows}
