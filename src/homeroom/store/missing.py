"""The records that others wait for: how many wait for each, and what is wrong with it."""

from homeroom.issues.order import WAITS
from homeroom.issues.tree import Group, Why
from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope

_KEY = {"app_id": "int", "kind": 'text COLLATE "C"', "subject": 'text COLLATE "C"'}


def groups(scope: Scope, app_id: int | None, most: int) -> list[Group]:
    """Return what waits, by the record that it waits for: those for which the most wait."""
    rows = scope.rows(
        "WITH waits AS (SELECT app_id, facts->>'parent' AS parent, facts->>'id' AS id, kind,"
        "   count(*) AS many FROM issues WHERE district_id = %(district)s AND resolved_at IS NULL"
        "   AND code = %(code)s AND (%(app)s::int IS NULL OR app_id = %(app)s)"
        "   GROUP BY 1, 2, 3, 4),"
        " first AS (SELECT app_id, parent, id FROM waits WHERE id IS NOT NULL GROUP BY 1, 2, 3"
        "   ORDER BY sum(many) DESC, 1, 2, 3 LIMIT %(most)s)"
        " SELECT app_id, parent, id, kind, many FROM waits JOIN first USING (app_id, parent, id)",
        app=app_id,
        code=WAITS,
        most=most,
    )
    order = [kind.value for kind in Kind]
    found = [
        Group(parent=(app, parent, id_), kind=kind, many=many)
        for app, parent, id_, kind, many in rows
    ]
    return sorted(found, key=lambda one: (one.parent, order.index(one.kind)))


def whys(scope: Scope, found: list[Group]) -> list[Why]:
    """Return the open issues of the records that others wait for."""
    if not found:
        return []
    scope.stage("missing", _KEY, {one.parent for one in found})
    rows = scope.rows(
        "SELECT i.app_id, i.kind, i.subject, i.code, i.facts::text FROM missing m JOIN issues i"
        "   ON i.district_id = %(district)s AND i.app_id = m.app_id AND i.kind = m.kind"
        "   AND i.subject = m.subject AND i.resolved_at IS NULL ORDER BY 1, 2, 3, 4"
    )
    scope.unstage("missing")
    return [
        Why(of=(app, kind, subject), code=code, facts=decode_json(facts))
        for app, kind, subject, code, facts in rows
    ]
