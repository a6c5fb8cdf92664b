"""JSON schemas of what is sent, made from the same descriptions as the JSON itself.

Nothing is said to be required: `fields` leaves out whatever the caller does not want.
"""

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import msgspec
from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import COLLECTIONS, Kind, Version
from homeroom.model.records import Role, Status
from homeroom.model.v1p1 import BOOLEANS, MEMBERS_ONLY_1_2

JSON = dict[str, Any]
TEXT: JSON = {"type": "string"}
_INSTANT: JSON = {"type": "string", "format": "date-time"}
_PLAIN: dict[Shape, JSON] = {
    Shape.TEXT: TEXT,
    Shape.FLAG: {"type": "string", "enum": ["true", "false"]},
    Shape.NUMBER: {"type": "number"},
    Shape.DAY: {"type": "string", "format": "date"},
    Shape.MOMENT: _INSTANT,
    Shape.TEXTS: {"type": "array", "items": TEXT, "minItems": 1},
}


def closed(properties: JSON, required: tuple[str, ...] = ()) -> JSON:
    """Return the schema of an object that has no other members."""
    found: JSON = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def pointer(name: str) -> JSON:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def of_kind(kind: Kind, version: Version) -> JSON:
    """Return the schema of one record."""
    old = version is Version.V1P1
    hidden = MEMBERS_ONLY_1_2.get(kind, ()) if old else ()
    members: JSON = {
        "sourcedId": TEXT,
        "status": {"type": "string", "enum": [one.value for one in Status]},
        "dateLastModified": _INSTANT,
        "metadata": {"type": "object", "additionalProperties": True},
    }
    for field in ENTITIES[kind].fields:
        if field.wire in hidden or (kind is Kind.DEMOGRAPHICS and field.name == "user"):
            continue
        if old and kind is Kind.USER and field.shape is Shape.ROLES:
            members["role"] = TEXT
            members["orgs"] = _many(reference(Kind.ORG))
        elif old and field.wire in BOOLEANS:
            members[field.wire] = {"type": "boolean"}
        else:
            members[field.wire] = _member(field)
    return closed(members)


def reference(kind: Kind) -> JSON:
    """Return the schema of a reference to a record."""
    members: JSON = {
        "href": {"type": "string", "format": "uri"},
        "sourcedId": TEXT,
        "type": {"type": "string", "enum": [kind.value]},
    }
    return closed(members, ("href", "sourcedId", "type"))


def wrapped(kind: Kind, schema: JSON) -> tuple[JSON, JSON]:
    """Return the schemas of an answer with one record, and of one with a list of them."""
    plural = COLLECTIONS[kind]
    return (
        closed({kind.value: schema}, (kind.value,)),
        closed({plural: {"type": "array", "items": schema}}, (plural,)),
    )


def _member(field: Field) -> JSON:
    if field.shape is Shape.REFERENCE and field.to:
        return reference(field.to)
    if field.shape is Shape.REFERENCES and field.to:
        return _many(reference(field.to))
    if field.holds is not None:
        return _many(_struct(field.holds))
    return _PLAIN[field.shape]


def _many(schema: JSON) -> JSON:
    return {"type": "array", "items": schema, "minItems": 1}


def _struct(type_: type[Struct]) -> JSON:
    fields = msgspec.structs.fields(type_)
    members = {one.encode_name: _of_type(one.type) for one in fields}
    if type_ is Role:
        members["org"] = reference(Kind.ORG)
    return closed(members, tuple(one.encode_name for one in fields if one.required))


def _of_type(type_: Any) -> JSON:
    """Return the schema of a value; None is never written, so that it is no part of it."""
    if type_ in _TYPES:
        return _TYPES[type_]
    if isinstance(type_, type) and issubclass(type_, Struct):
        return _struct(type_)
    inner = [one for one in get_args(type_) if one not in (type(None), Ellipsis)]
    return _many(_of_type(inner[0])) if Ellipsis in get_args(type_) else _of_type(inner[0])


_TYPES: dict[Any, JSON] = {
    str: TEXT,
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
}
