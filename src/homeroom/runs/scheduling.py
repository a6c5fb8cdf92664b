"""When an app is synced by itself."""

from datetime import UTC, datetime, time

from homeroom.store import schedules
from homeroom.store.districts import District
from homeroom.store.schedules import Schedule

LEAST_MINUTES = 5  # as the table of schedules has it
MOST_MINUTES = 7 * 24 * 60


def schedule_for(
    district: District, app_id: int, every_minutes: int | None, daily_at: time | None
) -> Schedule:
    """Return a schedule of syncs: every so many minutes, or daily on the district's clock."""
    now = datetime.now(UTC)
    return Schedule(
        district_id=district.id,
        app_id=app_id,
        what=schedules.SYNC,
        every_minutes=every_minutes,
        daily_at=daily_at,
        next_at=schedules.following(every_minutes, daily_at, district.time_zone, now),
    )
