"""One kind of record, described: its type and its fields."""

from msgspec import Struct

from homeroom.model.fields import Field
from homeroom.model.kinds import Kind
from homeroom.model.records import Record


class Entity(Struct, frozen=True):
    """One kind of record: the type that holds it and its fields in the order of the standard."""

    kind: Kind
    record: type[Record]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Return the field of this name; a KeyError names one that does not exist."""
        return self.by_name()[name]

    def by_name(self) -> dict[str, Field]:
        """Return the fields by the names they have here."""
        return {field.name: field for field in self.fields}

    def references(self) -> tuple[Field, ...]:
        """Return the fields that refer to other records."""
        return tuple(field for field in self.fields if field.to is not None)
