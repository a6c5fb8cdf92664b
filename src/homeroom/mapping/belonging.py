"""What a record belongs to: where that is left out, the record is left out along with it. Pure."""

from collections.abc import Mapping

from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import User

# A record belongs to all of these at once; one that is left out is enough.
_HOMES: Mapping[Kind, tuple[str, ...]] = {
    Kind.COURSE: ("org",),
    Kind.CLASS: ("school", "course"),
    Kind.DEMOGRAPHICS: ("user",),
    Kind.ENROLLMENT: ("class_", "user", "school"),
    Kind.SCORE_SCALE: ("class_", "course"),
    Kind.LINE_ITEM: ("class_", "school"),
    Kind.RESULT: ("line_item", "student", "class_"),
    Kind.ASSESSMENT_LINE_ITEM: ("class_", "parent"),
    Kind.ASSESSMENT_RESULT: ("assessment_line_item", "student"),
}
_TO = {
    kind: {name: ENTITIES[kind].field(name).to for name in names} for kind, names in _HOMES.items()
}
Homes = tuple[tuple[Kind, str], ...]


def homes(kind: Kind, record: Record) -> Homes:
    """Return what a record belongs to, by the ids that the record itself uses."""
    if isinstance(record, User):
        return tuple(dict.fromkeys((Kind.ORG, role.org) for role in record.roles))
    named = ((to, getattr(record, name)) for name, to in _TO.get(kind, {}).items())
    return tuple((to, id_) for to, id_ in named if to is not None and id_)


def goes_along(kind: Kind, own: Homes, out: set[tuple[Kind, str]]) -> Homes:
    """Return because of what a record stays out, or nothing.

    A person stays out only where every school of theirs does.
    """
    causes = tuple(one for one in own if one in out)
    if kind is Kind.USER and len(causes) < len(own):
        return ()
    return causes
