"""Open and resolved issues of a district's data."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope

_COLUMNS = {"code": "text", "kind": "text", "subject": "text", "facts": "jsonb"}
# What tells causes of one code and kind apart.
_ABOUT = "coalesce(facts->>'fields', facts->>'field', facts->>'attribute', facts->>'parent', '')"
_PERSON = "CASE WHEN kind = 'user' THEN coalesce(facts->>'person', '') ELSE '' END"
# Those that are meant; NULL: whichever there are.
_AMONG = "(%(among)s::bigint[] IS NULL OR id = ANY(%(among)s::bigint[]))"
Among = Collection[int] | None  # the ids of issues


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


class Cause(Struct, frozen=True, kw_only=True):
    """Open issues that have one cause: a code, of one app and kind, about the same thing."""

    code: str
    app_id: int
    kind: str
    about: str  # the attribute, or the kind of parent; blank where the code says it all
    person: str  # of people what they are; blank where that is not known
    count: int
    first_seen: datetime
    last_seen: datetime
    facts: Mapping[str, Any]  # of one of the cases


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


def renew(
    scope: Scope,
    of: tuple[int, int | None, Kind],
    subjects: Sequence[str],
    issues: Sequence[Issue],
    now: datetime,
) -> None:
    """Resolve the issues of records that were looked at again, but for those that still hold.

    These keep the day on which they were first seen. `of`: the app, the run and the kind.
    """
    app_id, run_id, kind = of
    if not issues:
        resolve(scope, app_id, kind, subjects, now)
        return
    held = {(one.code, one.subject) for one in issues if one.kind == kind.value}
    scope.run(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND subject = ANY(%(subjects)s)"
        " AND resolved_at IS NULL AND NOT (code, subject) IN"
        "   (SELECT * FROM unnest(%(codes)s::text[], %(of)s::text[]))",
        app=app_id,
        kind=kind.value,
        subjects=list(subjects),
        codes=[code for code, _ in held],
        of=[subject for _, subject in held],
        now=now,
    )
    note(scope, app_id, run_id, issues, now)


def resolve(scope: Scope, app_id: int, kind: Kind, subjects: Sequence[str], now: datetime) -> None:
    """Resolve the issues of records that were looked at again; what still holds is noted anew."""
    scope.send(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND subject = ANY(%(subjects)s)"
        " AND resolved_at IS NULL",
        app=app_id,
        kind=kind.value,
        subjects=list(subjects),
        now=now,
    )


def subjects_open(
    scope: Scope, app_id: int, kinds: Sequence[Kind], subjects: Sequence[str]
) -> set[str]:
    """Return about which of some subjects there is an open issue."""
    rows = scope.rows(
        "SELECT DISTINCT subject FROM issues WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = ANY(%(kinds)s) AND subject = ANY(%(subjects)s) AND resolved_at IS NULL",
        app=app_id,
        kinds=[kind.value for kind in kinds],
        subjects=list(subjects),
    )
    return {subject for (subject,) in rows}


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


def close_second(scope: Scope, app_id: int, results: Sequence[str], now: datetime) -> None:
    """Resolve that a source has a second result for a cell, once it shows one of them only."""
    scope.run(
        "WITH shown AS (SELECT min(l.external_id) AS id FROM record_links l"
        "   JOIN source_records s ON s.district_id = l.district_id AND s.app_id = l.app_id"
        "     AND s.kind = l.kind AND s.source_id = l.external_id AND s.state <> 'gone'"
        "   WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = 'result'"
        "   AND l.record_id = ANY(%(results)s::uuid[]) GROUP BY l.record_id HAVING count(*) = 1)"
        " UPDATE issues SET resolved_at = %(now)s FROM shown WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = 'result' AND subject = shown.id"
        " AND code = 'result.second' AND resolved_at IS NULL",
        app=app_id,
        results=results,
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


def keep_only(
    scope: Scope, app_id: int, codes: Sequence[str], issues: Sequence[Issue], now: datetime
) -> None:
    """Note what was found of some codes, and resolve what was not; what goes on keeps its date."""
    note(scope, app_id, None, issues, now)
    scope.run(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND code = ANY(%(codes)s) AND resolved_at IS NULL"
        " AND last_seen < %(now)s",
        app=app_id,
        codes=list(codes),
        now=now,
    )


def unreadable(scope: Scope, app_id: int, run_id: int) -> set[tuple[str, str]]:
    """Return kind and id of the records that a run could not read, though they were there."""
    rows = scope.rows(
        "SELECT kind, facts->>'id' FROM issues WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND code = 'row.unreadable' AND last_run = %(run)s"
        " AND facts ? 'id'",
        app=app_id,
        run=run_id,
    )
    return set(rows)


def noted_by(scope: Scope, run_id: int) -> int:
    """Return how many issues a run has noted that are still open."""
    return int(
        scope.value(
            "SELECT count(*) FROM issues WHERE district_id = %(district)s"
            " AND last_run = %(run)s AND resolved_at IS NULL",
            run=run_id,
        )
    )


def open_ones(
    scope: Scope, app_id: int | None, limit: int, code: str = "", kind: str = ""
) -> list[OpenIssue]:
    """Return open issues, newest first, of one app, code and kind, or of all of them."""
    return _listed(
        scope,
        "(%(app)s::int IS NULL OR app_id = %(app)s) AND %(code)s IN ('', code)"
        " AND %(kind)s IN ('', kind)",
        {"app": app_id, "code": code, "kind": kind, "limit": limit},
    )


def named(scope: Scope, ids: Collection[int], code: str, limit: int) -> list[OpenIssue]:
    """Return those of some open issues that are of one code, newest first."""
    test = "id = ANY(%(ids)s::bigint[]) AND code = %(code)s"
    return _listed(scope, test, {"ids": list(ids), "code": code, "limit": limit})


def cases(scope: Scope, cause: Cause, limit: int, among: Among = None) -> list[OpenIssue]:
    """Return the open issues of one cause, newest first."""
    return _listed(
        scope,
        "app_id = %(app)s AND code = %(code)s AND kind = %(kind)s"
        f" AND {_ABOUT} = %(about)s AND {_PERSON} = %(person)s AND {_AMONG}",
        {
            "app": cause.app_id, "code": cause.code, "kind": cause.kind, "about": cause.about,
            "person": cause.person, "limit": limit, "among": _listable(among),
        },
    )  # fmt: skip


def _listable(among: Among) -> list[int] | None:
    return None if among is None else list(among)


def _listed(scope: Scope, test: str, named: Mapping[str, Any]) -> list[OpenIssue]:
    rows = scope.rows(
        "SELECT id, app_id, code, kind, subject, facts, first_seen, last_seen FROM issues"
        f" WHERE district_id = %(district)s AND resolved_at IS NULL AND {test}"
        " ORDER BY id DESC LIMIT %(limit)s",
        **named,
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


def causes(scope: Scope, app_id: int | None, code: str = "", among: Among = None) -> list[Cause]:
    """Return open issues by cause, the most frequent first, of one app or of all, of one code."""
    rows = scope.rows(
        # The facts of one case are read when it is known which one: to carry those of all cases
        # through the grouping took most of the time.
        f"WITH found AS (SELECT code, app_id, kind, {_ABOUT} AS about, {_PERSON} AS person,"
        "     count(*) AS many, min(first_seen) AS first, max(last_seen) AS last, max(id) AS newest"
        "   FROM issues WHERE district_id = %(district)s AND resolved_at IS NULL"
        f"   AND (%(app)s::int IS NULL OR app_id = %(app)s) AND %(code)s IN ('', code) AND {_AMONG}"
        "   GROUP BY 1, 2, 3, 4, 5)"
        " SELECT f.code, f.app_id, f.kind, f.about, f.person, f.many, f.first, f.last,"
        " i.facts::text FROM found f"
        " JOIN issues i ON i.district_id = %(district)s AND i.id = f.newest"
        " ORDER BY f.many DESC, f.code, f.app_id, f.kind, f.about, f.person",
        app=app_id,
        code=code,
        among=_listable(among),
    )
    names = Cause.__struct_fields__
    return [
        Cause(**dict(zip(names, (*row[:-1], decode_json(row[-1])), strict=True))) for row in rows
    ]


def subjects(scope: Scope, app_id: int, of: tuple[str, str], limit: int) -> list[str]:
    """Return about which records of an app issues of a code and kind are open, some of them."""
    code, kind = of
    rows = scope.rows(
        "SELECT subject FROM issues WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND code = %(code)s AND kind = %(kind)s AND resolved_at IS NULL"
        " ORDER BY subject LIMIT %(limit)s",
        app=app_id,
        code=code,
        kind=kind,
        limit=limit,
    )
    return [subject for (subject,) in rows]


def counted(scope: Scope, app_id: int | None) -> dict[str, int]:
    """Return how many issues are open, by code."""
    rows = scope.rows(
        "SELECT code, count(*) FROM issues WHERE district_id = %(district)s"
        " AND resolved_at IS NULL AND (%(app)s::int IS NULL OR app_id = %(app)s)"
        " GROUP BY code ORDER BY count(*) DESC, code",
        app=app_id,
    )
    return dict(rows)
