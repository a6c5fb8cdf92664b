"""Records that complete pulls did not show any more: counted, held, and at last gone."""

from collections.abc import Collection, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.belonging import Schools, is_wholly, listed
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

# A record that so many complete pulls did not show is taken as gone.
ENOUGH_PULLS = 2
# The states of a row that its source has not taken back, and of one that is ours.
SHOWN = ("applied", "own", "waiting", "refused", "left out", "filtered")
OWN = ("own",)


class Absence(Struct, frozen=True):
    """One record that is missing in so many complete pulls, or that its source calls deleted."""

    source_id: str
    pulls: int
    said_so: bool
    decision: str | None
    left_out: bool = False
    stays_held: bool = False  # others that were held with it are decided: a person decides of it

    @property
    def counts(self) -> bool:
        """Say whether the record is gone, as far as its source can tell."""
        return self.said_so or self.left_out or self.pulls >= ENOUGH_PULLS


def of_kind(scope: Scope, app_id: int, kind: Kind) -> list[Absence]:
    """Return what is missing of one kind."""
    rows = scope.rows(
        "SELECT source_id, pulls, said_so, decision, left_out, stays_held FROM absences"
        " WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s ORDER BY source_id",
        app=app_id,
        kind=kind.value,
    )
    return [Absence(*row) for row in rows]


def ids(scope: Scope, app_id: int) -> dict[Kind, set[str]]:
    """Return the ids of all that is missing, by kind."""
    rows = scope.rows(
        "SELECT kind, source_id FROM absences WHERE district_id = %(district)s"
        " AND app_id = %(app)s",
        app=app_id,
    )
    found: dict[Kind, set[str]] = {}
    for kind, source_id in rows:
        found.setdefault(Kind(kind), set()).add(source_id)
    return found


def kinds_gone(scope: Scope, app_id: int) -> set[Kind]:
    """Return the kinds of which records are gone, as far as their source can tell."""
    rows = scope.rows(
        "SELECT DISTINCT kind FROM absences WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND (said_so OR left_out OR pulls >= %(enough)s)",
        app=app_id,
        enough=ENOUGH_PULLS,
    )
    return {Kind(kind) for (kind,) in rows}


