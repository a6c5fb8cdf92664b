"""Questions about results that the generic tables do not answer."""

from collections.abc import Iterable, Mapping, Sequence

from homeroom.store.scope import Scope


def at_cells(scope: Scope, cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the active result at each cell: (line item, student) -> result, in hub ids."""
    sought = list(cells)
    if not sought:
        return {}
    rows = scope.rows(
        "SELECT r.line_item_id::text, r.student_id::text, r.id::text"
        " FROM unnest(%(items)s::uuid[], %(students)s::uuid[]) c (line_item_id, student_id)"
        " JOIN results r ON r.district_id = %(district)s AND r.line_item_id = c.line_item_id"
        " AND r.student_id = c.student_id WHERE r.retired_at IS NULL",
        items=[item for item, _ in sought],
        students=[student for _, student in sought],
    )
    return {(item, student): id_ for item, student, id_ in rows}


def move(scope: Scope, line_items: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Move results from one line item to another: result -> (from, to)."""
    scope.stage("moves", {"gone": "uuid", "stays": "uuid"}, line_items.items())
    rows = scope.rows(
        "UPDATE results r SET line_item_id = m.stays, changed_at = now() FROM moves m"
        " WHERE r.district_id = %(district)s AND r.line_item_id = m.gone AND r.retired_at IS NULL"
        " RETURNING r.id::text, m.gone::text, m.stays::text"
    )
    scope.unstage("moves")
    return {id_: (gone, stays) for id_, gone, stays in rows}


def of_line_items(scope: Scope, line_items: Sequence[str]) -> list[str]:
    """Return the active results of some line items."""
    rows = scope.rows(
        "SELECT id::text FROM results WHERE district_id = %(district)s"
        " AND line_item_id = ANY(%(items)s::uuid[]) AND retired_at IS NULL",
        items=list(line_items),
    )
    return [id_ for (id_,) in rows]


def beside(scope: Scope, ids: Sequence[str]) -> list[str]:
    """Return every result of the line items that some results belong to, retired ones too."""
    rows = scope.rows(
        "SELECT id::text FROM results WHERE district_id = %(district)s AND line_item_id = ANY("
        " ARRAY(SELECT line_item_id FROM results WHERE district_id = %(district)s"
        "   AND id = ANY(%(ids)s::uuid[])))",
        ids=list(ids),
    )
    return [id_ for (id_,) in rows]


def of_learning_apps(scope: Scope, sis_id: int, ids: Sequence[str]) -> set[str]:
    """Return which of these results are of a learning app, in line items that a SIS did not make.

    What the SIS shows there is an answer to the app's grade and never takes its place.
    """
    if not ids:
        return set()
    rows = scope.rows(
        "SELECT r.id::text FROM results r WHERE r.district_id = %(district)s"
        f" AND r.id = ANY(%(ids)s::uuid[]) AND EXISTS ({_READ_BY_A} 'learning')"
        " AND NOT EXISTS (SELECT FROM record_links i WHERE i.district_id = r.district_id"
        "   AND i.record_id = r.line_item_id AND i.app_id = %(sis)s AND i.origin = 'read')",
        ids=list(ids),
        sis=sis_id,
    )
    return {id_ for (id_,) in rows}


def leave_to_app(scope: Scope, app_id: int, ids: Sequence[str]) -> set[str]:
    """Let a learning app have results that only a SIS had shown, in line items of apps.

    From then on the id in the SIS is one that was found there. Returns which results that were.
    """
    if not ids:
        return set()
    rows = scope.rows(
        "UPDATE record_links l SET origin = 'matched' FROM results r, apps a"
        " WHERE r.district_id = %(district)s AND r.id = ANY(%(ids)s::uuid[])"
        " AND l.district_id = r.district_id AND l.record_id = r.id AND l.origin = 'read'"
        " AND a.district_id = l.district_id AND a.id = l.app_id AND a.role = 'sis'"
        f" AND NOT EXISTS ({_READ_BY_A} 'learning')"
        " AND EXISTS (SELECT FROM record_links i WHERE i.district_id = r.district_id"
        "   AND i.record_id = r.line_item_id AND i.app_id = %(app)s AND i.origin = 'read')"
        " RETURNING r.id::text",
        ids=list(ids),
        app=app_id,
    )
    return {id_ for (id_,) in rows}


_READ_BY_A = (
    "SELECT FROM record_links k JOIN apps b ON b.district_id = k.district_id AND b.id = k.app_id"
    " WHERE k.district_id = r.district_id AND k.record_id = r.id AND k.origin = 'read'"
    " AND b.role ="
)
