"""From the source's ids to the hub's: what is known, what must wait, what is left out for now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from homeroom.model.entities import ENTITIES
from homeroom.model.gradebook import LineItem, Moment
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import User
from homeroom.model.times import at_local_time
from homeroom.model.v1p1 import ADMINISTRATOR

Known = Callable[[Kind, str], str | None]
# Asked for with every record: name of the field, what it names, whether the record waits for it.
_REFERENCES = {
    kind: tuple(
        (field.name, field.to, field.hard, field)
        for field in ENTITIES[kind].references()
        if field.to
    )
    for kind in Kind
}


class Resolved(Struct, frozen=True, gc=False):
    """A record in hub ids. `blocked`: it must wait; `waits` are all parents that are not known."""

    record: Record
    waits: tuple[tuple[Kind, str], ...] = ()
    blocked: bool = False


def parents(kind: Kind, record: Record) -> Sequence[tuple[Kind, str]]:
    """Return what a record refers to."""
    found: list[tuple[Kind, str]] = []
    for name, to, _, field in _REFERENCES[kind]:
        value = getattr(record, name)
        if value.__class__ is str:
            found.append((to, value))
        elif value:
            found += [(to, id_) for id_ in field.ids(value)]
    return found


def resolve(kind: Kind, record: Record, known: Known) -> Resolved:
    """Translate every reference. A hard one that is not known blocks the record.

    Among what it waits for, the parents that block it come first.
    """
    values: dict[str, object] = {}
    blocking: list[tuple[Kind, str]] = []
    others: list[tuple[Kind, str]] = []
    for name, to, hard, field in _REFERENCES[kind]:
        value = getattr(record, name)
        if not value:
            continue
        if value.__class__ is str:
            values[name] = found = known(to, value)
            if found is None:
                (blocking if hard else others).append((to, value))
        else:
            missing = [(to, id_) for id_ in field.ids(value) if known(to, id_) is None]
            (blocking if hard else others).extend(missing)
            values[name] = field.translated(value, known)
    resolved = record if blocking else structs.replace(record, **values)
    if not blocking and not others:
        return Resolved(resolved)
    return Resolved(resolved, tuple(dict.fromkeys(blocking + others)), bool(blocking))


def settle_roles(user: User, org_types: Mapping[str, str]) -> User:
    """Say which administrator somebody is: of a school, or of what stands above schools."""
    if not any(role.role == ADMINISTRATOR for role in user.roles):
        return user
    roles = (
        structs.replace(role, role=_administrator(org_types.get(role.org, "")))
        if role.role == ADMINISTRATOR
        else role
        for role in user.roles
    )
    return structs.replace(user, roles=tuple(roles))


def _administrator(org_type: str) -> str:
    within = org_type in ("school", "department", "")
    return "siteAdministrator" if within else "districtAdministrator"


def settle_days(item: LineItem, zone: ZoneInfo, due_clock: time) -> LineItem:
    """Give bare days the instant they mean: assigned at midnight, due at the district's clock."""
    return structs.replace(
        item,
        assign_date=_instant(item.assign_date, zone, time(0, 0)),
        due_date=_instant(item.due_date, zone, due_clock),
    )


def _instant(moment: Moment | None, zone: ZoneInfo, clock: time) -> datetime | None:
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return at_local_time(moment, clock, zone)
    return moment
