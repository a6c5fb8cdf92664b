"""Everything that has to be known about deliveries before they are checked, for many at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct

from homeroom.model.gradebook import LineItem, Result, ScoreScale
from homeroom.model.kinds import Kind
from homeroom.rules.places import Where
from homeroom.store import adoption, contests, in_use, links, parts, records
from homeroom.store.scope import Scope

Held = TypeVar("Held")


class Stay(Struct, frozen=True):
    """A stretch of time for which a student was in a class; an open end is None."""

    begin: date | None
    end: date | None
    retired_at: datetime | None


class Term(Struct, frozen=True):
    """A term or grading period: `target_id` is its id at the target, if it has one there."""

    title: str
    type: str
    start: date
    end: date
    target_id: str | None
    of_class: bool


class Room(Struct, frozen=True, kw_only=True):
    """A class as far as delivering to it goes; the ids are the target's."""

    hub_id: str
    target_id: str | None
    school_target_id: str | None
    zone: str | None  # the school's own clock, when it keeps one
    terms: tuple[Term, ...]
    where: Where  # in the ids that the hub shows


class Links(Struct, frozen=True):
    """The id of a record at the target, and whether we made it, matched it or found it there."""

    target_id: str
    origin: str


class Loaded(Struct, frozen=True, kw_only=True):
    """What a batch of deliveries refers to, by hub ids."""

    line_items: Mapping[str, LineItem]
    results: Mapping[str, Result]
    scales: Mapping[str, ScoreScale]
    categories: Mapping[str, str]  # titles
    rooms: Mapping[str, Room]
    stays: Mapping[tuple[str, str], tuple[Stay, ...]]  # (class, student)
    linked: Mapping[tuple[Kind, str], Links]
    source_ids: Mapping[str, str]  # hub id -> the id in the app that the record came from
    there: frozenset[str]  # line items that the target has taken
    twins: Mapping[str, bool]  # line items that share class, title and due date with another one:
    # True where that other one was made in the SIS
    proposals: Mapping[str, tuple[str, ...]]  # line items -> ids at the target of items alike
    contested: Mapping[str, str]  # records in whose fields the sources differ, and those fields
    objectives: frozenset[str] = (
        frozenset()
    )  # results of which just one learning objective is meant


def load(scope: Scope, target_id: int, space: str, wanted: Mapping[Kind, Sequence[str]]) -> Loaded:
    """Load line items and results by hub id, with everything that checks and addresses need."""
    results, objectives = _results(scope, wanted.get(Kind.RESULT, ()))
    item_ids = {*wanted.get(Kind.LINE_ITEM, ()), *(one.line_item for one in results.values())}
    line_items = _typed(scope, Kind.LINE_ITEM, list(item_ids), LineItem)
    named = [one.score_scale for one in results.values()]
    named += [one.score_scale for one in line_items.values()]
    scales = _typed(scope, Kind.SCORE_SCALE, [one for one in set(named) if one], ScoreScale)
    category_ids = {one.category for one in line_items.values() if one.category}
    category_ids |= set(wanted.get(Kind.CATEGORY, ()))
    found = records.load(scope, Kind.CATEGORY, list(category_ids))
    cells = {
        (line_items[one.line_item].class_, one.student)
        for one in results.values()
        if one.line_item in line_items
    }
    class_ids = {one.class_ for one in line_items.values()}
    mine = {
        Kind.RESULT: list(results),
        Kind.LINE_ITEM: list(line_items),
        Kind.CATEGORY: list(category_ids),
        Kind.USER: [one.student for one in results.values()],
    }
    return Loaded(
        line_items=line_items,
        results=results,
        scales=scales,
        categories={id_: getattr(one, "title", "") for id_, one in found.items()},
        rooms=_rooms(scope, target_id, space, list(class_ids)),
        stays=_stays(scope, cells),
        linked=_linked(scope, target_id, space, mine),
        source_ids=source_ids(scope, target_id, [*results, *line_items, *category_ids]),
        there=_there(scope, target_id, list(line_items)),
        twins=_twins(scope, target_id, list(line_items)),
        contested={
            **contests.open_for(scope, Kind.LINE_ITEM, list(line_items)),
            **contests.open_for(scope, Kind.RESULT, list(results)),
        },
        objectives=objectives,
        proposals=adoption.alike(scope, target_id, space, wanted.get(Kind.LINE_ITEM, ())),
    )


