"""The sealed secrets of a district, wherever they stand: to seal all of them anew."""

from collections.abc import Callable

from msgspec import Struct

from homeroom.store.scope import Scope

# A district, an app and a field that a secret is bound to.
Bound = tuple[int, str, str]
# Is shown a secret, and returns what takes its place, or None where it stays.
Visit = Callable[[Bound, bytes], bytes | None]


class _Column(Struct, frozen=True):
    """A column of sealed secrets; `app` and `field` say in SQL what each one is bound to."""

    table: str
    name: str
    app: str
    field: str
    key: str


_COLUMNS = (
    _Column(
        "app_secrets",
        "sealed",
        app="(SELECT a.key FROM apps a WHERE a.district_id = t.district_id AND a.id = t.app_id)",
        field="t.field",
        key="(t.app_id, t.field)",
    ),
    _Column("notice_receivers", "secret", app="%(notices)s", field="t.address", key="t.id"),
)


def visit(scope: Scope, notices: str, look: Visit) -> int:
    """Show every sealed secret of a district, and return how many another one took the place of.

    `notices` is what the secrets of webhooks are bound to.
    """
    return sum(_visit(scope, column, notices, look) for column in _COLUMNS)


def _visit(scope: Scope, column: _Column, notices: str, look: Visit) -> int:
    rows = scope.rows(
        f"SELECT {column.app}, {column.field}, {column.name}, t.ctid::text FROM {column.table} t"
        f" WHERE t.district_id = %(district)s AND {column.name} IS NOT NULL"
        f" ORDER BY {column.key} FOR UPDATE",
        notices=notices,
    )
    count = 0
    for app, field, sealed, row in rows:
        made = look((scope.district, app, field), bytes(sealed))
        if made is not None:
            # The row is locked, so that it stays where it is.
            count += scope.run(
                f"UPDATE {column.table} SET {column.name} = %(made)s"
                " WHERE district_id = %(district)s AND ctid = %(row)s::tid",
                made=made,
                row=row,
            )
    return count
