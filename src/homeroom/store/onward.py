"""Line items and grades of the outbox that a preview looks at: on their way, and delivered."""

from datetime import datetime

from homeroom.model.kinds import Kind
from homeroom.store import delivery_counts
from homeroom.store.deliveries import COLUMNS, Delivery, delivery_of
from homeroom.store.parked import FOR_A_PERSON
from homeroom.store.scope import Scope

_MEANT = (
    f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
    " AND target_id = %(target)s AND kind IN ('lineItem', 'result') AND act = 'put'"
)


def on_the_way(scope: Scope, target_id: int, most: int) -> list[Delivery]:
    """Return what waits, or is kept back by something that is checked again by itself."""
    # Each half has an index of its own: of what was delivered nothing is looked at.
    rows = scope.rows(
        f"{_MEANT} AND state = 'waiting' UNION ALL {_MEANT} AND state IN ('held', 'refused')"
        " AND NOT code = ANY(%(person)s) LIMIT %(most)s",
        target=target_id,
        person=list(FOR_A_PERSON),
        most=most,
    )
    return [delivery_of(row) for row in rows]


def delivered(scope: Scope, target_id: int, most: int) -> list[Delivery]:
    """Return what was delivered and stays as it is until somebody sends it again."""
    rows = scope.rows(
        f"{_MEANT} AND state = 'delivered' LIMIT %(most)s", target=target_id, most=most
    )
    return [delivery_of(row) for row in rows]


def resting(scope: Scope, target_id: int) -> tuple[int, datetime | None]:
    """Return how many deliveries rest, or are put off, and when the last of them is due.

    One more than `delivery_counts.MOST` stands for all beyond.
    """
    later = (
        " FROM deliveries WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND state IN ('waiting', 'sending') AND state = 'waiting' AND not_before > now()"
    )
    row = scope.row(
        f"SELECT (SELECT count(*) FROM (SELECT{later} LIMIT %(most)s) few), (SELECT max(l.at)"
        "   FROM unnest(%(kinds)s::text[]) k (kind) CROSS JOIN LATERAL (SELECT not_before AS at"
        f"   {later} AND kind = k.kind ORDER BY not_before DESC LIMIT 1) l)",
        target=target_id,
        kinds=[kind.value for kind in Kind],
        most=delivery_counts.MOST + 1,
    )
    assert row is not None
    return row[0], row[1]