def _results(scope: Scope, ids: Sequence[str]) -> tuple[dict[str, Result], frozenset[str]]:
    """Return results, and the ids of those of which just one learning objective is meant."""
    found = _typed(scope, Kind.RESULT, ids, Result)
    some = parts.load(scope, [one for one in ids if one not in found])
    whole = _typed(scope, Kind.RESULT, [one.result_id for one in some.values()], Result)
    meant = {id_: parts.part_of(whole[one.result_id], one) for id_, one in some.items()}
    return found | meant, frozenset(meant)


def _typed(scope: Scope, kind: Kind, ids: Sequence[str], type_: type[Held]) -> dict[str, Held]:
    loaded = records.load(scope, kind, ids) if ids else {}
    return {id_: one for id_, one in loaded.items() if isinstance(one, type_)}


def _rooms(scope: Scope, target_id: int, space: str, class_ids: Sequence[str]) -> dict[str, Room]:
    rows = scope.rows(
        "SELECT c.id::text, c.school_id::text, o.time_zone, c.terms::text[],"
        f" c.retired_at IS NOT NULL, c.sourced_id, o.sourced_id, k.sourced_id, {in_use.TEACHERS}"
        " FROM classes c JOIN orgs o ON o.district_id = c.district_id AND o.id = c.school_id"
        " JOIN courses k ON k.district_id = c.district_id AND k.id = c.course_id"
        " WHERE c.district_id = %(district)s AND c.id = ANY(%(ids)s::uuid[])",
        ids=list(class_ids),
    )
    classes = links.external(scope, target_id, space, Kind.CLASS, class_ids)
    schools = links.external(scope, target_id, space, Kind.ORG, [row[1] for row in rows])
    terms = _terms(scope, target_id, space, {one for row in rows for one in row[3] or ()})
    return {
        id_: Room(
            hub_id=id_,
            target_id=None if retired else classes.get(id_),
            school_target_id=schools.get(school),
            zone=zone,
            terms=tuple(term for top in ids or () for term in terms.get(top, ())),
            where=Where(
                class_=class_, course=course, school=school_shown, teachers=frozenset(teachers)
            ),
        )
        for id_, school, zone, ids, retired, class_, school_shown, course, teachers in rows
    }


def _terms(
    scope: Scope, target_id: int, space: str, top_ids: set[str]
) -> dict[str, tuple[Term, ...]]:
    """Return each term of a class with the grading periods inside it."""
    rows = scope.rows(
        "WITH RECURSIVE within AS ("
        "   SELECT id AS top, id FROM academic_sessions"
        "   WHERE district_id = %(district)s AND id = ANY(%(ids)s::uuid[])"
        " UNION"
        "   SELECT w.top, s.id FROM within w JOIN academic_sessions s"
        "   ON s.district_id = %(district)s AND s.parent_id = w.id)"
        " SELECT w.top::text, s.id::text, s.title, s.type, s.start_date, s.end_date FROM within w"
        " JOIN academic_sessions s ON s.district_id = %(district)s AND s.id = w.id"
        " WHERE s.retired_at IS NULL ORDER BY s.start_date, s.end_date",
        ids=list(top_ids),
    )
    linked = links.external(
        scope, target_id, space, Kind.ACADEMIC_SESSION, [row[1] for row in rows]
    )
    found: dict[str, tuple[Term, ...]] = {}
    for top, id_, title, type_, start, end in rows:
        term = Term(title, type_, start, end, linked.get(id_), id_ == top)
        found[top] = (*found.get(top, ()), term)
    return found


def _stays(scope: Scope, cells: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[Stay, ...]]:
    scope.stage("places", {"class_id": "uuid", "user_id": "uuid"}, cells)
    rows = scope.rows(
        "SELECT e.class_id::text, e.user_id::text, e.begin_date, e.end_date, e.retired_at"
        " FROM places p JOIN enrollments e ON e.district_id = %(district)s"
        " AND e.class_id = p.class_id AND e.user_id = p.user_id WHERE e.role = 'student'"
        " ORDER BY e.begin_date NULLS FIRST"
    )
    scope.unstage("places")
    found: dict[tuple[str, str], tuple[Stay, ...]] = {}
    for class_id, user_id, *stay in rows:
        found[class_id, user_id] = (*found.get((class_id, user_id), ()), Stay(*stay))
    return found


