"""A stored district of any size, multiplied from its first class inside the database.

A sync of ten million results would take longer than what is measured on them. The first class comes
by a sync; every other one is a copy of its rows with ids of its own, in the order in which syncs
store them: records, links and source records, as they would be.
"""

from homeroom.bench.district import A_CLASS, STUDENTS
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind
from homeroom.store import statistics
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope, district_scope

OF_A_CLASS = (Kind.CLASS, Kind.USER, Kind.ENROLLMENT, Kind.LINE_ITEM, Kind.RESULT)
CLASSES_AT_ONCE = 80

# The id of a copy of a record, for class n: as a record has it that is stored at its time.
_ID = (
    "CREATE FUNCTION pg_temp.copied(n int, id uuid) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$"
    " SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || left(h, 3) || '8'"
    "   || right(h, 15))::uuid FROM (SELECT md5(n || id::text) AS h) hashed $$"
)
# The source's id of a copy: the class is the number behind the first letter.
_NAME = (
    "CREATE FUNCTION pg_temp.renamed(n int, id text) RETURNS text IMMUTABLE LANGUAGE sql AS $$"
    " SELECT left(id, 1) || lpad(n::text, 5, '0') || substr(id, 7) $$"
)
# Only the students whom every class has; the first one has more.
_COMMON = f"(l.kind NOT IN ('user', 'enrollment') OR right(l.external_id, 2)::int < {STUDENTS})"


def fill(district: int, before: int, results: int) -> None:
    """Let a district with `before` results have so many; both fill whole classes, one at least."""
    first, last = before // A_CLASS, results // A_CLASS - 1
    for start in range(first, last + 1, CLASSES_AT_ONCE):
        with district_scope(district, repeatable=True) as scope:
            _copy(scope, start, min(start + CLASSES_AT_ONCE - 1, last))
    with district_scope(district) as scope:
        for kind in OF_A_CLASS:
            statistics.refresh(scope, kind)


def _copy(scope: Scope, first: int, last: int) -> None:
    scope.run(f"{_ID}; {_NAME}")
    for kind in OF_A_CLASS:
        scope.run(_records(kind), first=first, last=last, kind=kind.value)
    kinds = [kind.value for kind in OF_A_CLASS]
    scope.run(_LINKS, first=first, last=last, kinds=kinds)
    scope.run(_SOURCES, first=first, last=last, kinds=kinds)
    scope.run("DROP FUNCTION pg_temp.copied; DROP FUNCTION pg_temp.renamed")


def _records(kind: Kind) -> str:
    table = TABLES[kind]
    own = {"district_id": "t.district_id", "id": "pg_temp.copied(n, t.id)"}
    own["sourced_id"] = "pg_temp.copied(n, t.id)::text"
    for field in ENTITIES[kind].fields:
        if field.shape is Shape.REFERENCE and field.to in OF_A_CLASS:
            column = f"{field.name.rstrip('_')}_id"
            own[column] = f"pg_temp.copied(n, t.{column})"
    names = ", ".join(f'"{name}"' for name in table.types())
    values = ", ".join(own.get(name, f't."{name}"') for name in table.types())
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values}"
        " FROM generate_series(%(first)s::int, %(last)s::int) n, record_links l"
        f" JOIN {table.name} t ON t.district_id = l.district_id AND t.id = l.record_id"
        f" WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND {_FIRST} AND {_COMMON}"
        " ORDER BY n"
    )


_FIRST = "substr(l.external_id, 2, 5) = '00000'"
_OF_ALL = (
    " FROM generate_series(%(first)s::int, %(last)s::int) n, {0} l"
    f" WHERE l.district_id = %(district)s AND l.kind = ANY(%(kinds)s) AND {_FIRST} AND {_COMMON}"
    " ORDER BY n"
)
_LINKS = (
    "INSERT INTO record_links SELECT l.district_id, l.app_id, l.kind, l.space,"
    " pg_temp.renamed(n, l.external_id), pg_temp.copied(n, l.record_id), l.origin"
    + _OF_ALL.format("record_links")
)
_SOURCES = (
    "INSERT INTO source_records SELECT l.district_id, l.app_id, l.kind,"
    " pg_temp.renamed(n, l.external_id), l.hash, l.page_id, l.place, l.state"
    + _OF_ALL.format(
        "(SELECT s.*, s.source_id AS external_id FROM source_records s"
        " WHERE s.district_id = %(district)s)"
    )
)


def call_delivered(scope: Scope, target_id: int, app_id: int, most: int | None = None) -> None:
    """Write the outbox as it is when the results of an app, or the first of them, are delivered."""
    scope.run(
        "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
        " attempts, sent, baseline, delivered_at) SELECT district_id, %(target)s, 'result', id,"
        " %(app)s, 'put', 'delivered', 1, said.it, said.it, now() FROM"
        " (SELECT * FROM results WHERE district_id = %(district)s LIMIT %(most)s) r,"
        " LATERAL (SELECT jsonb_build_object('id', sourced_id, 'digest', md5(id::text),"
        "   'score', score::text) AS it) said",
        target=target_id,
        app=app_id,
        most=most,
    )
