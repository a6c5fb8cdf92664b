"""The line items of a class with what became of them, and of the grades in them, at a target."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from homeroom.store.grades_out import SEEN, Within
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope

SHOWN = 200


class ItemOut(Struct, frozen=True, kw_only=True):
    """One line item: its own delivery, and its grades by state and reason."""

    id: str
    title: str
    due: datetime | None
    state: str
    code: str | None
    facts: Mapping[str, Any]
    at: datetime
    counts: bool | None
    grades: Sequence["Grades"] = ()

    def many(self, state: str) -> int:
        """Return how many of its grades are in a state."""
        return sum(one.many for one in self.grades if one.state == state)


class Grades(Struct, frozen=True, kw_only=True):
    """How many grades of a line item are in a state for a reason, and the facts of one of them."""

    state: str
    code: str | None
    many: int
    facts: Mapping[str, Any]


def items_of(scope: Scope, target_id: int, class_id: str) -> list[ItemOut]:
    """Return the line items of a class that are meant for a target, what is due last first."""
    rows = scope.rows(
        "SELECT i.id::text, i.title, i.due_date, d.state, d.code, d.facts::text, d.changed_at,"
        " d.counts FROM line_items i JOIN deliveries d ON d.district_id = i.district_id"
        "   AND d.target_id = %(target)s AND d.kind = 'lineItem' AND d.record_id = i.id"
        " WHERE i.district_id = %(district)s AND i.class_id = %(class)s::uuid"
        " ORDER BY i.due_date DESC NULLS LAST, i.title, i.id LIMIT %(limit)s",
        **{"target": target_id, "class": class_id, "limit": SHOWN},
    )
    grades = _grades(scope, target_id, [row[0] for row in rows])
    return [
        ItemOut(
            id=id_,
            title=title,
            due=due,
            state=state,
            code=code,
            facts=decode_json(facts) if facts else {},
            at=at,
            counts=counts,
            grades=grades.get(id_, ()),
        )
        for id_, title, due, state, code, facts, at, counts in rows
    ]


def _grades(scope: Scope, target_id: int, items: Sequence[str]) -> dict[str, list[Grades]]:
    rows = scope.rows(
        "WITH grades AS (SELECT r.district_id, r.line_item_id, r.id FROM results r"
        "   WHERE r.district_id = %(district)s AND r.line_item_id = ANY(%(items)s::uuid[])"
        "   UNION ALL SELECT r.district_id, r.line_item_id, p.id FROM results r JOIN result_parts p"
        "     ON p.district_id = r.district_id AND p.result_id = r.id"
        "     AND p.target_id = %(target)s WHERE r.district_id = %(district)s"
        "     AND r.line_item_id = ANY(%(items)s::uuid[]))"
        " SELECT g.line_item_id::text, d.state, d.code, count(*), (array_agg(d.facts))[1]::text"
        " FROM grades g JOIN deliveries d ON d.district_id = g.district_id"
        "   AND d.target_id = %(target)s AND d.kind = 'result' AND d.record_id = g.id"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC",
        target=target_id,
        items=list(items),
    )
    found: dict[str, list[Grades]] = {}
    for item, state, code, many, facts in rows:
        held = decode_json(facts) if facts else {}
        found.setdefault(item, []).append(Grades(state=state, code=code, many=many, facts=held))
    return found


class GradeOut(Struct, frozen=True, kw_only=True):
    """One grade of a line item: whose, what the app says, and what became of it."""

    id: str
    student: str
    score: Decimal | None
    letter: str | None
    state: str | None
    code: str | None
    facts: Mapping[str, Any]
    sent: Mapping[str, Any]
    at: datetime | None


def grades_of(scope: Scope, target_id: int, item_id: str) -> list[GradeOut]:
    """Return the grades of a line item, by the names of the students."""
    rows = scope.rows(
        "WITH grades AS (SELECT r.*, r.id AS out_id FROM results r"
        "   WHERE r.district_id = %(district)s AND r.line_item_id = %(item)s::uuid"
        "   UNION ALL SELECT r.*, p.id FROM results r JOIN result_parts p"
        "     ON p.district_id = r.district_id AND p.result_id = r.id AND p.target_id = %(target)s"
        "     WHERE r.district_id = %(district)s AND r.line_item_id = %(item)s::uuid)"
        " SELECT g.out_id::text, coalesce(concat_ws(' ', coalesce(u.preferred_first_name,"
        "   u.given_name), u.family_name), ''), g.score, g.text_score, d.state, d.code,"
        " d.facts::text, d.sent::text, d.changed_at FROM grades g"
        " LEFT JOIN users u ON u.district_id = g.district_id AND u.id = g.student_id"
        " LEFT JOIN deliveries d ON d.district_id = g.district_id AND d.target_id = %(target)s"
        "   AND d.kind = 'result' AND d.record_id = g.out_id"
        " WHERE d.record_id IS NOT NULL OR g.retired_at IS NULL"
        " ORDER BY u.family_name, u.given_name, g.out_id",
        target=target_id,
        item=item_id,
    )
    return [
        GradeOut(
            id=id_,
            student=student,
            score=score,
            letter=letter,
            state=state,
            code=code,
            facts=decode_json(facts) if facts else {},
            sent=decode_json(sent) if sent else {},
            at=at,
        )
        for id_, student, score, letter, state, code, facts, sent, at in rows
    ]


def seen_class(scope: Scope, class_id: str, within: Within) -> str | None:
    """Return the title of a class, or None where it may not be seen."""
    found = scope.value(
        f"SELECT c.title FROM classes c WHERE c.district_id = %(district)s"
        f" AND c.id = %(class)s::uuid AND{SEEN}",
        **{"class": class_id, **within.params()},
    )
    return None if found is None else str(found)


def classes_titled(scope: Scope, title: str) -> list[str]:
    """Return the ids of the classes that have this title now: one, or two where there are more."""
    rows = scope.rows(
        "SELECT id::text FROM classes WHERE district_id = %(district)s AND title = %(title)s"
        " AND retired_at IS NULL ORDER BY id LIMIT 2",
        title=title,
    )
    return [id_ for (id_,) in rows]


def seen_item(scope: Scope, item_id: str, within: Within) -> tuple[str, str, str] | None:
    """Return the title of a line item, with the id and title of its class; None: not to be seen."""
    row = scope.row(
        "SELECT i.title, c.id::text, c.title FROM line_items i JOIN classes c"
        "   ON c.district_id = i.district_id AND c.id = i.class_id"
        f" WHERE i.district_id = %(district)s AND i.id = %(item)s::uuid AND{SEEN}",
        item=item_id,
        **within.params(),
    )
    return tuple(row) if row else None
