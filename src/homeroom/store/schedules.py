"""When apps are synced and compared by themselves: outside tenancy, read by a tick for all."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from msgspec import Struct

SYNC = "sync"
COMPARISON = "comparison"


class Schedule(Struct, frozen=True, kw_only=True):
    """Either every so many minutes, or once a day at a clock of the district's zone."""

    district_id: int
    app_id: int
    what: str  # SYNC or COMPARISON
    every_minutes: int | None
    daily_at: time | None
    next_at: datetime


def following(
    every_minutes: int | None, daily_at: time | None, zone: str, now: datetime
) -> datetime:
    """Return when a schedule is due after `now`."""
    if every_minutes is not None:
        return now + timedelta(minutes=every_minutes)
    assert daily_at is not None
    local = now.astimezone(ZoneInfo(zone))
    due = datetime.combine(local.date(), daily_at, tzinfo=ZoneInfo(zone))
    if due <= now:
        due = datetime.combine(local.date() + timedelta(days=1), daily_at, tzinfo=ZoneInfo(zone))
    return due


def put(district_id: int, app_id: int, what: str, plan: Schedule | None) -> None:
    """Set or remove the schedule by which an app is synced or compared."""
    daily = str(plan.daily_at) if plan and plan.daily_at else None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM schedules WHERE district_id = %s AND app_id = %s AND what = %s",
            [district_id, app_id, what],
        )
        if plan is not None:
            cursor.execute(
                "INSERT INTO schedules VALUES (%s, %s, %s, %s, %s, %s)",
                [district_id, app_id, what, plan.every_minutes, daily, plan.next_at],
            )


def drop(district_id: int, app_id: int) -> None:
    """Remove all schedules of an app."""
    for what in (SYNC, COMPARISON):
        put(district_id, app_id, what, None)


def of_app(district_id: int, app_id: int, what: str = SYNC) -> Schedule | None:
    """Return the schedule by which an app is synced or compared, if it has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT district_id, app_id, what, every_minutes, daily_at, next_at FROM schedules"
            " WHERE district_id = %s AND app_id = %s AND what = %s",
            [district_id, app_id, what],
        )
        row = cursor.fetchone()
    return _schedule(row) if row else None


def at_once_or(daily_at: time | None, zone: str, now: datetime) -> datetime:
    """Return the next time of a clock of a zone, or now where there is none."""
    return now if daily_at is None else following(None, daily_at, zone, now)


def take_due(now: datetime) -> list[Schedule]:
    """Return the schedules that are due and move each on to its next time; once per time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.district_id, s.app_id, s.what, s.every_minutes, s.daily_at, s.next_at,"
            " d.time_zone"
            " FROM schedules s JOIN districts d ON d.id = s.district_id"
            " WHERE s.next_at <= %s ORDER BY s.next_at FOR UPDATE OF s SKIP LOCKED",
            [now],
        )
        due = cursor.fetchall()
        for district_id, app_id, what, every_minutes, daily_at, _, zone in due:
            cursor.execute(
                "UPDATE schedules SET next_at = %s"
                " WHERE district_id = %s AND app_id = %s AND what = %s",
                [following(every_minutes, daily_at, zone, now), district_id, app_id, what],
            )
    return [_schedule(row[:6]) for row in due]


def _schedule(row: tuple[object, ...]) -> Schedule:
    return Schedule(**dict(zip(Schedule.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]
