"""What writing by an app asks of the store beside what a sync asks."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.apps import App, turns_to_take
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope
from homeroom.store.statements import Question


class Own(Struct, frozen=True):
    """A record that an app wrote: its id here, and the id under which the app says something."""

    record_id: str
    source_id: str


def named(scope: Scope, app_id: int, kind: Kind, ids: Sequence[str]) -> dict[str, Own]:
    """Return which records an app means by ids under which, or beside which, it wrote them.

    Apps that call have one space of ids, which has no name.
    """
    rows = scope.rows(
        "SELECT DISTINCT ON (l.external_id) l.external_id, l.record_id::text, m.external_id"
        " FROM record_links l JOIN record_links m ON m.district_id = l.district_id"
        " AND m.record_id = l.record_id AND m.app_id = l.app_id AND m.kind = l.kind"
        " AND m.origin = 'read' JOIN source_records s ON s.district_id = m.district_id"
        " AND s.app_id = m.app_id AND s.kind = m.kind AND s.source_id = m.external_id"
        " WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = %(kind)s"
        " AND l.space = '' AND l.external_id = ANY(%(ids)s) AND l.origin = 'read'"
        " ORDER BY l.external_id, s.state = 'applied' DESC, m.external_id",
        app=app_id,
        kind=kind.value,
        ids=list(ids),
    )
    return {id_: Own(record_id, source_id) for id_, record_id, source_id in rows}


def surroundings(scope: Scope) -> tuple[Any, ...] | None:
    """Return a mark of all that taking in writes depends on beside records: rules and apps.

    None where schools keep clocks of their own: which class has which changes with any record.
    """
    return mark_of(scope.rows(_SURROUNDINGS))


def turns_in(app_ids: Sequence[int]) -> Question:
    """Return what takes the turns of some apps and asks for the mark of all around; see `mark_of`.

    It waits for whoever has the turns. Rules and apps are those of the moment before.
    """
    turns = turns_to_take(app_ids)
    return Question(f"WITH turned AS ({turns.sql}) {_SURROUNDINGS}", turns.params)


def mark_of(answer: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """Return the mark of all around from the database's answer."""
    (mark,) = answer
    return None if mark[-1] else mark[:-1]


# Which version of a row this is: who wrote it, and where. No two versions have both in common.
_VERSION = "{0}.xmin::text || {0}.ctid::text"
_SURROUNDINGS = (
    "SELECT (SELECT max(version) FROM rule_versions WHERE district_id = %(district)s),"
    f" (SELECT string_agg({_VERSION.format('a')}, ' ' ORDER BY a.id) FROM apps a"
    "   WHERE a.district_id = %(district)s),"
    f" (SELECT {_VERSION.format('d')} FROM districts d WHERE d.id = %(district)s),"
    " (SELECT string_agg(DISTINCT h.kind, ' ' ORDER BY h.kind) FROM hand_values h"
    "   WHERE h.district_id = %(district)s),"
    " EXISTS (SELECT FROM orgs o WHERE o.district_id = %(district)s"
    "   AND o.time_zone IS NOT NULL)"
)


def own_ids(scope: Scope, app_id: int, kind: Kind, record_ids: Sequence[str]) -> dict[str, str]:
    """Return what an app calls records that it wrote: the id under which it says something.

    Of a record that it deleted, that is the id under which it did so last.
    """
    if not record_ids:
        return {}
    rows = scope.rows(
        "SELECT DISTINCT ON (l.record_id) l.record_id::text, l.external_id FROM record_links l"
        " JOIN source_records s ON s.district_id = l.district_id AND s.app_id = l.app_id"
        " AND s.kind = l.kind AND s.source_id = l.external_id"
        " WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = %(kind)s"
        " AND l.origin = 'read' AND l.record_id = ANY(%(records)s::uuid[])"
        " ORDER BY l.record_id, s.state = 'applied' DESC, l.external_id",
        app=app_id,
        kind=kind.value,
        records=list(record_ids),
    )
    return dict(rows)


# Other apps that write by themselves, and a link of one of them.
ELSEWHERE = (
    "FROM apps a JOIN record_links l ON l.district_id = a.district_id AND l.app_id = a.id"
    " WHERE a.district_id = %(district)s AND a.id <> %(app)s AND a.connector = %(connector)s"
    " AND l.kind = %(kind)s AND l.space = ''"
)


def names_elsewhere(scope: Scope, app: App, kind: Kind, ids: Sequence[str]) -> set[str]:
    """Return which ids another app that writes by itself uses as a further name of a record."""
    rows = scope.rows(
        f"SELECT DISTINCT l.external_id {ELSEWHERE} AND l.external_id = ANY(%(ids)s)",
        app=app.id,
        connector=app.connector,
        kind=kind.value,
        ids=list(ids),
    )
    return {id_ for (id_,) in rows}


def results_within(scope: Scope, kind: Kind, item_ids: Sequence[str]) -> list[str]:
    """Return the active results, or assessment results, of some items."""
    column = "line_item_id" if kind is Kind.RESULT else "assessment_line_item_id"
    rows = scope.rows(
        f"SELECT id::text FROM {TABLES[kind].name} WHERE district_id = %(district)s"
        f" AND {column} = ANY(%(items)s::uuid[]) AND retired_at IS NULL",
        items=list(item_ids),
    )
    return [id_ for (id_,) in rows]


def schools_of(scope: Scope, class_ids: Sequence[str]) -> dict[str, str]:
    """Return the ids towards apps of the schools of some classes."""
    rows = scope.rows(
        "SELECT c.id::text, o.sourced_id FROM classes c JOIN orgs o"
        " ON o.district_id = c.district_id AND o.id = c.school_id"
        " WHERE c.district_id = %(district)s AND c.id = ANY(%(ids)s::uuid[])",
        ids=list(class_ids),
    )
    return dict(rows)


def forget_pages(scope: Scope, page_ids: Sequence[int]) -> None:
    """Drop pages of the spool to which no record points any more."""
    if page_ids:
        scope.send(
            "DELETE FROM pages p WHERE p.district_id = %(district)s AND p.id = ANY(%(ids)s)"
            " AND NOT EXISTS (SELECT FROM source_records s WHERE s.district_id = p.district_id"
            "   AND s.page_id = p.id)"
            " AND NOT EXISTS (SELECT FROM run_pages r WHERE r.district_id = p.district_id"
            "   AND r.page_id = p.id)",
            ids=list(page_ids),
        )
