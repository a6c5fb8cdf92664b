"""Grades for the report card: who may post them, where they go, and what a person signed off."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from homeroom.model.gradebook import NATURE, LineItem, LineItemNature
from homeroom.model.kinds import Kind
from homeroom.rules.categories import folded
from homeroom.store import links, records
from homeroom.store.scope import Scope

SIGN_OFF = "posted.sign_off"


class Task(Struct, frozen=True, kw_only=True):
    """A grading task or standard of a class, as the SIS shows it."""

    target_id: str
    title: str
    nature: LineItemNature
    window_open: bool | None  # None: the SIS does not say
    first: date | None  # the days of its grading period
    last: date | None


class Signed(Struct, frozen=True):
    """What a person signed off: the content by its digest, who and when."""

    digest: str
    actor: str
    at: datetime


class Board(Struct, frozen=True, kw_only=True):
    """What has to be known about posting some grades to one target."""

    tasks: Mapping[str, tuple[Task, ...]] = {}  # by the hub's id of the class
    rights: frozenset[tuple[int, str]] = frozenset()  # app, and task as titles are compared
    signed: Mapping[str, tuple[Signed, ...]] = {}  # by the hub's id of the result


NOBODY = Board()


def board(
    scope: Scope, target_id: int, space: str, class_ids: Sequence[str], result_ids: Sequence[str]
) -> Board:
    """Load what decides about posting the results of some classes."""
    granted = scope.rows(
        "SELECT app_id, task FROM posting_rights WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND state = 'granted'",
        target=target_id,
    )
    return Board(
        tasks=tasks(scope, target_id, space, class_ids),
        rights=frozenset(granted),
        signed=_signed(scope, target_id, result_ids),
    )


def tasks(
    scope: Scope, target_id: int, space: str, class_ids: Sequence[str]
) -> dict[str, tuple[Task, ...]]:
    """Return the grading tasks and standards of classes, in the order of their periods."""
    rows = scope.rows(
        "SELECT i.id::text, s.start_date, s.end_date FROM line_items i"
        " LEFT JOIN academic_sessions s ON s.district_id = i.district_id"
        "   AND s.id = i.grading_period_id"
        " WHERE i.district_id = %(district)s AND i.class_id = ANY(%(classes)s::uuid[])"
        " AND i.metadata ? %(nature)s AND i.retired_at IS NULL ORDER BY s.start_date, i.sourced_id",
        classes=list(class_ids),
        nature=NATURE,
    )
    ids = [row[0] for row in rows]
    items = records.load(scope, Kind.LINE_ITEM, ids)
    there = links.external(scope, target_id, space, Kind.LINE_ITEM, ids)
    found: dict[str, tuple[Task, ...]] = {}
    for id_, first, last in rows:
        item = items[id_]
        assert isinstance(item, LineItem)
        if id_ in there and item.nature is not LineItemNature.ASSIGNMENT:
            task = Task(
                target_id=there[id_],
                title=item.title,
                nature=item.nature,
                window_open=item.window_open,
                first=first,
                last=last,
            )
            found[item.class_] = (*found.get(item.class_, ()), task)
    return found


def _signed(scope: Scope, target_id: int, ids: Sequence[str]) -> dict[str, tuple[Signed, ...]]:
    rows = scope.rows(
        "SELECT record_id::text, digest, actor, at FROM sign_offs WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(ids),
    )
    found: dict[str, tuple[Signed, ...]] = {}
    for id_, *one in rows:
        found[id_] = (*found.get(id_, ()), Signed(*one))
    return found


def sign_off(scope: Scope, target_id: int, record_ids: Sequence[str], actor: str) -> list[str]:
    """Keep who signed off what waits for it, and let it go; return what was signed off.

    It is signed in the very form that the delivery shows: another one is asked about again.
    """
    rows = scope.rows(
        "WITH signed AS (UPDATE deliveries SET state = 'waiting', not_before = now(), attempts = 0"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = 'result'"
        " AND state = 'held' AND code = %(code)s AND record_id = ANY(%(ids)s::uuid[])"
        " RETURNING record_id, facts->>'digest' AS digest)"
        " INSERT INTO sign_offs (district_id, target_id, record_id, digest, actor)"
        " SELECT %(district)s, %(target)s, record_id, digest, %(actor)s FROM signed"
        " ON CONFLICT (district_id, target_id, record_id, digest) DO UPDATE"
        " SET actor = excluded.actor, at = now() RETURNING record_id::text",
        target=target_id,
        code=SIGN_OFF,
        ids=list(record_ids),
        actor=actor,
    )
    return sorted(id_ for (id_,) in rows)


class Right(Struct, frozen=True, kw_only=True):
    """A right to post to one grading task: asked for, granted or declined, by whom and when."""

    app: str
    target: str
    task: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


def rights(scope: Scope) -> list[Right]:
    """Return all rights of the district's apps."""
    rows = scope.rows(
        "SELECT a.key, t.key, r.title, r.state, r.asked_by, r.asked_at, r.decided_by,"
        " r.decided_at, r.reason FROM posting_rights r"
        " JOIN apps a ON a.district_id = r.district_id AND a.id = r.app_id"
        " JOIN apps t ON t.district_id = r.district_id AND t.id = r.target_id"
        " WHERE r.district_id = %(district)s ORDER BY a.key, t.key, r.task"
    )
    return [Right(**dict(zip(Right.__struct_fields__, row, strict=True))) for row in rows]


