"""A change of a source's ids that is prepared: which new id is which old one, and what waits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope

_ID = 'text COLLATE "C"'
_COLUMNS = {
    "kind": _ID, "new_id": _ID, "old_id": _ID, "verdict": "text", "agree": "text[]",
    "title": "text", "uncategorised": "boolean",
}  # fmt: skip


class IdPlan(Struct, frozen=True, kw_only=True):
    """What is to become of an app: `api_version` is None where only its ids change."""

    made_at: datetime
    actor: str
    api_version: str | None
    delivery: Mapping[str, str]
    run_id: int | None
    complete: bool = False
    decisions: Mapping[str, Mapping[str, Sequence[str]]] = {}  # kind, new id, old ids
    problem: Mapping[str, str] | None = None  # message and fix


class IdPair(Struct, frozen=True, kw_only=True):
    """A new id and the old one of a record; "" where there is none. `agree`: what is the same."""

    kind: Kind
    new_id: str
    old_id: str
    verdict: str  # matched, waits, new, gone
    agree: Sequence[str] = ()
    title: str = ""
    uncategorised: bool = False


def begin(scope: Scope, app_id: int, plan: IdPlan) -> None:
    """Begin a plan; the one before it is given up."""
    drop(scope, app_id)
    scope.run(
        "INSERT INTO id_plans (district_id, app_id, made_at, actor, api_version, delivery, run_id,"
        " decisions) VALUES (%(district)s, %(app)s, %(at)s, %(actor)s, %(version)s,"
        " %(delivery)s, %(run)s, %(decisions)s)",
        app=app_id,
        at=plan.made_at,
        actor=plan.actor,
        version=plan.api_version,
        delivery=encode_json(plan.delivery),
        run=plan.run_id,
        decisions=encode_json(plan.decisions),
    )


def begin_anew(scope: Scope, app_id: int) -> None:
    """Forget what an earlier try to read found, and why it broke off."""
    scope.run("DELETE FROM id_pairs WHERE district_id = %(district)s AND app_id = %(app)s",
              app=app_id)  # fmt: skip
    scope.run(
        "UPDATE id_plans SET complete = false, problem = NULL"
        " WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
    )


def note_problem(scope: Scope, app_id: int, problem: Mapping[str, str] | None) -> None:
    """Note why a plan broke off, or that it goes on."""
    scope.run(
        "UPDATE id_plans SET problem = %(problem)s"
        " WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
        problem=encode_json(problem) if problem else None,
    )


def finish(scope: Scope, app_id: int) -> None:
    """Note that all was looked at."""
    scope.run(
        "UPDATE id_plans SET complete = true WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
    )


def drop(scope: Scope, app_id: int) -> None:
    """Forget a plan that is carried out or given up."""
    for table in ("id_pairs", "id_plans"):
        scope.run(
            f"DELETE FROM {table} WHERE district_id = %(district)s AND app_id = %(app)s", app=app_id
        )


def of_app(scope: Scope, app_id: int) -> IdPlan:
    """Return the plan of an app; NeedsDistrict where there is none."""
    found = prepared_for(scope, app_id)
    if found is None:
        raise NeedsDistrict(
            "No change of ids is prepared.", fix="Plan it first: homeroom upgrade plan, or ids plan"
        )
    return found


def prepared_for(scope: Scope, app_id: int) -> IdPlan | None:
    """Return the plan of an app, or None where there is none."""
    row = scope.row(
        "SELECT made_at, actor, api_version, delivery, run_id, complete, decisions, problem"
        " FROM id_plans WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
    )
    if row is None:
        return None
    held: dict[str, Any] = dict(zip(IdPlan.__struct_fields__, row, strict=True))
    packed = {
        name: decode_json(held[name])
        for name in ("delivery", "decisions", "problem")
        if held[name] is not None
    }
    return IdPlan(**{**held, **packed})


def is_old(scope: Scope, app_id: int) -> bool:
    """Say whether a run of the app has read anything since its plan was made."""
    return bool(
        scope.value(
            "SELECT 1 FROM id_plans p JOIN runs r ON r.district_id = p.district_id"
            "   AND r.app_id = p.app_id AND r.id > coalesce(p.run_id, 0)"
            " JOIN run_collections c ON c.district_id = r.district_id AND c.run_id = r.id"
            " WHERE p.district_id = %(district)s AND p.app_id = %(app)s LIMIT 1",
            app=app_id,
        )
    )


def add(scope: Scope, app_id: int, pairs: Iterable[IdPair]) -> None:
    """Keep pairs of a plan."""
    scope.stage(
        "paired",
        _COLUMNS,
        (
            (one.kind.value, one.new_id, one.old_id, one.verdict, list(one.agree), one.title,
             one.uncategorised)
            for one in pairs
        ),
    )  # fmt: skip
    scope.run(
        "INSERT INTO id_pairs SELECT %(district)s, %(app)s, p.* FROM paired p"
        " ON CONFLICT DO NOTHING",
        app=app_id,
    )
    scope.unstage("paired")


def counted(scope: Scope, app_id: int) -> dict[str, dict[str, int]]:
    """Return how many pairs there are by kind and verdict; `renamed` are matched, with a new id."""
    rows = scope.rows(
        "SELECT kind, CASE WHEN verdict = 'matched' AND new_id <> old_id THEN 'renamed'"
        "   ELSE verdict END, count(*) FROM id_pairs"
        " WHERE district_id = %(district)s AND app_id = %(app)s GROUP BY 1, 2",
        app=app_id,
    )
    found: dict[str, dict[str, int]] = {}
    for kind, word, many in rows:
        found.setdefault(kind, {})[word] = many
    return {kind.value: found[kind.value] for kind in Kind if kind.value in found}


def matched_by(scope: Scope, app_id: int) -> list[tuple[str, list[str], int]]:
    """Return by what records were matched: kind, what agreed, and how many; the most first."""
    rows = scope.rows(
        "SELECT kind, agree, count(*) FROM id_pairs WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND verdict = 'matched' GROUP BY kind, agree"
        " ORDER BY 3 DESC, kind, agree",
        app=app_id,
    )
    return [(kind, list(agree), many) for kind, agree, many in rows]


def uncategorised(scope: Scope, app_id: int, limit: int) -> list[IdPair]:
    """Return line items that stand in the source without a category."""
    return _pairs(scope, app_id, limit, "uncategorised")


def with_verdict(scope: Scope, app_id: int, verdict: str, limit: int) -> list[IdPair]:
    """Return pairs of one verdict, by kind and new id."""
    return _pairs(scope, app_id, limit, "verdict = %(verdict)s", verdict=verdict)


def renamed(scope: Scope, app_id: int, kinds: Sequence[Kind]) -> dict[tuple[Kind, str], str]:
    """Return the new ids of what gets another one, by kind and old id."""
    rows = scope.rows(
        "SELECT kind, old_id, new_id FROM id_pairs WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = ANY(%(kinds)s) AND verdict = 'matched'"
        " AND new_id <> old_id",
        app=app_id,
        kinds=[kind.value for kind in kinds],
    )
    return {(Kind(kind), old_id): new_id for kind, old_id, new_id in rows}


def split(scope: Scope, app_id: int, space: str) -> list[tuple[Kind, list[str]]]:
    """Return the records of now that one new id stands for, several each: kind, hub ids.

    The one on whom more depends comes first: a student, then whoever teaches, then the oldest.
    """
    rows = scope.rows(
        "SELECT r.kind, array_agg(r.record_id::text ORDER BY"
        "   EXISTS (SELECT FROM enrollments e WHERE e.district_id = %(district)s"
        "     AND e.user_id = r.record_id AND e.role = 'student') DESC,"
        "   EXISTS (SELECT FROM enrollments e WHERE e.district_id = %(district)s"
        "     AND e.user_id = r.record_id) DESC, r.record_id)"
        " FROM (SELECT DISTINCT p.kind, p.new_id, l.record_id FROM id_pairs p"
        "   JOIN record_links l ON l.district_id = p.district_id AND l.app_id = p.app_id"
        "     AND l.kind = p.kind AND l.space = %(space)s AND l.external_id = p.old_id"
        "   WHERE p.district_id = %(district)s AND p.app_id = %(app)s"
        "   AND p.verdict = 'matched') r"
        " GROUP BY r.kind, r.new_id HAVING count(*) > 1 ORDER BY r.kind, r.new_id",
        app=app_id,
        space=space,
    )
    return [(Kind(kind), list(ids)) for kind, ids in rows]


def _pairs(scope: Scope, app_id: int, limit: int, test: str, **named: str) -> list[IdPair]:
    rows = scope.rows(
        "SELECT kind, new_id, old_id, verdict, agree, title, uncategorised FROM id_pairs"
        f" WHERE district_id = %(district)s AND app_id = %(app)s AND {test}"
        " ORDER BY kind, new_id, old_id LIMIT %(limit)s",
        app=app_id,
        limit=limit,
        **named,
    )
    return [
        IdPair(**{**dict(zip(IdPair.__struct_fields__, row, strict=True)), "kind": Kind(row[0])})
        for row in rows
    ]
