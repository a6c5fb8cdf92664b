"""Line items and grades of the outbox that a preview looks at: on their way, and delivered."""

from datetime import datetime

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
    """Return how many deliveries rest, or are put off, and when the last of them is due."""
    row = scope.row(
        "SELECT count(*), max(not_before) FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND state = 'waiting' AND not_before > now()",
        target=target_id,
    )
    assert row is not None
    return row[0], row[1]
