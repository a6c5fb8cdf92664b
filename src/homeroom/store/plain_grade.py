"""All that has to be known before an app's grade is taken in, asked by one statement.

It answers only where everything stands as it nearly always does. For the other cases there are the
questions that a sync asks, one after the other.
"""

from collections.abc import Hashable, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind, Version
from homeroom.model.records import Record
from homeroom.rules.sharing import Sharing
from homeroom.store.apps import App
from homeroom.store.columns import TABLES
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.chosen import chosen
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.wanted import Choice
from homeroom.store.statements import Params, Question
from homeroom.store.taking import ELSEWHERE


class Named(Struct, frozen=True):
    """The ids by which an app names a grade, its line item and the student."""

    result: str
    line_item: str
    student: str


class Found(Struct, frozen=True):
    """The hub's ids of what was named, and the page to spool the grade on.

    Of a grade that is not new also the record that is stored.
    """

    line_item: str
    student: str
    page_id: int
    own_page: bool  # whether it is there and holds this grade alone; otherwise its id is free
    result: str | None
    record: Record | None


def question(app: App, space: str, sharing: Sharing, named: Named, digest: bytes) -> Question:
    """Return what asks for all of it at once; see `found`. `digest` is of the page to spool."""
    sql, params = _asked(sharing)
    return Question(
        sql,
        {
            "app": app.id,
            "digest": digest,
            "connector": app.connector,
            "space": space,
            "kind": Kind.RESULT.value,
            "result": named.result,
            "item": named.line_item,
            "student": named.student,
            **params,
        },
    )


# What asks, by what of the district is shared: to put it together takes longer than to send it.
_MADE: dict[Hashable, tuple[str, Params]] = {}
_MOST = 500


def _asked(sharing: Sharing) -> tuple[str, Params]:
    made = _MADE.get(sharing.seen)
    if made is None:
        if len(_MADE) >= _MOST:
            _MADE.clear()
        made = _MADE[sharing.seen] = _to_ask(sharing)
    return made


def _to_ask(sharing: Sharing) -> tuple[str, Params]:
    """Return the statement, and what of its parameters says what is shared."""
    bag = Bag()
    items, students = (
        chosen(Choice(kind=kind, version=Version.V1P2), Shared(sharing, bag), bag)
        for kind in (Kind.LINE_ITEM, Kind.USER)
    )
    sql = (
        f"WITH item AS MATERIALIZED (SELECT t.id {items} AND t.sourced_id = %(item)s),"
        f" student AS MATERIALIZED (SELECT t.id {students} AND t.sourced_id = %(student)s), {_OWN}"
        f" SELECT item.id::text, student.id::text, {_PAGE}, link.record_id::text,"
        f" {TABLES[Kind.RESULT].selected('r')} FROM item CROSS JOIN student"
        " LEFT JOIN link ON true LEFT JOIN said ON true"
        " LEFT JOIN results r ON r.district_id = %(district)s AND r.id = link.record_id"
        f" WHERE {_BOTH_AS_EVER} AND {_NOTHING_NOTED} AND {_NEW_ON_PAGES}"
        f" AND CASE WHEN link.record_id IS NULL THEN {_NEW} ELSE {_ITS_ONLY_WORD} END"
    )
    return sql, bag.params


def found(answer: Sequence[tuple[Any, ...]]) -> Found | None:
    """Return what the answer tells; None where anything is not as it nearly always is."""
    if not answer:
        return None
    ((item, student, page_id, own_page, result, *row),) = answer
    record = TABLES[Kind.RESULT].back_one(row) if result else None
    return Found(item, student, page_id, own_page, result, record)


