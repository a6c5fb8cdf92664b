"""The first outbox of a target: the grades that were stored before it was there."""

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope


def seed(scope: Scope, target_id: int, kinds: frozenset[Kind]) -> int:
    """Put what learning apps have stored into the outbox of a target that is new or back, once."""
    put = 0
    for kind in sorted(kinds, key=list(Kind).index):
        put += scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state)"
            " SELECT f.district_id, %(target)s, f.kind, f.record_id, f.app_id, 'put', 'waiting'"
            f" FROM ({_of_apps(kind)}) f ON CONFLICT DO NOTHING",
            target=target_id,
            kind=kind.value,
        )
        put += _again(scope, target_id, kind)
    scope.run(
        "UPDATE apps SET seeded_at = now() WHERE district_id = %(district)s AND id = %(target)s",
        target=target_id,
    )
    return put


def has_begun(scope: Scope, app_id: int) -> bool:
    """Say whether something of an app, or to it, is or was on its way."""
    return bool(
        scope.value(
            "SELECT EXISTS (SELECT FROM deliveries WHERE district_id = %(district)s"
            " AND %(app)s IN (app_id, target_id))",
            app=app_id,
        )
    )


def first_ones(scope: Scope, target_id: int, kind: Kind) -> dict[str, int]:
    """Return the records that a target would be given first, and the app of each."""
    rows = scope.rows(
        f"SELECT f.record_id::text, f.app_id FROM ({_of_apps(kind)}) f WHERE NOT EXISTS"
        " (SELECT FROM deliveries d WHERE d.district_id = f.district_id"
        "   AND d.target_id = %(target)s AND d.kind = f.kind AND d.record_id = f.record_id"
        "   AND d.state <> 'waiting') ORDER BY f.record_id",
        target=target_id,
        kind=kind.value,
    )
    return dict(rows)


def has_grades_of_ours(scope: Scope, target_id: int) -> bool:
    """Say whether anything that was delivered stands at a target."""
    found = scope.value(
        "SELECT EXISTS (SELECT FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND (sent ? 'id' OR tried IS NOT NULL))",
        target=target_id,
    )
    return bool(found)


def _of_apps(kind: Kind) -> str:
    """Return the query of the living records of one kind that learning apps have handed over."""
    return (
        "SELECT DISTINCT ON (l.record_id) l.district_id, l.kind, l.record_id, l.app_id"
        " FROM record_links l JOIN apps a ON a.district_id = l.district_id AND a.id = l.app_id"
        f" JOIN {TABLES[kind].name} t ON t.district_id = l.district_id AND t.id = l.record_id"
        " WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND l.origin = 'read'"
        " AND a.role = 'learning' AND a.grade_sync AND t.retired_at IS NULL"
        " ORDER BY l.record_id, l.app_id"
    )


def _again(scope: Scope, target_id: int, kind: Kind) -> int:
    """Deliver again what changed while nothing was sent to a target that comes back."""
    return scope.run(
        "UPDATE deliveries d SET state = 'waiting', version = d.version + 1, not_before = now(),"
        " attempts = 0, code = NULL, facts = NULL, claim = NULL, lifted = '{}', changed_at = now()"
        f" FROM {TABLES[kind].name} t WHERE d.district_id = %(district)s"
        " AND d.target_id = %(target)s AND d.kind = %(kind)s AND d.act = 'put'"
        " AND d.state = 'delivered' AND t.district_id = d.district_id AND t.id = d.record_id"
        " AND t.retired_at IS NULL AND t.changed_at > d.delivered_at",
        target=target_id,
        kind=kind.value,
    )
