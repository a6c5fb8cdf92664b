"""Which records lie below which, and which of a kind a word such as `students` means, as SQL.

`t` is the record; a parent is named by its id. What is retired connects nothing any more.
"""

from homeroom.model.kinds import Kind
from homeroom.store.serving.people import NOBODY, is_by_class

_D = "district_id = %(district)s"
_NOW = "retired_at IS NULL"

# A class meets in semesters and in terms: both are what /terms means, as at Infinite Campus.
ONLY: dict[tuple[Kind, str], str] = {
    (Kind.ORG, "school"): "{0}.type = 'school'",
    (Kind.ACADEMIC_SESSION, "term"): "{0}.type IN ('term', 'semester')",
    (Kind.ACADEMIC_SESSION, "gradingPeriod"): "{0}.type = 'gradingPeriod'",
    (Kind.USER, "student"): f"({{0}}.person = 'student' OR {is_by_class('student')})",
    (Kind.USER, "teacher"): (
        f"""({{0}}.roles @> '[{{{{"role": "teacher"}}}}]' OR {is_by_class("teacher")})"""
    ),
}
_CLASSES_OF_SCHOOL = f"SELECT c.id FROM classes c WHERE c.{_D} AND c.school_id = {{parent}}"
_BELOW: dict[tuple[Kind, Kind], str] = {
    (Kind.CLASS, Kind.COURSE): "{t}.course_id = {parent}",
    (Kind.CLASS, Kind.ORG): "{t}.school_id = {parent}",
    (Kind.CLASS, Kind.ACADEMIC_SESSION): "{t}.terms @> ARRAY[{parent}]",
    (Kind.CLASS, Kind.USER): (
        "{t}.id IN (SELECT e.class_id FROM enrollments e"
        f" WHERE e.{_D} AND e.user_id = {{parent}} AND e.{_NOW}{{role}})"
    ),
    (Kind.USER, Kind.CLASS): (
        "{t}.id IN (SELECT e.user_id FROM enrollments e"
        f" WHERE e.{_D} AND e.class_id = {{parent}} AND e.{_NOW}{{role}})"
    ),
    (Kind.USER, Kind.ORG): (
        "({t}.roles @> jsonb_build_array(jsonb_build_object('org', {parent}::text{role_too}))"
        " OR {t}.id IN (SELECT e.user_id FROM enrollments e"
        f" WHERE e.{_D} AND e.{_NOW}{{role}} AND e.class_id IN ({_CLASSES_OF_SCHOOL})))"
    ),
    (Kind.ENROLLMENT, Kind.ORG): f"{{t}}.class_id IN ({_CLASSES_OF_SCHOOL})",
    (Kind.ENROLLMENT, Kind.CLASS): "{t}.class_id = {parent}",
    (Kind.COURSE, Kind.ORG): (
        "({t}.org_id = {parent} OR {t}.id IN (SELECT c.course_id FROM classes c"
        f" WHERE c.{_D} AND c.school_id = {{parent}} AND c.{_NOW}))"
    ),
    # Sessions name no school: those of a school are the ones that its classes meet in.
    (Kind.ACADEMIC_SESSION, Kind.ORG): (
        "{t}.id IN (SELECT unnest(c.terms) FROM classes c"
        f" WHERE c.{_D} AND c.school_id = {{parent}} AND c.{_NOW})"
    ),
    (Kind.ACADEMIC_SESSION, Kind.ACADEMIC_SESSION): (
        "({t}.parent_id = {parent} OR {t}.id IN (SELECT unnest(p.children)"
        f" FROM academic_sessions p WHERE p.{_D} AND p.id = {{parent}}))"
    ),
    (Kind.LINE_ITEM, Kind.CLASS): "{t}.class_id = {parent}",
    (Kind.RESULT, Kind.CLASS): (
        "{t}.line_item_id IN (SELECT i.id FROM line_items i"
        f" WHERE i.{_D} AND i.class_id = {{parent}})"
    ),
    (Kind.RESULT, Kind.LINE_ITEM): "{t}.line_item_id = {parent}",
    (Kind.RESULT, Kind.USER): "{t}.student_id = {parent}",
    # Categories name no class: those of a class are the ones that its line items are in.
    (Kind.CATEGORY, Kind.CLASS): (
        f"{{t}}.id IN (SELECT coalesce(i.category_id, '{NOBODY}') FROM line_items i"
        f" WHERE i.{_D} AND i.class_id = {{parent}} AND i.{_NOW})"
    ),
    (Kind.SCORE_SCALE, Kind.CLASS): "{t}.class_id = {parent}",
    (Kind.SCORE_SCALE, Kind.ORG): f"{{t}}.class_id IN ({_CLASSES_OF_SCHOOL})",
    (Kind.RESOURCE, Kind.CLASS): (
        "{t}.id IN (SELECT unnest(c.resources) FROM classes c"
        f" WHERE c.{_D} AND c.id = {{parent}})"
    ),
    (Kind.RESOURCE, Kind.COURSE): (
        "{t}.id IN (SELECT unnest(c.resources) FROM courses c"
        f" WHERE c.{_D} AND c.id = {{parent}})"
    ),
    (Kind.RESOURCE, Kind.USER): (
        f"{{t}}.id IN (SELECT unnest(u.resources) FROM users u WHERE u.{_D} AND u.id = {{parent}})"
    ),
}


def only_words(kind: Kind, only: str, alias: str) -> list[str]:
    """Return what a record under an alias has to be for a word of a path to mean it."""
    return [ONLY[kind, only].format(alias)] if only else []


def below(kind: Kind, only: str, parent: tuple[Kind, str], id_: str, alias: str = "t") -> str:
    """Return what has to hold for a record to lie below a parent.

    `parent` is a kind and which of its records: the classes of a student are those that he or she
    is in as a student. `id_` is how the statement names the parent's id.
    """
    above, of = parent
    role = of if kind is Kind.CLASS else only
    return _BELOW[kind, above].format(
        t=alias,
        parent=id_,
        role=f" AND e.role = '{role}'" if role else "",
        role_too=f", 'role', '{role}'" if role else "",
    )
