"""The cells of a list of records: values as people read them, references by their titles."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from homeroom.console.shown import shown
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.store.browsing import Seen
from homeroom.store.scope import Scope
from homeroom.store.titles import titles

Titles = Mapping[tuple[Kind, str], str]


def titles_of(scope: Scope, fields: Iterable[Field], found: Sequence[Record]) -> Titles:
    """Return the titles of what these fields of some records refer to, one query for each kind."""
    return titles_in(
        scope, [(field, getattr(one, field.name)) for field in fields if field.to for one in found]
    )


def titles_in(scope: Scope, values: Iterable[tuple[Field, Any]]) -> Titles:
    """Return the titles of what some values of fields refer to."""
    wanted: dict[Kind, set[str]] = {}
    for field, value in values:
        if field.to is not None and value is not None:
            wanted.setdefault(field.to, set()).update(field.ids(value))
    return {
        (kind, id_): title
        for kind, ids in wanted.items()
        for id_, title in titles(scope, kind, sorted(ids)).items()
    }


def cell(field: Field, value: Any, named: Titles, zone: ZoneInfo) -> str:
    """Return the value of a field."""
    if value is None or field.to is None:
        return shown(value, zone)
    if field.shape is Shape.ROLES:
        words = _("%(role)s at %(org)s")
        return "; ".join(
            words % {"role": one.role, "org": named.get((field.to, one.org), one.org)}
            for one in value
        )
    return "; ".join(named.get((field.to, one), one) for one in field.ids(value))


def row(
    seen: Seen, columns: Sequence[str], fields: Mapping[str, Field], named: Titles, zone: ZoneInfo
) -> list[str]:
    """Return the cells of one record in the order of the columns."""
    own = {
        "sourcedId": seen.record.sourced_id,
        "changed": shown(seen.changed_at, zone),
        "status": _("Retired") if seen.retired_at else _("Active"),
    }
    return [
        own[name] if name in own else cell(fields[name], _held(seen, fields[name]), named, zone)
        for name in columns
    ]


def _held(seen: Seen, field: Field) -> Any:
    return getattr(seen.record, field.name)
