"""Where students and grades of several sections are, for an app that has one course of them."""

from collections.abc import Sequence
from datetime import date

from homeroom.store.scope import Scope


def places_of_results(scope: Scope, app_id: int, results: Sequence[str]) -> dict[str, str]:
    """Return for ids of results in an app the class (as shown) in which each is stored."""
    rows = scope.rows(
        "SELECT l.external_id, c.sourced_id FROM record_links l"
        " JOIN results r ON r.district_id = l.district_id AND r.id = l.record_id"
        " JOIN line_items i ON i.district_id = r.district_id AND i.id = r.line_item_id"
        " JOIN classes c ON c.district_id = i.district_id AND c.id = i.class_id"
        " WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = 'result'"
        " AND l.origin = 'read' AND l.external_id = ANY(%(ids)s::text[])",
        app=app_id,
        ids=list(results),
    )
    return dict(rows)


def enrolled(
    scope: Scope, sections: Sequence[str], students: Sequence[str]
) -> list[tuple[str, str, date | None, date | None, bool]]:
    """Return (student in hub id, section as shown, first day, last day, whether still shown)."""
    return scope.rows(
        "SELECT e.user_id::text, c.sourced_id, e.begin_date, e.end_date, e.retired_at IS NULL"
        " FROM classes c JOIN enrollments e ON e.district_id = c.district_id AND e.class_id = c.id"
        " WHERE c.district_id = %(district)s AND c.sourced_id = ANY(%(sections)s)"
        " AND e.role = 'student' AND e.user_id = ANY(%(students)s::uuid[])",
        sections=list(sections),
        students=list(students),
    )


def due_texts(scope: Scope, line_item: str, key: str) -> set[str]:
    """Return the due dates that results of a line item bear in their metadata; "" for none."""
    rows = scope.rows(
        "SELECT DISTINCT coalesce(metadata->>%(key)s, '') FROM results"
        " WHERE district_id = %(district)s AND line_item_id = %(item)s::uuid"
        " AND retired_at IS NULL",
        key=key,
        item=line_item,
    )
    return {text for (text,) in rows}


def items_of_results(scope: Scope, results: Sequence[str]) -> list[str]:
    """Return the line items of some results."""
    rows = scope.rows(
        "SELECT DISTINCT line_item_id::text FROM results WHERE district_id = %(district)s"
        " AND id = ANY(%(ids)s::uuid[])",
        ids=list(results),
    )
    return [id_ for (id_,) in rows]


def work_of(scope: Scope, app_id: int, course: str, sections: Sequence[str]) -> tuple[int, int]:
    """Return how many line items and results an app has brought of one of its courses.

    They are those in `sections` (as shown), those in the class that the app names so, and line
    items that wait for a class of that name.
    """
    rows = scope.rows(
        "SELECT id::text FROM classes WHERE district_id = %(district)s"
        " AND sourced_id = ANY(%(sections)s) UNION SELECT record_id::text FROM record_links"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = 'class'"
        " AND external_id = %(course)s",
        app=app_id,
        course=course,
        sections=list(sections),
    )
    stored = scope.row(
        "SELECT count(DISTINCT i.id), count(r.id) FROM line_items i"
        " JOIN record_links l ON l.district_id = i.district_id AND l.record_id = i.id"
        "   AND l.kind = 'lineItem' AND l.app_id = %(app)s AND l.origin = 'read'"
        " LEFT JOIN results r ON r.district_id = i.district_id AND r.line_item_id = i.id"
        "   AND r.retired_at IS NULL"
        " WHERE i.district_id = %(district)s AND i.class_id = ANY(%(classes)s::uuid[])"
        " AND i.retired_at IS NULL",
        app=app_id,
        classes=[id_ for (id_,) in rows],
    )
    waiting = scope.value(
        "SELECT count(*) FROM source_waits WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND parent_kind = 'class' AND parent_id = %(course)s AND kind = 'lineItem'",
        app=app_id,
        course=course,
    )
    assert stored is not None
    return stored[0] + waiting, stored[1]
