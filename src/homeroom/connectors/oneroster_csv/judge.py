"""Whether the hub's decoder will take a record, and what it has against it."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from homeroom.connectors.oneroster_csv.joins import JOINS
from homeroom.connectors.pages import JSON
from homeroom.model import readers
from homeroom.model.decode import Problem, decode
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.readers import LONGEST_ID

# Which day a date is in a school's zone does not decide whether it can be read.
_ANY_ZONE = ZoneInfo("UTC")
_MOST_KNOWN = 20_000
_NEVER_REFUSE = (readers.text, readers.texts, readers.reference, readers.references)


class Judge:
    """Judges the records of one kind.

    The decoder takes a record or not for each member alone, and a gradebook says the same few
    thousand dates, scores and states over and over. So it is only asked about records with a member
    that no taken record had; asking it about each one made reading a million results twice as long.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        fields = ENTITIES[kind].fields
        needed = [one for one in fields if one.needed and kind is not Kind.DEMOGRAPHICS]
        self._needed = [one.wire for one in needed if one.to is None]
        self._references = [one.wire for one in needed if one.to is not None]
        # The cells of joined rows have been read one by one already.
        self._checked = {join.member for join in JOINS.get(kind, ())}
        # A roster record is refused for a member that it needs, a grade for any member.
        self._known: dict[str, set[Any]] = {
            one.wire: set()
            for one in fields
            if (one in needed or kind in GRADEBOOK) and one.read not in _NEVER_REFUSE
        }

    def fatal(self, record: JSON) -> Sequence[Problem]:
        """Return why a record cannot be used at all, or nothing."""
        if self._is_known(record):
            return ()
        decoded = decode(self._kind, record, _ANY_ZONE)
        if decoded.record is None:
            return [problem for problem in decoded.problems if problem.fatal]
        for wire, known in self._known.items():
            if isinstance(record.get(wire), str) and len(known) < _MOST_KNOWN:
                known.add(record[wire])
        return ()

    def _is_known(self, record: JSON) -> bool:
        if not 0 < len(record.get("sourcedId", "")) <= LONGEST_ID:
            return False
        for wire in self._needed:
            if not record.get(wire):
                return False
        for wire in self._references:
            named = record.get(wire)
            if not (named and named["sourcedId"]):
                return False
        for wire, known in self._known.items():
            cell = record.get(wire)
            if type(cell) is not str:
                if cell is not None and wire not in self._checked:
                    return False
            elif cell not in known:
                return False
        return True
