"""A stored district of any size, multiplied from its first class inside the database.

A sync of ten million results would take longer than what is measured on them. The first class comes
by a sync; every other one is a copy of its rows with ids of its own, in the order in which syncs
store them: records, links and source records, as they would be.
"""

from django.db import connections

from homeroom.bench.district import A_CLASS, STUDENTS
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope, district_scope

OF_A_CLASS = (Kind.CLASS, Kind.USER, Kind.ENROLLMENT, Kind.LINE_ITEM, Kind.RESULT)
# The tables that hold a row of every record beside its own, and what there is the source's id.
PARTS = {"record_links": "external_id", "source_records": "source_id"}
REFUSED = 500
CLASSES_AT_ONCE = 80

# A copy has the id of its record but for the time of its making, which is its class's number: ids
# that are stored one after the other lie side by side, as in a sync.
_COPIES = (
    "(SELECT n, left(h, 8) || '-' || right(h, 4) || '-' AS made FROM"
    " (SELECT n, lpad(to_hex(1700000000000 + n), 12, '0') AS h"
    " FROM generate_series(%(first)s::int, %(last)s::int) n) numbered) c"
)


def fill(district: int, before: int, results: int) -> None:
    """Let a district with `before` results have so many; both fill whole classes, one at least."""
    first, last = before // A_CLASS, results // A_CLASS - 1
    _set_aside(district)
    for start in range(first, last + 1, CLASSES_AT_ONCE):
        with district_scope(district, repeatable=True) as scope:
            _copy(scope, start, min(start + CLASSES_AT_ONCE - 1, last))
    clean_up()


def _set_aside(district: int) -> None:
    """Put links and source records of the first class where no chunk has to look for them."""
    with district_scope(district) as scope:
        for part, name in PARTS.items():
            scope.run(f"DROP TABLE IF EXISTS first_{part}")
            scope.run(
                f"CREATE TEMP TABLE first_{part} AS SELECT * FROM {part} l"
                f" WHERE district_id = %(district)s AND kind = ANY(%(kinds)s)"
                f" AND substr({name}, 2, 5) = '00000'"
                f" AND (kind NOT IN ('user', 'enrollment') OR right({name}, 2)::int < {STUDENTS})",
                kinds=[kind.value for kind in OF_A_CLASS],
            )
            scope.run(f"ANALYZE first_{part}")


def clean_up() -> None:
    """Do what the server's own housekeeping would do, so that it does not while we measure."""
    tables = ", ".join((*(TABLES[kind].name for kind in OF_A_CLASS), *PARTS, "deliveries"))
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {tables}")
    connections["owner"].close()


def _copied(column: str) -> str:
    return f"(made || substr({column}::text, 15))"


def _copy(scope: Scope, first: int, last: int) -> None:
    for kind in OF_A_CLASS:
        scope.run(_records(kind), first=first, last=last, kind=kind.value)
    scope.run(_LINKS, first=first, last=last)
    scope.run(_SOURCES, first=first, last=last)


def _records(kind: Kind) -> str:
    table = TABLES[kind]
    own = {"id": _copied("t.id") + "::uuid", "sourced_id": _copied("t.id")}
    for field in ENTITIES[kind].fields:
        if field.shape is Shape.REFERENCE and field.to in OF_A_CLASS:
            column = f"{field.name.rstrip('_')}_id"
            own[column] = _copied(f"t.{column}") + "::uuid"
    names = ", ".join(f'"{name}"' for name in table.types())
    values = ", ".join(own.get(name, f't."{name}"') for name in table.types())
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {_COPIES}, first_record_links l"
        f" JOIN {table.name} t ON t.district_id = l.district_id AND t.id = l.record_id"
        " WHERE l.kind = %(kind)s ORDER BY n"
    )


def _name(column: str) -> str:
    """Return the source's id of a copy: the class is the number behind the first letter."""
    return f"left(l.{column}, 1) || lpad(n::text, 5, '0') || substr(l.{column}, 7)"


_LINKS = (
    f"INSERT INTO record_links SELECT l.district_id, l.app_id, l.kind, l.space,"
    f" {_name('external_id')}, {_copied('l.record_id')}::uuid, l.origin"
    f" FROM {_COPIES}, first_record_links l ORDER BY n"
)
_SOURCES = (
    f"INSERT INTO source_records SELECT l.district_id, l.app_id, l.kind, {_name('source_id')},"
    f" l.hash, l.page_id, l.place, l.state FROM {_COPIES}, first_source_records l ORDER BY n"
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


def call_refused(scope: Scope, target_id: int) -> None:
    """Let some of these be kept back, as in a district that somebody looks after."""
    scope.run(
        "UPDATE deliveries SET state = 'refused', code = 'result.over_maximum',"
        " facts = jsonb_build_object('score', '11', 'maximum', '10')"
        " WHERE district_id = %(district)s"
        " AND (target_id, kind, record_id) IN (SELECT target_id, kind, record_id FROM deliveries"
        "   WHERE district_id = %(district)s AND target_id = %(target)s"
        "   AND state = 'delivered' LIMIT %(most)s)",
        target=target_id,
        most=REFUSED,
    )
