"""Strict out: a record becomes a OneRoster 1.2 object without nulls or empty lists."""

from typing import Any

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Reference, Shape, is_blank
from homeroom.model.kinds import Kind
from homeroom.model.own import OWN
from homeroom.model.records import Record
from homeroom.model.times import instant_text

_DATED = frozenset({Shape.DAY, Shape.MOMENT})


def encode(kind: Kind, record: Record, refer: Reference) -> dict[str, Any]:
    """Write a record as the standard prints it; `refer` makes a reference from a type and an id.

    A date that came in another form and has not changed since is written as it came.
    """
    wire: dict[str, Any] = {"sourcedId": record.sourced_id, "status": record.status.value}
    if record.date_last_modified is not None:
        wire["dateLastModified"] = instant_text(record.date_last_modified)
    metadata = {key: held for key, held in record.metadata.items() if key not in OWN}
    if metadata:
        wire["metadata"] = metadata
    for field in ENTITIES[kind].fields:
        value = getattr(record, field.name)
        if is_blank(value) or (kind is Kind.DEMOGRAPHICS and field.name == "user"):
            continue
        came = record.texts.get(field.wire) if field.shape in _DATED else None
        wire[field.wire] = came if came is not None else field.write(value, refer)
    return wire


def reference_by_id(_: str, sourced_id: str) -> dict[str, str]:
    """Make the shortest reference that servers accept: the sourcedId alone."""
    return {"sourcedId": sourced_id}
