"""What the SIS holds, read by a plain client, and what the hub holds of it, row by row."""

from decimal import Decimal
from typing import Any

from homeroom.store.scope import Scope
from tests.integration.sandbox.client import Client

Rows = dict[str, tuple[object, ...]]

_LINKED = (
    "(SELECT x.external_id FROM record_links x WHERE x.record_id = r.{column}"
    " AND x.app_id = l.app_id AND x.space = l.space)"
)
# Collection, kind, table, what tells a row: in the hub, and on the wire.
_TABLE: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("orgs", "org", "orgs", ("r.name",), ("name",)),
    ("academicSessions", "academicSession", "academic_sessions", ("r.title",), ("title",)),
    ("courses", "course", "courses", ("r.title",), ("title",)),
    ("classes", "class", "classes", ("r.title", "course_id"), ("title", "course")),
    ("users", "user", "users", ("r.given_name", "r.family_name"), ("givenName", "familyName")),
    (
        "enrollments",
        "enrollment",
        "enrollments",
        ("r.role", "class_id", "user_id"),
        ("role", "class", "user"),
    ),
    ("categories", "category", "categories", ("r.title",), ("title",)),
    ("lineItems", "lineItem", "line_items", ("r.title", "class_id"), ("title", "class")),
    (
        "results",
        "result",
        "results",
        ("r.score", "line_item_id", "student_id"),
        ("score", "lineItem", "student"),
    ),
)


def differences(client: Client, scope: Scope, app_id: int, api: str) -> list[str]:
    """Return every row that the hub lacks, has too much, or holds with other values."""
    found = []
    for collection, kind, table, columns, members in _TABLE:
        there = {
            row["sourcedId"]: tuple(_plain(row.get(name)) for name in members)
            for row in client.all(api, collection)
        }
        here = _held(scope, app_id, api, (kind, table, columns))
        for id_ in sorted(there.keys() | here.keys()):
            if there.get(id_) != here.get(id_):
                found.append(f"{kind} {id_}: SIS {there.get(id_)}, hub {here.get(id_)}")
    return found


def _held(scope: Scope, app_id: int, api: str, what: tuple[str, str, tuple[str, ...]]) -> Rows:
    kind, table, columns = what
    shown = [
        column if column.startswith("r.") else _LINKED.format(column=column) for column in columns
    ]
    rows = scope.rows(
        f"SELECT l.external_id, r.id, {', '.join(shown)} FROM record_links l"
        f" JOIN {table} r ON r.id = l.record_id AND r.retired_at IS NULL"
        " WHERE l.app_id = %(app)s AND l.kind = %(kind)s AND l.space = %(space)s",
        app=app_id,
        kind=kind,
        space=api,
    )
    assert len({row[1] for row in rows}) == len(rows), f"a {kind} has two ids of the SIS"
    return {row[0]: tuple(_plain(value) for value in row[2:]) for row in rows}


def _plain(value: Any) -> object:
    if isinstance(value, dict):
        return value["sourcedId"]
    if isinstance(value, int | float | Decimal):
        return Decimal(value)
    return value
