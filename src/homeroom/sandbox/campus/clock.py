"""The clock of the pretend server, from which every dateLastModified comes."""

import time
from datetime import date
from threading import Lock

from homeroom.sandbox.campus.instants import midnight_utc

_NOON = 12 * 60 * 60 * 1000


class Clock:
    """A clock that only moves forward, one millisecond at least with every change.

    By default it starts at noon (UTC) of the pretend day and counts changes, so that two runs
    give the same stamps; with `real` stamps follow the machine's clock, and `day` stays apart.
    """

    def __init__(self, day: date, real: bool = False) -> None:
        self._real = real
        self._lock = Lock()
        self.day = day
        self._last = 0 if real else midnight_utc(day) + _NOON

    def stamp(self) -> int:
        """Return a new instant, later than any given before."""
        with self._lock:
            self._last = max(self._last + 1, self._machine())
            return self._last

    def pass_by(self, instant: int) -> None:
        """Make every new stamp later than rows that were there before."""
        with self._lock:
            self._last = max(self._last, instant)

    def now(self) -> int:
        """Return the present instant without moving the clock."""
        return max(self._last, self._machine())

    def set_day(self, day: date) -> None:
        """Go to another day; stamps keep growing even when the day lies in the past."""
        with self._lock:
            self.day = day
            if not self._real:
                self._last = max(self._last + 1, midnight_utc(day) + _NOON)

    def _machine(self) -> int:
        return time.time_ns() // 1_000_000 if self._real else 0
