"""Days and instants: which day a text means in a school, whatever clock it was written on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model import readers
from homeroom.model.readers import Reading, Unusable
from homeroom.model.times import (
    NoDate,
    at_local_time,
    instant_text,
    local_day,
    read_day,
    read_moment,
    read_stamp,
)

CHICAGO = ZoneInfo("America/Chicago")
AUCKLAND = ZoneInfo("Pacific/Auckland")
IN_CHICAGO = Reading(CHICAGO)


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        pytest.param("2026-10-05", CHICAGO, date(2026, 10, 5), id="a bare day"),
        pytest.param("20261005", CHICAGO, date(2026, 10, 5), id="without hyphens"),
        pytest.param("2026-10-05T00:00:00Z", CHICAGO, date(2026, 10, 5), id="a dressed-up day"),
        pytest.param("2026-10-05T00:00:00.000Z", CHICAGO, date(2026, 10, 5), id="with millis"),
        pytest.param("2026-10-05T00:00:00+00:00", CHICAGO, date(2026, 10, 5), id="+00:00"),
        pytest.param("2026-10-06T00:00:01Z", CHICAGO, date(2026, 10, 5), id="evening in Chicago"),
        pytest.param("2026-10-06T04:59:59Z", CHICAGO, date(2026, 10, 5), id="the last second"),
        pytest.param("2026-10-06T05:00:00Z", CHICAGO, date(2026, 10, 6), id="midnight in Chicago"),
        pytest.param("2026-12-06T05:30:00Z", CHICAGO, date(2026, 12, 5), id="in winter"),
        pytest.param("2026-10-05T23:59:00-05:00", CHICAGO, date(2026, 10, 5), id="offset"),
        pytest.param("2026-10-05T19:00:00-05:00", CHICAGO, date(2026, 10, 5),
                     id="seven in Chicago, which is midnight in UTC"),
        pytest.param("2026-10-05T23:59:00", CHICAGO, date(2026, 10, 5), id="the school's clock"),
        pytest.param("2026-10-05 23:59:00", CHICAGO, date(2026, 10, 5), id="a blank for the T"),
        pytest.param("2026-10-05t23:59:00z", AUCKLAND, date(2026, 10, 6), id="small letters"),
        pytest.param("2026-10-05T12:00:00Z", AUCKLAND, date(2026, 10, 6), id="next day there"),
        pytest.param(" 2026-10-05 ", CHICAGO, date(2026, 10, 5), id="blanks around it"),
    ],
)  # fmt: skip
def test_a_day_is_seen_on_the_schools_clock(text: str, zone: ZoneInfo, day: date) -> None:
    assert read_day(text, zone) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-10-05", date(2026, 10, 5), id="a day stays a day"),
        pytest.param("2026-10-05T00:00:00Z", date(2026, 10, 5), id="midnight UTC is a day"),
        pytest.param(
            "2026-10-05T00:00:00-05:00", datetime(2026, 10, 5, 5, tzinfo=UTC),
            id="midnight elsewhere is an instant",
        ),
        pytest.param(
            "2026-10-05T00:00:00", datetime(2026, 10, 5, 5, tzinfo=UTC),
            id="midnight on the school's clock is an instant",
        ),
        pytest.param(
            "2026-10-05T23:59:59.999Z", datetime(2026, 10, 5, 23, 59, 59, 999000, tzinfo=UTC),
            id="milliseconds",
        ),
        pytest.param("2026-01-15T12:00:00", datetime(2026, 1, 15, 18, tzinfo=UTC), id="winter"),
        pytest.param("2026-07-15T12:00:00", datetime(2026, 7, 15, 17, tzinfo=UTC), id="summer"),
        pytest.param(
            "2026-11-01T01:30:00", datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
            id="the hour that comes twice is the first one",
        ),
        pytest.param(
            "2026-03-08T02:30:00", datetime(2026, 3, 8, 8, 30, tzinfo=UTC),
            id="the hour that does not exist is the one after it",
        ),
    ],
)  # fmt: skip
def test_an_instant_is_kept_in_utc_and_a_day_stays_a_day(
    text: str, moment: date | datetime
) -> None:
    read = read_moment(text, CHICAGO)
    assert read == moment
    assert type(read) is type(moment)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "10/05/2026", "05.10.2026", "2026-13-01", "2026-02-30", "2026-10", "1770000000",
        "1770000000000", "2026-10-05T25:00:00Z", "2026-10-05T", "0000-00-00", "2026-10-05TZ",
        "2026-10-05T08:00:00 CST", "24-10-05T08:00:00Z", "tomorrow morning",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    with pytest.raises(NoDate):
        read_day(text, CHICAGO)
    with pytest.raises(NoDate):
        read_moment(text, CHICAGO)


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_is_no_date(blank: Any) -> None:
    assert readers.day(blank, IN_CHICAGO) is None
    assert readers.moment(blank, IN_CHICAGO) is None


@pytest.mark.parametrize("text", ["soon", "2026-13-01", 1770000000000, True], ids=repr)
def test_an_unreadable_date_is_told_with_an_example(text: Any) -> None:
    with pytest.raises(Unusable, match=r"is not a date \(2026-10-05\)"):
        readers.day(text, IN_CHICAGO)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31", "1899-12-31", "2200-01-01"])
def test_a_due_date_lies_in_a_year_that_a_school_can_have(text: str) -> None:
    with pytest.raises(Unusable, match="is no date that a school can have"):
        readers.moment(text, IN_CHICAGO)


def test_an_end_date_may_be_the_end_of_time_which_means_no_end() -> None:
    assert readers.day("9999-12-31", IN_CHICAGO) == date(9999, 12, 31)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-05:00"])
def test_an_instant_beyond_all_calendars_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(Unusable, match="is no date that a school can have"):
        readers.day(text, IN_CHICAGO)
    with pytest.raises(Unusable, match="is no date that a school can have"):
        readers.moment(text, IN_CHICAGO)


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        pytest.param("2026-10-05T08:00:00.123Z", datetime(2026, 10, 5, 8, 0, 0, 123000, UTC),
                     id="as the standard prints it"),
        pytest.param("2026-10-05T08:00:00-05:00", datetime(2026, 10, 5, 13, tzinfo=UTC),
                     id="with an offset"),
        pytest.param("2026-10-05T08:00:00", datetime(2026, 10, 5, 8, tzinfo=UTC),
                     id="without an offset it is UTC"),
        pytest.param("2026-10-05", datetime(2026, 10, 5, tzinfo=UTC), id="a day"),
        pytest.param("2026-10-05T08:00:00.123456789Z",
                     datetime(2026, 10, 5, 8, 0, 0, 123456, UTC), id="nanoseconds"),
    ],
)  # fmt: skip
def test_the_stamp_of_a_record_is_utc(text: str, stamp: datetime) -> None:
    assert read_stamp(text) == stamp


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "yesterday"])
def test_a_stamp_that_means_never_is_no_stamp(text: str) -> None:
    with pytest.raises(NoDate):
        read_stamp(text)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 10, 5, 8, tzinfo=UTC), "2026-10-05T08:00:00.000Z"),
        (datetime(2026, 10, 5, 8, 0, 0, 120000, UTC), "2026-10-05T08:00:00.120Z"),
        (datetime(2026, 10, 5, 8, 0, 0, 123456, UTC), "2026-10-05T08:00:00.123456Z"),
        (datetime(2026, 10, 5, 8, tzinfo=CHICAGO), "2026-10-05T13:00:00.000Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_milliseconds(moment: datetime, text: str) -> None:
    assert instant_text(moment) == text


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_survives_being_written(moment: datetime) -> None:
    assert read_stamp(instant_text(moment)) == moment
    read = read_moment(instant_text(moment), CHICAGO)
    if moment.time() == time(0, 0):
        assert read == moment.date()
    else:
        assert read == moment


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from([CHICAGO, AUCKLAND]))
def test_every_minute_of_a_schools_day_is_that_day(day: date, zone: ZoneInfo) -> None:
    assert local_day(day, zone) == day
    for clock in (time(0, 0), time(12, 0), time(23, 59)):
        assert local_day(at_local_time(day, clock, zone), zone) == day


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 10, 5), 24)],
    ids=["spring", "autumn", "a plain day"],
)
def test_the_days_on_which_clocks_change_are_shorter_and_longer(day: date, hours: int) -> None:
    begin = at_local_time(day, time(0, 0), CHICAGO)
    end = at_local_time(day + timedelta(days=1), time(0, 0), CHICAGO)
    assert end - begin == timedelta(hours=hours)
