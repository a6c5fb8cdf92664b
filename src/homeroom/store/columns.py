"""How the fields of a record lie in the columns of its table."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

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


# From the values of a column, as the driver gives them, to those of the field.
_Way = Callable[[Sequence[Any]], Sequence[Any]]


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

    def back(self, columns: Iterable[Sequence[Any]]) -> list[Record]:
        """Return the records of rows that were selected by `selected`, given column by column.

        Half of the columns of most kinds are blank in every row, which a column tells at once.
        """
        names: list[str] = []
        filled: list[Sequence[Any]] = []
        for (name, way), column in zip(_BACK[self.kind], columns, strict=True):
            if column.count(None) < len(column):
                names.append(name)
                filled.append(way(column) if way else column)
        # Whatever row there is has its sourcedId.
        rows = zip(*filled, strict=True)
        return [self.record(**dict(zip(names, row, strict=True))) for row in rows]

    def back_one(self, row: Iterable[Any]) -> Record:
        """Return the record of one selected row."""
        return self.back([value] for value in row)[0]

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


def _each(back: Callable[[Any], Any], blank: Any) -> _Way:
    return lambda column: [blank if value is None else back(value) for value in column]


def _instants(column: Sequence[str | None]) -> Sequence[datetime | None]:
    """Return instants; as many rows have the same, each is read once."""
    read = {one: None if one is None else datetime.fromisoformat(one) for one in set(column)}
    return [read[one] for one in column]


def _statuses(column: Sequence[Any]) -> Sequence[Status]:
    return [Status.ACTIVE if one is None else Status.TO_BE_DELETED for one in column]


def _ways_back(table: Table) -> Sequence[tuple[str, _Way | None]]:
    """Return the field of each selected column, and its way back where the driver does not know it.

    What a record cannot be without is never blank in its table.
    """
    fields = {one.name: one for one in structs.fields(table.record)}

    def way(column: Column) -> _Way | None:
        if column.back is datetime.fromisoformat:
            return _instants
        field = fields[column.field]
        blank = None if field.required else field.default
        return None if column.back is as_is and blank is None else _each(column.back, blank)

    return [
        ("sourced_id", None),
        ("date_last_modified", _instants),
        ("status", _statuses),
        ("texts", _each(decode_json, {})),
        ("metadata", _each(decode_json, {})),
        *((column.field, way(column)) for column in table.columns),
    ]


_BACK = {kind: _ways_back(table) for kind, table in TABLES.items()}
