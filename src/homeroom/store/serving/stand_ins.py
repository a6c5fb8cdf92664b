"""What is sent for a member that OneRoster demands and that no system gave.

See docs/decisions/0041 and 0043. An answer with such a member names it in `metadata`, so that
nobody takes it for what a system said. What is said and not shared counts as not said.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.model.own import OWN
from homeroom.model.records import NO_WORD, NOT_SAID
from homeroom.rules.sharing import METADATA
from homeroom.store.serving.shared import Shared

OWN_WORDS = "ARRAY[" + ", ".join(f"'{name}'" for name in sorted(OWN)) + "]"


class StandIn(Struct, frozen=True):
    """What stands in for a member: SQL over the record `t`, and the same in words.

    `sql` is None where the member has a way of its own, as roles have, and depends on what is
    shared where it names a record that may not be. `nobodys`: where it has no value, it refers to
    the record that stands for what nobody said (nobodys.py).
    """

    sql: str | Callable[[Shared], str] | None
    words: str
    nobodys: bool = False


_D = "district_id = %(district)s"
_SCHOOL = StandIn(
    f"(SELECT n.school_id FROM classes n WHERE n.{_D} AND n.id = t.class_id)",
    "the school of the class",
)
_YEAR = StandIn(
    f"(SELECT ARRAY[n.school_year_id] FROM courses n WHERE n.{_D} AND n.id = t.course_id"
    " AND n.school_year_id IS NOT NULL)",
    f"the school year of the course, else the session `{NOT_SAID}`",
    nobodys=True,
)
_ID = StandIn("t.sourced_id", "the `sourcedId`")
_SCORED = {
    "scoreStatus": StandIn(
        f"CASE WHEN t.score IS NULL AND t.text_score IS NULL THEN '{NO_WORD}'"
        " ELSE 'fully graded' END",
        f"`fully graded` with a score, `{NO_WORD}` without one",
    ),
    "scoreDate": StandIn(
        "(t.changed_at AT TIME ZONE"
        " (SELECT n.time_zone FROM districts n WHERE n.id = %(district)s))::date",
        "the day of the last change here, on the district's clock",
    ),
}
STAND_INS: dict[Kind, dict[str, StandIn]] = {
    Kind.ORG: {"identifier": _ID},
    Kind.ACADEMIC_SESSION: {
        "schoolYear": StandIn(
            "to_char(t.end_date + interval '5 months', 'YYYY')",
            "the year of `endDate`, or from August on the next one",
        )
    },
    Kind.COURSE: {"courseCode": _ID},
    Kind.CLASS: {"terms": _YEAR},
    Kind.USER: {
        "roles": StandIn(
            None,
            "what he or she is in classes, else the `role` of 1.1 at the district, else"
            f" `{NO_WORD}` there",
        )
    },
    Kind.ENROLLMENT: {"school": _SCHOOL},
    Kind.SCORE_SCALE: {
        "class": StandIn(
            lambda shared: shared.class_of_scale("t"), "a class of its line items or its course"
        )
    },
    Kind.LINE_ITEM: {
        "category": StandIn(None, f"the category `{NOT_SAID}`", nobodys=True),
        "school": _SCHOOL,
        "assignDate": StandIn(
            "coalesce(t.due_date, t.changed_at)", "`dueDate`, else the time of the last change here"
        ),
        "dueDate": StandIn(
            "coalesce(t.assign_date, t.changed_at)",
            "`assignDate`, else the time of the last change here",
        ),
    },
    Kind.RESULT: _SCORED,
    Kind.ASSESSMENT_RESULT: _SCORED,
}


def value_of(kind: Kind, wire: str, column: str, shared: Shared) -> str:
    """Return the value of a member of `t`: what was said, or else what stands in for it."""
    own, found = f't."{column}"', STAND_INS.get(kind, {}).get(wire)
    if found is None or found.sql is None:
        return own
    sql = found.sql if isinstance(found.sql, str) else found.sql(shared)
    if found is _SCHOOL and (seen := shared.also(Kind.ORG, "o")):
        own = f"(SELECT o.id FROM orgs o WHERE o.{_D} AND o.id = {own}{seen})"
    return sql if wire in shared.sharing.left_out(kind) else f"coalesce({own}, {sql})"


def points_to_nobodys(kind: Kind, wire: str) -> bool:
    """Say whether a reference leads to what stands for nobody's record where it leads nowhere."""
    found = STAND_INS.get(kind, {}).get(wire)
    return found is not None and found.nobodys


def is_seen(kind: Kind, wire: str) -> bool:
    """Say whether `value_of` names what is shared, and nothing else."""
    return wire in STAND_INS.get(kind, {}) and not points_to_nobodys(kind, wire)


def beside(kind: Kind, columns: Iterable[tuple[str, str]], shared: Shared) -> tuple[str, str]:
    """Return the metadata of `t` as jsonb, and when there is none of it.

    `columns` are the members that are sent, each with its column.
    """
    left_out = shared.sharing.left_out(kind)
    # What a system says by null is nothing; a strict client reads none.
    kept = f"coalesce(jsonb_strip_nulls(t.metadata - {OWN_WORDS}), '{{}}')"
    keeps = METADATA not in left_out
    held = kept if keeps else "'{}'::jsonb"
    none = "t.metadata IS NULL" if keeps else "true"
    stood = STAND_INS.get(kind, {})
    lacks = {
        wire: "true" if wire in left_out else f't."{column}" IS NULL'
        for wire, column in columns
        if wire in stood
    }
    if not lacks:
        return held, none
    any_ = " OR ".join(lacks.values())
    names = ", ".join(f"CASE WHEN {one} THEN '{wire}' END" for wire, one in lacks.items())
    listed = f"jsonb_build_object('{NOT_SAID}', array_remove(ARRAY[{names}], NULL))"
    return f"{held} || CASE WHEN {any_} THEN {listed} ELSE '{{}}' END", f"{none} AND NOT ({any_})"