def among(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> set[str]:
    """Return those of some records that the newest complete pulls did not show."""
    rows = scope.rows(
        "SELECT source_id FROM absences WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )
    return {source_id for (source_id,) in rows}


def note(
    scope: Scope,
    app_id: int,
    kind: Kind,
    run_id: int,
    missing: Sequence[str],
    states: Sequence[str] = SHOWN,
) -> None:
    """Count one more complete pull without those of some records that are in some states.

    A resumed run counts once.
    """
    if not missing:
        return
    scope.stage("missing", {"source_id": 'text COLLATE "C"'}, ((one,) for one in missing))
    scope.run(
        "INSERT INTO absences"
        " SELECT %(district)s, %(app)s, %(kind)s, m.source_id, %(run)s, %(run)s, 1, false"
        " FROM missing m JOIN source_records s ON s.district_id = %(district)s"
        "   AND s.app_id = %(app)s AND s.kind = %(kind)s AND s.source_id = m.source_id"
        "   AND s.state = ANY(%(states)s)"
        " ON CONFLICT (district_id, app_id, kind, source_id) DO UPDATE"
        " SET pulls = absences.pulls + 1, last_run = excluded.last_run"
        " WHERE absences.last_run < excluded.last_run",
        app=app_id,
        kind=kind.value,
        run=run_id,
        states=list(states),
    )
    scope.unstage("missing")


def forget_vanished(scope: Scope, app_id: int) -> None:
    """Forget what an app merely did not show."""
    scope.run(
        "DELETE FROM absences WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND NOT said_so AND NOT left_out",
        app=app_id,
    )


def note_said(
    scope: Scope, app_id: int, kind: Kind, run_id: int, source_ids: Sequence[str]
) -> None:
    """Note records that their source itself marked as deleted."""
    if not source_ids:
        return
    scope.run(
        "INSERT INTO absences SELECT %(district)s, %(app)s, %(kind)s, id, %(run)s, %(run)s, 0, true"
        " FROM unnest(%(ids)s::text[]) id"
        " ON CONFLICT (district_id, app_id, kind, source_id) DO UPDATE SET said_so = true,"
        " last_run = excluded.last_run",
        app=app_id,
        kind=kind.value,
        run=run_id,
        ids=list(source_ids),
    )


def note_left_out(
    scope: Scope, app_id: int, kind: Kind, run_id: int, source_ids: Sequence[str]
) -> None:
    """Note records that the district leaves out from now on, though their source shows them."""
    if not source_ids:
        return
    scope.run(
        "INSERT INTO absences"
        " SELECT %(district)s, %(app)s, %(kind)s, id, %(run)s, %(run)s, 0, false, true"
        " FROM unnest(%(ids)s::text[]) id"
        " ON CONFLICT (district_id, app_id, kind, source_id) DO UPDATE SET left_out = true,"
        " last_run = excluded.last_run",
        app=app_id,
        kind=kind.value,
        run=run_id,
        ids=list(source_ids),
    )


def without_class(scope: Scope, app_id: int, kind: Kind, record_ids: Sequence[str]) -> set[str]:
    """Return the line items or results whose whole class an app does not show any more."""
    table = TABLES[kind].name
    item = "t" if kind is Kind.LINE_ITEM else "i"
    join = (
        ""
        if kind is Kind.LINE_ITEM
        else " JOIN line_items i ON i.district_id = t.district_id AND i.id = t.line_item_id"
    )
    rows = scope.rows(
        f"SELECT t.id::text FROM {table} t{join}"
        f" JOIN classes c ON c.district_id = {item}.district_id AND c.id = {item}.class_id"
        " WHERE t.district_id = %(district)s AND t.id = ANY(%(ids)s::uuid[])"
        " AND (c.retired_at IS NOT NULL OR EXISTS (SELECT FROM record_links l JOIN absences a"
        "   ON a.district_id = l.district_id AND a.app_id = l.app_id AND a.kind = l.kind"
        "   AND a.source_id = l.external_id"
        "   WHERE l.district_id = c.district_id AND l.record_id = c.id AND l.app_id = %(app)s))",
        ids=list(record_ids),
        app=app_id,
    )
    return {id_ for (id_,) in rows}


def shown_again(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> None:
    """Forget the absence of records that a complete reading shows, unless that is not its cause."""
    if not source_ids:
        return
    scope.run(
        "DELETE FROM absences WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = %(kind)s AND source_id = ANY(%(ids)s) AND NOT said_so AND NOT left_out",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )


def clear(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str]) -> None:
    """Forget the absence of records that are back or that are gone for good."""
    if not source_ids:
        return
    scope.send(
        "DELETE FROM absences WHERE district_id = %(district)s AND app_id = %(app)s"
        " AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
    )


def decide(scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str], word: str) -> None:
    """Note that a removal is held, or what a person decided about it."""
    scope.run(
        "UPDATE absences SET decision = %(word)s WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
        word=word,
    )


def approve_held(scope: Scope, app_id: int, but: Sequence[tuple[Kind, str]] = ()) -> int:
    """Approve every held removal of an app but some, which stay, and return how many went."""
    for kind, source_id in but:
        decide(scope, app_id, kind, [source_id], "declined")
    return _decide_held(scope, app_id, "approved")


def decline_some(
    scope: Scope, app_id: int, kind: Kind, source_ids: Sequence[str], schools: Schools = None
) -> int:
    """Keep some records whose removal waits, and return how many that were.

    What else waits goes on waiting. `schools`: whose they have to be, and nobody else's; None:
    anybody's.
    """
    many = scope.run(
        "UPDATE absences a SET decision = 'declined' WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND kind = %(kind)s AND source_id = ANY(%(ids)s)"
        f" AND decision = 'held'{of_schools(schools)}",
        app=app_id,
        kind=kind.value,
        ids=list(source_ids),
        schools=listed(schools),
    )
    _keep_held(scope, app_id)
    return many


def approve_of(scope: Scope, app_id: int, schools: Collection[str]) -> int:
    """Approve the held removals of what belongs to some schools alone; return how many went.

    What else waits goes on waiting.
    """
    return _decide_held(scope, app_id, "approved", schools)


def decline_held(scope: Scope, app_id: int, schools: Schools = None) -> int:
    """Keep what was to be removed, for as long as it is absent, and return how many that were.

    `schools`: whose it has to be, and nobody else's; None: anybody's.
    """
    return _decide_held(scope, app_id, "declined", schools)


def _decide_held(scope: Scope, app_id: int, word: str, schools: Schools = None) -> int:
    many = scope.run(
        "UPDATE absences a SET decision = %(word)s WHERE district_id = %(district)s"
        f" AND app_id = %(app)s AND decision = 'held'{of_schools(schools)}",
        app=app_id,
        word=word,
        schools=listed(schools),
    )
    _keep_held(scope, app_id)
    return many


def _keep_held(scope: Scope, app_id: int) -> None:
    """Let what is still held wait for a person, though by itself it may be under the threshold."""
    scope.run(
        "UPDATE absences SET stays_held = true WHERE district_id = %(district)s"
        " AND app_id = %(app)s AND decision = 'held' AND NOT stays_held",
        app=app_id,
    )


def held(scope: Scope, app_id: int, schools: Schools = None) -> dict[str, int]:
    """Return how many removals of an app wait for a person, by kind.

    `schools`: of what belongs to these alone; None: of everything.
    """
    rows = scope.rows(
        "SELECT kind, count(*) FROM absences a WHERE district_id = %(district)s"
        f" AND app_id = %(app)s AND decision = 'held'{of_schools(schools)} GROUP BY kind",
        app=app_id,
        schools=listed(schools),
    )
    return dict(rows)


def of_schools(schools: Schools) -> str:
    """Return what an absence `a` has to fulfil, if its record has to belong to `schools` alone."""
    if schools is None:
        return ""
    return (
        " AND EXISTS (SELECT FROM (SELECT record_id FROM record_links WHERE district_id ="
        "   a.district_id AND app_id = a.app_id AND kind = a.kind AND external_id = a.source_id"
        f"   AND origin = 'read' LIMIT 1) l WHERE {is_wholly('a.kind', 'l.record_id')})"
    )


def waiting(scope: Scope, app_ids: Sequence[int]) -> set[int]:
    """Return those of some apps of which removals wait for a person."""
    rows = scope.rows(
        "SELECT a.id FROM unnest(%(apps)s::int[]) a (id) WHERE EXISTS (SELECT FROM absences b"
        " WHERE b.district_id = %(district)s AND b.app_id = a.id AND b.decision = 'held')",
        apps=list(app_ids),
    )
    return {id_ for (id_,) in rows}
