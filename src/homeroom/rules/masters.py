"""Master fields: whose value counts where several sources fill one field."""

from enum import StrEnum

from homeroom.rules.section import Section


class Mode(StrEnum):
    """`master`: this source's value is the first choice. `do not override`: not even a master's
    value replaces it."""

    MASTER = "master"
    KEEP = "do not override"


class Voice(Section, frozen=True):
    """One source in the order of a field; `app` is its short name."""

    app: str
    mode: Mode = Mode.MASTER


class MasterField(Section, frozen=True):
    """The order of sources for one field of one entity; the first that holds a value wins."""

    entity: str
    field: str
    sources: tuple[Voice, ...]
