"""What of a kind a district shares with an app, as SQL: part of every FROM and WHERE.

Whatever is asked for, a record that is not shared is not there: lists, counts, filters, single
records and references to it all come through these words.
"""

from collections.abc import Callable
from uuid import UUID

from homeroom.model.kinds import Kind
from homeroom.rules.sharing import Sharing
from homeroom.store.serving.bag import Bag

NOTHING = "false"
_SAME = "{0}.district_id = %(district)s"


class Shared:
    """Says of a record under an alias whether it is shared; "" where every one is."""

    def __init__(self, sharing: Sharing, bag: Bag) -> None:
        self.sharing = sharing
        self._schools = sharing.schools
        self._bag = bag
        self._named: dict[str, str] = {}

    def words(self, kind: Kind, alias: str) -> str:
        """Return what has to hold of a record, joined by AND."""
        if not self.sharing.shares(kind):
            return NOTHING
        made = _MADE.get(kind)
        return " AND ".join(made(self, alias)) if made else ""

    def also(self, kind: Kind, alias: str) -> str:
        """Return the same to stand behind other conditions."""
        words = self.words(kind, alias)
        return f" AND {words}" if words else ""

    def school(self, column: str) -> list[str]:
        """Return what has to hold of the id of a school."""
        if self._schools is None:
            return []
        return [f"{column} = ANY({self._ids('schools', self._schools)})"]

    def course(self, column: str) -> list[str]:
        """Return what has to hold of the id of a course."""
        left_out = self.sharing.courses_left_out
        return [f"{column} <> ALL({self._ids('courses', left_out)})"] if left_out else []

    def person(self, alias: str) -> list[str]:
        """Return what has to hold of a person who may have opted out."""
        rule = self.sharing.opt_out
        if rule is None:
            return []
        name = self._held("attribute", rule.attribute, "text")
        yes = self._held("values", list(rule.values), "text[]")
        return [f"coalesce(lower({alias}.metadata->>{name}) <> ALL({yes}), true)"]

    def person_by_id(self, column: str) -> list[str]:
        """Return the same of somebody who is named by an id."""
        words = self.person("o")
        if not words:
            return []
        return [
            f"EXISTS (SELECT FROM users o WHERE {_SAME.format('o')} AND o.id = {column}"
            f" AND {words[0]})"
        ]

    def of_class(self, column: str) -> list[str]:
        """Return what has to hold of the id of a class."""
        words = _class(self, "c")
        if not words:
            return []
        return [
            f"EXISTS (SELECT FROM classes c WHERE {_SAME.format('c')} AND c.id = {column}"
            f" AND {' AND '.join(words)})"
        ]

    def class_of_scale(self, alias: str) -> str:
        """Return the id of a class that is shared and uses a scale, for one that names none."""
        return (
            f"(SELECT k.id FROM classes k WHERE {_SAME.format('k')}{self.also(Kind.CLASS, 'k')}"
            f" AND (k.course_id = {alias}.course_id OR k.id IN (SELECT j.class_id FROM line_items j"
            f" WHERE {_SAME.format('j')} AND j.score_scale_id = {alias}.id))"
            " ORDER BY k.retired_at IS NOT NULL, k.id LIMIT 1)"
        )

    def _ids(self, name: str, ids: frozenset[UUID]) -> str:
        return self._held(name, sorted(map(str, ids)), "uuid[]")

    def _held(self, name: str, value: object, type_: str) -> str:
        if name not in self._named:
            self._named[name] = self._bag.hold(value, type_)
        return self._named[name]


def _org(shared: Shared, alias: str) -> list[str]:
    words = shared.school(f"{alias}.id")
    return [f"({alias}.type <> 'school' OR {words[0]})"] if words else []


def _class(shared: Shared, alias: str) -> list[str]:
    return [*shared.school(f"{alias}.school_id"), *shared.course(f"{alias}.course_id")]


