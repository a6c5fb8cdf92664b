"""The pretend clock only moves forward."""

from datetime import date
from threading import Thread

from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.campus.instants import instant_text, read_instant

_DAY = date(2026, 10, 14)


def test_clock_starts_at_noon_of_its_day() -> None:
    assert instant_text(Clock(_DAY).now()) == "2026-10-14T12:00:00.000Z"


def test_every_stamp_is_a_millisecond_later() -> None:
    clock = Clock(_DAY)
    texts = [instant_text(clock.stamp()) for _ in range(3)]
    assert texts == [f"2026-10-14T12:00:00.00{n}Z" for n in (1, 2, 3)]
    assert instant_text(clock.now()) == texts[-1]


def test_looking_at_the_clock_does_not_move_it() -> None:
    clock = Clock(_DAY)
    assert clock.now() == clock.now()


def test_later_day_moves_the_stamps_on() -> None:
    clock = Clock(_DAY)
    clock.set_day(date(2026, 10, 20))
    assert clock.day == date(2026, 10, 20)
    assert instant_text(clock.stamp()) == "2026-10-20T12:00:00.001Z"


def test_earlier_day_does_not_move_them_back() -> None:
    clock = Clock(_DAY)
    before = clock.stamp()
    clock.set_day(date(2026, 9, 1))
    assert clock.day == date(2026, 9, 1)
    assert clock.stamp() > before


def test_rows_that_were_there_before_are_older_than_any_stamp() -> None:
    clock = Clock(_DAY)
    newest = read_instant("2026-11-23T16:07:38.064Z")
    clock.pass_by(newest)
    assert clock.stamp() == newest + 1
    clock.pass_by(newest - 1000)
    assert clock.stamp() == newest + 2


def test_real_clock_follows_the_machine_and_still_never_repeats() -> None:
    clock = Clock(_DAY, real=True)
    stamps = [clock.stamp() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    before = clock.stamp()
    clock.set_day(date(2020, 1, 1))
    assert clock.stamp() > before


def test_stamps_of_many_threads_are_all_different() -> None:
    clock = Clock(_DAY)
    found: list[int] = []

    def take() -> None:
        found.extend(clock.stamp() for _ in range(500))

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 2000
