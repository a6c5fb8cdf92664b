"""How apps that call the API did of late: day by day, and what they were refused."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from homeroom.store.scope import Scope
from homeroom.store.vendors import requests
from homeroom.store.vendors.requests import REFUSED, Asked, Count

DAYS_SHOWN = 14
REFUSALS_SHOWN = 3
ANSWERED, SOME_REFUSED, NONE = "answered", "refused", "none"


class CallDay(Struct, frozen=True):
    """One day on the district's clock: answered, refused (at least one call), or none."""

    day: date
    state: str


class Calls(Struct, frozen=True, kw_only=True):
    """What an app asked of late; without credentials it can ask nothing."""

    last_at: datetime | None = None
    lately: Count = Count()  # since a day
    refusals: tuple[Asked, ...] = ()  # the newest first
    days: tuple[CallDay, ...] = ()  # the oldest first
    has_credentials: bool = True


def of_clients(
    scope: Scope, last_used: dict[str, datetime | None], zone: tzinfo, now: datetime
) -> dict[str, Calls]:
    """Return how some clients did; `last_used` says when each of them called last."""
    ids = list(last_used)
    lately = requests.counted(scope, ids, now - timedelta(days=1))
    refused = _refusals(scope, ids)
    days = _days(scope, ids, zone, now)
    return {
        one: Calls(
            last_at=last_used[one],
            lately=lately[one],
            refusals=tuple(refused.get(one, ())),
            days=tuple(days[one]),
        )
        for one in ids
    }


def _refusals(scope: Scope, ids: Sequence[str]) -> dict[str, list[Asked]]:
    """Return the last refusals of each client, along an index that holds nothing else."""
    fields = ("at", "client_id", "method", "path", "rows", "status", "milliseconds", "id")
    rows = scope.rows(
        f"SELECT {', '.join(f'r.{one}' for one in fields)} FROM unnest(%(clients)s::text[]) c (id)"
        " CROSS JOIN LATERAL (SELECT * FROM api_requests WHERE district_id = %(district)s"
        f"   AND client_id = c.id AND status >= {REFUSED} ORDER BY at DESC, id DESC"
        "   LIMIT %(most)s) r ORDER BY r.at DESC, r.id DESC",
        clients=ids,
        most=REFUSALS_SHOWN,
    )
    found: dict[str, list[Asked]] = {}
    for row in rows:
        one = Asked(**dict(zip(fields, row, strict=True)))
        found.setdefault(one.client_id, []).append(one)
    return found


def _days(
    scope: Scope, ids: Sequence[str], zone: tzinfo, now: datetime
) -> dict[str, list[CallDay]]:
    """Return the last days of each client; of a day one call is looked for, and one refusal."""
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
    begins = [datetime(one.year, one.month, one.day, tzinfo=zone) for one in days]
    within = (
        "SELECT FROM api_requests WHERE district_id = %(district)s AND client_id = c.id"
        " AND at >= d.first AND at < d.last"
    )
    rows = scope.rows(
        f"SELECT c.id, d.day, CASE WHEN EXISTS ({within} AND status >= {REFUSED})"
        f" THEN '{SOME_REFUSED}' WHEN EXISTS ({within}) THEN '{ANSWERED}' ELSE '{NONE}' END"
        " FROM unnest(%(clients)s::text[]) c (id) CROSS JOIN unnest(%(days)s::date[],"
        " %(begins)s::timestamptz[], %(ends)s::timestamptz[]) d (day, first, last) ORDER BY d.day",
        clients=ids,
        days=days,
        begins=begins,
        ends=[*begins[1:], now + timedelta(days=1)],
    )
    found: dict[str, list[CallDay]] = {one: [] for one in ids}
    for client_id, day, state in rows:
        found[client_id].append(CallDay(day, state))
    return found
