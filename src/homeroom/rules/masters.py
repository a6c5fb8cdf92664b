"""Master fields: whose value counts where several sources fill one field."""

from collections.abc import Collection
from enum import StrEnum

from msgspec import structs

from homeroom.rules.entities import NAMES, fields_of
from homeroom.rules.section import Section

METADATA = "metadata"


class Mode(StrEnum):
    """`master`: this source's value is the first choice. `do not override`: not even a master's
    value replaces it."""

    MASTER = "master"
    KEEP = "do not override"


class Voice(Section, frozen=True):
    """One source in the order of a field: an app by its short name, or every app of a role.

    Of several apps of a role the newest value counts.
    """

    app: str = ""
    role: str = ""
    mode: Mode = Mode.MASTER

    def __post_init__(self) -> None:
        if bool(self.app) is bool(self.role):
            raise ValueError("a source is named by its app or by its role")
        if self.role not in ("", "sis", "learning"):
            raise ValueError("the role of a source is sis or learning")


class MasterField(Section, frozen=True):
    """The order of sources for one field of one entity; the first that holds a value wins.

    `entity` is a kind of record or a kind of person, `field` as the standard calls it.
    """

    entity: str
    field: str
    sources: tuple[Voice, ...]

    def __post_init__(self) -> None:
        if self.entity not in NAMES:
            raise ValueError(f"there is no entity {self.entity}; there are: {', '.join(NAMES)}")
        names = fields_of(self.entity)
        if self.field not in names and self.field != METADATA:
            raise ValueError(f"{self.entity} has no field {self.field}; it has: {', '.join(names)}")
        if not self.sources:
            raise ValueError("a master field names at least one source")


def generated(
    masters: tuple[MasterField, ...], entity: str, properties: Collection[str], voice: Voice
) -> tuple[MasterField, ...]:
    """Generate Master Fields: put a source first for all these fields of an entity.

    It moves up where it stood already, and other sources of a field keep their order behind it.
    """
    found = {(one.entity, one.field): one for one in masters}
    for name in properties:
        held = found.get((entity, name))
        others = tuple(
            one
            for one in (held.sources if held else ())
            if (one.app, one.role) != (voice.app, voice.role)
        )
        made = MasterField(entity=entity, field=name, sources=(voice, *others))
        found[entity, name] = structs.replace(held, sources=made.sources) if held else made
    return tuple(found.values())
