"""Questions about people and classes that the generic tables do not answer."""

from collections.abc import Sequence
from datetime import date

from homeroom.store.scope import Scope


def enrolled_on(scope: Scope, app_id: int, user_ids: Sequence[str], day: date) -> set[str]:
    """Return who has an enrolment that is not over on a day and that an app still shows."""
    rows = scope.rows(
        "SELECT DISTINCT e.user_id::text FROM enrollments e WHERE e.district_id = %(district)s"
        " AND e.user_id = ANY(%(ids)s::uuid[]) AND e.retired_at IS NULL"
        " AND (e.end_date IS NULL OR e.end_date >= %(day)s)"
        " AND NOT EXISTS (SELECT FROM record_links l JOIN absences a"
        "   ON a.district_id = l.district_id AND a.app_id = l.app_id AND a.kind = l.kind"
        "   AND a.source_id = l.external_id WHERE l.district_id = e.district_id"
        "   AND l.record_id = e.id AND l.app_id = %(app)s)",
        app=app_id,
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


def schools_named(scope: Scope, said: str) -> list[str]:
    """Return the ids of the schools with this id, id towards apps, identifier or name."""
    rows = scope.rows(
        "SELECT id::text FROM orgs WHERE district_id = %(district)s AND retired_at IS NULL"
        " AND type = 'school' AND %(said)s IN (id::text, sourced_id, identifier, name) ORDER BY 1",
        said=said,
    )
    return [school for (school,) in rows]


def courses_named(scope: Scope, said: str) -> list[str]:
    """Return the ids of the courses with this id, id towards apps, code or title."""
    rows = scope.rows(
        "SELECT id::text FROM courses WHERE district_id = %(district)s AND retired_at IS NULL"
        " AND %(said)s IN (id::text, sourced_id, course_code, title) ORDER BY 1",
        said=said,
    )
    return [course for (course,) in rows]


def schools(scope: Scope) -> list[tuple[str, str]]:
    """Return the ids and names of the district's schools, by name."""
    return scope.rows(
        "SELECT id::text, name FROM orgs WHERE district_id = %(district)s AND retired_at IS NULL"
        " AND type = 'school' ORDER BY name, id"
    )


def courses_called(scope: Scope, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return of some courses the ids towards apps, and the titles."""
    return scope.rows(
        "SELECT sourced_id, title FROM courses WHERE district_id = %(district)s"
        " AND id = ANY(%(ids)s::uuid[]) ORDER BY title, sourced_id",
        ids=list(ids),
    )
