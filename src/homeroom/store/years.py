"""Questions about school years: which classes are over, and what of them is still open."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope


class Session(Struct, frozen=True):
    """A school year or term that is shown now."""

    title: str
    first: date
    last: date


class OldYear(Struct, frozen=True):
    """The classes that are over, with what was graded in them; `last` is the end of the latest."""

    classes: int
    results: int
    last: date | None


# Classes, and the last day of their last term; a retired one is over in any case.
_ENDS = (
    "ends AS (SELECT c.id, c.retired_at, max(s.end_date) AS last FROM classes c"
    " LEFT JOIN academic_sessions s ON s.district_id = c.district_id AND s.id = ANY(c.terms)"
    " WHERE c.district_id = %(district)s GROUP BY c.id, c.retired_at)"
)
_OVER = f"{_ENDS}, over_ AS (SELECT * FROM ends WHERE retired_at IS NOT NULL OR last < %(today)s)"


def sessions(scope: Scope, today: date) -> list[Session]:
    """Return the sessions that last until today or longer, the widest and earliest first."""
    rows = scope.rows(
        "SELECT title, start_date, end_date FROM academic_sessions"
        " WHERE district_id = %(district)s AND retired_at IS NULL AND end_date >= %(today)s"
        " GROUP BY 1, 2, 3 ORDER BY end_date - start_date DESC, start_date, title",
        today=today,
    )
    return [Session(*row) for row in rows]


def old_year(scope: Scope, today: date) -> OldYear:
    """Return what is kept of classes that are over."""
    row = scope.row(
        f"WITH {_OVER} SELECT count(*), max(last), (SELECT count(*) FROM line_items i"
        "   JOIN over_ o ON o.id = i.class_id JOIN results r ON r.district_id = i.district_id"
        "     AND r.line_item_id = i.id WHERE i.district_id = %(district)s) FROM over_",
        today=today,
    )
    assert row is not None
    return OldYear(classes=row[0], last=row[1], results=row[2])


def open_deliveries(scope: Scope, today: date) -> dict[str, int]:
    """Return how many deliveries of classes that are over did not come to an end, by state."""
    rows = scope.rows(
        f"WITH {_OVER}, items AS (SELECT i.id FROM line_items i JOIN over_ o ON o.id = i.class_id"
        "   WHERE i.district_id = %(district)s), wanted AS (SELECT id FROM items UNION"
        "   SELECT r.id FROM results r JOIN items i ON i.id = r.line_item_id"
        "   WHERE r.district_id = %(district)s)"
        " SELECT d.state, count(*) FROM deliveries d JOIN wanted w ON w.id = d.record_id"
        " WHERE d.district_id = %(district)s AND d.state NOT IN ('delivered', 'dropped')"
        " AND d.code IS DISTINCT FROM 'scope.year_closed' GROUP BY d.state ORDER BY d.state",
        today=today,
    )
    return dict(rows)


def retired(scope: Scope, kind: Kind, sourced_ids: Sequence[str]) -> dict[str, str]:
    """Return which of these records, by the ids shown here, are retired, with the hub's ids."""
    rows = scope.rows(
        f"SELECT sourced_id, id::text FROM {TABLES[kind].name} WHERE district_id = %(district)s"
        " AND sourced_id = ANY(%(ids)s) AND retired_at IS NOT NULL",
        ids=list(sourced_ids),
    )
    return dict(rows)


def waiting_for_classes(scope: Scope) -> dict[int, int]:
    """Return how many rows of each app wait for a class that nobody has shown."""
    rows = scope.rows(
        "SELECT app_id, count(DISTINCT (kind, source_id)) FROM source_waits"
        " WHERE district_id = %(district)s AND parent_kind = 'class' GROUP BY app_id"
    )
    return dict(rows)
