"""One course of an app, several sections: its line items and results section by section. Pure.

A line item becomes one for each section, under ids of its own; a result goes to the section where
the student is enrolled, and stays there.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from homeroom.rules.class_maps import ClassMap

JSON = dict[str, Any]
_MARK = "@"
_NOWHERE = "no section"


def item_id(line_item: str, section: str) -> str:
    """Return the id of a line item in one of its sections."""
    return f"{line_item}{_MARK}{section}"


def unfanned(id_: str, sections: Collection[str]) -> str | None:
    """Return the id of the line item of which this is the one in a section; None: of none."""
    line_item, mark, section = id_.rpartition(_MARK)
    return line_item if mark and section in sections else None


def _id_in(one: ClassMap, line_item: str, section: str, wire_ids: Mapping[str, str]) -> str:
    """Return the id in a section; where the course itself is that section, it keeps its own."""
    return line_item if wire_ids[section] == one.course else item_id(line_item, section)


def referred(raw: JSON, name: str) -> str:
    """Return the id that a raw record refers to under a name, or nothing."""
    held = raw.get(name)
    return str(held.get("sourcedId") or "") if isinstance(held, dict) else ""


def fanned_item(raw: JSON, one: ClassMap, wire_ids: Mapping[str, str]) -> list[JSON]:
    """Return a raw line item once for each section; `wire_ids` is how its app names a section."""
    own = str(raw.get("sourcedId") or "")
    return [
        {
            **raw,
            "sourcedId": _id_in(one, own, section, wire_ids),
            "class": {**_part(raw, "class"), "sourcedId": wire_ids[section]},
        }
        for section in one.sections
        if section in wire_ids
    ]


def placed_result(
    raw: JSON, one: ClassMap, section: str | None, wire_ids: Mapping[str, str]
) -> JSON:
    """Return a raw result in the line item of one section.

    Without a section it names a line item that is not there, and waits: nothing is lost.
    """
    own = referred(raw, "lineItem")
    if section is None or section not in wire_ids:
        return {**raw, "lineItem": {**_part(raw, "lineItem"), "sourcedId": item_id(own, _NOWHERE)}}
    id_ = _id_in(one, own, section, wire_ids)
    placed = {**raw, "lineItem": {**_part(raw, "lineItem"), "sourcedId": id_}}
    if "class" in raw:
        placed["class"] = {**_part(raw, "class"), "sourcedId": wire_ids[section]}
    return placed


def _part(raw: JSON, name: str) -> JSON:
    held = raw.get(name)
    return held if isinstance(held, dict) else {}


class Stay(Struct, frozen=True):
    """A student's enrolment in a section; one that is no longer shown counts for no day."""

    section: str
    first: date | None
    last: date | None
    shown: bool

    def covers(self, day: date) -> bool:
        """Say whether the student was there on a day."""
        begun = self.first is None or self.first <= day
        return self.shown and begun and (self.last is None or day <= self.last)


def section_for(
    before: str | None, stays: Sequence[Stay], days: Sequence[date], sections: Sequence[str]
) -> str | None:
    """Return the section that a student's grade belongs to, or None: never a guess.

    Where it was placed before it stays, though the student moved: a move takes no grade along.
    Otherwise the first of `days` counts on which the student was in one section, at last all days.
    """
    if before in sections:
        return before
    mine = [one for one in stays if one.section in sections]
    on_days = [{one.section for one in mine if one.covers(day)} for day in days]
    ever = {one.section for one in mine}
    return next((found.pop() for found in [*on_days, ever] if len(found) == 1), None)


def maps_by_course(maps: Sequence[ClassMap]) -> dict[str, ClassMap]:
    """Return the maps of an app by its courses; of two for one course the first counts."""
    return {one.course: one for one in reversed(maps)}
