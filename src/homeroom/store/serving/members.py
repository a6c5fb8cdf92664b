"""Each member of a record as SQL that makes its JSON from typed columns, or NULL for none.

model/encode.py says the same in Python; a test holds the two against each other. Dates are written
from their columns alone: what came in another form is kept for the system that it came from.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import Kind
from homeroom.rules.sharing import METADATA
from homeroom.store.columns import TABLES, Column
from homeroom.store.serving import people
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.stand_ins import (
    STAND_INS,
    beside,
    is_seen,
    points_to_nobodys,
    value_of,
)

OBJECTIVES = "learningObjectiveSet"


class Member(Struct, frozen=True):
    """One member: its name, its JSON, and what has to be joined for it, in this order.

    `ready`: the JSON has the name and a comma before it already.
    """

    wire: str
    json: str
    joins: tuple[str, ...] = ()
    ready: bool = False

    @property
    def piece(self) -> str:
        """Return the JSON with the name and a comma before it, or NULL."""
        return self.json if self.ready else f"',\"{self.wire}\":' || {self.json}"


def pieces(some: Sequence[Member]) -> list[str]:
    """Return the JSON of some members, each with its name and a comma before it, or empty."""
    return [f"coalesce({one.piece}, '')" for one in some]


def in_braces(some: Sequence[Member]) -> str:
    """Return the JSON of an object that has some members."""
    return f"'{{' || substr({together(pieces(some))}, 2) || '}}'"


def together(texts: Sequence[str]) -> str:
    """Return texts one behind the other; in halves, so that none is copied more than it has to be.

    The function concat() takes twice as long.
    """
    if len(texts) < 2:
        return texts[0] if texts else "''"
    half = len(texts) // 2
    return f"({together(texts[:half])} || {together(texts[half:])})"


def instant(column: str) -> str:
    """Return an instant as OneRoster prints it: UTC, milliseconds or finer, a Z."""
    written = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return f"'\"' || regexp_replace({written}, '0{{1,3}}$', '') || 'Z\"'"


# What `t` has beside the columns of its table: one of them is needed twice.
BESIDE = "to_json(t.changed_at AT TIME ZONE 'UTC')::text AS changed"
# The same as above, in a third of the time: it is written for every record.
_CHANGED = (
    "left(t.changed, -1) || CASE length(t.changed) WHEN 21 THEN '.000Z\"' WHEN 23 THEN '00Z\"'"
    " WHEN 24 THEN '0Z\"' ELSE 'Z\"' END"
)
BASE = (
    Member("sourcedId", "to_json(t.sourced_id)::text"),
    Member("status", "CASE WHEN t.retired_at IS NULL THEN '\"active\"' ELSE '\"tobedeleted\"' END"),
    Member("dateLastModified", _CHANGED),
)


def members(kind: Kind, hrefs: Hrefs, shared: Shared) -> list[Member]:
    """Return every member of a kind in 1.2 that is shared, in the order of model/encode.py."""
    found = [_member(kind, field, column, hrefs, shared) for field, column in _sent(kind, shared)]
    own, none = own_metadata(kind, shared)
    if METADATA in shared.sharing.left_out(kind) and kind not in STAND_INS:
        return [*BASE, *found]
    words = f"CASE WHEN {none} THEN NULL ELSE nullif({own}, '{{}}')::text END"
    return [*BASE, Member(METADATA, words), *found]


def own_metadata(kind: Kind, shared: Shared) -> tuple[str, str]:
    """Return the metadata of a record, with the names of what no system said, as jsonb; and when
    there is none."""
    columns = ((field.wire, column.name) for field, column in _sent(kind, shared))
    return beside(kind, columns, shared)


def _sent(kind: Kind, shared: Shared) -> Iterator[tuple[Field, Column]]:
    """Yield the members that are shared, and those for which something stands in."""
    stood = {wire for wire, one in STAND_INS.get(kind, {}).items() if one.sql}
    hidden = shared.sharing.left_out(kind) - stood
    for field, column in zip(ENTITIES[kind].fields, TABLES[kind].columns, strict=True):
        if field.wire not in hidden and not (kind is Kind.DEMOGRAPHICS and field.name == "user"):
            yield field, column


def _member(kind: Kind, field: Field, column: Column, hrefs: Hrefs, shared: Shared) -> Member:
    name = value_of(kind, field.wire, column.name, shared)
    if field.shape is Shape.REFERENCE:
        return _reference(kind, field, name, hrefs, shared)
    if field.shape is Shape.REFERENCES:
        return Member(field.wire, _references(kind, field, name, hrefs, shared))
    if field.shape is Shape.ROLES:
        joins, roles = people.held(shared)
        return Member(field.wire, people.of_1_2(roles, hrefs), joins)
    written = _OBJECTIVES if field.wire == OBJECTIVES else _PLAIN[field.shape]
    return Member(field.wire, written.format(name))


_PLAIN = {
    Shape.TEXT: "to_json({0})::text",
    Shape.FLAG: "CASE {0} WHEN true THEN '\"true\"' WHEN false THEN '\"false\"' END",
    Shape.NUMBER: "{0}::text",
    Shape.DAY: "to_json({0})::text",
    Shape.MOMENT: instant("{0}").replace("{1,3}", "{{1,3}}"),
    Shape.TEXTS: "CASE WHEN cardinality({0}) > 0 THEN to_json({0})::text END",
    Shape.STRUCTURE: "CASE WHEN jsonb_array_length({0}) > 0 THEN {0}::text END",
}
_OBJECTIVES = "CASE WHEN jsonb_array_length({0}) > 0 THEN with_catalogues({0})::text END"


def _reference(kind: Kind, field: Field, name: str, hrefs: Hrefs, shared: Shared) -> Member:
    """Refer to one record. A record that is shared shows what it cannot be without; an optional
    reference shows only what is shared itself."""
    assert field.to is not None
    alias = f"r_{field.name}"
    seen = "" if field.needed or is_seen(kind, field.wire) else shared.also(field.to, "m")
    key = f',"{field.wire}":'
    # Written within the join, and kept apart from the rest by OFFSET, so that PostgreSQL remembers
    # it: a page of results names few line items and students, each of them many times.
    join = (
        f" LEFT JOIN LATERAL (SELECT {hrefs.reference(field.to, 'm.sourced_id', key)} AS json"
        f" FROM {TABLES[field.to].name} m WHERE m.district_id = %(district)s"
        f" AND m.id = {name}{seen} OFFSET 0) {alias} ON true"
    )
    json = f"{alias}.json"
    if points_to_nobodys(kind, field.wire):
        json = f"coalesce({json}, {hrefs.nobodys(field.to, key)})"
    return Member(field.wire, json, (join,), ready=True)


def _references(kind: Kind, field: Field, name: str, hrefs: Hrefs, shared: Shared) -> str:
    assert field.to is not None
    found = (
        f"(SELECT '[' || string_agg({hrefs.reference(field.to, 'm.sourced_id')}, ','"
        f" ORDER BY u.at) || ']' FROM unnest({name}) WITH ORDINALITY u (id, at)"
        f" JOIN {TABLES[field.to].name} m ON m.district_id = %(district)s AND m.id = u.id"
        f"{shared.also(field.to, 'm')})"
    )
    if points_to_nobodys(kind, field.wire):
        return f"coalesce({found}, '[' || {hrefs.nobodys(field.to)} || ']')"
    return found
