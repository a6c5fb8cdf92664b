"""The filter of a delta, and the proof on arrival that the server obeyed it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from homeroom.model.times import DAY_LENGTH, instant_text, read_stamp


class _Stamp(Struct):
    dateLastModified: str = ""


def changed_after(since: datetime) -> str:
    """Return the filter for records changed after an instant; values are always quoted."""
    return f"dateLastModified>'{instant_text(since)}'"


def obeyed(rows: Sequence[Raw], since: datetime) -> bool:
    """Say whether every record that arrived is as new as the filter asked for."""
    for row in rows:
        try:
            stamp = msgspec.json.decode(row, type=_Stamp).dateLastModified
            if stamp and _end(stamp) < since:
                return False
        except (ValueError, OverflowError):  # no stamp, or none that is a date
            continue
    return True


def _end(stamp: str) -> datetime:
    """Return the last instant that a stamp may mean: a bare day lasts until its midnight."""
    bare = len(stamp.strip()) <= DAY_LENGTH
    return read_stamp(stamp) + (timedelta(days=1) if bare else timedelta(0))
