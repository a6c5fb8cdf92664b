"""What is sent for a member that OneRoster demands and that no system gave.

See docs/decisions/0041. A reference is sent where another record says it, and is never made up. An
answer with such a member names it in `metadata`, so that nobody takes it for what a system said.
"""

from collections.abc import Iterable

from msgspec import Struct

from homeroom.model.gradebook import NO_STATUS
from homeroom.model.kinds import Kind
from homeroom.model.own import NOT_SAID, OWN

OWN_WORDS = "ARRAY[" + ", ".join(f"'{name}'" for name in sorted(OWN)) + "]"


class StandIn(Struct, frozen=True):
    """What stands in for a member: SQL over the record `t`, and the same in words.

    `sure`: it has a value for every record.
    """

    sql: str
    words: str
    sure: bool = True


_D = "district_id = %(district)s"
_SCHOOL = StandIn(
    f"(SELECT n.school_id FROM classes n WHERE n.{_D} AND n.id = t.class_id)",
    "the school of the class",
)
_YEAR = StandIn(
    f"(SELECT ARRAY[n.school_year_id] FROM courses n WHERE n.{_D} AND n.id = t.course_id"
    " AND n.school_year_id IS NOT NULL)",
    "the school year of the course, where it has one",
    sure=False,
)
_ID = StandIn("t.sourced_id", "the `sourcedId`")
_SCORED = {
    "scoreStatus": StandIn(
        f"CASE WHEN t.score IS NULL AND t.text_score IS NULL THEN '{NO_STATUS}'"
        " ELSE 'fully graded' END",
        f"`fully graded` with a score, `{NO_STATUS}` without one",
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
    Kind.ENROLLMENT: {"school": _SCHOOL},
    Kind.LINE_ITEM: {
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
# What 1.2 demands, too, and what is left out where no system says it: each would be a guess.
LEFT_OUT: dict[Kind, tuple[str, ...]] = {
    Kind.CLASS: ("terms",),
    Kind.USER: ("roles",),
    Kind.SCORE_SCALE: ("class", "scoreScaleValue"),
    Kind.LINE_ITEM: ("category",),
}


def value_of(kind: Kind, wire: str, column: str) -> str:
    """Return the value of a member of `t`: what was said, or else what stands in for it."""
    own, found = f't."{column}"', STAND_INS.get(kind, {}).get(wire)
    if found is None:
        return own
    return f"coalesce({_said(own, found)}, {found.sql})"


def beside(kind: Kind, columns: Iterable[tuple[str, str]], *, keeps: bool) -> tuple[str, str]:
    """Return the metadata of `t` as jsonb, and when there is none of it.

    `columns` are the members that are sent, each with its column; `keeps`: what the record itself
    has in metadata is shared.
    """
    # What a system says by null is nothing; a strict client reads none.
    kept = f"coalesce(jsonb_strip_nulls(t.metadata - {OWN_WORDS}), '{{}}')"
    held = kept if keeps else "'{}'::jsonb"
    none = "t.metadata IS NULL" if keeps else "true"
    stood = STAND_INS.get(kind, {})
    lacks = {
        wire: _lacks(f't."{column}"', stood[wire]) for wire, column in columns if wire in stood
    }
    if not lacks:
        return held, none
    any_ = " OR ".join(lacks.values())
    names = ", ".join(f"CASE WHEN {one} THEN '{wire}' END" for wire, one in lacks.items())
    listed = f"jsonb_build_object('{NOT_SAID}', array_remove(ARRAY[{names}], NULL))"
    return f"{held} || CASE WHEN {any_} THEN {listed} ELSE '{{}}' END", f"{none} AND NOT ({any_})"


def _lacks(own: str, found: StandIn) -> str:
    """Return whether something stands in for a member."""
    blank = f"{_said(own, found)} IS NULL"
    return blank if found.sure else f"({blank} AND {found.sql} IS NOT NULL)"


def _said(own: str, found: StandIn) -> str:
    return f"nullif({own}, '{{}}')" if found is _YEAR else own
