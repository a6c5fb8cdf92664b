"""A file of old and new ids, as people write it: a table with entity, old_id and new_id."""

import csv
import io

from homeroom.errors import NeedsDistrict
from homeroom.merge.renamed import FACTS
from homeroom.model.kinds import Kind
from homeroom.rules.entities import NAMES, kind_of

COLUMNS = ("entity", "old_id", "new_id")
# Results are matched by no facts of their own, but a file may name them.
KINDS = (*FACTS, Kind.RESULT)
Decisions = dict[Kind, dict[str, list[str]]]


def read_ids(text: str) -> Decisions:
    """Return the old ids of each new one, by kind; without an old id the record is new.

    One new id may stand in several lines: then several records become one; not so with results.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), skipinitialspace=True)
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise NeedsDistrict("The file has other columns.", fix=f"It needs: {', '.join(COLUMNS)}.")
    found: Decisions = {}
    seen: dict[tuple[Kind, str], str] = {}
    for row in rows:
        place = f"line {rows.line_num}"
        kind = _kind((row["entity"] or "").strip(), place)
        old_id, new_id = ((row[name] or "").strip() for name in COLUMNS[1:])
        if not new_id:
            raise NeedsDistrict(f"There is no new id in {place}.", fix="Leave such lines out.")
        olds = found.setdefault(kind, {}).setdefault(new_id, [])
        if not old_id:
            continue
        if seen.setdefault((kind, old_id), new_id) != new_id:
            raise NeedsDistrict(
                f"{old_id} has two new ids; the second one is in {place}.",
                fix="A record has one id; leave the wrong line out.",
            )
        if old_id in olds:
            continue
        if olds and kind is Kind.RESULT:
            raise NeedsDistrict(
                f"Two results would become one in {place}.",
                fix="Two grades of a student never become one; leave the wrong line out.",
            )
        olds.append(old_id)
    return found


def _kind(entity: str, place: str) -> Kind:
    if entity in NAMES and kind_of(entity) in KINDS:
        return kind_of(entity)
    raise NeedsDistrict(
        f"There is no entity {entity or 'at all'} in {place}.",
        fix=f"There are: {', '.join(one.value for one in KINDS)}.",
    )
