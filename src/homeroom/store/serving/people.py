"""The roles of a person as SQL: all of them for 1.2, one role and its orgs for 1.1.

Somebody whose roles nobody said is what he or she is in classes, at their schools; see
docs/decisions/0043.
"""

from homeroom.model.kinds import Kind
from homeroom.model.records import NO_WORD, NOT_SAID
from homeroom.model.v1p1 import ADMINISTRATOR, ROLES_OF_1_1, ROLES_TO_1_1
from homeroom.store.serving.hrefs import Hrefs
from homeroom.store.serving.shared import Shared

# No record has this id: it is the first in their order (see nobodys.py).
NOBODY = "00000000-0000-0000-0000-000000000000"
_D = "district_id = %(district)s"
# A role names an org by its id here.
_ORG = f"JOIN orgs o ON o.{_D} AND o.id = (e.r->>'org')::uuid"
_OR_NOBODYS = f"LEFT {_ORG}"
ORG_ID = f"coalesce(o.sourced_id, '{NOT_SAID}')"
# Who has a role in no org is at the district, where a record of it is there.
DISTRICT_ORG = (
    f"SELECT o.id FROM orgs o WHERE o.{_D} AND o.type = 'district' AND o.retired_at IS NULL"
    " ORDER BY o.id LIMIT 1"
)
# The classes of a user, to be formatted with the alias of his or her record.
ENROLLED = (
    f"FROM enrollments n JOIN classes c ON c.{_D} AND c.id = n.class_id"
    f" WHERE n.{_D} AND n.user_id = {{user}}.id"
)
_KNOWN = ", ".join(f"'{one}'" for one in sorted(ROLES_OF_1_1))
# Somebody whose orgs were never said has a role that is kept beside the record.
LONE_ROLE = (
    f"CASE WHEN {{0}}.roles IS NULL AND lower(btrim({{0}}.metadata->>'role')) IN ({_KNOWN})"
    " THEN lower(btrim({0}.metadata->>'role')) END"
)


def is_by_class(role: str) -> str:
    """Say of `{0}`, whose roles nobody said, whether it has a role all the same."""
    within = f"EXISTS (SELECT {ENROLLED.format(user='{0}')} AND n.role = '{role}')"
    return f"({{0}}.roles IS NULL AND coalesce({LONE_ROLE} = '{role}', {within}))"


def held(shared: Shared) -> tuple[tuple[str, ...], str]:
    """Return what to join for the roles of a person `t`, and the expression that has them.

    Roles in schools that are not shared are left out. Somebody who has no other role is what he or
    she is in classes.
    """
    if shared.sharing.schools is None:
        return (), f"coalesce(t.roles, {_by_class(shared)}, {_ALONE})"
    join = (
        " LEFT JOIN LATERAL (SELECT coalesce("
        "  (SELECT jsonb_agg(e.r ORDER BY e.at)"
        f"   FROM jsonb_array_elements(t.roles) WITH ORDINALITY e (r, at) {_ORG}"
        f"   {shared.also(Kind.ORG, 'o')}),"
        f"  {_by_class(shared)}, {_ALONE}) AS roles) s ON true"
    )
    return (join,), "s.roles"


def _by_class(shared: Shared) -> str:
    """Return the roles that somebody has in classes, one of them the primary one of a school."""
    role = "CASE n.role WHEN 'administrator' THEN 'siteAdministrator' ELSE n.role END"
    return (
        "(SELECT jsonb_agg(jsonb_build_object('roleType', CASE g.nth WHEN 1 THEN 'primary'"
        "  ELSE 'secondary' END, 'role', g.role, 'org', g.org) ORDER BY g.org, g.nth)"
        " FROM (SELECT f.role, f.org, row_number() OVER (PARTITION BY f.org ORDER BY f.role) AS nth"
        f" FROM (SELECT DISTINCT coalesce({_TOLD}, {role}) AS role, c.school_id::text AS org"
        f"  {ENROLLED.format(user='t')}{shared.also(Kind.CLASS, 'c')}) f) g)"
    )


_LONE = LONE_ROLE.format("t")
_TOLD = f"CASE {_LONE} WHEN 'administrator' THEN '{ADMINISTRATOR}' ELSE {_LONE} END"
_ALONE = (
    "jsonb_build_array(jsonb_build_object('roleType', 'primary',"
    f" 'role', coalesce({_TOLD}, '{NO_WORD}'),"
    f" 'org', coalesce(({DISTRICT_ORG})::text, '{NOBODY}')))"
)


def of_1_2(roles: str, hrefs: Hrefs) -> str:
    """Return roles as a JSON list."""
    return (
        f"(SELECT '[' || string_agg({_entry(hrefs)}, ',' ORDER BY e.at) || ']'"
        f" FROM jsonb_array_elements({roles}) WITH ORDINALITY e (r, at) {_OR_NOBODYS})"
    )


def _entry(hrefs: Hrefs) -> str:
    optional = "".join(
        f", ',\"{name}\":' || (e.r->'{name}')::text"
        for name in ("userProfile", "beginDate", "endDate")
    )
    return (
        "concat('{\"roleType\":', e.r->'roleType', ',\"role\":', e.r->'role', ',\"org\":', "
        f"{hrefs.reference(Kind.ORG, ORG_ID)}{optional}, '}}')"
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
        f"  FROM {each} {_OR_NOBODYS}) main, (SELECT"
        f"  '[' || string_agg({hrefs.reference(Kind.ORG, ORG_ID)}, ',' ORDER BY e.at)"
        "   FILTER (WHERE e.nth = 1) || ']' AS orgs,"
        f"  '[' || string_agg({_entry(hrefs)}, ',' ORDER BY e.at) || ']' AS roles,"
        "  bool_and(e.nth = 1 AND e.r->>'roleType' = 'primary'"
        "   AND NOT e.r ?| ARRAY['userProfile', 'beginDate', 'endDate'])"
        "   AND count(DISTINCT e.r->>'role') = 1 AS plain"
        f"  FROM ({numbered}) e {_OR_NOBODYS}) whole) v ON true"
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
