"""The Application Gallery: every folder of this package that holds a CONNECTOR."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

import homeroom.connectors
from homeroom.connectors.base import Connector
from homeroom.errors import NeedsDistrict


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
