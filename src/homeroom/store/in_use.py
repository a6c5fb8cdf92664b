"""Which categories and letters the work of learning apps uses, by class, and what a SIS has."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.gradebook import ScoreScale
from homeroom.model.kinds import Kind
from homeroom.rules.categories import folded
from homeroom.rules.places import Where
from homeroom.rules.posted import Posted
from homeroom.store import records
from homeroom.store.scope import Scope


class UsedCategory(Struct, frozen=True):
    """A category that an app uses in a class, by title (None: it gives none), and how often."""

    app: str
    where: Where
    title: str | None
    line_items: int


class UsedLetter(Struct, frozen=True):
    """A letter or level that an app gives in a class, under a scale, and how often.

    `scored`: a number stands beside it.
    """

    app: str
    where: Where
    scale: ScoreScale | None
    text: str
    scored: bool
    grades: int


# Living records of one kind that learning apps with Grade Sync have handed over.
_HANDED_OVER = (
    " FROM record_links l JOIN apps a ON a.district_id = l.district_id AND a.id = l.app_id"
    "   AND a.role = 'learning' AND a.grade_sync AND a.state <> 'removed'"
    " JOIN {table} r ON r.district_id = l.district_id AND r.id = l.record_id"
    "   AND r.retired_at IS NULL"
)
_OF_KIND = " WHERE l.district_id = %(district)s AND l.kind = %(kind)s AND l.origin = 'read'"
# Term grades become no column and have tables of their own; titles are compared as rules do it.
_NO_TERM_GRADE = (
    " AND NOT a.key || chr(31) || lower(btrim(regexp_replace({title}, '\\s+', ' ', 'g')))"
    " = ANY(%(posted)s::text[])"
)
NOTHING_POSTED = Posted()


def categories(scope: Scope, posted: Posted = NOTHING_POSTED) -> list[UsedCategory]:
    """Return the categories that learning apps use, but for term grades; titles as they came."""
    rows = scope.rows(
        "SELECT a.key, r.class_id::text, c.title, count(*)"
        + _HANDED_OVER.format(table="line_items")
        + " LEFT JOIN categories c ON c.district_id = r.district_id AND c.id = r.category_id"
        + _OF_KIND
        + _NO_TERM_GRADE.format(title="r.title")
        + " GROUP BY 1, 2, 3 ORDER BY 1, 3, 2",
        kind=Kind.LINE_ITEM.value,
        posted=_titles(posted),
    )
    places = wheres(scope, [row[1] for row in rows])
    return [UsedCategory(app, places[id_], title, many) for app, id_, title, many in rows]


def shown_ids(scope: Scope, schools: Collection[str]) -> set[str]:
    """Return the ids that are shown for some schools, by which places name them."""
    rows = scope.rows(
        "SELECT sourced_id FROM orgs WHERE district_id = %(district)s"
        " AND id = ANY(%(schools)s::uuid[])",
        schools=list(schools),
    )
    return {id_ for (id_,) in rows}


def places_of(scope: Scope, category_id: str) -> list[Where]:
    """Return the classes whose living line items are in a category."""
    rows = scope.rows(
        "SELECT DISTINCT class_id::text FROM line_items WHERE district_id = %(district)s"
        " AND category_id = %(category)s::uuid AND retired_at IS NULL",
        category=category_id,
    )
    return list(wheres(scope, [class_id for (class_id,) in rows]).values())


def _titles(posted: Posted) -> list[str]:
    return [f"{one.app}\x1f{folded(one.item)}" for one in posted.term_grades]


def letters(scope: Scope, posted: Posted = NOTHING_POSTED) -> list[UsedLetter]:
    """Return the letters that learning apps give but for term grades, in scales and without one."""
    rows = scope.rows(
        "SELECT a.key, i.class_id::text, coalesce(r.score_scale_id, i.score_scale_id)::text,"
        " r.text_score, r.score IS NOT NULL, count(*)"
        + _HANDED_OVER.format(table="results")
        + " JOIN line_items i ON i.district_id = r.district_id AND i.id = r.line_item_id"
        + _OF_KIND
        + _NO_TERM_GRADE.format(title="i.title")
        + " AND r.text_score IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3, 4, 2, 5",
        kind=Kind.RESULT.value,
        posted=_titles(posted),
    )
    places = wheres(scope, [row[1] for row in rows])
    scales = records.load(scope, Kind.SCORE_SCALE, sorted({row[2] for row in rows if row[2]}))
    return [
        UsedLetter(app, places[class_id], _scale(scales.get(scale)), text, scored, many)
        for app, class_id, scale, text, scored, many in rows
    ]


def _scale(found: Any) -> ScoreScale | None:
    return found if isinstance(found, ScoreScale) else None


def titles_at(scope: Scope, target_id: int) -> list[str]:
    """Return the titles of the categories that a target has shown, each once."""
    rows = scope.rows(
        "SELECT DISTINCT c.title FROM record_links l JOIN categories c"
        " ON c.district_id = l.district_id AND c.id = l.record_id AND c.retired_at IS NULL"
        " WHERE l.district_id = %(district)s AND l.app_id = %(target)s AND l.kind = 'category'"
        " AND l.origin = 'read' ORDER BY c.title",
        target=target_id,
    )
    return [title for (title,) in rows]


def shared_kinds(scope: Scope, kinds: Sequence[Kind]) -> dict[Kind, frozenset[str]]:
    """Return of which kinds some record has ids of several sources, and of which sources."""
    rows = scope.rows(
        "SELECT s.kind, array_agg(DISTINCT a.key) FROM (SELECT kind, array_agg(DISTINCT app_id)"
        "   AS apps FROM record_links WHERE district_id = %(district)s AND origin = 'read'"
        "   AND kind = ANY(%(kinds)s) GROUP BY kind, record_id"
        "   HAVING count(DISTINCT app_id) > 1) s"
        " JOIN apps a ON a.district_id = %(district)s AND a.id = ANY(s.apps) GROUP BY s.kind",
        kinds=[kind.value for kind in kinds],
    )
    return {Kind(kind): frozenset(keys) for kind, keys in rows}


def wheres(scope: Scope, class_ids: Sequence[str]) -> dict[str, Where]:
    """Return classes and what stands above them, in the ids that the hub shows, by hub id."""
    rows = scope.rows(
        f"SELECT c.id::text, c.sourced_id, k.sourced_id, o.sourced_id, {TEACHERS}"
        " FROM classes c JOIN orgs o ON o.district_id = c.district_id AND o.id = c.school_id"
        " JOIN courses k ON k.district_id = c.district_id AND k.id = c.course_id"
        " WHERE c.district_id = %(district)s AND c.id = ANY(%(ids)s::uuid[])",
        ids=sorted(set(class_ids)),
    )
    return {
        id_: Where(class_=class_, course=course, school=school, teachers=frozenset(teachers))
        for id_, class_, course, school, teachers in rows
    }


# The shown ids of the teachers of a class c, as a column of a query.
TEACHERS = (
    "ARRAY(SELECT u.sourced_id FROM enrollments e JOIN users u"
    "   ON u.district_id = e.district_id AND u.id = e.user_id"
    "   WHERE e.district_id = c.district_id AND e.class_id = c.id AND e.role = 'teacher'"
    "   AND e.retired_at IS NULL)"
)
