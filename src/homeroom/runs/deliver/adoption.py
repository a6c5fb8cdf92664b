"""Adopt what stands in the SIS already, so that no second column appears there."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.push.lanes.comeback import keep
from homeroom.push.lanes.port import Port
from homeroom.runs.deliver.ports import port_to
from homeroom.store import adoption, apps, audit
from homeroom.store.adoption import Pair
from homeroom.store.districts import District
from homeroom.store.links import Link
from homeroom.store.scope import district_scope

COLUMNS = ("app_id", "sis_id")


class Proposal(Struct, frozen=True):
    """A line item of an app, and the items at the target that look like it."""

    record_id: str
    candidates: tuple[str, ...]


class Imported(Struct, frozen=True, kw_only=True):
    """What became of the rows of a crosswalk: how many were adopted, and which not, and why."""

    adopted: int
    left: Sequence[tuple[str, str, str]]  # (id in the app, id in the SIS, why)


def proposals(district: District, key: str) -> list[Proposal]:
    """Return what waits for a decision."""
    with district_scope(district.id) as scope:
        found = adoption.proposed(scope, apps.keyed(scope, key).id)
    return [Proposal(record_id, candidates) for record_id, candidates in found.items()]


def accept(district: District, key: str, chosen: Mapping[str, str], actor: str) -> int:
    """Adopt items of the SIS: `chosen` says which one (its id there) each line item is."""
    known = {one.record_id: one.candidates for one in proposals(district, key)}
    for record_id, id_ in chosen.items():
        if id_ not in known.get(record_id, ()):
            raise NeedsDistrict(
                f"{id_} is not proposed for {record_id}.",
                fix=f"See what is: homeroom adopt list {key}",
            )
    _refuse_doubles(list(chosen.values()))
    _adopt(district, key, chosen, actor)
    return len(chosen)


def decline(district: District, key: str, record_ids: Sequence[str], actor: str) -> int:
    """Keep line items apart from what looks like them in the SIS."""
    with district_scope(district.id) as scope:
        count = adoption.decline(scope, apps.keyed(scope, key).id, record_ids)
        audit.note(scope, actor, "adoption.declined", key, {"records": list(record_ids)})
    return count


def import_crosswalk(district: District, key: str, source: str, text: str, actor: str) -> Imported:
    """Adopt by a list from another hub: a CSV file with the columns app_id and sis_id.

    A row counts only where both are known, in the same class, and nothing of ours stands there.
    """
    wanted = _rows(text)
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, source)
        target = apps.keyed(scope, key)
    with port_to(district, target) as port, district_scope(district.id) as scope:
        known = adoption.pairs(scope, app.id, port.target_id, port.space, wanted)
    reasons = {pair: why_not(one) for pair, one in known.items()}
    good = {str(known[pair].record_id): pair[1] for pair, why in reasons.items() if not why}
    _adopt(district, key, good, actor)
    left = [(*pair, why) for pair, why in reasons.items() if why]
    return Imported(adopted=len(good), left=left)


def why_not(pair: Pair) -> str:
    """Return why a row of a crosswalk is not adopted, or nothing."""
    if pair.record_id is None:
        return "the app has not handed over this line item"
    if pair.taken:
        return "the line item has an id in the SIS already"
    if pair.sis_class_id is None:
        return "the SIS shows no such line item of its own"
    return "" if pair.class_id == pair.sis_class_id else "the two are of different classes"


def _rows(text: str) -> list[tuple[str, str]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise NeedsDistrict(
            "This is no crosswalk.", fix=f"Its first line names the columns {', '.join(COLUMNS)}."
        )
    found = [tuple((row[name] or "").strip() for name in COLUMNS) for row in reader]
    pairs = list(dict.fromkeys((ours, theirs) for ours, theirs in found if ours and theirs))
    _refuse_doubles([ours for ours, _ in pairs])
    _refuse_doubles([theirs for _, theirs in pairs])
    return pairs


def _refuse_doubles(ids: Sequence[str]) -> None:
    """One column of the SIS is one line item, or grades of two would land in one."""
    doubled = [id_ for id_, times in Counter(ids).items() if times > 1]
    if doubled:
        raise NeedsDistrict(
            f"{doubled[0]} is named more than once.", fix="Give each line item one item of the SIS."
        )


def _adopt(district: District, key: str, chosen: Mapping[str, str], actor: str) -> None:
    with district_scope(district.id) as scope:
        target = apps.keyed(scope, key)
    with port_to(district, target) as port, district_scope(district.id) as scope:
        keep(scope, port, [_link(port, record_id, id_) for record_id, id_ in chosen.items()])
        adoption.look_again(scope, port.target_id, list(chosen))
        audit.note(scope, actor, "adoption.accepted", key, {"records": dict(chosen)})


def _link(port: Port, record_id: str, id_: str) -> Link:
    return Link(
        app_id=port.target_id,
        kind=Kind.LINE_ITEM,
        space=port.space,
        external_id=id_,
        record_id=record_id,
        origin="matched",
    )
