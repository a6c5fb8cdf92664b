"""The classes that an app sees in the roster, and who is in them on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homeroom.sandbox.learning_app.calls import Calls, Row

_FEW = 8


@dataclass(frozen=True)
class Classroom:
    """A class and its students, by the provider's ids."""

    id: str
    title: str
    students: list[str]


def choose_classes(
    calls: Calls, first: date, last: date, most: int
) -> tuple[list[Classroom], dict[str, int]]:
    """Return up to `most` classes with students who were there on both days, and how many rows
    of each list were read."""
    classes = list(calls.every("classes"))
    enrollments = list(calls.every("enrollments", filter="role='student'"))
    there = _present(enrollments, first, last)
    rooms = [
        Classroom(str(row["sourcedId"]), str(row["title"]), sorted(there[row["sourcedId"]]))
        for row in classes
        if len(there[row["sourcedId"]]) >= _FEW
    ]
    # The ids are new in every hub; by their titles the same classes are chosen again.
    rooms.sort(key=lambda room: (room.title, len(room.students), room.id))
    count = min(most, len(rooms))
    chosen = [rooms[place * len(rooms) // count] for place in range(count)]
    return chosen, {"classes": len(classes), "enrollments": len(enrollments)}


def _present(enrollments: Iterable[Row], first: date, last: date) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in enrollments:
        begin, end = row.get("beginDate") or "0001-01-01", row.get("endDate") or "9999-12-31"
        if begin <= first.isoformat() and last.isoformat() < end:
            found[row["class"]["sourcedId"]].add(row["user"]["sourcedId"])
    return found
