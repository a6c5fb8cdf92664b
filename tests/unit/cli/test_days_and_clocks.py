"""Days and clocks as people type them; what is neither is explained."""

from datetime import date, time

import click
import pytest

from homeroom.cli.expiry import _day
from homeroom.cli.notices import _clock


@pytest.mark.parametrize(
    ("text", "day"),
    [("2027-06-30", date(2027, 6, 30)), ("2028-02-29", date(2028, 2, 29)), ("unknown", None)],
)
def test_a_day_is_written_from_the_year_on_or_is_unknown(text: str, day: date | None) -> None:
    assert _day(text) == day


@pytest.mark.parametrize("text", ["", "soon", "30.06.2027", "2027-02-29", "2027-13-01", "Unknown"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="2027-06-30"):
        _day(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [(None, None), ("07:00", time(7)), ("00:00", time(0)), ("23:59", time(23, 59))],
)
def test_a_clock_has_hours_and_minutes(text: str | None, clock: time | None) -> None:
    assert _clock(text) == clock


@pytest.mark.parametrize("text", ["", "7", "7 am", "24:00", "07:60", "07:00:00"])
def test_what_is_no_clock_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="07:00"):
        _clock(text)
