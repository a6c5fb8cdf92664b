"""What was sent of the grades of one class lately: counted for the rolling window."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from homeroom.store.scope import Scope


class Lately(Struct, frozen=True):
    """How many grades stand at a target, and how many were written, changed or emptied lately."""

    standing: int
    written: int
    changed: int
    emptied: int


def lately(
    scope: Scope,
    target_id: int,
    app_id: int,
    class_id: str,
    since: datetime,
    but: Sequence[str],
) -> Lately:
    """Count the grades of an app in a class; what was written of those in `but` is not counted.

    What a person has let go after a look is no sign of a flood.
    """
    row = scope.row(
        "SELECT count(*) FILTER (WHERE d.sent ? 'id'), count(*) FILTER (WHERE fresh),"
        " count(*) FILTER (WHERE fresh AND d.replaced AND NOT 'window.changed' = ANY(d.lifted)),"
        " count(*) FILTER (WHERE fresh AND NOT 'window.emptied' = ANY(d.lifted) AND ("
        "   d.sent->>'score' = '0' OR (d.sent->>'score' IS NULL AND d.sent->>'text_score' IS NULL"
        "   AND d.sent->>'score_status' IS DISTINCT FROM 'exempt')))"
        " FROM deliveries d CROSS JOIN LATERAL (SELECT coalesce(d.written_at > %(since)s, false)"
        "   AND NOT d.record_id = ANY(%(but)s::uuid[]) AS fresh) f"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = 'result'"
        " AND d.app_id = %(app)s AND d.record_id = ANY(ARRAY("
        "   SELECT id FROM results WHERE district_id = %(district)s AND line_item_id = ANY(ARRAY("
        "     SELECT id FROM line_items WHERE district_id = %(district)s"
        "     AND class_id = %(class)s::uuid))))",
        **{"target": target_id, "app": app_id, "class": class_id, "since": since, "but": list(but)},
    )
    assert row is not None
    return Lately(*row)