def ask(scope: Scope, key: tuple[int, int, str], actor: str) -> bool:
    """Ask for a right: `key` is app, target and the title of a task. False: it is granted already.

    One that was declined may be asked for again.
    """
    app_id, target_id, title = key
    return bool(
        scope.run(
            "INSERT INTO posting_rights (district_id, app_id, target_id, task, title, state,"
            " asked_by) VALUES (%(district)s, %(app)s, %(target)s, %(task)s, %(title)s,"
            " 'requested', %(actor)s) ON CONFLICT (district_id, app_id, target_id, task)"
            " DO UPDATE SET state = 'requested', title = excluded.title,"
            " asked_by = excluded.asked_by, asked_at = now(), decided_by = NULL,"
            " decided_at = NULL, reason = NULL WHERE posting_rights.state <> 'granted'",
            app=app_id,
            target=target_id,
            task=folded(title),
            title=title,
            actor=actor,
        )
    )


def decide(scope: Scope, key: tuple[int, int, str], state: str, by: tuple[str, str]) -> bool:
    """Grant or decline a right that is asked for; `by` is who, and why. False: nobody asked."""
    app_id, target_id, title = key
    actor, reason = by
    return bool(
        scope.run(
            "UPDATE posting_rights SET state = %(state)s, decided_by = %(actor)s,"
            " decided_at = now(), reason = nullif(%(reason)s, '')"
            " WHERE district_id = %(district)s AND app_id = %(app)s AND target_id = %(target)s"
            " AND task = %(task)s AND state = 'requested'",
            state=state,
            app=app_id,
            target=target_id,
            task=folded(title),
            actor=actor,
            reason=reason,
        )
    )


def withdraw(scope: Scope, app_id: int, target_id: int, title: str) -> int:
    """Take a right away; with a blank title all of an app at a target."""
    return scope.run(
        "DELETE FROM posting_rights WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND target_id = %(target)s AND %(task)s IN ('', task)",
        app=app_id,
        target=target_id,
        task=folded(title),
    )


def forget(scope: Scope, app_id: int) -> None:
    """Take all rights away that an app has, or that others have at it."""
    scope.run(
        "DELETE FROM posting_rights WHERE district_id = %(district)s"
        " AND %(app)s IN (app_id, target_id)",
        app=app_id,
    )
