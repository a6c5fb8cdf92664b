"""How many deliveries stand in which state, at a cost that does not grow with all that was sent.

Nobody reads seven digits to see whether something is wrong. Of each state no more than `MOST` are
counted, along an index that holds just these; one more stands for all beyond.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from homeroom.store.grades_out import DELIVERED_OF, DOWN, NAMED, SEEN, UP, Cause, Within
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope

MOST = 10_000
_DELIVERED = "= 'delivered'"
# Each is what an index holds, in literals: by a parameter its use could not be proven.
_KEPT_BACK = ("= 'refused'", "= 'held'", "= 'conflict'")
_OTHERS = ("IN ('waiting', 'sending')", *_KEPT_BACK, "= 'dropped'")


def of_targets(scope: Scope, targets: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return how many deliveries to each of some targets there are by state."""
    where = " FROM deliveries d WHERE d.district_id = %(district)s AND d.target_id = t.id"
    rows = scope.rows(
        "SELECT t.id, n.state, n.many FROM unnest(%(targets)s::int[]) t (id)"
        f" CROSS JOIN LATERAL ({_each(where, (_DELIVERED, *_OTHERS))}) n",
        targets=list(targets),
        most=MOST + 1,
    )
    found: dict[int, dict[str, int]] = {}
    for target, state, many in rows:
        found.setdefault(target, {})[state] = many
    return found


def kept_back_since(scope: Scope, targets: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """Return since when something is kept back from each of some targets, by state.

    Of more than are counted, it is the oldest of those that are.
    """
    each = " UNION ALL ".join(
        "SELECT state, min(changed_at) AS since FROM (SELECT d.state, d.changed_at"
        " FROM deliveries d WHERE d.district_id = %(district)s AND d.target_id = t.id"
        f" AND d.state {one} LIMIT %(most)s) few GROUP BY state"
        for one in _KEPT_BACK
    )
    rows = scope.rows(
        "SELECT t.id, n.state, n.since FROM unnest(%(targets)s::int[]) t (id)"
        f" CROSS JOIN LATERAL ({each}) n",
        targets=list(targets),
        most=MOST + 1,
    )
    found: dict[int, dict[str, datetime]] = {}
    for target, state, since in rows:
        found.setdefault(target, {})[state] = since
    return found


def why_refused(scope: Scope, targets: Sequence[int], most: int) -> dict[int, list[Cause]]:
    """Return the reasons that keep back most of what some targets refuse, with an example each.

    Of each target no more are looked at than are counted.
    """
    rows = scope.rows(
        "SELECT t.id, w.kind, w.code, w.many, d.facts::text FROM unnest(%(targets)s::int[]) t (id)"
        " CROSS JOIN LATERAL (SELECT kind, code, count(*) AS many,"
        "   min(record_id::text)::uuid AS one FROM (SELECT kind, code, record_id FROM deliveries"
        "     WHERE district_id = %(district)s AND target_id = t.id AND state = 'refused'"
        "     LIMIT %(looked)s) few"
        "   GROUP BY kind, code ORDER BY many DESC, code, kind LIMIT %(most)s) w"
        " JOIN deliveries d ON d.district_id = %(district)s AND d.target_id = t.id"
        "   AND d.kind = w.kind AND d.record_id = w.one ORDER BY w.many DESC, w.code, w.kind",
        targets=list(targets),
        looked=MOST + 1,
        most=most,
    )
    found: dict[int, list[Cause]] = {}
    for target, kind, code, many, facts in rows:
        held = decode_json(facts) if facts else {}
        cause = Cause(kind=kind, state="refused", code=code, many=many, facts=held)
        found.setdefault(target, []).append(cause)
    return found


def of_target(scope: Scope, target_id: int, within: Within) -> dict[str, int]:
    """Return how many deliveries to a target somebody may see, by state."""
    if within.whole:
        return of_targets(scope, [target_id]).get(target_id, {})
    given = {"target": target_id, "most": MOST + 1, **within.params()}
    if not within.schools:
        # All that a teacher's classes have is little.
        return dict(
            scope.rows(
                f"{DOWN.format(NAMED)} SELECT d.state, count(*) FROM sent s {DELIVERED_OF}"
                " GROUP BY d.state",
                named=list(within.classes),
                **given,
            )
        )
    where = f"{UP} WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND{SEEN}"
    counts = dict(scope.rows(_each(where, _OTHERS), **given))
    delivered = scope.value(
        f"{DOWN.format('true')} SELECT count(*) FROM (SELECT FROM sent s {DELIVERED_OF}"
        f" WHERE d.state {_DELIVERED} LIMIT %(most)s) few",
        **given,
    )
    return {**counts, **({"delivered": delivered} if delivered else {})}


def _each(where: str, states: Iterable[str]) -> str:
    return " UNION ALL ".join(
        f"SELECT state, count(*) AS many FROM (SELECT d.state{where} AND d.state {one}"
        " LIMIT %(most)s) few GROUP BY state"
        for one in states
    )
