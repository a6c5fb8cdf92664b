"""The Application Gallery: every folder of this package that holds a CONNECTOR."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files

from msgspec import Struct

import homeroom.connectors
from homeroom.connectors.base import Connector
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import GRADEBOOK, ROSTER


@cache
def gallery() -> Mapping[str, Connector]:
    """Return all connectors by name, in the order of their titles."""
    found = []
    for module in pkgutil.iter_modules(homeroom.connectors.__path__, "homeroom.connectors."):
        if module.ispkg and module.name.rpartition(".")[2] != "tests":
            connector = getattr(import_module(module.name), "CONNECTOR", None)
            if connector is not None:
                found.append(connector)
    return {one.name: one for one in sorted(found, key=lambda one: one.title)}


def connector(name: str) -> Connector:
    """Return the connector of this name."""
    found = gallery().get(name)
    if found is None:
        raise NeedsDistrict(
            f"The gallery has no application called {name}.",
            fix=f"Choose one of: {', '.join(gallery())}.",
        )
    return found


class Offer(Struct, frozen=True):
    """What an application of the gallery can do in the best version of its API."""

    connector: Connector
    reads_roster: bool
    reads_grades: bool
    writes_grades: bool

    @property
    def needs(self) -> list[str]:
        """Return the labels of what its Delivery Config cannot do without."""
        return [one.label for one in self.connector.settings if one.required]

    @property
    def needs_for_grades(self) -> list[str]:
        """Return the labels of what it needs for grades besides."""
        return [one.label for one in self.connector.settings if one.for_grades]


def offers() -> list[Offer]:
    """Return what each application of the gallery can do."""
    found = []
    for one in gallery().values():
        can = one.capabilities(max(one.versions, default=""))
        reads_grades = bool(can.reads & frozenset(GRADEBOOK))
        found.append(
            Offer(one, bool(can.reads & frozenset(ROSTER)), reads_grades, bool(can.writes))
        )
    return found


def beside(connector: Connector, name: str) -> str:
    """Return the text of a file of a connector's folder: guide.md or logo.svg."""
    room = homeroom.connectors.__name__
    folder = type(connector).__module__.removeprefix(f"{room}.").partition(".")[0]
    package = f"{room}.{folder}"
    return files(package).joinpath(name).read_text(encoding="utf-8")
