"""The filter of a delta, and the proof on arrival that the server obeyed it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from homeroom.model.times import instant_text, read_stamp


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
            if stamp and read_stamp(stamp) < since:
                return False
        except (ValueError, OverflowError):  # no stamp, or none that is a date
            continue
    return True
