"""Records that look alike: different ones that share a key, and that nobody has told apart yet."""

from collections.abc import Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.belonging import Schools, listed, wholly_words
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

# So many keys are looked at in one go, which reads nothing but their index; and so many of those
# that occur more than once, of which each is looked up: two sources of the same people share all.
STRETCH = 200_000
CANDIDATES = 5_000
START = ("", "")


class Group(Struct, frozen=True, kw_only=True):
    """Active hub records that share a key; the first two of them nobody has told apart."""

    domain: str
    key: str
    ids: tuple[str, ...]


class Alike(Struct, frozen=True, kw_only=True):
    """What looks alike, as far as was looked; `next` is from where to look further."""

    groups: tuple[Group, ...]
    next: tuple[str, str] | None


def alike(
    scope: Scope,
    kind: Kind,
    limit: int,
    after: tuple[str, str] = START,
    schools: Schools = None,
) -> Alike:
    """Look behind a (domain, key) for so many groups at most, by domain and key.

    Groups of which each two were told apart are left out. `schools`: to which, and to no other, all
    records of a group have to belong; the key in `next` may be anybody's all the same.
    """
    mark = _mark(scope, kind, after)
    sought = _candidates(scope, kind, after, mark)
    found = _groups(scope, kind, sought, limit + 1, schools)
    groups = found[:limit]
    if len(found) > limit:
        return Alike(groups=groups, next=(groups[-1].domain, groups[-1].key))
    return Alike(groups=groups, next=sought[-1] if len(sought) == CANDIDATES else mark)


def every(scope: Scope, kind: Kind, limit: int) -> list[Group]:
    """Return so many groups, however far one has to look for them."""
    found: list[Group] = []
    place: tuple[str, str] | None = START
    while place is not None and len(found) < limit:
        some = alike(scope, kind, limit - len(found), place)
        found += some.groups
        place = some.next
    return found


_STRETCH = (
    "SELECT domain, key FROM match_keys WHERE district_id = %(district)s AND kind = %(kind)s"
    " AND (domain, key) > (%(domain)s, %(key)s) ORDER BY domain, key"
)


def _mark(scope: Scope, kind: Kind, after: tuple[str, str]) -> tuple[str, str] | None:
    """Return the last key of the stretch; None: there are not so many any more."""
    row = scope.row(
        f"{_STRETCH} OFFSET %(stretch)s - 1 LIMIT 1",
        kind=kind.value,
        domain=after[0],
        key=after[1],
        stretch=STRETCH,
    )
    return (row[0], row[1]) if row else None


def _candidates(
    scope: Scope, kind: Kind, after: tuple[str, str], mark: tuple[str, str] | None
) -> list[tuple[str, str]]:
    """Return keys that occur more than once; and the last of the stretch, which may go on."""
    end = mark or START
    rows = scope.rows(
        f"SELECT domain, key FROM ({_STRETCH} LIMIT %(stretch)s) k GROUP BY domain, key"
        " HAVING count(*) > 1 OR (domain, key) = (%(last)s, %(end)s)"
        " ORDER BY domain, key LIMIT %(most)s",
        kind=kind.value,
        domain=after[0],
        key=after[1],
        last=end[0],
        end=end[1],
        stretch=STRETCH,
        most=CANDIDATES,
    )
    return [(domain, key) for domain, key in rows]


# Which two records a person has told apart: one that a source's row has become, and another one.
_APART = (
    "SELECT l.record_id AS one, a.record_id AS other FROM kept_apart a"
    " JOIN record_links l ON l.district_id = a.district_id AND l.app_id = a.app_id"
    "   AND l.kind = a.kind AND l.external_id = a.source_id AND l.origin = 'read'"
    " WHERE a.district_id = %(district)s AND a.kind = %(kind)s"
)
# The records whose sources hold a key, each step looked up by its whole key.
_HOLDERS = (
    "SELECT array_agg(DISTINCT t.id ORDER BY t.id) AS ids FROM match_keys k"
    " CROSS JOIN LATERAL (SELECT record_id FROM record_links WHERE district_id = k.district_id"
    "   AND app_id = k.app_id AND kind = k.kind AND external_id = k.source_id"
    "   AND origin = 'read' OFFSET 0) l"
    " CROSS JOIN LATERAL (SELECT FROM source_records WHERE district_id = k.district_id"
    "   AND app_id = k.app_id AND kind = k.kind AND source_id = k.source_id"
    "   AND state <> 'gone' OFFSET 0) s"
    " CROSS JOIN LATERAL (SELECT id FROM {0} WHERE district_id = k.district_id"
    "   AND id = l.record_id AND retired_at IS NULL OFFSET 0) t"
    " WHERE k.district_id = %(district)s AND k.kind = %(kind)s AND k.domain = w.domain"
    " AND k.key = w.key HAVING count(DISTINCT t.id) > 1"
)


def _groups(
    scope: Scope,
    kind: Kind,
    sought: Sequence[tuple[str, str]],
    limit: int,
    schools: Schools,
) -> tuple[Group, ...]:
    """Return the groups of some keys; of some schools, if all of their records belong to these."""
    own = (
        ""
        if schools is None
        else f" WHERE NOT EXISTS (SELECT FROM {TABLES[kind].name} t WHERE t.district_id ="
        f" %(district)s AND t.id = ANY(h.ids) AND NOT coalesce({wholly_words(kind)}, false))"
    )
    rows = scope.rows(
        f"WITH apart AS ({_APART}) SELECT w.domain, w.key, p.one::text, p.other::text,"
        "   h.ids::text[] FROM unnest(%(domains)s::text[], %(keys)s::text[])"
        f"   WITH ORDINALITY w (domain, key, place)"
        f" CROSS JOIN LATERAL ({_HOLDERS.format(TABLES[kind].name)}) h"
        " CROSS JOIN LATERAL (SELECT a.id AS one, b.id AS other"
        "   FROM unnest(h.ids) a (id) JOIN unnest(h.ids) b (id) ON a.id < b.id"
        "   WHERE NOT EXISTS (SELECT FROM apart x WHERE (x.one, x.other)"
        f"     IN ((a.id, b.id), (b.id, a.id))) LIMIT 1) p{own}"
        " ORDER BY w.place LIMIT %(limit)s",
        kind=kind.value,
        schools=listed(schools),
        domains=[domain for domain, _ in sought],
        keys=[key for _, key in sought],
        limit=limit,
    )
    return tuple(
        Group(
            domain=domain,
            key=key,
            ids=(one, other, *(id_ for id_ in ids if id_ not in (one, other))),
        )
        for domain, key, one, other, ids in rows
    )
