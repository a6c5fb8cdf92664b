"""Values that a person sets: they go before every source until their last day is over."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from homeroom.errors import NeedsDistrict
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind
from homeroom.model.readers import Reading, Unusable
from homeroom.rules.entities import fields_of
from homeroom.runs.contexts import view_of
from homeroom.runs.ingest.apply import apply, as_json
from homeroom.runs.rules.remerge import remerged
from homeroom.store import apps, audit, hand_values
from homeroom.store.districts import District
from homeroom.store.hand_values import HandValue
from homeroom.store.scope import Scope, district_scope

_SETTABLE = frozenset({Shape.TEXT, Shape.FLAG, Shape.NUMBER, Shape.DAY, Shape.TEXTS})


def set_value(
    district: District, kind: Kind, record_id: str, attribute: tuple[str, Any], until: date,
    by: tuple[str, str],
) -> HandValue:  # fmt: skip
    """Set one attribute (its name in the standard, its value) of a record up to a last day.

    `by` is who owns the value from now on, and why.
    """
    wire, raw = attribute
    field = fields_of(kind.value).get(wire)
    if field is None or field.shape not in _SETTABLE:
        known = [name for name, one in fields_of(kind.value).items() if one.shape in _SETTABLE]
        raise NeedsDistrict(
            f"{wire} of a {kind.value} cannot be set by hand.", fix=f"Set: {', '.join(known)}."
        )
    now = datetime.now(UTC)
    if until < now.astimezone(district.zone).date():
        raise NeedsDistrict("The last day is over already.", fix="Name a day to come.")
    try:
        value = field.read(raw, Reading(district.zone))
    except Unusable as problem:
        raise NeedsDistrict(f"{wire} {problem}.", fix="Write it as the standard does.") from problem
    one = HandValue(
        kind=kind, record_id=record_id, field=field.name, value=as_json(value), owner=by[0],
        reason=by[1], last_day=until,
    )  # fmt: skip
    with district_scope(district.id) as scope:
        hand_values.put(scope, one, now)
        audit.note(scope, by[0], "value.set", f"{kind.value} {record_id}", {"field": wire})
        _merge_again(scope, district, [one])
    return one


def take_back(district: District, kind: Kind, record_id: str, wire: str, actor: str) -> None:
    """Give an attribute back to the sources."""
    field = fields_of(kind.value).get(wire)
    with district_scope(district.id) as scope:
        if field is None or not hand_values.take_back(scope, kind, record_id, field.name):
            raise NeedsDistrict(
                f"{wire} of this {kind.value} is not set by hand.", fix="See: homeroom values list"
            )
        audit.note(scope, actor, "value.taken_back", f"{kind.value} {record_id}", {"field": wire})
        _merge_again(scope, district, [], {kind: [record_id]})


def end_values(district: District, now: datetime) -> int:
    """Give back to the sources what was set up to a day that is over; return how many."""
    day = now.astimezone(district.zone).date()
    with district_scope(district.id) as scope:
        ended = hand_values.over(scope, day)
        for one in ended:
            hand_values.take_back(scope, one.kind, one.record_id, one.field)
        _merge_again(scope, district, ended)
    return len(ended)


def _merge_again(
    scope: Scope,
    district: District,
    some: Sequence[HandValue],
    more: Mapping[Kind, Sequence[str]] | None = None,
) -> None:
    ids: dict[Kind, set[str]] = {kind: set(held) for kind, held in (more or {}).items()}
    for one in some:
        ids.setdefault(one.kind, set()).add(one.record_id)
    for kind, held in ids.items():
        context = view_of(scope, district, kind)
        if context is not None:
            apps.take_turns(scope, list(context.voices))
            apply(scope, context, remerged(scope, context, kind, sorted(held)))
