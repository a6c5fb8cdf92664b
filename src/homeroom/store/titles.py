"""How people know a record: by a title, a name, or the records that it connects."""

from collections.abc import Sequence

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

_NAME = "{0}.given_name || ' ' || {0}.family_name"
_OWN = {
    Kind.ORG: "t.name",
    Kind.RESOURCE: "coalesce(t.title, t.vendor_resource_id)",
    Kind.USER: _NAME.format("t"),
}
_OF_ITEM = f"c.title || ', ' || {_NAME.format('u')}"
# Kinds without a title of their own: what they say, and by which keys the others are found.
_ITEM, _ASSESSMENT = "line_item_id", "assessment_line_item_id"
_OTHERS = {
    Kind.DEMOGRAPHICS: (_NAME.format("u"), "user_id", None),
    Kind.ENROLLMENT: (
        f"{_NAME.format('u')} || ', ' || c.title",
        "user_id",
        ("classes", "class_id"),
    ),
    Kind.RESULT: (_OF_ITEM, "student_id", ("line_items", _ITEM)),
    Kind.ASSESSMENT_RESULT: (_OF_ITEM, "student_id", ("assessment_line_items", _ASSESSMENT)),
}


def titles(scope: Scope, kind: Kind, ids: Sequence[str]) -> dict[str, str]:
    """Return the titles of some records by their hub ids, retired or not."""
    if not ids:
        return {}
    words, joined = _OWN.get(kind, "t.title"), ""
    if kind in _OTHERS:
        words, person, other = _OTHERS[kind]
        joined = f" JOIN users u ON u.district_id = t.district_id AND u.id = t.{person}"
        if other:
            joined += f" JOIN {other[0]} c ON c.district_id = t.district_id AND c.id = t.{other[1]}"
    rows = scope.rows(
        f"SELECT t.id::text, {words} FROM {TABLES[kind].name} t{joined}"
        " WHERE t.district_id = %(district)s AND t.id = ANY(%(ids)s::uuid[])",
        ids=list(ids),
    )
    return dict(rows)
