"""What a district shares with one app: which schools, courses, kinds and attributes. Pure."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind

METADATA = "metadata"
# The standard demands them of every record, whatever is shared.
_DEMANDED = frozenset(
    {
        "assignDate", "dueDate", "enabledUser", "roles", "schoolYear", "scoreDate",
        "scoreScaleValue", "scoreStatus",
    }
)  # fmt: skip
# Of demographics an app sees something only where the district says so.
DEMOGRAPHICS = frozenset({Kind.DEMOGRAPHICS})


class OptOut(Struct, frozen=True):
    """How the district's records say that somebody is not to be shown to apps.

    `attribute` is a name in the person's metadata, e.g. directoryOptOut; `values` are those of it
    that mean yes, in small letters.
    """

    attribute: str
    values: tuple[str, ...]


class Sharing(Struct, frozen=True, kw_only=True):
    """What one app may see and write; everything but demographics where nothing was decided.

    Schools and courses are the ids of their records here. A course that is left out takes its
    classes with it, and they their enrollments, line items and results. Attributes are names of
    OneRoster 1.2 on the wire, e.g. birthDate.
    """

    schools: frozenset[UUID] | None = None  # None: all, and those to come
    courses_left_out: frozenset[UUID] = frozenset()
    kinds_left_out: frozenset[Kind] = frozenset()
    attributes_left_out: Mapping[Kind, frozenset[str]] = {}
    demographics: bool = False
    opt_out: OptOut | None = None  # None: the app sees people who opted out, too
    until: datetime | None = None

    def shares(self, kind: Kind) -> bool:
        """Say whether anything of a kind is shared at all."""
        return kind not in self.hidden

    @property
    def hidden(self) -> frozenset[Kind]:
        """Return the kinds of which nothing is shared."""
        return self.kinds_left_out | (frozenset() if self.demographics else DEMOGRAPHICS)

    def left_out(self, kind: Kind) -> frozenset[str]:
        """Return the attributes of a kind that are not shared."""
        return self.attributes_left_out.get(kind, frozenset())

    @property
    def seen(self) -> tuple[Hashable, ...]:
        """Return what tells apart two sharings of which an app sees something different."""
        return (
            self.schools,
            self.courses_left_out,
            self.kinds_left_out,
            frozenset(self.attributes_left_out.items()),
            self.demographics,
            self.opt_out,
        )

    def has_ended(self, now: datetime) -> bool:
        """Say whether the day up to which something was shared is over."""
        return self.until is not None and now >= self.until


def attributes_of(kind: Kind) -> list[str]:
    """Return the attributes of a kind that may be left out: a record is complete without them."""
    names = [
        field.wire
        for field in ENTITIES[kind].fields
        if not field.needed and field.to is None and field.wire not in _DEMANDED
    ]
    return [*names, METADATA]


def kind_named(said: str) -> Kind:
    """Return the kind that somebody names, e.g. user; NeedsDistrict where there is none."""
    try:
        return Kind(said)
    except ValueError as problem:
        raise NeedsDistrict(
            f"There is no kind {said}.", fix=f"Say one of: {', '.join(Kind)}."
        ) from problem


def attribute_named(said: str) -> tuple[Kind, str]:
    """Return the kind and attribute that somebody names, e.g. user.email.

    NeedsDistrict for one that a record has to have, or that there is not.
    """
    of, _, name = said.partition(".")
    kind = kind_named(of)
    if name not in attributes_of(kind):
        raise NeedsDistrict(
            f"{said} cannot be left out.",
            fix=f"Of {kind} these can: {', '.join(attributes_of(kind))}.",
        )
    return kind, name
