"""Which apps have to do with some schools."""

from collections.abc import Collection

from homeroom.store.scope import Scope


def apps_of(scope: Scope, schools: Collection[str]) -> set[int]:
    """Return the apps that know one of these schools, or that know schools not at all.

    What knows other schools alone has nothing to do with these.
    """
    rows = scope.rows(
        "SELECT id FROM apps WHERE district_id = %(district)s AND id NOT IN ("
        "  SELECT l.app_id FROM orgs o JOIN record_links l ON l.district_id = o.district_id"
        "    AND l.record_id = o.id AND l.kind = 'org'"
        "  WHERE o.district_id = %(district)s AND o.type = 'school' GROUP BY l.app_id"
        "  HAVING NOT bool_or(o.id = ANY(%(schools)s::uuid[])))",
        schools=list(schools),
    )
    return {id_ for (id_,) in rows}
