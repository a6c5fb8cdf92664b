"""How many requests at once a system is asked, by the district's clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.store import lanes
from homeroom.store.districts import District

SATURDAY = 5


class Lanes(Struct, frozen=True, kw_only=True):
    """The lanes to one place: fewer while school is in session there."""

    place: str
    in_school_hours: int
    otherwise: int
    district: District
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def width(self) -> int:
        """Return how many requests may be under way just now."""
        school = in_school_hours(self.district, self.clock())
        return self.in_school_hours if school else self.otherwise

    @contextmanager
    def one(self) -> Iterator[int]:
        """Hold one lane for a request or a short series of them; yields its number."""
        with lanes.lane(self.place, self.width()) as number:
            yield number

    def give_way(self, number: int) -> bool:
        """Say whether a lane that is held has to be let go: it is closed now, or waited for."""
        return number >= self.width() or lanes.waited_for(self.place, number)


def in_school_hours(district: District, now: datetime) -> bool:
    """Say whether it is a weekday in school hours on the district's clock."""
    local = now.astimezone(ZoneInfo(district.time_zone))
    weekday = local.weekday() < SATURDAY
    return weekday and district.school_opens <= local.time() < district.school_closes
