"""A district with many results; what a page asks of the database, and by which plans."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections

from homeroom.store.scope import Scope, district_scope
from tests.people import Town

# Tables from so many pages on are large: the smaller ones may be read whole.
LARGE = 100


def _id(of: int, number: str) -> str:
    return f"('00000000-0000-4000-8000-' || lpad(to_hex({of << 32} + {number}), 12, '0'))::uuid"


STUDENT, CLASS, ITEM, RESULT = 1, 2, 3, 4


def fill(town: Town, results: int) -> None:
    """Store so many results: fifty for each student, twenty-five students and items a class."""
    students, classes = max(results // 50, 1), max(results // 625, 1)
    items = classes * 25
    school = "(SELECT min(id::text)::uuid FROM orgs)"
    course = "(SELECT min(id::text)::uuid FROM courses)"
    role = '\'[{"roleType": "primary", "role": "student", "org": "\' || ' + school
    rows: dict[str, tuple[int, int, dict[str, str]]] = {
        "users": (STUDENT, students, {
            "given_name": "'Given ' || n", "family_name": "'Family ' || mod(n, 997)",
            "enabled_user": "true", "roles": f"({role} || '\"}}]')::jsonb",
            "primary_org_id": school,
        }),
        "classes": (CLASS, classes, {
            "title": "'Class ' || n", "course_id": course, "school_id": school,
        }),
        "enrollments": (5, students * 2, {
            "user_id": _id(STUDENT, f"mod(n, {students})"),
            "class_id": _id(CLASS, f"mod(n, {classes})"),
            "role": "'student'", "school_id": school,
        }),
        "line_items": (ITEM, items, {
            "title": "'Quiz ' || n", "class_id": _id(CLASS, f"mod(n, {classes})"),
            "due_date": "now() - make_interval(days => mod(n, 90))", "result_value_max": "10",
        }),
        "results": (RESULT, results, {
            "line_item_id": _id(ITEM, f"mod(n, {items})"),
            "student_id": _id(STUDENT, f"mod(n, {students})"),
            "score": "mod(n, 11)", "score_status": "'fully graded'",
        }),
    }  # fmt: skip
    with district_scope(town.district.id) as scope:
        for table, (of, many, values) in rows.items():
            id_ = _id(of, "n")
            scope.run(
                f"INSERT INTO {table} (district_id, id, sourced_id, changed_at,"
                f" {', '.join(values)})"
                f" SELECT %(district)s, {id_}, {id_}::text, now(), {', '.join(values.values())}"
                " FROM generate_series(0, %(many)s - 1) n",
                many=many,
            )
        app = scope.value("SELECT max(id) FROM apps")
        for kind, table in (("user", "users"), ("lineItem", "line_items"), ("result", "results")):
            scope.run(
                "INSERT INTO record_links (district_id, app_id, kind, space, external_id,"
                f" record_id, origin) SELECT district_id, %(app)s, '{kind}', '', id::text, id,"
                f" 'read' FROM {table}",
                app=app,
            )
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state)"
            " SELECT district_id, %(app)s, 'result', id, %(app)s, 'put', 'delivered' FROM results"
            " ON CONFLICT DO NOTHING",
            app=app,
        )
        scope.run(
            "INSERT INTO record_history (district_id, kind, record_id, at, run_id, field, after,"
            " reason) SELECT district_id, 'result', id, now(), 0, 'score', '1', 'test' FROM results"
        )
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def hub_id(of: int, number: int = 0) -> str:
    """Return the id of one of the stored records."""
    return f"00000000-0000-4000-8000-{(of << 32) + number:012x}"


class Asked:
    """What was asked of the database: each statement, with whether plans by key were wanted."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, dict[str, Any], bool]] = []
        self.many = 0


@contextmanager
def watched() -> Iterator[Asked]:
    """Note every statement that is executed meanwhile."""
    asked, run, by_key = Asked(), Scope.run, Scope.by_key
    keyed: set[int] = set()

    def noted(scope: Scope, sql: str, **params: Any) -> int:
        asked.many += 1
        asked.statements.append((sql, params, id(scope) in keyed))
        return run(scope, sql, **params)

    def noted_by_key(scope: Scope) -> None:
        asked.many += 1
        keyed.add(id(scope))
        by_key(scope)

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.many += 1
        return execute(sql, params, many, context)

    patched = pytest.MonkeyPatch()
    patched.setattr(Scope, "run", noted)
    patched.setattr(Scope, "by_key", noted_by_key)
    try:
        with connection.execute_wrapper(counted):
            yield asked
    finally:
        patched.undo()


def read_whole(town: Town, asked: Asked) -> set[tuple[str, str]]:
    """Return which large tables the statements read from end to end, as the role `app` plans."""
    found = set()
    for sql, params, keyed in asked.statements:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            with district_scope(town.district.id) as scope:
                large = {
                    name
                    for (name,) in scope.rows(
                        "SELECT relname::text FROM pg_class WHERE relkind = 'r'"
                        " AND relpages > %(large)s",
                        large=LARGE,
                    )
                }
                if keyed:
                    scope.by_key()
                plan = scope.value(f"EXPLAIN (FORMAT JSON) {sql}", **params)
            tree = json.loads(plan) if isinstance(plan, str) else plan
            found |= {(table, sql) for table in _scanned(tree[0]["Plan"]) if table in large}
    return found


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scanned(child)
