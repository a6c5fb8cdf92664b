"""What the removals that wait have in common, counted by kind."""

from datetime import date

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope


class InCommon(Struct, frozen=True, kw_only=True):
    """Of so many held removals of one kind, how many share what may be their cause."""

    kind: Kind
    held: int
    ended: int = 0  # belong to a class whose terms are all over
    class_gone: int = 0  # belong to a class that is gone or no longer shown
    school: str = ""  # the school that most of them belong to
    of_school: int = 0


# From a record to its class, for kinds that have one.
_OF_CLASS = " JOIN classes c ON c.district_id = t.district_id AND c.id = {0}"
_CLASS = {
    Kind.CLASS: _OF_CLASS.format("t.id"),
    Kind.ENROLLMENT: _OF_CLASS.format("t.class_id"),
    Kind.LINE_ITEM: _OF_CLASS.format("t.class_id"),
    Kind.RESULT: " JOIN line_items i ON i.district_id = t.district_id AND i.id = t.line_item_id"
    + _OF_CLASS.format("i.class_id"),
}

_CLASS_GONE = (
    "c.retired_at IS NOT NULL OR EXISTS (SELECT FROM record_links k JOIN absences b"
    " ON b.district_id = k.district_id AND b.app_id = k.app_id AND b.kind = k.kind"
    " AND b.source_id = k.external_id WHERE k.district_id = c.district_id"
    " AND k.record_id = c.id AND k.app_id = %(app)s)"
)


# Where removals that wait stand: held by a run that took everything else in, or seen in a preview.
HELD = "SELECT * FROM absences WHERE decision = 'held'"
SEEN = "SELECT * FROM previewed WHERE effect = 'gone' AND NOT kept_out"


def in_common(scope: Scope, app_id: int, kind: Kind, today: date, waiting: str = HELD) -> InCommon:
    """Count what the waiting removals of one kind share; people and schools belong to no class."""
    held = int(
        scope.value(
            f"SELECT count(*) FROM ({waiting}) a WHERE district_id = %(district)s"
            " AND app_id = %(app)s AND kind = %(kind)s",
            app=app_id,
            kind=kind.value,
        )
    )
    if kind not in _CLASS or not held:
        return InCommon(kind=kind, held=held)
    rows = scope.rows(
        "SELECT o.name, count(*), count(*) FILTER (WHERE s.last < %(today)s),"
        f" count(*) FILTER (WHERE {_CLASS_GONE})"
        f" FROM ({waiting}) a JOIN record_links l ON l.district_id = a.district_id"
        "   AND l.app_id = a.app_id AND l.kind = a.kind AND l.external_id = a.source_id"
        f" JOIN {TABLES[kind].name} t ON t.district_id = l.district_id AND t.id = l.record_id"
        f"{_CLASS[kind]}"
        " JOIN orgs o ON o.district_id = c.district_id AND o.id = c.school_id"
        " CROSS JOIN LATERAL (SELECT max(end_date) AS last FROM academic_sessions"
        "   WHERE district_id = c.district_id AND id = ANY(c.terms)) s"
        " WHERE a.district_id = %(district)s AND a.app_id = %(app)s AND a.kind = %(kind)s"
        " GROUP BY o.id, o.name ORDER BY count(*) DESC, o.name",
        app=app_id,
        kind=kind.value,
        today=today,
    )
    school, of_school = (rows[0][0], rows[0][1]) if rows else ("", 0)
    return InCommon(
        kind=kind,
        held=held,
        ended=sum(row[2] for row in rows),
        class_gone=sum(row[3] for row in rows) if kind is not Kind.CLASS else 0,
        school=school,
        of_school=of_school,
    )
