"""Attribute mappings: which attribute of a source fills which attribute of the hub."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from homeroom.model.fields import Shape
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.own import OWN
from homeroom.rules.entities import NAMES, PEOPLE, fields_of
from homeroom.rules.section import Section
from homeroom.rules.steps import Step

METADATA = "metadata."
# What is made of objects comes as a whole or not at all.
_WHOLE = frozenset({Shape.ROLES, Shape.STRUCTURE})


class MappedAttribute(Section, frozen=True):
    """One attribute of the hub and where its value comes from, for one app and entity.

    `attribute` is a field as the standard calls it, or `metadata.KEY`. `source` is a path into the
    source's record as OneRoster 1.2 writes it (`metadata.homeroom`, `userIds.1.identifier`), or
    there is a constant. The default fills in where the value is blank after all steps.
    """

    app: str
    entity: str
    attribute: str
    source: str = ""
    constant: str = ""
    default: str = ""
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if self.entity not in NAMES:
            raise ValueError(f"there is no entity {self.entity}; there are: {', '.join(NAMES)}")
        if bool(self.source) is bool(self.constant):
            raise ValueError(f"{self.attribute} needs a source attribute, or else a constant")
        key = self.attribute.removeprefix(METADATA)
        if key != self.attribute:
            if not key or key in OWN:
                raise ValueError(f"{self.attribute} is no attribute that can be mapped")
            return
        fields = fields_of(self.entity)
        if self.attribute not in fields:
            raise ValueError(
                f"{self.entity} has no attribute {self.attribute}; it has: {', '.join(fields)},"
                " metadata.KEY"
            )
        plain = not (self.constant or self.default or self.steps)
        if fields[self.attribute].shape in _WHOLE and not plain:
            raise ValueError(f"{self.attribute} can only be taken as it is")


def check(mappings: Iterable[MappedAttribute]) -> None:
    """Raise a ValueError where one attribute of the hub is mapped twice."""
    seen = set()
    for one in mappings:
        key = (one.app, one.entity, one.attribute)
        if key in seen:
            raise ValueError(f"{one.attribute} of {one.entity} is mapped already for {one.app}")
        seen.add(key)


class Offered(Struct, frozen=True):
    """An entity of an app; `absent` says why it has no mappings now, or nothing."""

    entity: str
    absent: str = ""


def offered(
    reads: frozenset[Kind], absent: Mapping[Kind, str], *, grade_sync: bool
) -> tuple[Offered, ...]:
    """Return all entities of an app, those of the gradebook only while Grade Sync is on.

    `reads`: what its system has; `absent`: why its version lacks a kind. Whether a run has been
    does not matter.
    """
    found = []
    for kind in Kind:
        why = ""
        if kind in GRADEBOOK and not grade_sync:
            why = "Grades can be mapped only while Grade Sync is on."
        elif kind not in reads:
            why = absent.get(kind, "The system does not have it.")
        people = PEOPLE if kind is Kind.USER else ()
        found += [Offered(name, why) for name in (kind.value, *people)]
    return tuple(found)
