"""A crosswalk of standards as a CSV file, as a district exports or types it."""

import csv
import io
from collections.abc import Iterator, Mapping

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.rules.standards import ScoreGroup, Standard, Standards

NEEDED = ("objective", "item", "group")
COLUMNS = (*NEEDED, "levels", "source", "place", "app")
BETWEEN = "|"  # stands between the levels of a score group


class Taken(Struct, frozen=True):
    """A crosswalk with the lines of a file in it: how many are new, changed, or as they were."""

    standards: Standards
    new: int
    changed: int
    same: int


def take_in(text: str, held: Standards) -> Taken:
    """Return a crosswalk with the lines of a file; an older line for an objective gives way.

    A NeedsDistrict names the line that cannot be read; then nothing is taken in.
    """
    groups = dict(held.by_name)
    lines = {one.key: one for one in held.crosswalk}
    before, seen = dict(lines), set()
    for number, row in _rows(text):
        try:
            _note_group(groups, row)
            made = _line(row)
            if made.group not in groups:
                raise ValueError(f"there is no score group {made.group}; give its levels")
            if made.key in seen:
                raise ValueError(f"{made.objective} stands there twice")
        except ValueError as problem:
            raise _unreadable(f"line {number}: {problem}") from problem
        seen.add(made.key)
        lines[made.key] = made
    made_of_it = Standards(groups=tuple(groups.values()), crosswalk=tuple(lines.values()))
    same = sum(before.get(key) == lines[key] for key in seen)
    new = sum(key not in before for key in seen)
    return Taken(made_of_it, new, len(seen) - new - same, same)


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        lacking = [name for name in NEEDED if name not in names]
        unknown = [name for name in names if name not in COLUMNS]
        if lacking or unknown or len(set(names)) < len(names):
            raise _unreadable("its first line has to name the columns once, and no others")
        for row in reader:
            if None in row or None in row.values():
                raise _unreadable(f"line {reader.line_num} has another number of columns")
            yield reader.line_num, {name: cell.strip() for name, cell in row.items()}
    except csv.Error as problem:
        raise _unreadable(f"line {reader.line_num}: {problem}") from problem


def _note_group(groups: dict[str, ScoreGroup], row: Mapping[str, str]) -> None:
    if not row.get("levels"):
        return
    levels = tuple(one.strip() for one in row["levels"].split(BETWEEN))
    made = ScoreGroup(name=row["group"], levels=levels)
    held = groups.setdefault(made.name, made)
    if held != made:
        raise ValueError(f"the score group {made.name} has other levels: {', '.join(held.levels)}")


def _line(row: Mapping[str, str]) -> Standard:
    more = {name: row[name] for name in ("source", "place", "app") if row.get(name)}
    return Standard(objective=row["objective"], item=row["item"], group=row["group"], **more)


def _unreadable(why: str) -> NeedsDistrict:
    return NeedsDistrict(
        f"The crosswalk cannot be read: {why}.",
        fix=f"Columns: {', '.join(NEEDED)}; levels (A{BETWEEN}B{BETWEEN}C), source, place and app"
        " may be added.",
    )
