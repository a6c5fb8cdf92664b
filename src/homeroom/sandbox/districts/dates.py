"""The dates of a generated school year: from mid-August to early June, in four quarters."""

from dataclasses import dataclass
from datetime import date, timedelta

_MONDAY, _FRIDAY = 0, 4


@dataclass(frozen=True)
class YearDates:
    """Quarters as (first day, last day of school); semesters are pairs of quarters."""

    ends_in: int
    quarters: tuple[tuple[date, date], ...]

    @property
    def begin(self) -> date:
        return self.quarters[0][0]

    @property
    def last(self) -> date:
        return self.quarters[-1][1]

    @property
    def semesters(self) -> tuple[tuple[date, date], ...]:
        first, second, third, fourth = self.quarters
        return ((first[0], second[1]), (third[0], fourth[1]))

    def school_days(self) -> list[date]:
        """Return the weekdays of all quarters; the winter break lies between two of them."""
        days: list[date] = []
        for begin, last in self.quarters:
            span = (begin + timedelta(days=n) for n in range((last - begin).days + 1))
            days.extend(day for day in span if day.weekday() <= _FRIDAY)
        return days


def year_of(day: date) -> YearDates:
    """Return the school year of a day; a day in July belongs to the year that is to begin."""
    ends_in = day.year + 1 if day.month >= 7 else day.year
    autumn = ends_in - 1
    begin = _weekday_from(date(autumn, 8, 15), _MONDAY)
    first = _weekday_from(date(autumn, 10, 14), _FRIDAY)
    second = _weekday_from(date(autumn, 12, 16), _FRIDAY)
    january = _weekday_from(date(ends_in, 1, 3), _MONDAY)
    third = _weekday_from(date(ends_in, 3, 10), _FRIDAY)
    last = _weekday_from(date(ends_in, 6, 1), _FRIDAY)
    weekend = timedelta(days=3)
    quarters = (
        (begin, first),
        (first + weekend, second),
        (january, third),
        (third + weekend, last),
    )
    return YearDates(ends_in, quarters)


def _weekday_from(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
