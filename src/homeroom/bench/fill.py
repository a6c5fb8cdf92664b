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
PARTS = ("record_links", "source_records")
REFUSED = 500
CLASSES_AT_ONCE = 80

# A copy has the id of its record but for the time of its making, which is its class's number: ids
# that are stored one after the other lie side by side, as in a sync.
_COPIES = (
    "(SELECT n, left(h, 8) || '-' || right(h, 4) || '-' AS made FROM"
    " (SELECT n, lpad(to_hex(1700000000000 + n), 12, '0') AS h"
    " FROM generate_series(%(first)s::int, %(last)s::int) n) numbered) c"
)
# The source's id of a copy: the class is the number behind the first letter.
_NAME = "left(l.external_id, 1) || lpad(n::text, 5, '0') || substr(l.external_id, 7)"
# Only the students whom every class has; the first one has more.
_COMMON = f"(l.kind NOT IN ('user', 'enrollment') OR right(l.external_id, 2)::int < {STUDENTS})"


def fill(district: int, before: int, results: int) -> None:
    """Let a district with `before` results have so many; both fill whole classes, one at least."""
    first, last = before // A_CLASS, results // A_CLASS - 1
    for start in range(first, last + 1, CLASSES_AT_ONCE):
        with district_scope(district, repeatable=True) as scope:
            _copy(scope, start, min(start + CLASSES_AT_ONCE - 1, last))
    clean_up()


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
    kinds = [kind.value for kind in OF_A_CLASS]
    scope.run(_LINKS, first=first, last=last, kinds=kinds)
    scope.run(_SOURCES, first=first, last=last, kinds=kinds)


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
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {_COPIES}, record_links l"
        f" JOIN {table.name} t ON t.district_id = l.district_id AND t.id = l.record_id"
        f" WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND {_FIRST} AND {_COMMON}"
        " ORDER BY n"
    )


_FIRST = "substr(l.external_id, 2, 5) = '00000'"
_OF_ALL = (
    f" FROM {_COPIES}, {{0}} l"
    f" WHERE l.district_id = %(district)s AND l.kind = ANY(%(kinds)s) AND {_FIRST} AND {_COMMON}"
    " ORDER BY n"
)
_LINKS = (
    f"INSERT INTO record_links SELECT l.district_id, l.app_id, l.kind, l.space, {_NAME},"
    f" {_copied('l.record_id')}::uuid, l.origin" + _OF_ALL.format("record_links")
)
_SOURCES = (
    f"INSERT INTO source_records SELECT l.district_id, l.app_id, l.kind, {_NAME}, l.hash,"
    " l.page_id, l.place, l.state"
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
