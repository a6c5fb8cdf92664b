"""How a system writes what the standard leaves open, and how that is read as OneRoster 1.2."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind

JSON = dict[str, Any]


def _no_number(_: Kind, __: JSON) -> str:
    return ""


class Dialect(Struct, frozen=True):
    """How a source's objects become 1.2 objects, and which further ids they carry.

    It needs no connection, so that what a source said once can be read again while it is away.
    `number` is what the system counts a record by in every version, "" where none is shown.
    """

    as_1_2: Callable[[Kind, JSON], JSON]
    other_ids: Callable[[Kind, JSON], Sequence[tuple[str, str]]]  # (id space, id)
    number: Callable[[Kind, JSON], str] = _no_number
    # Whether a result of the standard's members alone, without metadata, is one of 1.2 as it is.
    bare_results: bool = False