def _course(shared: Shared, alias: str) -> list[str]:
    """A course of the district or of a shared school, or one that is taught in a shared school."""
    words = shared.course(f"{alias}.id")
    own = shared.school(f"{alias}.org_id")
    if own:
        org = (
            f"SELECT FROM orgs g WHERE {_SAME.format('g')} AND g.id = {alias}.org_id"
            " AND g.type = 'school'"
        )
        taught = shared.school("c.school_id")[0]
        words.append(
            f"({own[0]} OR NOT EXISTS ({org}) OR {alias}.id IN (SELECT c.course_id FROM classes c"
            f" WHERE {_SAME.format('c')} AND {taught}))"
        )
    return words


def _user(shared: Shared, alias: str) -> list[str]:
    """Somebody with a role in a shared school, or in a class of one; nobody who opted out."""
    words = shared.person(alias)
    if shared.sharing.schools is not None:
        role = shared.school("(r->>'org')::uuid")[0]
        membership = shared.of_class("e.class_id")[0]
        words.append(
            f"(EXISTS (SELECT FROM jsonb_array_elements({alias}.roles) r WHERE {role})"
            f" OR EXISTS (SELECT FROM enrollments e WHERE {_SAME.format('e')}"
            f" AND e.user_id = {alias}.id AND {membership}))"
        )
    return words


def _demographics(shared: Shared, alias: str) -> list[str]:
    words = _user(shared, "u")
    if not words:
        return []
    return [
        f"EXISTS (SELECT FROM users u WHERE {_SAME.format('u')} AND u.id = {alias}.user_id"
        f" AND {' AND '.join(words)})"
    ]


def _enrollment(shared: Shared, alias: str) -> list[str]:
    return [*shared.of_class(f"{alias}.class_id"), *shared.person_by_id(f"{alias}.user_id")]


def _score_scale(shared: Shared, alias: str) -> list[str]:
    """A scale without levels, or in no class, is one that the standard has no way to write."""
    within = " AND ".join(shared.of_class(f"{alias}.class_id")) or "true"
    return [
        f'jsonb_array_length({alias}."values") > 0',
        f"CASE WHEN {alias}.class_id IS NULL THEN {shared.class_of_scale(alias)} IS NOT NULL"
        f" ELSE {within} END",
    ]


def _may_have_class(shared: Shared, alias: str) -> list[str]:
    words = shared.of_class(f"{alias}.class_id")
    return [f"({alias}.class_id IS NULL OR {words[0]})"] if words else []


def _category(shared: Shared, alias: str) -> list[str]:
    """A category names no class: it is in those of its line items, or, without any, in none.

    What only classes use that are not shared is theirs.
    """
    within = shared.of_class("i.class_id")
    if not within:
        return []
    used = (
        f"EXISTS (SELECT FROM line_items i WHERE {_SAME.format('i')} AND i.category_id = {alias}.id"
    )
    return [f"({used} AND {within[0]}) OR NOT {used}))"]


def _line_item(shared: Shared, alias: str) -> list[str]:
    return shared.of_class(f"{alias}.class_id")


def _result(shared: Shared, alias: str) -> list[str]:
    """A result belongs to the class of its line item: it need not name one itself."""
    words = shared.person_by_id(f"{alias}.student_id")
    within = shared.of_class("i.class_id")
    if within:
        words.append(
            f"EXISTS (SELECT FROM line_items i WHERE {_SAME.format('i')}"
            f" AND i.id = {alias}.line_item_id AND {within[0]})"
        )
    return words


def _assessment_result(shared: Shared, alias: str) -> list[str]:
    words = _user(shared, "u")
    if not words:
        return []
    return [
        f"EXISTS (SELECT FROM users u WHERE {_SAME.format('u')} AND u.id = {alias}.student_id"
        f" AND {' AND '.join(words)})"
    ]


_MADE: dict[Kind, Callable[[Shared, str], list[str]]] = {
    Kind.ORG: _org,
    Kind.COURSE: _course,
    Kind.CLASS: _class,
    Kind.USER: _user,
    Kind.DEMOGRAPHICS: _demographics,
    Kind.ENROLLMENT: _enrollment,
    Kind.CATEGORY: _category,
    Kind.SCORE_SCALE: _score_scale,
    Kind.LINE_ITEM: _line_item,
    Kind.RESULT: _result,
    Kind.ASSESSMENT_LINE_ITEM: _may_have_class,
    Kind.ASSESSMENT_RESULT: _assessment_result,
}
