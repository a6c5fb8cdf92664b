"""Schools, courses, teachers and classes by the names that people know them by."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.rules.places import Level
from homeroom.store.belonging import Schools, listed, wholly_words
from homeroom.store.scope import Scope

MOST = 20
_PERSON = "t.given_name || ' ' || t.family_name"
# Of each level its table, what names a record, what tells two of the same name apart, and which
# records there are to choose from.
_SAID = {
    Level.SCHOOL: ("orgs", "t.name", "coalesce(t.identifier, '')", "t.type = 'school'"),
    Level.COURSE: ("courses", "t.title", "coalesce(t.course_code, '')", "true"),
    Level.TEACHER: ("users", _PERSON, "coalesce(t.email, '')", "t.person = 'teacher'"),
    Level.CLASS: (
        "classes",
        "t.title",
        "(SELECT o.name FROM orgs o WHERE o.district_id = t.district_id AND o.id = t.school_id)",
        "true",
    ),
}


_KINDS = {Level.COURSE: Kind.COURSE, Level.TEACHER: Kind.USER, Level.CLASS: Kind.CLASS}


class Known(Struct, frozen=True):
    """A record that a rule may name: the id that is shown for it, its name, and what else is it."""

    id: str
    name: str
    more: str

    @property
    def words(self) -> str:
        """Return what tells it from others of the same name."""
        return " · ".join(one for one in (self.name, self.more, self.id) if one)


def by_ids(scope: Scope, level: Level, ids: Sequence[str]) -> dict[str, Known]:
    """Return records by the ids that are shown for them, retired or not."""
    table, name, more, _ = _SAID[level]
    rows = scope.rows(
        f"SELECT t.sourced_id, {name}, {more} FROM {table} t"
        " WHERE t.district_id = %(district)s AND t.sourced_id = ANY(%(ids)s)",
        ids=list(ids),
    )
    return {row[0]: Known(*row) for row in rows}


def own_ids(scope: Scope, level: Level, ids: Sequence[str], schools: Collection[str]) -> set[str]:
    """Return those ids of records that belong to some schools and to no other."""
    table, *_ = _SAID[level]
    rows = scope.rows(
        f"SELECT t.sourced_id FROM {table} t WHERE t.district_id = %(district)s"
        f" AND t.sourced_id = ANY(%(ids)s) AND {_of(level)}",
        ids=list(ids),
        schools=list(schools),
    )
    return {id_ for (id_,) in rows}


def _of(level: Level) -> str:
    """Return what a record has to fulfil to belong to `schools` and to no other."""
    if level is Level.SCHOOL:
        return "t.id = ANY(%(schools)s::uuid[])"
    return wholly_words(_KINDS[level])


def by_name(scope: Scope, level: Level, text: str, schools: Schools = None) -> list[Known]:
    """Return what a text may mean: the record with this id, else those of this name.

    Where none is called so, those whose names contain it. Case does not count, nor who is gone.
    `schools`: to which, and to no other, what is meant has to belong; None: anything.
    """
    same = by_ids(scope, level, [text])
    if same:
        own = same if schools is None else own_ids(scope, level, [text], schools)
        return [one for id_, one in same.items() if id_ in own]
    return _named(scope, level, text, "lower({0}) = lower(%(text)s)", schools) or _named(
        scope, level, text, "position(lower(%(text)s) IN lower({0})) > 0", schools
    )


def _named(scope: Scope, level: Level, text: str, test: str, schools: Schools) -> list[Known]:
    own = "" if schools is None else f" AND {_of(level)}"
    table, name, more, meant = _SAID[level]
    rows = scope.rows(
        f"SELECT t.sourced_id, {name}, {more} FROM {table} t WHERE t.district_id = %(district)s"
        f" AND t.retired_at IS NULL AND {meant} AND {test.format(name)}{own}"
        " ORDER BY 2, 3, 1 LIMIT %(most)s",
        text=text,
        schools=listed(schools),
        most=MOST,
    )
    return [Known(*row) for row in rows]
