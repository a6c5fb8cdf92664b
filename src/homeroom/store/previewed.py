"""Rows that a run has read and that wait for a person, with what each of them would lead to."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.arrays import number_array, text_array
from homeroom.store.belonging import Schools, is_wholly, listed
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope
from homeroom.store.sources import PLACES, Row, arrays_of

NEW, CHANGED, GONE, WAITING, SAME = "new", "changed", "gone", "waiting", "same"
_WAITS = "district_id = %(district)s AND app_id = %(app)s AND NOT kept_out"


class FieldSeen(Struct, frozen=True, array_like=True):
    """One field before and after; the values are JSON."""

    field: str
    before: Any
    after: Any
    reason: str


class Foreseen(Struct, frozen=True, kw_only=True):
    """What one row would lead to."""

    row: Row
    effect: str
    record_id: str | None = None
    title: str = ""
    changes: Sequence[FieldSeen] = ()
    digest: int = 0

    @property
    def writes(self) -> bool:
        """Say whether a record would become another one, or a new one."""
        return self.effect in (NEW, CHANGED)


class Awaited(Struct, frozen=True, kw_only=True):
    """One row that waits, as people look at it."""

    source_id: str
    effect: str
    record_id: str | None
    title: str
    changes: Sequence[FieldSeen]


def begin(scope: Scope, app_id: int) -> None:
    """Forget what older readings of an app had led to."""
    scope.run("DELETE FROM previewed WHERE district_id = %(district)s AND app_id = %(app)s",
              app=app_id)  # fmt: skip


def note(scope: Scope, app_id: int, run_id: int, kind: Kind, seen: Sequence[Foreseen]) -> None:
    """Note what rows would lead to; of a row that was looked at twice, what came last."""
    scope.run(
        "INSERT INTO previewed (district_id, app_id, kind, run_id, source_id, hash, page_id, place,"
        " effect, record_id, title, changes, digest)"
        " SELECT %(district)s, %(app)s, %(kind)s, %(run)s, s.source_id, s.hash, s.page, s.place,"
        " s.effect, s.record, s.title, s.changes::jsonb, s.digest"
        f" FROM unnest(%(ids)s::text[], {PLACES}, %(effects)s::text[], %(records)s::uuid[],"
        "   %(titles)s::text[], %(changes)s::text[], %(digests)s::bigint[])"
        "   s (source_id, hash, page, place, effect, record, title, changes, digest)"
        " ON CONFLICT (district_id, app_id, kind, source_id) DO UPDATE SET run_id ="
        " excluded.run_id, hash = excluded.hash, page_id = excluded.page_id,"
        " place = excluded.place, effect = excluded.effect, record_id = excluded.record_id,"
        " title = excluded.title, changes = excluded.changes, digest = excluded.digest,"
        " kept_out = false",
        app=app_id,
        run=run_id,
        kind=kind.value,
        effects=[one.effect for one in seen],
        records=text_array([one.record_id for one in seen]),
        titles=[one.title for one in seen],
        changes=[encode_json(one.changes) for one in seen],
        digests=number_array(one.digest for one in seen),
        **arrays_of([one.row for one in seen]),
    )


def note_gone(
    scope: Scope, app_id: int, run_id: int, kind: Kind, gone: Mapping[str, str | None]
) -> None:
    """Note which records would be retired: hub ids by the source's ids."""
    scope.run(
        "INSERT INTO previewed (district_id, app_id, kind, run_id, source_id, effect, record_id)"
        " SELECT %(district)s, %(app)s, %(kind)s, %(run)s, s.id, 'gone', s.record"
        " FROM unnest(%(ids)s::text[], %(records)s::uuid[]) s (id, record)"
        " ON CONFLICT (district_id, app_id, kind, source_id) DO UPDATE SET effect = 'gone',"
        " record_id = excluded.record_id, changes = '[]', title = ''",
        app=app_id,
        run=run_id,
        kind=kind.value,
        ids=list(gone),
        records=text_array(list(gone.values())),
    )


def _of(schools: Schools) -> str:
    """Return what a row has to fulfil whose record has to belong to `schools` alone.

    Of a record that would be new nobody knows yet to which it belongs.
    """
    return "" if schools is None else f" AND effect <> 'new' AND {is_wholly('kind', 'record_id')}"


def counted(scope: Scope, app_id: int, schools: Schools = None) -> dict[str, dict[str, int]]:
    """Return how many rows wait, by kind and by what they would lead to; of some schools alone."""
    rows = scope.rows(
        f"SELECT kind, effect, count(*) FROM previewed WHERE {_WAITS} AND effect <> 'same'"
        f"{_of(schools)} GROUP BY kind, effect",
        app=app_id,
        schools=listed(schools),
    )
    found: dict[str, dict[str, int]] = {}
    for kind, effect, many in rows:
        found.setdefault(kind, {})[effect] = many
    return found


def page(
    scope: Scope, app_id: int, kind: Kind, after: str, limit: int, schools: Schools = None
) -> list[Awaited]:
    """Return the next rows of a kind that wait, by the source's ids; of some schools alone."""
    rows = scope.rows(
        "SELECT source_id, effect, record_id::text, title, changes FROM previewed"
        f" WHERE {_WAITS} AND kind = %(kind)s AND effect <> 'same' AND source_id > %(after)s"
        f"{_of(schools)} ORDER BY source_id LIMIT %(limit)s",
        app=app_id,
        kind=kind.value,
        after=after,
        limit=limit,
        schools=listed(schools),
    )
    return [
        Awaited(
            source_id=source_id,
            effect=effect,
            record_id=record,
            title=title,
            changes=[FieldSeen(*one) for one in decode_json(changes)],
        )
        for source_id, effect, record, title, changes in rows
    ]


