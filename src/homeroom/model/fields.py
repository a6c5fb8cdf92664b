"""One description of every field: its names here and on the wire, how to read and write it."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct, structs, to_builtins

from homeroom.model import readers, structures
from homeroom.model.kinds import Kind
from homeroom.model.readers import Reader
from homeroom.model.records import Role
from homeroom.model.times import instant_text

# (type, id) -> {"href", "sourcedId", "type"}
Reference = Callable[[str, str], dict[str, str]]
# What turns an id of one space into an id of another; None when it is not known there.
Translate = Callable[[Kind, str], str | None]


class Shape(StrEnum):
    """What kind of value a field holds; the store derives its columns from it."""

    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    TEXTS = "texts"
    REFERENCE = "reference"
    REFERENCES = "references"
    ROLES = "roles"
    STRUCTURE = "structure"


# Asked for with every record; an Enum looks its members up in Python.
_REFERENCE, _REFERENCES, _ROLES = Shape.REFERENCE, Shape.REFERENCES, Shape.ROLES


class Field(Struct, frozen=True, kw_only=True):
    """One field of an entity.

    `needed`: without it the record cannot be used. `hard`: while the record it names is unknown,
    this one waits; a soft reference is left out meanwhile and filled in later.
    """

    name: str
    wire: str
    shape: Shape
    read: Reader
    write: Callable[[Any, Reference], Any]
    needed: bool = False
    to: Kind | None = None
    hard: bool = False
    holds: type[Struct] | None = None  # the type of the objects in a list of them

    def ids(self, value: Any) -> tuple[str, ...]:
        """Return the ids that a value of this field refers to."""
        shape = self.shape
        if shape is _REFERENCES:
            return tuple(value)
        if shape is _ROLES:
            return tuple([role.org for role in value])
        return (value,) if shape is _REFERENCE and value is not None else ()

    def translated(self, value: Any, translate: Translate) -> Any:
        """Return the value with its ids translated; what is not known is left out."""
        if self.to is None or value is None:
            return value
        if self.shape is Shape.REFERENCE:
            return translate(self.to, value)
        if self.shape is Shape.REFERENCES:
            found = (translate(self.to, one) for one in value)
            return tuple(dict.fromkeys(one for one in found if one is not None))
        return _translated_roles(value, self.to, translate)


def _translated_roles(roles: Iterable[Role], to: Kind, translate: Translate) -> tuple[Role, ...]:
    pairs = [(role, translate(to, role.org)) for role in roles]
    return tuple([structs.replace(role, org=org) for role, org in pairs if org is not None])


def _as_is(value: Any, _: Reference) -> Any:
    return value


def _as_list(value: Any, _: Reference) -> Any:
    return list(value)


def _plain(value: Decimal, _: Reference) -> Decimal:
    return Decimal(f"{value:f}")


def text(name: str, wire: str, *, needed: bool = False, read: Reader = readers.text) -> Field:
    """Describe a field of text or of a vocabulary."""
    return Field(name=name, wire=wire, shape=Shape.TEXT, read=read, write=_as_is, needed=needed)


def flag(name: str, wire: str) -> Field:
    """Describe a boolean; OneRoster 1.2 writes it as a string."""

    def write(value: bool, _: Reference) -> str:
        return "true" if value else "false"

    return Field(name=name, wire=wire, shape=Shape.FLAG, read=readers.flag, write=write)


def number(name: str, wire: str) -> Field:
    """Describe an exact decimal."""
    return Field(name=name, wire=wire, shape=Shape.NUMBER, read=readers.number, write=_plain)


def day(name: str, wire: str, *, needed: bool = False) -> Field:
    """Describe a date."""

    def write(value: Any, _: Reference) -> str:
        return str(value.isoformat())

    return Field(
        name=name, wire=wire, shape=Shape.DAY, read=readers.day, write=write, needed=needed
    )


def moment(name: str, wire: str) -> Field:
    """Describe an instant, which may have come as a day."""

    def write(value: Any, _: Reference) -> str:
        return instant_text(value) if hasattr(value, "hour") else str(value.isoformat())

    return Field(name=name, wire=wire, shape=Shape.MOMENT, read=readers.moment, write=write)


def texts(name: str, wire: str, read: Reader = readers.texts) -> Field:
    """Describe a list of texts."""
    return Field(name=name, wire=wire, shape=Shape.TEXTS, read=read, write=_as_list)


def reference(name: str, wire: str, to: Kind, *, hard: bool = False, needed: bool = False) -> Field:
    """Describe a reference to one record."""

    def write(value: str, refer: Reference) -> dict[str, str]:
        return refer(to.value, value)

    return Field(
        name=name, wire=wire, shape=Shape.REFERENCE, read=readers.reference, write=write,
        needed=needed, to=to, hard=hard,
    )  # fmt: skip


def references(name: str, wire: str, to: Kind) -> Field:
    """Describe a list of references; it is always soft."""

    def write(value: Iterable[str], refer: Reference) -> list[dict[str, str]]:
        return [refer(to.value, one) for one in value]

    return Field(
        name=name, wire=wire, shape=Shape.REFERENCES, read=readers.references, write=write, to=to
    )


def roles() -> Field:
    """Describe the roles of a person, which refer to orgs."""

    def write(value: Iterable[Role], refer: Reference) -> list[dict[str, Any]]:
        return [{**to_builtins(role), "org": refer(Kind.ORG.value, role.org)} for role in value]

    return Field(
        name="roles",
        wire="roles",
        shape=Shape.ROLES,
        read=structures.roles,
        write=write,
        to=Kind.ORG,
        holds=Role,
    )


def structure(name: str, wire: str, read: Reader, holds: type[Struct]) -> Field:
    """Describe a list of objects without references; their type carries the wire names."""

    def write(value: Iterable[Struct], _: Reference) -> list[Any]:
        return [_listed(to_builtins(one, builtin_types=(Decimal,))) for one in value]

    return Field(name=name, wire=wire, shape=Shape.STRUCTURE, read=read, write=write, holds=holds)


def _listed(value: Any) -> Any:
    """Return JSON lists where a value holds tuples."""
    if isinstance(value, dict):
        return {key: _listed(held) for key, held in value.items()}
    return [_listed(held) for held in value] if isinstance(value, list | tuple) else value


def is_blank(value: Any) -> bool:
    """Say whether a field says nothing: None or an empty list. False and zero say something."""
    return value is None or (value.__class__ is tuple and not value)
