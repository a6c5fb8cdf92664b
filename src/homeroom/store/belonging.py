"""Whose a record is: whether it belongs to some schools, or to these and to no other.

What belongs to some schools may be seen there. What is decided there reaches only what belongs to
them wholly: a student of two schools is for the district to decide. See docs/decisions/0042.
"""

from collections.abc import Collection, Mapping, Sequence

from homeroom.model.kinds import Kind
from homeroom.store.browsing_words import school_words
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

Schools = Collection[str] | None  # their ids; None: all of the district, and what has no school


def listed(schools: Schools) -> list[str]:
    """Return schools as the parameter `schools` of a statement."""
    return list(schools or ())


_OWN = "= ANY(%(schools)s::uuid[])"
_ORG_ELSE = "{0} IS NOT NULL AND {0} <> ALL(%(schools)s::uuid[])"
_CLASS_ELSE = "NOT coalesce(c.school_id = ANY(%(schools)s::uuid[]), false)"
_SCHOOL = (
    "SELECT FROM orgs o WHERE o.district_id = {0}.district_id AND o.id = {1} AND o.type = 'school'"
)
_ROLE = "(r->>'org')::uuid"
_CLASS = "JOIN classes c ON c.district_id = e.district_id AND c.id = {0}"
# Where a user belongs beside some schools. A student may belong to the district as well, which says
# nothing; who else does works for all of it. Classes and grades that are over count, too.
_USER_ELSEWHERE = (
    f"({_ORG_ELSE.format('u.primary_org_id')} AND (u.person <> 'student'"
    f"   OR EXISTS ({_SCHOOL.format('u', 'u.primary_org_id')}))"
    f" OR EXISTS (SELECT FROM jsonb_array_elements(u.roles) r WHERE {_ORG_ELSE.format(_ROLE)}"
    f"   AND (u.person <> 'student' OR EXISTS ({_SCHOOL.format('u', _ROLE)})))"
    f" OR EXISTS (SELECT FROM enrollments e {_CLASS.format('e.class_id')}"
    f"   WHERE e.district_id = u.district_id AND e.user_id = u.id AND {_CLASS_ELSE})"
    f" OR EXISTS (SELECT FROM results g JOIN line_items e ON e.district_id = g.district_id"
    f"   AND e.id = g.line_item_id {_CLASS.format('e.class_id')} WHERE g.district_id ="
    f"   u.district_id AND g.student_id = u.id AND {_CLASS_ELSE}))"
)
_PERSON = (
    "EXISTS (SELECT FROM users u WHERE u.district_id = t.district_id AND u.id = t.{0}"
    f" AND NOT {_USER_ELSEWHERE})"
)
# Of each kind what a record `t` has to fulfil beside belonging to some schools, to belong to no
# other. A kind that is not here is the district's: schools themselves, sessions, categories.
_NOWHERE_ELSE = {
    Kind.USER: _PERSON.format("id"),
    Kind.DEMOGRAPHICS: _PERSON.format("user_id"),
    Kind.COURSE: f"t.org_id {_OWN} AND NOT EXISTS (SELECT FROM classes c WHERE c.district_id ="
    f" t.district_id AND c.course_id = t.id AND {_CLASS_ELSE})",
    Kind.CLASS: "true",
    Kind.ENROLLMENT: "true",
    Kind.LINE_ITEM: "true",
    Kind.RESULT: "true",
    Kind.ASSESSMENT_LINE_ITEM: "t.class_id IS NOT NULL",
    Kind.ASSESSMENT_RESULT: _PERSON.format("student_id"),
}
DECIDED = tuple(_NOWHERE_ELSE)


def wholly_words(kind: Kind) -> str:
    """Return what a record `t` has to fulfil to belong to `schools` and to no other."""
    if kind not in _NOWHERE_ELSE:
        return "false"
    return f"({school_words(kind)} AND {_NOWHERE_ELSE[kind]})"


def of_any(scope: Scope, kind: Kind, ids: Sequence[str], schools: Collection[str]) -> set[str]:
    """Return those of some records that belong to one of these schools, or to no school at all."""
    return _which(scope, kind, ids, schools, school_words(kind) or "true")


def wholly_of(scope: Scope, kind: Kind, ids: Sequence[str], schools: Collection[str]) -> set[str]:
    """Return those of some records that belong to these schools and to no other."""
    return _which(scope, kind, ids, schools, wholly_words(kind))


def of_merged(scope: Scope, kind: Kind, ids: Sequence[str], schools: Collection[str]) -> set[str]:
    """Return those of some records that were merged into others and belong to no other school.

    The classes and grades of a merged person are those of the one that stayed.
    """
    test = _NOWHERE_ELSE[kind] if kind is Kind.USER else wholly_words(kind)
    return _which(scope, kind, ids, schools, test)


def _which(
    scope: Scope, kind: Kind, ids: Sequence[str], schools: Collection[str], test: str
) -> set[str]:
    rows = scope.rows(
        f"SELECT t.id::text FROM {TABLES[kind].name} t WHERE t.district_id = %(district)s"
        f" AND t.id = ANY(%(ids)s::uuid[]) AND {test}",
        ids=list(ids),
        schools=list(schools),
    )
    return {id_ for (id_,) in rows}


def _whichever(kind: str, record: str, tests: Mapping[Kind, str]) -> str:
    cases = " ".join(
        f"WHEN '{one.value}' THEN EXISTS (SELECT FROM {TABLES[one].name} t"
        f" WHERE t.district_id = %(district)s AND t.id = {record} AND {words})"
        for one, words in tests.items()
    )
    return f"CASE {kind} {cases} ELSE false END"


def is_seen(kind: str, record: str) -> str:
    """Return SQL for: of this kind, this record belongs to one of `schools`, or to no school."""
    return _whichever(kind, record, {one: school_words(one) or "true" for one in TABLES})


def is_wholly(kind: str, record: str) -> str:
    """Return SQL for: of this kind, this record belongs to `schools` and to no other."""
    return _whichever(kind, record, {one: wholly_words(one) for one in DECIDED})
