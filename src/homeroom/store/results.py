"""Questions about results that the generic tables do not answer."""

from collections.abc import Iterable, Sequence

from homeroom.store.scope import Scope


def at_cells(scope: Scope, cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the active result at each cell: (line item, student) -> result, in hub ids."""
    scope.stage("cells", {"line_item_id": "uuid", "student_id": "uuid"}, cells)
    rows = scope.rows(
        "SELECT r.line_item_id::text, r.student_id::text, r.id::text FROM cells c"
        " JOIN results r ON r.district_id = %(district)s AND r.line_item_id = c.line_item_id"
        " AND r.student_id = c.student_id WHERE r.retired_at IS NULL"
    )
    scope.unstage("cells")
    return {(item, student): id_ for item, student, id_ in rows}


def of_line_items(scope: Scope, line_items: Sequence[str]) -> list[str]:
    """Return the active results of some line items."""
    rows = scope.rows(
        "SELECT id::text FROM results WHERE district_id = %(district)s"
        " AND line_item_id = ANY(%(items)s::uuid[]) AND retired_at IS NULL",
        items=list(line_items),
    )
    return [id_ for (id_,) in rows]
