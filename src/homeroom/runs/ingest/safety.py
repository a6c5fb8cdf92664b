"""When a change is so large that it smells: removals then wait for a person. Pure."""

from msgspec import Struct


class Threshold(Struct, frozen=True, kw_only=True):
    """The sync hold threshold of an app: shares of a kind in percent, and counts below which
    nothing is held."""

    retired_percent: int = 10
    retired_minimum: int = 10
    changed_percent: int = 75
    changed_minimum: int = 50


# Every removal waits.
HOLD_ALL = Threshold(retired_percent=0, retired_minimum=0)


def too_much(threshold: Threshold, retired: int, changed: int, living: int) -> bool:
    """Say whether removals must wait: too many of them, or nearly everything changed at once."""
    if not retired:
        return False
    many = retired >= threshold.retired_minimum
    many = many and retired * 100 > living * threshold.retired_percent
    upheaval = changed >= threshold.changed_minimum
    upheaval = upheaval and changed * 100 > living * threshold.changed_percent
    return many or upheaval