def classes_of_category(scope: Scope, target_id: int, space: str, category_id: str) -> list[str]:
    """Return the target's ids of classes whose line items are in a category."""
    rows = scope.rows(
        "SELECT DISTINCT class_id::text FROM line_items WHERE district_id = %(district)s"
        " AND category_id = %(category)s::uuid AND retired_at IS NULL",
        category=category_id,
    )
    found = links.external(scope, target_id, space, Kind.CLASS, [class_id for (class_id,) in rows])
    return sorted(found.values())


def _linked(
    scope: Scope, target_id: int, space: str, wanted: Mapping[Kind, Sequence[str]]
) -> dict[tuple[Kind, str], Links]:
    found: dict[tuple[Kind, str], Links] = {}
    for kind, ids in wanted.items():
        rows = scope.rows(
            f"SELECT DISTINCT ON (l.record_id) l.record_id::text, l.external_id, l.origin"
            f" {links.LIVING} ORDER BY {links.BEST_FIRST}",
            app=target_id,
            kind=kind.value,
            space=space,
            ids=list(ids),
        )
        found |= {(kind, record): Links(id_, origin) for record, id_, origin in rows}
    return found


def source_ids(scope: Scope, target_id: int, record_ids: Sequence[str]) -> dict[str, str]:
    """Return the id of each record in the app it came from: the oldest of several.

    That of a learning objective is made of its result's.
    """
    found = _read_ids(scope, target_id, record_ids)
    some = parts.load(scope, [one for one in record_ids if one not in found])
    if some:
        whole = _read_ids(scope, target_id, [one.result_id for one in some.values()])
        found |= {
            id_: f"{whole.get(one.result_id, one.result_id)}#{one.key}" for id_, one in some.items()
        }
    return found


def _read_ids(scope: Scope, target_id: int, record_ids: Sequence[str]) -> dict[str, str]:
    rows = scope.rows(
        "SELECT DISTINCT ON (record_id) record_id::text, external_id FROM record_links"
        " WHERE district_id = %(district)s AND app_id <> %(target)s AND origin = 'read'"
        " AND record_id = ANY(%(ids)s::uuid[]) ORDER BY record_id, app_id, external_id",
        target=target_id,
        ids=list(record_ids),
    )
    return dict(rows)


def _there(scope: Scope, target_id: int, line_items: Sequence[str]) -> frozenset[str]:
    rows = scope.rows(
        "SELECT record_id::text FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = 'lineItem' AND record_id = ANY(%(ids)s::uuid[])"
        " AND sent ? 'id'",
        target=target_id,
        ids=list(line_items),
    )
    return frozenset(id_ for (id_,) in rows)


def _twins(scope: Scope, target_id: int, line_items: Sequence[str]) -> dict[str, bool]:
    rows = scope.rows(
        "SELECT a.id::text, bool_or(EXISTS (SELECT FROM record_links l"
        "   WHERE l.district_id = b.district_id AND l.record_id = b.id"
        "   AND l.app_id = %(target)s AND l.origin = 'read'))"
        " FROM line_items a JOIN line_items b ON b.district_id = a.district_id"
        " AND b.class_id = a.class_id AND b.id <> a.id AND b.title = a.title"
        " JOIN classes c ON c.district_id = a.district_id AND c.id = a.class_id"
        " JOIN orgs o ON o.district_id = c.district_id AND o.id = c.school_id"
        " JOIN districts d ON d.id = a.district_id"
        " AND (b.due_date AT TIME ZONE coalesce(o.time_zone, d.time_zone))::date"
        "   = (a.due_date AT TIME ZONE coalesce(o.time_zone, d.time_zone))::date"
        " WHERE a.district_id = %(district)s AND a.id = ANY(%(ids)s::uuid[])"
        " AND b.retired_at IS NULL GROUP BY a.id",
        target=target_id,
        ids=list(line_items),
    )
    return dict(rows)
