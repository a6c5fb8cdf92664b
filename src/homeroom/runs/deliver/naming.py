"""What a delivery is about, as a teacher would call it: a class's item, and a student's name."""

from collections.abc import Iterable, Sequence

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.store import links, parts, records
from homeroom.store.deliveries import Delivery
from homeroom.store.scope import Scope


def names_of(scope: Scope, deliveries: Iterable[Delivery]) -> dict[str, str]:
    """Return the name of each delivery's record by its hub id; names and titles only."""
    ids: dict[Kind, list[str]] = {}
    for one in deliveries:
        ids.setdefault(one.kind, []).append(one.record_id)
    results = _results(scope, ids.pop(Kind.RESULT, []))
    held = {kind: records.load(scope, kind, wanted) for kind, wanted in ids.items()}
    held[Kind.RESULT] = results
    items = {
        **held.get(Kind.LINE_ITEM, {}),
        **_parents(scope, Kind.LINE_ITEM, results.values(), "line_item"),
    }
    people = _parents(scope, Kind.USER, results.values(), "student")
    classes = _parents(scope, Kind.CLASS, items.values(), "class_")
    found = {}
    for kind, stored in held.items():
        for id_, record in stored.items():
            item = record if kind is Kind.LINE_ITEM else items.get(_named(record, "line_item"))
            where = classes.get(_named(item, "class_"))
            who = people.get(_named(record, "student"))
            names = (_title(where), _title(item or record), _person(who))
            found[id_] = ", ".join(name for name in names if name)
    return found


def _results(scope: Scope, ids: Sequence[str]) -> dict[str, Record]:
    """Return results, for a learning objective that of which it is one."""
    found = records.load(scope, Kind.RESULT, ids)
    some = parts.load(scope, [one for one in ids if one not in found])
    whole = records.load(scope, Kind.RESULT, [one.result_id for one in some.values()])
    return found | {id_: whole[one.result_id] for id_, one in some.items()}


def _parents(scope: Scope, kind: Kind, children: Iterable[Record], field: str) -> dict[str, Record]:
    wanted = {_named(child, field) for child in children} - {""}
    return records.load(scope, kind, sorted(wanted)) if wanted else {}


def _named(record: Record | None, field: str) -> str:
    return str(getattr(record, field, None) or "")


def _title(record: Record | None) -> str:
    return str(getattr(record, "title", None) or "")


def _person(record: Record | None) -> str:
    names = (getattr(record, "given_name", None), getattr(record, "family_name", None))
    return " ".join(name for name in names if name)


def hub_id(scope: Scope, kind: Kind, sourced_id: str) -> str:
    """Return the record that somebody names by the id that Homeroom shows for it."""
    found = links.find_hub_ids(scope, [(kind, sourced_id)])
    if not found:
        raise NeedsDistrict(
            f"There is no {kind.value} {sourced_id}.", fix="Use the id that Homeroom shows for it."
        )
    return found[kind, sourced_id][0]
