"""How the fields of a record lie in the columns of its table."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Status
from homeroom.store.arrays import text_array
from homeroom.store.json import decode_json, encode_json

_TYPES = {
    Shape.TEXT: "text",
    Shape.FLAG: "boolean",
    Shape.NUMBER: "numeric",
    Shape.DAY: "date",
    Shape.MOMENT: "timestamptz",
    Shape.TEXTS: "text[]",
    Shape.REFERENCE: "uuid",
    Shape.REFERENCES: "uuid[]",
    Shape.ROLES: "jsonb",
    Shape.STRUCTURE: "jsonb",
}

BASE = {
    "district_id": "int",
    "id": "uuid",
    "sourced_id": "text",
    "changed_at": "timestamptz",
    "date_last_modified": "timestamptz",
    "retired_at": "timestamptz",
    "retired_reason": "text",
    "texts": "jsonb",
    "metadata": "jsonb",
}


class Column(Struct, frozen=True):
    """One field's column: its name and type, and the way of a value there and back."""

    name: str
    type: str
    field: str
    text: Callable[[Any], str]  # as PostgreSQL reads it
    back: Callable[[Any], Any]

    @property
    def selected(self) -> str:
        """Return what to select: ids and instants come as text."""
        casts = {"uuid": "::text", "uuid[]": "::text[]", "timestamptz": "::text"}
        return f'"{self.name}"{casts.get(self.type, "")}'


class Table(Struct, frozen=True):
    """The table of one kind: its name, the type of its records, and the columns of their fields."""

    kind: Kind
    name: str
    record: type[Record]
    columns: tuple[Column, ...]

    def types(self) -> dict[str, str]:
        """Return every column and its type."""
        return {**BASE, **{column.name: column.type for column in self.columns}}

    def back(self, row: tuple[Any, ...]) -> Record:
        """Return the record of a selected row: sourced_id, date_last_modified, retired_at, texts,
        metadata, then the fields."""
        sourced_id, stamp, retired, texts, metadata, *values = row
        found = {
            field: back(value) if back else value
            for (field, back), value in zip(_BACK[self.kind], values, strict=True)
            if value is not None
        }
        if stamp:
            found["date_last_modified"] = datetime.fromisoformat(stamp)
        if retired is not None:
            found["status"] = Status.TO_BE_DELETED
        if texts:
            found["texts"] = decode_json(texts)
        if metadata:
            found["metadata"] = decode_json(metadata)
        return self.record(sourced_id=sourced_id, **found)

    def selected(self, alias: str) -> str:
        """Return the list of what `back` takes, from a table under this alias."""
        names = (
            "sourced_id",
            "date_last_modified::text",
            "retired_at::text",
            "texts",
            "metadata",
            *(column.selected for column in self.columns),
        )
        return ", ".join(f"{alias}.{name}" for name in names)


def as_is(value: Any) -> Any:
    """Return a text, or nothing, as it is."""
    return value


def iso(value: date | datetime) -> str:
    """Return a day or an instant as PostgreSQL reads it."""
    return value.isoformat()


def _flag(value: bool) -> str:
    return "t" if value else "f"


_TEXTS: dict[str, Callable[[Any], str]] = {
    "text": as_is,
    "uuid": as_is,
    "boolean": _flag,
    "numeric": str,
    "date": iso,
    "timestamptz": iso,
    "text[]": text_array,
    "uuid[]": text_array,
    "jsonb": encode_json,
}


def _column(field: Field) -> Column:
    name, type_ = field.name.rstrip("_"), _TYPES[field.shape]
    if field.shape is Shape.REFERENCE:
        name = f"{name}_id"
    back: Callable[[Any], Any] = tuple if type_.endswith("[]") else as_is
    if type_ == "timestamptz":
        back = datetime.fromisoformat
    elif type_ == "jsonb":
        back = msgspec.json.Decoder(tuple[field.holds, ...]).decode  # type: ignore[name-defined]
    return Column(name, type_, field.name, _TEXTS[type_], back)


_NAMES = {
    Kind.ORG: "orgs",
    Kind.ACADEMIC_SESSION: "academic_sessions",
    Kind.RESOURCE: "resources",
    Kind.COURSE: "courses",
    Kind.CLASS: "classes",
    Kind.USER: "users",
    Kind.DEMOGRAPHICS: "demographics",
    Kind.ENROLLMENT: "enrollments",
    Kind.CATEGORY: "categories",
    Kind.SCORE_SCALE: "score_scales",
    Kind.LINE_ITEM: "line_items",
    Kind.RESULT: "results",
    Kind.ASSESSMENT_LINE_ITEM: "assessment_line_items",
    Kind.ASSESSMENT_RESULT: "assessment_results",
}

TABLES = {
    kind: Table(
        kind,
        name,
        ENTITIES[kind].record,
        tuple(_column(field) for field in ENTITIES[kind].fields),
    )
    for kind, name in _NAMES.items()
}
# Asked for with every record that is read: the field of each value, and its way back, where it is
# not as the driver gives it.
_BACK = {
    kind: tuple((one.field, None if one.back is as_is else one.back) for one in table.columns)
    for kind, table in TABLES.items()
}
