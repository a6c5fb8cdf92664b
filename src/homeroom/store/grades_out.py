"""Grades out as people look at them: by reason, by class, by line item, and one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.deliveries import COLUMNS, Delivery, delivery_of
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope

# No more that are kept back are looked at for one page, whatever went wrong.
LOOKED_AT = 10_000
OPEN = ("waiting", "sending")
KEPT_BACK = ("refused", "held", "conflict")


class Within(Struct, frozen=True, kw_only=True):
    """What may be seen: the whole district, or classes of some schools, and some classes."""

    whole: bool
    schools: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    def params(self) -> dict[str, Any]:
        """Return it as parameters of a statement."""
        return {
            "whole": self.whole,
            "schools": list(self.schools),
            "classes": list(self.classes),
        }


class Chosen(Struct, frozen=True, kw_only=True):
    """Which kept-back deliveries are meant; what is left out does not narrow."""

    states: tuple[str, ...] = KEPT_BACK
    code: str = ""
    class_id: str | None = None
    item_id: str | None = None
    questions: tuple[str, ...] = ()  # conflicts, and what is held for one of these reasons

    def params(self) -> dict[str, Any]:
        """Return it as parameters of a statement."""
        return {
            "states": list(self.states),
            "code": self.code,
            "class": self.class_id,
            "item": self.item_id,
            "questions": list(self.questions),
        }


class Cause(Struct, frozen=True, kw_only=True):
    """Why some deliveries are kept back, how many, and the facts of one of them."""

    kind: str
    state: str
    code: str | None
    many: int
    facts: Mapping[str, Any]


class Kept(Struct, frozen=True, kw_only=True):
    """One delivery with what it is about, in the names that a teacher knows."""

    delivery: Delivery
    class_id: str | None
    class_title: str
    item_id: str | None
    item_title: str
    student: str


# A class that may be seen; a record without a class, a category, is seen by the whole district.
SEEN = " (%(whole)s OR c.school_id = ANY(%(schools)s::uuid[]) OR c.id = ANY(%(classes)s::uuid[]))"
# From a delivery to its class: a grade has a line item, and so has a learning objective of one.
# Each step is looked up by its whole key; plain joins would be turned round. The choice of a key is
# a CASE: under row security a coalesce() keeps the index from being used.
UP = (
    " FROM deliveries d"
    " LEFT JOIN LATERAL (SELECT result_id FROM result_parts WHERE d.kind = 'result'"
    "   AND district_id = d.district_id AND target_id = d.target_id AND id = d.record_id OFFSET 0)"
    "   p ON true"
    " LEFT JOIN LATERAL (SELECT line_item_id, student_id FROM results WHERE d.kind = 'result'"
    "   AND district_id = d.district_id AND id = CASE WHEN p.result_id IS NULL"
    "   THEN d.record_id ELSE p.result_id END OFFSET 0)"
    "   r ON true"
    " LEFT JOIN LATERAL (SELECT id, title, class_id FROM line_items WHERE"
    "   district_id = d.district_id"
    "   AND id = CASE d.kind WHEN 'lineItem' THEN d.record_id ELSE r.line_item_id END OFFSET 0)"
    "   i ON true"
    " LEFT JOIN LATERAL (SELECT id, title, school_id FROM classes WHERE"
    "   district_id = d.district_id AND id = i.class_id OFFSET 0) c ON true"
)
_PARKED = (
    " WHERE d.district_id = %(district)s AND d.target_id = %(target)s"
    " AND d.state IN ('held', 'refused', 'conflict') AND d.state = ANY(%(states)s)"
    " AND %(code)s IN ('', d.code) AND (%(class)s::uuid IS NULL OR c.id = %(class)s::uuid)"
    " AND (%(item)s::uuid IS NULL OR i.id = %(item)s::uuid)"
    " AND (%(questions)s::text[] = '{}' OR d.state = 'conflict' OR d.code = ANY(%(questions)s))"
    " AND" + SEEN
)
# From classes that may be seen down to what is delivered of them.
DOWN = (
    "WITH seen AS (SELECT c.district_id, c.id FROM classes c WHERE c.district_id = %(district)s"
    "   AND {0} AND" + SEEN + "),"
    " items AS (SELECT i.district_id, i.class_id, i.id FROM seen s JOIN line_items i"
    "   ON i.district_id = s.district_id AND i.class_id = s.id),"
    " grades AS (SELECT i.class_id, i.id AS item_id, r.district_id, r.id FROM items i"
    "   JOIN results r ON r.district_id = i.district_id AND r.line_item_id = i.id),"
    " sent AS (SELECT class_id, item_id, district_id, 'result' AS kind, id FROM grades"
    "   UNION ALL SELECT class_id, id, district_id, 'lineItem', id FROM items"
    "   UNION ALL SELECT g.class_id, g.item_id, g.district_id, 'result', p.id FROM grades g"
    "     JOIN result_parts p ON p.district_id = g.district_id AND p.result_id = g.id"
    "     AND p.target_id = %(target)s)"
)
DELIVERED_OF = (
    " JOIN deliveries d ON d.district_id = s.district_id AND d.target_id = %(target)s"
    " AND d.kind = s.kind AND d.record_id = s.id"
)


def causes(scope: Scope, target_id: int, chosen: Chosen, within: Within) -> list[Cause]:
    """Return why deliveries are kept back, what most wait for first.

    Beyond `LOOKED_AT` of them, one more stands for all others.
    """
    rows = scope.rows(
        "SELECT kind, state, code, count(*), (array_agg(facts))[1]::text"
        f" FROM (SELECT d.kind, d.state, d.code, d.facts{UP}{_PARKED} LIMIT %(looked_at)s) few"
        " GROUP BY kind, state, code ORDER BY 4 DESC, code, kind",
        target=target_id,
        looked_at=LOOKED_AT + 1,
        **chosen.params(),
        **within.params(),
    )
    return [
        Cause(
            kind=kind,
            state=state,
            code=code,
            many=many,
            facts=decode_json(facts) if facts else {},
        )
        for kind, state, code, many, facts in rows
    ]


def kept_ids(
    scope: Scope,
    target_id: int,
    chosen: Chosen,
    within: Within,
    of: tuple[datetime | None, int | None] = (None, None),
) -> list[str]:
    """Return the records of deliveries that are kept back.

    `of` them: those that did not change since a moment, and so many at most.
    """
    until, limit = of
    rows = scope.rows(
        f"SELECT d.record_id::text{UP}{_PARKED}"
        " AND (%(until)s::timestamptz IS NULL OR d.changed_at <= %(until)s::timestamptz)"
        " ORDER BY d.record_id LIMIT %(limit)s",
        target=target_id,
        until=until,
        limit=limit,
        **chosen.params(),
        **within.params(),
    )
    return [id_ for (id_,) in rows]


_NAMED = (
    ", ".join(f"d.{name.strip()}" for name in COLUMNS.split(","))
    + ", c.id::text, coalesce(c.title, ''), i.id::text, coalesce(i.title, ''),"
    " coalesce(concat_ws(' ', coalesce(u.preferred_first_name, u.given_name), u.family_name), '')"
)
_STUDENT = " LEFT JOIN users u ON u.district_id = d.district_id AND u.id = r.student_id"
# The key of the outbox has the kind before the record.
_OF_ANY_KIND = " AND d.kind IN ('" + "', '".join(kind.value for kind in Kind) + "')"


def kept(
    scope: Scope,
    target_id: int,
    chosen: Chosen,
    within: Within,
    page: tuple[tuple[datetime, str] | None, int],
) -> list[Kept]:
    """Return deliveries that are kept back, the latest change first.

    `page` is the moment and record after which to go on (None: from the top), and how many.
    """
    after, limit = page
    behind = " AND (d.changed_at, d.record_id) < (%(at)s::timestamptz, %(after)s::uuid)"
    rows = scope.rows(
        f"SELECT {_NAMED}{UP}{_STUDENT}{_PARKED}{behind if after else ''}"
        " ORDER BY d.changed_at DESC, d.record_id DESC LIMIT %(limit)s",
        target=target_id,
        at=after[0] if after else None,
        after=after[1] if after else None,
        limit=limit,
        **chosen.params(),
        **within.params(),
    )
    return [_kept(row) for row in rows]


def one(scope: Scope, target_id: int, record_id: str, within: Within) -> Kept | None:
    """Return the delivery of one record to a target, or None where it may not be seen."""
    row = scope.row(
        f"SELECT {_NAMED}{UP}{_STUDENT} WHERE d.district_id = %(district)s"
        f" AND d.target_id = %(target)s{_OF_ANY_KIND}"
        f" AND d.record_id = %(record)s::uuid AND{SEEN}",
        target=target_id,
        record=record_id,
        **within.params(),
    )
    return _kept(row) if row else None


def _kept(row: Sequence[Any]) -> Kept:
    names = tuple(row[-5:])
    return Kept(
        delivery=delivery_of(tuple(row[:-5])),
        class_id=names[0],
        class_title=names[1],
        item_id=names[2],
        item_title=names[3],
        student=names[4],
    )


class Gradebook(Struct, frozen=True, kw_only=True):
    """A class with what became of its line items and grades, by state."""

    id: str
    title: str
    school: str
    teachers: tuple[str, ...]
    counts: Mapping[str, int]


# Each of them takes as long as its grades are many.
SHOWN = 20
NAMED = "c.id = ANY(%(named)s::uuid[])"
# Those in which something is kept back; the most first, as far as it is looked at.
_KEPT_BACK = (
    f"SELECT id::text FROM (SELECT c.id{UP}{_PARKED} AND c.id IS NOT NULL LIMIT %(looked_at)s) few"
    " GROUP BY id ORDER BY count(*) DESC, id LIMIT %(limit)s"
)
# All that may be seen, or whose title holds what was typed.
_TITLED = (
    "SELECT c.id::text FROM classes c WHERE c.district_id = %(district)s"
    " AND c.retired_at IS NULL AND position(lower(%(words)s) IN lower(c.title)) > 0"
    f" AND {{0}} AND{SEEN} ORDER BY c.title, c.id LIMIT %(limit)s"
)


def classes(scope: Scope, target_id: int, words: str | None, within: Within) -> list[Gradebook]:
    """Return classes whose title holds some words; None: those in which something is kept back."""
    # Who sees nothing but some classes has them looked up, instead of all looked through.
    some = NAMED if not within.whole and not within.schools else "true"
    found = scope.rows(
        _KEPT_BACK if words is None else _TITLED.format(some),
        named=list(within.classes),
        target=target_id,
        words=words or "",
        limit=SHOWN,
        looked_at=LOOKED_AT,
        **Chosen().params(),
        **within.params(),
    )
    ids = [id_ for (id_,) in found]
    rows = scope.rows(
        f"{DOWN.format(NAMED)}, counts AS (SELECT s.class_id, d.state, count(*) AS many FROM sent s"
        f" {DELIVERED_OF} GROUP BY 1, 2)"
        " SELECT c.id::text, c.title, coalesce(o.name, ''), ARRAY(SELECT u.family_name"
        "   FROM enrollments e JOIN users u ON u.district_id = e.district_id AND u.id = e.user_id"
        "   WHERE e.district_id = c.district_id AND e.class_id = c.id AND e.role = 'teacher'"
        "   AND e.retired_at IS NULL ORDER BY 1),"
        " (SELECT jsonb_object_agg(n.state, n.many) FROM counts n WHERE n.class_id = c.id)::text"
        " FROM classes c LEFT JOIN orgs o ON o.district_id = c.district_id AND o.id = c.school_id"
        " WHERE c.district_id = %(district)s AND c.id = ANY(%(named)s::uuid[])",
        target=target_id,
        named=ids,
        **within.params(),
    )
    by_id = {
        id_: Gradebook(
            id=id_,
            title=title,
            school=school,
            teachers=tuple(teachers),
            counts=decode_json(counts) if counts else {},
        )
        for id_, title, school, teachers, counts in rows
    }
    return [by_id[id_] for id_ in ids]