def most_changed(scope: Scope, app_id: int, kind: Kind) -> tuple[str, int]:
    """Return the field that changes in most of the changed records of a kind, and in how many."""
    row = scope.row(
        "SELECT c ->> 0, count(*) FROM previewed, jsonb_array_elements(changes) c"
        f" WHERE {_WAITS} AND kind = %(kind)s AND effect = 'changed'"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1",
        app=app_id,
        kind=kind.value,
    )
    return (row[0], row[1]) if row else ("", 0)


def keep_out(
    scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str], schools: Schools = None
) -> int:
    """Leave rows out of what is taken in, and return how many that were; of some schools alone."""
    return scope.run(
        f"WITH kept AS (UPDATE previewed SET kept_out = true WHERE {_WAITS} AND kind = %(kind)s"
        f"   AND source_id = ANY(%(ids)s) AND effect <> 'same'{_of(schools)}"
        "   RETURNING kind, source_id, run_id)"
        " INSERT INTO put_off SELECT %(district)s, %(app)s, * FROM kept"
        " ON CONFLICT (district_id, app_id, kind, source_id)"
        " DO UPDATE SET run_id = excluded.run_id",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
        schools=listed(schools),
    )


def put_off(scope: Scope, app_id: int) -> dict[Kind, set[str]]:
    """Return which rows were left out of an approval, to be looked at again, by kind."""
    rows = scope.rows(
        "SELECT kind, source_id FROM put_off WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
    )
    found: dict[Kind, set[str]] = {}
    for kind, source_id in rows:
        found.setdefault(Kind(kind), set()).add(source_id)
    return found


def looked_again(scope: Scope, app_id: int, run_id: int, kinds: Sequence[Kind]) -> None:
    """Note that a run which read some kinds whole has looked at what was put off before it."""
    scope.run(
        "DELETE FROM put_off WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND run_id < %(run)s AND kind = ANY(%(kinds)s)",
        app=app_id,
        run=run_id,
        kinds=[kind.value for kind in kinds],
    )


def list_again(scope: Scope, app_id: int) -> None:
    """Put the rows that were seen into the list of what a run has to look at."""
    scope.run(
        "INSERT INTO changed SELECT kind, source_id, hash, page_id, place FROM previewed"
        f" WHERE {_WAITS} AND place IS NOT NULL",
        app=app_id,
    )


def seen(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> dict[str, int]:
    """Return the digests of what rows would lead to when they were looked at."""
    rows = scope.rows(
        f"SELECT source_id, digest FROM previewed WHERE {_WAITS} AND kind = %(kind)s"
        " AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    return dict(rows)


def promised(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> dict[str, str]:
    """Return the ids that new records were given when they were looked at."""
    rows = scope.rows(
        f"SELECT source_id, record_id::text FROM previewed WHERE {_WAITS} AND kind = %(kind)s"
        " AND source_id = ANY(%(ids)s) AND effect = 'new'",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    return dict(rows)


def taken_in(
    scope: Scope, app_id: int, kind: Kind, done: Sequence[str], waits: Sequence[str]
) -> None:
    """Forget rows that were taken in; those that wait only if that was seen.

    A removal is carried out at the end, and forgotten then.
    """
    scope.run(
        f"DELETE FROM previewed WHERE {_WAITS} AND kind = %(kind)s AND effect <> 'gone'"
        " AND (source_id = ANY(%(done)s) OR source_id = ANY(%(waits)s) AND effect = 'waiting')",
        app=app_id,
        kind=kind.value,
        done=list(done),
        waits=list(waits),
    )


def decide_gone(scope: Scope, app_id: int, *, stay: bool) -> None:
    """Let the removals that were seen be carried out, but for what was left out; or let all stay.

    What is not removed stays for as long as its source does not show it.
    """
    scope.run(
        "UPDATE absences a SET decision = CASE WHEN p.kept_out OR %(stay)s THEN 'declined'"
        " ELSE 'approved' END FROM previewed p"
        " WHERE a.district_id = %(district)s AND a.app_id = %(app)s"
        " AND p.district_id = a.district_id AND p.app_id = a.app_id AND p.kind = a.kind"
        " AND p.source_id = a.source_id AND p.effect = 'gone'",
        app=app_id,
        stay=stay,
    )
    scope.run(
        "DELETE FROM previewed WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND effect = 'gone' AND (NOT kept_out OR place IS NULL)",
        app=app_id,
    )


def rest(scope: Scope, app_id: int) -> int:
    """Return how many rows led to something else than was seen, and therefore wait again.

    What was taken in as waiting for a parent that stays out needs nobody's word: it is nowhere yet.
    """
    scope.run(
        "DELETE FROM previewed p USING source_records s WHERE p.district_id = %(district)s"
        " AND p.app_id = %(app)s AND NOT p.kept_out AND s.district_id = p.district_id"
        " AND s.app_id = p.app_id AND s.kind = p.kind AND s.source_id = p.source_id"
        " AND s.state = 'waiting' AND s.hash = p.hash",
        app=app_id,
    )
    return int(scope.value(f"SELECT count(*) FROM previewed WHERE {_WAITS}", app=app_id))
