"""What became of one app's own grades on their way out: what is kept back, and one by its id."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.store.delivery_counts import MOST
from homeroom.store.grades_out import Cause, Chosen
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope


class OwnDelivery(Struct, frozen=True, kw_only=True):
    """One delivery of an app, in the ids that the app itself uses; '' where it has none."""

    target: str
    kind: str
    record_id: str
    state: str
    code: str | None
    facts: Mapping[str, Any]
    changed_at: datetime
    own_id: str
    item_id: str  # of a grade: its line item
    target_id: int


class Place(Struct, frozen=True):
    """A place in the list of changes: behind this one."""

    changed_at: datetime
    record_id: str
    target_id: int


_OWN_ID = (
    "coalesce((SELECT min(l.external_id) FROM record_links l WHERE l.district_id = %(district)s"
    " AND l.record_id = {record} AND l.app_id = %(app)s AND l.origin = 'read'), '')"
)
_NEWEST_FIRST = " ORDER BY d.changed_at DESC, d.record_id DESC"
_OLDEST_FIRST = " ORDER BY d.changed_at, d.record_id, d.target_id"
# A learning objective of a result goes out in a row of its own; the app knows the result, which is
# named before it is looked for: the planner would rather read all results.
_ROWS = (
    "WITH mine AS MATERIALIZED (SELECT d.target_id, d.kind, d.record_id, d.state, d.code, d.facts,"
    "   d.changed_at, coalesce(p.result_id, d.record_id) AS of_id"
    "   FROM (SELECT * FROM deliveries d WHERE d.district_id = %(district)s AND d.app_id = %(app)s"
    "     {which}) d LEFT JOIN result_parts p ON d.kind = 'result'"
    "   AND p.district_id = %(district)s AND p.target_id = d.target_id AND p.id = d.record_id)"
    " SELECT t.title, d.kind, d.record_id::text, d.state, d.code, d.facts::text, d.changed_at,"
    f" {_OWN_ID.format(record='d.of_id')}, {_OWN_ID.format(record='r.line_item_id')},"
    " d.target_id FROM mine d JOIN apps t ON t.district_id = %(district)s AND t.id = d.target_id"
    " LEFT JOIN results r ON d.kind = 'result' AND r.district_id = %(district)s AND r.id = d.of_id"
    f"{_NEWEST_FIRST}"
)
_PARKED = (
    "AND d.state IN ('held', 'refused', 'conflict') AND d.state = ANY(%(states)s)"
    " AND %(code)s IN ('', d.code) AND (%(at)s::timestamptz IS NULL"
    "   OR (d.changed_at, d.record_id) < (%(at)s::timestamptz, %(after)s::uuid))"
    " ORDER BY d.changed_at DESC, d.record_id DESC LIMIT %(limit)s"
)
# Whatever became of it. The index of an app's deliveries begins at the moment, or behind the place:
# with both said it would begin at the moment, and pass over all pages before.
_CHANGED = (
    "AND {from_here} AND d.state = ANY(%(states)s) AND %(code)s IN ('', d.code)"
    " ORDER BY d.changed_at, d.record_id, d.target_id LIMIT %(limit)s"
)
_SINCE = "d.changed_at >= %(since)s"
_BEHIND = "(d.changed_at, d.record_id, d.target_id) > (%(since)s, %(after)s::uuid, %(target)s::int)"
_NAMED = (
    "AND d.target_id = ANY(ARRAY(SELECT id FROM apps WHERE district_id = %(district)s))"
    " AND d.kind IN ('category', 'lineItem', 'result') AND d.record_id = ANY(%(ids)s::uuid[]"
    "   || ARRAY(SELECT o.id FROM result_parts o WHERE o.district_id = %(district)s"
    "     AND o.result_id = ANY(%(ids)s::uuid[])))"
)


def kept_back(
    scope: Scope,
    app_id: int,
    chosen: Chosen,
    page: tuple[tuple[datetime, str] | None, int],
) -> list[OwnDelivery]:
    """Return what of an app is kept back, the latest change first.

    `page` is the moment and record after which to go on (None: from the top), and how many.
    """
    after, limit = page
    rows = scope.rows(
        _ROWS.replace("{which}", _PARKED),
        app=app_id,
        states=list(chosen.states),
        code=chosen.code,
        at=after[0] if after else None,
        after=after[1] if after else None,
        limit=limit,
    )
    return [_own(row) for row in rows]


def changed(
    scope: Scope,
    app_id: int,
    chosen: Chosen,
    since: datetime,
    page: tuple[Place | None, int],
) -> list[OwnDelivery]:
    """Return what of an app changed since a moment, the oldest change first.

    `page` is the place after which to go on (None: from the top), and how many.
    """
    after, limit = page
    which = _CHANGED.format(from_here=_BEHIND if after else _SINCE)
    behind: dict[str, Any] = {}
    if after:
        behind = {"after": after.record_id, "target": after.target_id}
    scope.by_key()
    rows = scope.rows(
        _ROWS.replace("{which}", which).replace(_NEWEST_FIRST, _OLDEST_FIRST),
        app=app_id,
        states=list(chosen.states),
        code=chosen.code,
        since=after.changed_at if after else since,
        limit=limit,
        **behind,
    )
    scope.by_any_way()
    return [_own(row) for row in rows]


def of_records(scope: Scope, app_id: int, record_ids: Sequence[str]) -> list[OwnDelivery]:
    """Return every delivery of some records of an app, whatever its state."""
    rows = scope.rows(_ROWS.replace("{which}", _NAMED), app=app_id, ids=list(record_ids))
    return [_own(row) for row in rows]


def causes(scope: Scope, app_id: int) -> list[Cause]:
    """Return why deliveries of an app are kept back, what most wait for first.

    Beyond `MOST` of them the others are not looked at: the latest change counts.
    """
    rows = scope.rows(
        "SELECT kind, state, code, count(*), (array_agg(facts))[1]::text FROM (SELECT kind, state,"
        "   code, facts FROM deliveries WHERE district_id = %(district)s AND app_id = %(app)s"
        "   AND state IN ('held', 'refused', 'conflict') ORDER BY changed_at DESC, record_id DESC"
        "   LIMIT %(most)s) few GROUP BY kind, state, code ORDER BY 4 DESC, code, kind",
        app=app_id,
        most=MOST + 1,
    )
    return [
        Cause(
            kind=kind,
            state=state,
            code=code,
            many=many,
            facts=decode_json(facts) if facts else {},
        )
        for kind, state, code, many, facts in rows
    ]


def waiting(scope: Scope, app_id: int) -> int:
    """Return how many of an app are on their way; more than `MOST` are not counted."""
    return int(
        scope.value(
            "SELECT count(*) FROM (SELECT FROM deliveries WHERE district_id = %(district)s"
            " AND app_id = %(app)s AND state IN ('waiting', 'sending') LIMIT %(most)s) few",
            app=app_id,
            most=MOST + 1,
        )
    )


def _own(row: tuple[Any, ...]) -> OwnDelivery:
    held = dict(zip(OwnDelivery.__struct_fields__, row, strict=True))
    return OwnDelivery(**(held | {"facts": decode_json(row[5]) if row[5] else {}}))
