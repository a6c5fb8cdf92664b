"""The school year: days on which nothing is taken in or removed, and when a year is over."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from homeroom.rules.section import Section


class Stop(StrEnum):
    """What is suspended: all reading, or only that records which vanished are retired."""

    IMPORT = "import"
    REMOVALS = "removals"


class Suspension(Section, frozen=True, kw_only=True):
    """Days, both included, on which the runs of an app, or of all apps, leave something out."""

    what: Stop
    first: date
    last: date
    app: str = ""
    why: str = "a pause"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the days end on {self.last}, before they begin on {self.first}")

    @property
    def words(self) -> str:
        """Say what is suspended until when, and why."""
        name = "Import is" if self.what is Stop.IMPORT else "Removals are"
        return f"{name} suspended from {self.first} to {self.last}: {self.why}."


class SchoolYear(Section, frozen=True, kw_only=True):
    """What holds around the turn of a school year.

    `closed_before`: a class whose last term ended before this day takes no grades any more.
    """

    suspended: tuple[Suspension, ...] = ()
    closed_before: date | None = None


def in_force(rules: Iterable[Suspension], what: Stop, app: str, day: date) -> Suspension | None:
    """Return the suspension that holds on a day for an app; of several the one that ends last."""
    held = [
        one
        for one in rules
        if one.what is what and one.app in ("", app) and one.first <= day <= one.last
    ]
    return max(held, key=lambda one: one.last) if held else None
