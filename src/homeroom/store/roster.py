"""Questions about people and classes that the generic tables do not answer."""

from collections.abc import Sequence
from datetime import date

from homeroom.store.scope import Scope


def enrolled_on(scope: Scope, user_ids: Sequence[str], day: date) -> set[str]:
    """Return who of these people has an enrolment that is active and not over on a day."""
    rows = scope.rows(
        "SELECT DISTINCT user_id::text FROM enrollments WHERE district_id = %(district)s"
        " AND user_id = ANY(%(ids)s::uuid[]) AND retired_at IS NULL"
        " AND (end_date IS NULL OR end_date >= %(day)s)",
        ids=list(user_ids),
        day=day,
    )
    return {user for (user,) in rows}


def org_types(scope: Scope) -> dict[str, str]:
    """Return the type of every org."""
    rows = scope.rows("SELECT id::text, type FROM orgs WHERE district_id = %(district)s")
    return dict(rows)


def class_zones(scope: Scope) -> dict[str, str]:
    """Return the time zones of classes whose school keeps a clock of its own."""
    rows = scope.rows(
        "SELECT c.id::text, o.time_zone FROM orgs o JOIN classes c"
        " ON c.district_id = o.district_id AND c.school_id = o.id"
        " WHERE o.district_id = %(district)s AND o.time_zone IS NOT NULL"
    )
    return dict(rows)
