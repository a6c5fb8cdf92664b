"""By what a list can be sorted, as SQL; the id of a record always comes last."""

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind, Version
from homeroom.model.v1p1 import MEMBERS_ONLY_1_2
from homeroom.store.columns import TABLES
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.stand_ins import value_of
from homeroom.store.serving.wanted import Order, UnknownName

_BASE = {
    "sourcedId": "t.sourced_id",
    "status": "(t.retired_at IS NOT NULL)",
    "dateLastModified": "t.changed_at",
}
_SORTED = (Shape.TEXT, Shape.FLAG, Shape.NUMBER, Shape.DAY, Shape.MOMENT)


def order_words(kind: Kind, version: Version, order: Order | None, shared: Shared) -> str:
    """Return what stands behind ORDER BY; UNICODE order for text, and what is blank at the end.

    Raises UnknownName for a member that there is not, or that is no single value.
    """
    if order is None:
        return "t.id"
    column = _BASE.get(order.path) or _column(kind, version, order.path, shared)
    way = " DESC NULLS LAST" if order.descending else ""
    return f"{column}{way}, t.id{' DESC' if order.descending else ''}"


def _column(kind: Kind, version: Version, path: str, shared: Shared) -> str:
    left_out = shared.sharing.left_out(kind)
    only_1_2 = MEMBERS_ONLY_1_2.get(kind, ()) if version is Version.V1P1 else ()
    for field, column in zip(ENTITIES[kind].fields, TABLES[kind].columns, strict=True):
        if field.wire == path and field.shape in _SORTED and path not in (*left_out, *only_1_2):
            collated = ' COLLATE "C"' if field.shape is Shape.TEXT else ""
            return f"{value_of(kind, path, column.name, shared)}{collated}"
    raise UnknownName(path)
