"""Figures on grades out for charts: how many a day, why not, and how long they take."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from homeroom.store.scope import Scope


class Day(Struct, frozen=True):
    """One day on the district's clock: how many tries were taken, and how many were refused."""

    day: date
    delivered: int
    refused: int


class Time(Struct, frozen=True):
    """How many grades that an app changed of late reached the target within so many seconds."""

    seconds: int | None  # None: later than the last step
    grades: int


STEPS = (10, 60, 600, 3_600, 86_400)
# So many grades tell how long they take; on a busy day there are a hundred times as many. They are
# looked for among so many tries of the district.
LATEST = 10_000
LOOKED_AT = 50_000


def by_day(scope: Scope, target_id: int, since: datetime, zone: str) -> list[Day]:
    """Return what was delivered and refused on each day on which anything was.

    Nothing is left out that was tried after `since`; up to half an hour before it may be counted.
    """
    rows = scope.rows(
        "SELECT (since AT TIME ZONE %(zone)s)::date, sum(delivered), sum(refused)"
        " FROM attempt_counts WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND since >= date_bin('30 minutes', %(since)s, 'epoch') GROUP BY 1 ORDER BY 1",
        target=target_id,
        since=since,
        zone=zone,
    )
    return [Day(*row) for row in rows]


def times(scope: Scope, target_id: int, since: datetime) -> list[Time]:
    """Return how long the latest grades took from the app's word to the target, since some moment.

    The word of the app is the last change of the record in the hub. Only the latest tries of the
    district are looked at, whatever their target.
    """
    rows = scope.rows(
        "SELECT step, count(*) FROM (SELECT (SELECT min(s) FROM unnest(%(steps)s::int[]) s"
        "     WHERE a.at - r.changed_at <= make_interval(secs => s)) AS step"
        "   FROM (SELECT district_id, record_id, at FROM (SELECT * FROM delivery_attempts"
        "       WHERE district_id = %(district)s ORDER BY id DESC LIMIT %(looked_at)s) l"
        "     WHERE target_id = %(target)s AND kind = 'result' AND outcome = 'delivered'"
        "     AND at >= %(since)s ORDER BY id DESC LIMIT %(latest)s) a"
        "   JOIN results r ON r.district_id = a.district_id AND r.id = a.record_id"
        "   WHERE a.at >= r.changed_at) t GROUP BY step",
        target=target_id,
        since=since,
        steps=list(STEPS),
        latest=LATEST,
        looked_at=LOOKED_AT,
    )
    found: dict[int | None, int] = dict(rows)
    steps: Sequence[int | None] = (*STEPS, None)
    return [Time(step, found.get(step, 0)) for step in steps]
