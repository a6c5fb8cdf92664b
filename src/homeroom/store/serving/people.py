"""The roles of a person as SQL: all of them for 1.2, one role and its orgs for 1.1."""

from homeroom.model.kinds import Kind
from homeroom.model.v1p1 import ADMINISTRATOR, ROLES_OF_1_1, ROLES_TO_1_1
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.shared import Shared

# A role names an org by its id here.
_ORG = "JOIN orgs o ON o.district_id = %(district)s AND o.id = (e.r->>'org')::uuid"


def held(shared: Shared) -> tuple[tuple[str, ...], str]:
    """Return what to join for the roles of a person `t`, and the expression that has them.

    Roles in schools that are not shared are left out. Somebody who has no other role, and is seen
    for a class, is what he or she is in that class.
    """
    if shared.sharing.schools is None:
        return (), "t.roles"
    join = (
        " LEFT JOIN LATERAL (SELECT coalesce("
        "  (SELECT jsonb_agg(e.r ORDER BY e.at)"
        f"   FROM jsonb_array_elements(t.roles) WITH ORDINALITY e (r, at) {_ORG}"
        f"   {shared.also(Kind.ORG, 'o')}),"
        "  (SELECT jsonb_build_array(jsonb_build_object('roleType', 'primary', 'role', n.role,"
        "    'org', c.school_id::text)) FROM enrollments n JOIN classes c"
        "    ON c.district_id = %(district)s AND c.id = n.class_id"
        f"   {shared.also(Kind.CLASS, 'c')}"
        "   WHERE n.district_id = %(district)s AND n.user_id = t.id ORDER BY n.id LIMIT 1)"
        " ) AS roles) s ON true"
    )
    return (join,), "s.roles"


def of_1_2(roles: str, hrefs: Hrefs) -> str:
    """Return roles as a JSON list."""
    return (
        f"(SELECT '[' || string_agg({_entry(hrefs)}, ',' ORDER BY e.at) || ']'"
        f" FROM jsonb_array_elements({roles}) WITH ORDINALITY e (r, at) {_ORG})"
    )


def _entry(hrefs: Hrefs) -> str:
    optional = "".join(
        f", ',\"{name}\":' || (e.r->'{name}')::text"
        for name in ("userProfile", "beginDate", "endDate")
    )
    return (
        "concat('{\"roleType\":', e.r->'roleType', ',\"role\":', e.r->'role', ',\"org\":', "
        f"{hrefs.reference(Kind.ORG, 'o.sourced_id')}{optional}, '}}')"
    )


def of_1_1(roles: str, hrefs: Hrefs) -> str:
    """Return what to join for 1.1: `v.role`, `v.orgs`, and `v.roles` where those two cannot say
    what the roles are."""
    each = f"jsonb_array_elements({roles}) WITH ORDINALITY e (r, at)"
    numbered = (
        f"SELECT r, at, row_number() OVER (PARTITION BY r->>'org' ORDER BY at) AS nth FROM {each}"
    )
    return (
        " LEFT JOIN LATERAL (SELECT main.role, whole.orgs,"
        f" CASE WHEN NOT (whole.plain AND {_comes_back('main.role')}) THEN whole.roles END AS roles"
        " FROM (SELECT (array_agg(e.r->>'role'"
        "   ORDER BY e.r->>'roleType' IS DISTINCT FROM 'primary', e.at))[1] AS role"
        f"  FROM {each} {_ORG}) main, (SELECT"
        f"  '[' || string_agg({hrefs.reference(Kind.ORG, 'o.sourced_id')}, ',' ORDER BY e.at)"
        "   FILTER (WHERE e.nth = 1) || ']' AS orgs,"
        f"  '[' || string_agg({_entry(hrefs)}, ',' ORDER BY e.at) || ']' AS roles,"
        "  bool_and(e.nth = 1 AND e.r->>'roleType' = 'primary'"
        "   AND NOT e.r ?| ARRAY['userProfile', 'beginDate', 'endDate'])"
        "   AND count(DISTINCT e.r->>'role') = 1 AS plain"
        f"  FROM ({numbered}) e {_ORG}) whole) v ON true"
    )


def role_of_1_1(role: str) -> str:
    """Return what 1.1 calls a role; model/v1p1.py says the same in Python."""
    cases = " ".join(f"WHEN '{ours}' THEN '{theirs}'" for ours, theirs in ROLES_TO_1_1.items())
    return f"CASE {role} {cases} ELSE regexp_replace({role}, '^ext:', '') END"


def _comes_back(role: str) -> str:
    """Say whether a role is the same after it was written for 1.1 and read again."""
    changed = ", ".join(f"'{one}'" for one in ROLES_TO_1_1)
    return (
        f"({role} = '{ADMINISTRATOR}' OR ({role} NOT IN ({changed}) AND {role} NOT LIKE 'ext:%%'"
        f" AND lower(btrim({role})) <> 'administrator'))"
    )


# Somebody whose orgs were never said has a role that is kept beside the record.
_KNOWN = ", ".join(f"'{one}'" for one in sorted(ROLES_OF_1_1))
LONE_ROLE = (
    f"CASE WHEN v.role IS NULL AND lower(btrim(t.metadata->>'role')) IN ({_KNOWN})"
    " THEN t.metadata->>'role' END"
)
