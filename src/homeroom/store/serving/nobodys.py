"""Records that answer where a reference stands for what nobody said: one of a kind, kept nowhere.

See docs/decisions/0043. Each is in lists and counts while something that the app sees refers to it.
"""

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.model.records import NO_WORD, NOT_SAID
from homeroom.store.columns import TABLES
from homeroom.store.serving.people import DISTRICT_ORG, ENROLLED, NOBODY
from homeroom.store.serving.shared import Shared

_D = "district_id = %(district)s"


class Nobodys(Struct, frozen=True):
    """Such a record: what its columns hold, and what refers to it, as SQL.

    `referring`: FROM and WHERE of records `r` of another kind.
    """

    columns: dict[str, str]
    by: Kind
    referring: str


_RECORDS: dict[Kind, Nobodys] = {
    Kind.ORG: Nobodys(
        {
            "name": "(SELECT n.name FROM districts n WHERE n.id = %(district)s)",
            "type": "'district'",
        },
        Kind.USER,
        f"FROM users r WHERE r.{_D} AND r.roles IS NULL AND NOT EXISTS ({DISTRICT_ORG})"
        f" AND NOT EXISTS (SELECT {ENROLLED.format(user='r')})",
    ),
    # As wide as can be: a class that is there is not over because nobody said when it is.
    Kind.ACADEMIC_SESSION: Nobodys(
        {
            "title": "'No session'",
            "type": f"'{NO_WORD}'",
            "start_date": "'1970-01-01'",
            "end_date": "'2100-01-01'",
        },
        Kind.CLASS,
        f"FROM classes r WHERE r.{_D} AND r.terms IS NULL AND NOT EXISTS (SELECT FROM courses n"
        f" WHERE n.{_D} AND n.id = r.course_id AND n.school_year_id IS NOT NULL)",
    ),
    Kind.CATEGORY: Nobodys(
        {"title": "'No category'"},
        Kind.LINE_ITEM,
        f"FROM line_items r WHERE r.{_D} AND r.category_id IS NULL",
    ),
}


def rows(kind: Kind, shared: Shared) -> str:
    """Return what to select the records of a kind from: its table, and what stands for nobody's.

    It changes when one of those that refer to it does, so that whoever reads what has changed
    finds it together with them.
    """
    table, own = TABLES[kind], _RECORDS.get(kind)
    if own is None:
        return table.name
    values = {
        "district_id": "%(district)s",
        "id": f"'{NOBODY}'",
        "sourced_id": f"'{NOT_SAID}'",
        "changed_at": "s.changed_at",
        **own.columns,
    }
    types = table.types()
    names = ", ".join(f'"{name}"' for name in types)
    held = ", ".join(f"{values.get(name, 'NULL')}::{type_}" for name, type_ in types.items())
    return (
        f"(SELECT {names} FROM {table.name} WHERE {_D} UNION ALL SELECT {held}"
        f" FROM (SELECT max(r.changed_at) AS changed_at {own.referring}"
        f"{shared.also(own.by, 'r')}) s WHERE s.changed_at IS NOT NULL)"
    )
