"""Open and resolved issues of a district's data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope

_COLUMNS = {"code": "text", "kind": "text", "subject": "text", "facts": "jsonb"}


class OpenIssue(Struct, frozen=True, kw_only=True):
    """An issue that stands, since when, and of which app."""

    id: int
    app_id: int
    code: str
    kind: str
    subject: str
    facts: Mapping[str, Any]
    first_seen: datetime
    last_seen: datetime


def note(
    scope: Scope, app_id: int, run_id: int | None, issues: Sequence[Issue], now: datetime
) -> None:
    """Open issues, or renew the facts of those that are open already."""
    if not issues:
        return
    scope.stage(
        "noted", _COLUMNS, ((i.code, i.kind, i.subject, encode_json(i.facts)) for i in issues)
    )
    scope.run(
        "INSERT INTO issues (district_id, app_id, code, kind, subject, facts, first_run, last_run,"
        " first_seen, last_seen)"
        " SELECT DISTINCT ON (code, kind, subject) %(district)s, %(app)s, code, kind, subject,"
        " facts, %(run)s::bigint, %(run)s::bigint, %(now)s::timestamptz, %(now)s FROM noted"
        " ON CONFLICT (district_id, app_id, kind, subject, code) WHERE resolved_at IS NULL"
        " DO UPDATE SET facts = excluded.facts, last_run = excluded.last_run,"
        " last_seen = excluded.last_seen",
        app=app_id,
        run=run_id,
        now=now,
    )
    scope.unstage("noted")


def resolve(scope: Scope, app_id: int, kind: Kind, subjects: Sequence[str], now: datetime) -> None:
    """Resolve the issues of records that were looked at again; what still holds is noted anew."""
    scope.run(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND subject = ANY(%(subjects)s)"
        " AND resolved_at IS NULL",
        app=app_id,
        kind=kind.value,
        subjects=list(subjects),
        now=now,
    )


def resolve_code(scope: Scope, app_id: int, code: str, run_id: int, now: datetime) -> None:
    """Resolve the issues of one code that a run looked for and did not find again."""
    scope.run(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND code = %(code)s AND resolved_at IS NULL"
        " AND last_run IS DISTINCT FROM %(run)s",
        app=app_id,
        code=code,
        run=run_id,
        now=now,
    )


def close_code(scope: Scope, app_id: int, code: str, now: datetime) -> None:
    """Resolve all issues of one code before it is looked for anew."""
    scope.run(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND code = %(code)s AND resolved_at IS NULL",
        app=app_id,
        code=code,
        now=now,
    )


def unreadable(scope: Scope, app_id: int, kind: Kind, run_id: int) -> set[str]:
    """Return the ids of records that a run could not read, though they were there."""
    rows = scope.rows(
        "SELECT facts->>'id' FROM issues WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = %(kind)s AND code = 'row.unreadable' AND last_run = %(run)s"
        " AND facts ? 'id'",
        app=app_id,
        kind=kind.value,
        run=run_id,
    )
    return {id_ for (id_,) in rows}


def noted_by(scope: Scope, run_id: int) -> int:
    """Return how many issues a run has noted that are still open."""
    return int(
        scope.value(
            "SELECT count(*) FROM issues WHERE district_id = %(district)s"
            " AND last_run = %(run)s AND resolved_at IS NULL",
            run=run_id,
        )
    )


def open_ones(scope: Scope, app_id: int | None, limit: int, code: str = "") -> list[OpenIssue]:
    """Return open issues, newest first, of one app or of all, of one code or of all."""
    rows = scope.rows(
        "SELECT id, app_id, code, kind, subject, facts, first_seen, last_seen FROM issues"
        " WHERE district_id = %(district)s AND resolved_at IS NULL"
        " AND (%(app)s::int IS NULL OR app_id = %(app)s) AND %(code)s IN ('', code)"
        " ORDER BY id DESC LIMIT %(limit)s",
        app=app_id,
        code=code,
        limit=limit,
    )
    return [
        OpenIssue(
            id=id_,
            app_id=app,
            code=code,
            kind=kind,
            subject=subject,
            facts=decode_json(facts),
            first_seen=first,
            last_seen=last,
        )
        for id_, app, code, kind, subject, facts, first, last in rows
    ]


def counted(scope: Scope, app_id: int | None) -> dict[str, int]:
    """Return how many issues are open, by code."""
    rows = scope.rows(
        "SELECT code, count(*) FROM issues WHERE district_id = %(district)s"
        " AND resolved_at IS NULL AND (%(app)s::int IS NULL OR app_id = %(app)s)"
        " GROUP BY code ORDER BY count(*) DESC, code",
        app=app_id,
    )
    return dict(rows)
