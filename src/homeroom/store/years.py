"""Questions about school years: which classes are over, and what of them is still open."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store import delivery_counts
from homeroom.store.columns import TABLES
from homeroom.store.grades_out import UP
from homeroom.store.scope import Scope


class Session(Struct, frozen=True):
    """A school year or term that is shown now."""

    title: str
    first: date
    last: date


class OldYear(Struct, frozen=True):
    """The classes that are over, with what was graded in them; `last` is the end of the latest.

    Grades are counted up to a bound.
    """

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


# Each half is what an index holds.
_OPEN = " UNION ALL ".join(
    f"SELECT d.state, c.id AS class_id{UP} WHERE d.district_id = %(district)s"
    f" AND d.state IN ({states}) AND d.code IS DISTINCT FROM 'scope.year_closed'"
    for states in ("'waiting', 'sending'", "'held', 'refused', 'conflict'")
)


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
        f"WITH {_OVER} SELECT count(*), max(last), (SELECT count(*) FROM (SELECT FROM over_ o"
        "   CROSS JOIN LATERAL (SELECT id FROM line_items WHERE district_id = %(district)s"
        "     AND class_id = o.id OFFSET 0) i"
        "   CROSS JOIN LATERAL (SELECT FROM results WHERE district_id = %(district)s"
        "     AND line_item_id = i.id OFFSET 0) r LIMIT %(most)s) few) FROM over_",
        today=today,
        most=delivery_counts.MOST + 1,
    )
    assert row is not None
    return OldYear(classes=row[0], last=row[1], results=row[2])


def open_deliveries(scope: Scope, today: date) -> dict[str, int]:
    """Return how many deliveries of classes that are over did not come to an end, by state.

    Of these, one more than `delivery_counts.MOST` stands for all others.
    """
    rows = scope.rows(
        # From the few that are open up to their classes, instead of down from all that is over.
        f"WITH {_OVER}, still AS ({_OPEN})"
        " SELECT state, count(*) FROM"
        "   (SELECT p.state FROM still p JOIN over_ o ON o.id = p.class_id LIMIT %(most)s)"
        " few GROUP BY state ORDER BY state",
        today=today,
        most=delivery_counts.MOST + 1,
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
    """Return how many rows of each app wait for a class that nobody has shown.

    Of each app one more than `delivery_counts.MOST` stands for all others.
    """
    scope.by_key()
    rows = scope.rows(
        "SELECT a.id, w.many FROM apps a CROSS JOIN LATERAL (SELECT CASE WHEN count(*) < %(most)s"
        "     THEN count(DISTINCT (kind, source_id)) ELSE count(*) END AS many"
        "   FROM (SELECT kind, source_id FROM source_waits WHERE district_id = a.district_id"
        "     AND app_id = a.id AND parent_kind = 'class' LIMIT %(most)s) few) w"
        " WHERE a.district_id = %(district)s AND w.many > 0",
        most=delivery_counts.MOST + 1,
    )
    return dict(rows)
