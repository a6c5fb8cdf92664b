"""Each member of a record as SQL that makes its JSON from typed columns, or NULL for none.

model/encode.py says the same in Python; a test holds the two against each other. Dates are written
from their columns alone: what came in another form is kept for the system that it came from.
"""

from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.model.own import OWN
from homeroom.store.columns import TABLES, Column
from homeroom.store.serving import people
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.shared import Shared

OWN_WORDS = "ARRAY[" + ", ".join(f"'{name}'" for name in sorted(OWN)) + "]"


class Member(Struct, frozen=True):
    """One member: its name, its JSON, and what has to be joined for it, in this order."""

    wire: str
    json: str
    joins: tuple[str, ...] = ()


def instant(column: str) -> str:
    """Return an instant as OneRoster prints it: UTC, milliseconds or finer, a Z."""
    written = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return f"'\"' || regexp_replace({written}, '0{{1,3}}$', '') || 'Z\"'"


BASE = (
    Member("sourcedId", "to_json(t.sourced_id)::text"),
    Member("status", "CASE WHEN t.retired_at IS NULL THEN '\"active\"' ELSE '\"tobedeleted\"' END"),
    Member("dateLastModified", instant("t.changed_at")),
)
METADATA = Member("metadata", f"nullif(t.metadata - {OWN_WORDS}, '{{}}')::text")


def members(kind: Kind, hrefs: Hrefs, shared: Shared) -> list[Member]:
    """Return every member of a kind in 1.2, in the order of model/encode.py."""
    fields = zip(ENTITIES[kind].fields, TABLES[kind].columns, strict=True)
    found = [
        _member(field, column, hrefs, shared)
        for field, column in fields
        if not (kind is Kind.DEMOGRAPHICS and field.name == "user")
    ]
    return [*BASE, METADATA, *found]


def _member(field: Field, column: Column, hrefs: Hrefs, shared: Shared) -> Member:
    name = f't."{column.name}"'
    if field.shape is Shape.REFERENCE:
        return _reference(field, column, hrefs, shared)
    if field.shape is Shape.REFERENCES:
        return Member(field.wire, _references(field, name, hrefs, shared))
    if field.shape is Shape.ROLES:
        joins, roles = people.held(shared)
        return Member(field.wire, people.of_1_2(roles, hrefs), joins)
    return Member(field.wire, _PLAIN[field.shape].format(name))


_PLAIN = {
    Shape.TEXT: "to_json({0})::text",
    Shape.FLAG: "CASE {0} WHEN true THEN '\"true\"' WHEN false THEN '\"false\"' END",
    Shape.NUMBER: "{0}::text",
    Shape.DAY: "to_json({0})::text",
    Shape.MOMENT: instant("{0}").replace("{1,3}", "{{1,3}}"),
    Shape.TEXTS: "CASE WHEN cardinality({0}) > 0 THEN to_json({0})::text END",
    Shape.STRUCTURE: "CASE WHEN jsonb_array_length({0}) > 0 THEN {0}::text END",
}


def _reference(field: Field, column: Column, hrefs: Hrefs, shared: Shared) -> Member:
    """Refer to one record. A record that is shared shows what it cannot be without; an optional
    reference shows only what is shared itself."""
    assert field.to is not None
    alias = f"r_{column.name}"
    seen = "" if field.needed else shared.also(field.to, alias)
    join = (
        f" LEFT JOIN {TABLES[field.to].name} {alias} ON {alias}.district_id = %(district)s"
        f" AND {alias}.id = t.{column.name}{seen}"
    )
    return Member(field.wire, hrefs.reference(field.to, f"{alias}.sourced_id"), (join,))


def _references(field: Field, name: str, hrefs: Hrefs, shared: Shared) -> str:
    assert field.to is not None
    return (
        f"(SELECT '[' || string_agg({hrefs.reference(field.to, 'm.sourced_id')}, ','"
        f" ORDER BY u.at) || ']' FROM unnest({name}) WITH ORDINALITY u (id, at)"
        f" JOIN {TABLES[field.to].name} m ON m.district_id = %(district)s AND m.id = u.id"
        f"{shared.also(field.to, 'm')})"
    )
