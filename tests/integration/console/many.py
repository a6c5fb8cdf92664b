"""A district with many results; what a page asks of the database, and how much that reads."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

from homeroom.stage.kept_rows import pack_rows
from homeroom.store.scope import Scope, district_scope
from tests.people import Town

# No statement of a page reads more rows of one table, however many there are.
BOUND = 1_500
# Tables that grow without end; each is filled with more than that.
LARGE = (
    "results", "deliveries", "record_links", "source_records", "match_keys", "record_history",
    "users", "enrollments", "line_items", "issues", "audit_events", "runs", "delivery_attempts",
    "attempt_counts",
)  # fmt: skip
# A title is looked for in those of all classes: a thousand results stand behind each.
ALLOWED = {"classes": 10_000}


def _id(of: int, number: str) -> str:
    return f"('00000000-0000-4000-8000-' || lpad(to_hex({of << 32} + {number}), 12, '0'))::uuid"


STUDENT, CLASS, ITEM, RESULT = 1, 2, 3, 4
# As many of what a district has, beside its results.
SOME = 2 * BOUND


def fill(town: Town, results: int) -> None:
    """Store so many results: fifty for each student, twenty-five students and items a class.

    Students, classes and line items without results stand behind them. Nearly everything is
    settled: delivered, resolved, ended; little is open, as in a district that is looked after.
    """
    for table, (of, many, own) in _records(results).items():
        id_ = _id(of, "n")
        named = {"id": id_, "sourced_id": f"{id_}::text", "changed_at": "now()"}
        with district_scope(town.district.id) as scope:
            _insert(scope, table, many, {**named, **own})
        # What results refer to is looked for by plans that know how much there is.
        _clean_up([table])
    with district_scope(town.district.id) as scope:
        app = scope.value("SELECT max(id) FROM apps")
        for kind, table in _KINDS.items():
            for into, columns in _OF_PEOPLE.items() if kind == "user" else _OF_ALL.items():
                names, values = ", ".join(columns), ", ".join(columns.values())
                scope.run(
                    f"INSERT INTO {into} (district_id, app_id, kind, {names})"
                    f" SELECT district_id, %(app)s, %(kind)s, {values} FROM {table}"
                    " ON CONFLICT DO NOTHING",
                    app=app,
                    kind=kind,
                )
        scope.run(
            "INSERT INTO pages (district_id, id, app_id, digest, body, heads, clean)"
            " VALUES (%(district)s, 0, %(app)s, '', %(body)s, '', true)",
            app=app,
            body=pack_rows([b'{"sourcedId": "x"}']),
        )
        _deliver(scope, app)
        for table, columns in _BESIDE.items():
            _insert(scope, table, SOME, columns, app=app)
    _clean_up([*LARGE, *ALLOWED])


def _clean_up(tables: Iterable[str]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


def _insert(scope: Scope, table: str, many: int, columns: dict[str, str], **given: Any) -> None:
    scope.run(
        f"INSERT INTO {table} (district_id, {', '.join(columns)})"
        f" SELECT %(district)s, {', '.join(columns.values())}"
        " FROM generate_series(0, %(many)s - 1) n",
        many=many,
        **given,
    )


def _records(results: int) -> dict[str, tuple[int, int, dict[str, str]]]:
    """Return, for each table, which ids its rows have, how many there are, and their columns."""
    students, classes = max(results // 50, 1), max(results // 625, 1)
    items = classes * 25
    school = "(SELECT min(id::text)::uuid FROM orgs)"
    course = "(SELECT min(id::text)::uuid FROM courses)"
    role = '\'[{"roleType": "primary", "role": "student", "org": "\' || ' + school
    return {
        "users": (STUDENT, students + SOME, {
            "given_name": "'Given ' || n", "family_name": "'Family ' || mod(n, 997)",
            "enabled_user": "true", "roles": f"({role} || '\"}}]')::jsonb",
            "primary_org_id": school,
        }),
        "classes": (CLASS, classes + SOME, {
            "title": "'Class ' || n", "course_id": course, "school_id": school,
        }),
        "enrollments": (5, students * 2 + SOME, {
            # Those of students without results have ended, each another one's.
            "user_id": _id(STUDENT, f"CASE WHEN n < {students * 2} THEN mod(n, {students})"
                           f" ELSE n - {students} END"),
            "class_id": _id(CLASS, f"mod(n, {classes})"),
            "role": "'student'", "school_id": school,
            "end_date": f"CASE WHEN n >= {students * 2} THEN current_date - 1 - mod(n, 28) END",
        }),
        "line_items": (ITEM, items + SOME, {
            "title": "'Quiz ' || n",
            "class_id": _id(CLASS, f"mod(n, {classes}) + CASE WHEN n < {items} THEN 0"
                            f" ELSE {classes} END"),
            "due_date": "now() - make_interval(days => mod(n, 90))", "result_value_max": "10",
        }),
        "results": (RESULT, results, {
            "line_item_id": _id(ITEM, f"mod(n, {items})"),
            "student_id": _id(STUDENT, f"mod(n, {students})"),
            "score": "mod(n, 11)", "score_status": "'fully graded'",
        }),
    }  # fmt: skip


_KINDS = {"user": "users", "lineItem": "line_items", "result": "results"}
_OF_ALL = {
    "record_links": {
        "space": "''", "external_id": "id::text", "record_id": "id", "origin": "'read'",
    },
    "source_records": {
        "source_id": "id::text", "hash": "0", "page_id": "0", "place": "0", "state": "'own'",
    },
}  # fmt: skip
_OF_PEOPLE = {
    **_OF_ALL,
    "match_keys": {"source_id": "id::text", "domain": "'identifier'", "key": "id::text"},
}
_BESIDE = {
    "issues": {
        "app_id": "%(app)s", "code": "'reference.unknown'", "kind": "'enrollment'",
        "subject": "n::text", "facts": "'{\"parent\": \"user\", \"id\": \"x\"}'",
        "first_seen": "now()", "last_seen": "now()",
        "resolved_at": "CASE WHEN mod(n, 100) > 0 THEN now() END",
    },
    "delivery_attempts": {
        "target_id": "%(app)s", "kind": "'result'", "record_id": _id(RESULT, "n"),
        "act": "'put'", "outcome": "'delivered'", "at": "now() - make_interval(mins => 15 * n)",
    },
    "attempt_counts": {
        "target_id": "%(app)s", "delivered": "n", "refused": "1",
        "since": "date_bin('30 minutes', now() - make_interval(mins => 30 * n), 'epoch')",
    },
    "audit_events": {"actor": "'a@river.example'", "act": "'app.settings'", "subject": "n::text"},
    "runs": {
        "app_id": "%(app)s", "reach": "'complete'", "state": "'done'", "started_by": "'schedule'",
        "finished_at": "now()",
    },
}  # fmt: skip


def _deliver(scope: Scope, app: int) -> None:
    """Let all grades be delivered but for some of two classes, and write a history of each."""
    scope.run(
        "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state, code,"
        " facts) SELECT district_id, %(app)s, 'result', id, %(app)s, 'put', s.state,"
        " CASE s.state WHEN 'refused' THEN 'result.over_maximum' WHEN 'held' THEN 'result.cleared'"
        ' END, CASE s.state WHEN \'refused\' THEN \'{"score": "11", "maximum": "10"}\'::jsonb'
        " END FROM results r CROSS JOIN LATERAL (SELECT CASE WHEN r.line_item_id = %(item)s::uuid"
        " THEN (ARRAY['refused', 'held', 'waiting', 'conflict', 'dropped'])"
        " [1 + mod(r.score, 5)::int]"
        " ELSE 'delivered' END AS state) s ON CONFLICT DO NOTHING",
        app=app,
        item=hub_id(ITEM),
    )
    scope.run(
        "INSERT INTO record_history (district_id, kind, record_id, at, run_id, field, after,"
        " reason) SELECT district_id, 'result', id, now(), 0, 'score', '1', 'test' FROM results"
    )


def hub_id(of: int, number: int = 0) -> str:
    """Return the id of one of the stored records."""
    return f"00000000-0000-4000-8000-{(of << 32) + number:012x}"


class Asked:
    """What was asked of the database: how many statements, and how many rows each of them reads."""

    def __init__(self) -> None:
        self.many = 0
        self.read: list[tuple[str, int, str]] = []

    def too_much(self, most: int = BOUND) -> set[tuple[str, int, str]]:
        """Return which statements read more rows of a table: table, rows, statement."""
        return {one for one in self.read if one[1] > ALLOWED.get(one[0], most)}


@contextmanager
def watched(known: dict[tuple[str, str], list[tuple[str, int]]] | None = None) -> Iterator[Asked]:
    """Count every statement meanwhile, and measure those that read.

    What is `known` is not measured again: many pages ask the same.
    """
    asked, executed = Asked(), Scope._executed
    by_key, as_a_page = Scope.by_key, Scope.as_a_page
    found = {} if known is None else known

    def noted(scope: Scope, sql: str, params: dict[str, Any], *, binary: bool | None = None) -> Any:
        asked.many += 1
        if sql.lstrip().startswith(("SELECT", "WITH")) and "pg_notify" not in sql:
            key = (sql, repr(params))
            if key not in found:
                found[key] = _measured(scope, sql, params)
            asked.read += [(table, rows, sql) for table, rows in found[key]]
        return executed(scope, sql, params, binary=binary)

    def noted_by_key(scope: Scope) -> None:
        asked.many += 1
        by_key(scope)

    def noted_as_a_page(scope: Scope) -> None:
        asked.many += 1
        as_a_page(scope)

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.many += 1
        return execute(sql, params, many, context)

    def _measured(scope: Scope, sql: str, params: dict[str, Any]) -> list[tuple[str, int]]:
        # Within the same transaction: by the plans that it wants, and with what it has staged.
        asks = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}"
        plan = (executed(scope, asks, params).fetchone() or ("",))[0]
        tree = json.loads(plan) if isinstance(plan, str) else plan
        return list(_scanned(tree[0]["Plan"]))

    patched = pytest.MonkeyPatch()
    patched.setattr(Scope, "_executed", noted)
    patched.setattr(Scope, "by_key", noted_by_key)
    patched.setattr(Scope, "as_a_page", noted_as_a_page)
    try:
        with connection.execute_wrapper(counted):
            yield asked
    finally:
        patched.undo()


def _scanned(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield each place where a plan reads a table, with how many rows, wanted or thrown away."""
    if "Relation Name" in node:
        seen = sum(node.get(name, 0) for name in _ROWS)
        yield node["Relation Name"], round(seen * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _scanned(child)


_ROWS = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")


def sizes(town: Town, tables: Iterable[str]) -> dict[str, int]:
    """Return how many rows tables have."""
    with district_scope(town.district.id) as scope:
        return {one: scope.value(f"SELECT count(*) FROM {one}") for one in tables}
