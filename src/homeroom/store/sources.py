"""What each source last said: compared with what it says now, and kept after it was applied."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.arrays import number_array, text_array
from homeroom.store.scope import Scope


class Row(Struct, frozen=True, gc=False):
    """One record of a source that has to be looked at: its id, hash, and place in the spool."""

    source_id: str
    hash: int
    page_id: int
    place: int


class Said(Struct, frozen=True, gc=False):
    """What is kept of a row after it was looked at."""

    row: Row
    state: str  # applied, own, waiting, refused, left out, filtered, gone
    waits: tuple[tuple[Kind, str], ...] = ()


_ID = 'text COLLATE "C"'


# Hash, page and place of rows, as columns of a statement.
PLACES = "%(hashes)s::bigint[], %(pages)s::bigint[], %(places)s::int[]"


def arrays_of(rows: Sequence[Row]) -> dict[str, str]:
    """Return rows as parameters: `ids`, and what `PLACES` names."""
    return {
        "ids": text_array([row.source_id for row in rows]),
        "hashes": number_array([row.hash for row in rows]),
        "pages": number_array([row.page_id for row in rows]),
        "places": number_array([row.place for row in rows]),
    }


def shown(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> set[str]:
    """Return which of these ids the source has shown and not taken back."""
    rows = scope.rows(
        "SELECT source_id FROM source_records WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)"
        " AND state <> 'gone'",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    return {source_id for (source_id,) in rows}


def left_out(
    scope: Scope, app_id: int, wanted: Iterable[tuple[Kind, str]]
) -> dict[tuple[Kind, str], str]:
    """Return which of these ids of a source the district leaves out, with the state they have."""
    by_kind: dict[Kind, list[str]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, []).append(id_)
    found: dict[tuple[Kind, str], str] = {}
    for kind, ids in by_kind.items():
        rows = scope.rows(
            "SELECT source_id, state FROM source_records WHERE district_id = %(district)s"
            " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s::text[])"
            " AND state IN ('left out', 'filtered')",
            app=app_id,
            kind=kind.value,
            ids=ids,
        )
        found |= {(kind, id_): state for id_, state in rows}
    return found


def waiting(scope: Scope, app_id: int, kind: Kind) -> list[tuple[Kind, str]]:
    """Return the parents that records of a kind wait for."""
    rows = scope.rows(
        "SELECT DISTINCT parent_kind, parent_id FROM source_waits"
        " WHERE district_id = %(district)s AND app_id = %(app)s AND kind = %(kind)s",
        app=app_id,
        kind=kind.value,
    )
    return [(Kind(parent), id_) for parent, id_ in rows]


def waiting_for(
    scope: Scope, app_id: int, kind: Kind, parents: Sequence[tuple[Kind, str]]
) -> list[str]:
    """Return the records of a kind that wait for any of these parents."""
    columns = {"parent_kind": _ID, "parent_id": _ID}
    scope.stage("parents", columns, ((parent.value, id_) for parent, id_ in parents))
    rows = scope.rows(
        "SELECT DISTINCT w.source_id FROM source_waits w JOIN parents p"
        " USING (parent_kind, parent_id)"
        " WHERE w.district_id = %(district)s AND w.app_id = %(app)s AND w.kind = %(kind)s",
        app=app_id,
        kind=kind.value,
    )
    scope.unstage("parents")
    return [source_id for (source_id,) in rows]


def keep(
    scope: Scope,
    app_id: int,
    kind: Kind,
    said: Sequence[Said],
    *,
    new: bool = False,
    waited: bool = True,
) -> None:
    """Keep what was said, in which state it is now, and what it waits for.

    `new`: the source has hardly said anything of these before; `waited`: any may have waited.
    """
    rows = [one.row for one in said]
    scope.add(
        "INSERT INTO source_records SELECT %(district)s, %(app)s, %(kind)s, s.* FROM unnest("
        f"  %(ids)s::text[], {PLACES}, %(states)s::text[]) s",
        "ON CONFLICT (district_id, app_id, kind, source_id) DO UPDATE SET hash = excluded.hash,"
        " page_id = excluded.page_id, place = excluded.place, state = excluded.state",
        new=new,
        app=app_id,
        kind=kind.value,
        states=[one.state for one in said],
        **arrays_of(rows),
    )
    if waited:
        _forget_waits(scope, app_id, kind, [row.source_id for row in rows])
    _keep_waits(scope, app_id, kind, said)


def _keep_waits(scope: Scope, app_id: int, kind: Kind, said: Sequence[Said]) -> None:
    rows = [(s.row.source_id, parent.value, id_) for s in said for parent, id_ in s.waits]
    if not rows:
        return
    columns = dict.fromkeys(("source_id", "parent_kind", "parent_id"), _ID)
    scope.stage("waits", columns, rows)
    scope.run(
        "INSERT INTO source_waits (district_id, app_id, kind, source_id, parent_kind, parent_id)"
        " SELECT DISTINCT %(district)s::int, %(app)s::int, %(kind)s::text, w.* FROM waits w"
        " ON CONFLICT DO NOTHING",
        app=app_id,
        kind=kind.value,
    )
    scope.unstage("waits")


def mark_gone(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> None:
    """Note that a source no longer has these records; they are looked at again if they return."""
    scope.run(
        "UPDATE source_records SET state = 'gone' WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    _forget_waits(scope, app_id, kind, source_ids)


def _forget_waits(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> None:
    scope.send(
        "DELETE FROM source_waits WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )


def mark_own(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> None:
    """Note that these records of a source are ours, come back from it as a target."""
    scope.run(
        "UPDATE source_records SET state = 'own' WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)"
        " AND state <> 'gone'",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )


def count_applied(scope: Scope, app_id: int, kind: Kind) -> int:
    """Return how many records of a kind a source stands for."""
    return int(
        scope.value(
            "SELECT count(*) FROM source_records WHERE district_id = %(district)s"
            " AND app_id = %(app)s AND kind = %(kind)s AND state = 'applied'",
            app=app_id,
            kind=kind.value,
        )
    )


def look_again(scope: Scope, app_id: int) -> None:
    """Let the next run read everything and look at every record, whether it changed or not."""
    scope.run(
        "UPDATE source_records SET hash = ~hash"
        " WHERE district_id = %(district)s AND app_id = %(app)s",
        app=app_id,
    )
    scope.run(
        "UPDATE run_collections c SET state = 'incomplete', note = 'the mode changed since then'"
        " FROM runs r WHERE c.district_id = %(district)s AND r.district_id = c.district_id"
        " AND r.id = c.run_id AND r.app_id = %(app)s",
        app=app_id,
    )


def spoken_for(
    scope: Scope, app_id: int, kind: Kind, record_ids: Sequence[str], but: Sequence[str]
) -> set[str]:
    """Return which hub records a source still shows under other ids than those named."""
    if not record_ids:
        return set()
    # What is read from a list is looked up in a hash, whatever plan is allowed; in `= ANY` of a
    # parameter every element would be compared with every other one.
    rows = scope.rows(
        "WITH others AS MATERIALIZED (SELECT l.record_id, l.external_id FROM record_links l"
        "  WHERE l.district_id = %(district)s AND l.app_id = %(app)s AND l.kind = %(kind)s"
        "  AND l.record_id = ANY(%(records)s::uuid[])"
        "  AND l.external_id NOT IN (SELECT unnest(%(but)s::text[])))"
        " SELECT DISTINCT l.record_id::text FROM others l JOIN source_records s"
        " ON s.source_id = l.external_id AND s.district_id = %(district)s"
        " AND s.app_id = %(app)s AND s.kind = %(kind)s WHERE s.state = 'applied'",
        app=app_id,
        kind=kind.value,
        records=list(record_ids),
        but=list(but),
    )
    return {record for (record,) in rows}


def states(scope: Scope, app_id: int) -> dict[str, dict[str, int]]:
    """Return how many records of a source are in which state, by kind."""
    rows = scope.rows(
        "SELECT kind, state, count(*) FROM source_records WHERE district_id = %(district)s"
        " AND app_id = %(app)s GROUP BY kind, state",
        app=app_id,
    )
    counted: dict[str, dict[str, int]] = {}
    for kind, state, many in rows:
        counted.setdefault(kind, {})[state] = many
    return counted


def are_there(scope: Scope, app_id: int) -> bool:
    """Say whether anything of a source was ever read."""
    return bool(
        scope.value(
            "SELECT EXISTS (SELECT FROM source_records WHERE district_id = %(district)s"
            " AND app_id = %(app)s)",
            app=app_id,
        )
    )


def apps_with_waits(scope: Scope) -> list[int]:
    """Return the apps of which some record waits for another."""
    rows = scope.rows("SELECT DISTINCT app_id FROM source_waits WHERE district_id = %(district)s")
    return [app_id for (app_id,) in rows]