_OF_ROW = "district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s"
# It stands on a page that is there for it alone.
_ALONE = (
    "EXISTS (SELECT FROM pages p WHERE p.district_id = s.district_id AND p.id = s.page_id"
    "  AND p.app_id = s.app_id)"
    " AND NOT EXISTS (SELECT FROM source_records o WHERE o.district_id = s.district_id"
    "  AND o.page_id = s.page_id"
    "  AND (o.app_id, o.kind, o.source_id) <> (s.app_id, s.kind, s.source_id))"
    " AND NOT EXISTS (SELECT FROM run_pages r WHERE r.district_id = s.district_id"
    "  AND r.page_id = s.page_id)"
)
# What the app has said under this id, and what that means.
_OWN = (
    f"link AS MATERIALIZED (SELECT record_id, origin FROM record_links WHERE {_OF_ROW}"
    "  AND space = %(space)s AND external_id = %(result)s),"
    f" said AS MATERIALIZED (SELECT state, page_id, {_ALONE} AS alone FROM source_records s"
    f"  WHERE {_OF_ROW} AND source_id = %(result)s)"
)
# A page of its own is written anew, and another one gets a new id.
_PAGE = (
    "CASE WHEN said.alone THEN said.page_id ELSE nextval('pages_id_seq') END,"
    " coalesce(said.alone, false)"
)
_NEW_ON_PAGES = (
    "NOT EXISTS (SELECT FROM pages p WHERE p.district_id = %(district)s AND p.app_id = %(app)s"
    " AND p.digest = %(digest)s"
    " AND p.id IS DISTINCT FROM CASE WHEN said.alone THEN said.page_id END)"
)
# The line item is one that the app wrote under this id, and both are called only so.
_BOTH_AS_EVER = (
    "EXISTS (SELECT FROM record_links l JOIN source_records s ON s.district_id = l.district_id"
    "  AND s.app_id = l.app_id AND s.kind = l.kind AND s.source_id = l.external_id"
    "  WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = 'lineItem'"
    "  AND l.space = %(space)s AND l.external_id = %(item)s AND l.origin = 'read'"
    "  AND l.record_id = item.id)"
    " AND NOT EXISTS (SELECT FROM record_links l WHERE l.district_id = %(district)s"
    "  AND l.app_id = %(app)s AND l.kind = 'user' AND l.space = %(space)s"
    "  AND l.external_id = %(student)s)"
    # Counted, as what merely must not exist the planner looks for among all joins.
    " AND (SELECT count(*) FROM joins j WHERE j.district_id = %(district)s"
    "  AND j.goes = ANY(ARRAY[item.id, student.id]) AND j.parted_at IS NULL) = 0"
)
_NOTHING_NOTED = " AND ".join(
    f"NOT EXISTS (SELECT FROM {table} WHERE {_OF_ROW} AND {column} = %(result)s{more})"
    for table, column, more in (
        ("source_waits", "source_id", ""),
        ("absences", "source_id", ""),
        ("issues", "subject", " AND resolved_at IS NULL"),
    )
)
_IN_CELL = (
    "(SELECT array_agg(c.id) FROM results c WHERE c.district_id = %(district)s"
    " AND c.line_item_id = item.id AND c.student_id = student.id AND c.retired_at IS NULL)"
)
# Nobody knows the id, and the student has no grade there.
_NEW = (
    f"said.state IS NULL AND {_IN_CELL} IS NULL"
    " AND NOT EXISTS (SELECT FROM results n WHERE n.district_id = %(district)s"
    "  AND n.sourced_id = %(result)s)"
    f" AND NOT EXISTS (SELECT {ELSEWHERE} AND l.external_id = %(result)s)"
)
# The record is the student's grade there, and nobody has said anything of it but the app, so. It is
# counted, as what merely has to exist the planner may look for among all.
_ITS_ONLY_WORD = (
    f"link.origin = 'read' AND said.state = 'applied' AND {_IN_CELL} = ARRAY[link.record_id]"
    " AND (SELECT count(*) FROM record_links l WHERE l.district_id = %(district)s"
    "  AND l.record_id = link.record_id AND l.kind = %(kind)s AND l.origin = 'read') = 1"
    " AND (SELECT count(*) FROM issues i WHERE i.district_id = %(district)s"
    "  AND i.kind = %(kind)s AND i.subject = link.record_id::text AND i.code = 'merge.contested'"
    "  AND i.resolved_at IS NULL) = 0"
)
