"""The standard's own dialects."""

from homeroom.connectors.pages import JSON
from homeroom.model import v1p1
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import Kind, Version


def dialect_of(version: str) -> Dialect:
    """Return how a plain server of this version writes; the standard knows only the sourcedId."""
    as_1_2 = v1p1.to_1_2 if version == Version.V1P1 else _as_it_is
    return Dialect(as_1_2, lambda kind, wire: (), bare_results=True)


def _as_it_is(_: Kind, wire: JSON) -> JSON:
    return wire
