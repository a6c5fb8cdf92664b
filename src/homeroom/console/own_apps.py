"""Which apps somebody finds: all of the district, or those that have to do with own schools."""

from collections.abc import Iterable

from homeroom.console.here import Here
from homeroom.store import concerning
from homeroom.store.apps import App


def ids(here: Here) -> set[int] | None:
    """Return the ids of the apps; None means all of the district."""
    return None if here.schools is None else concerning.apps_of(here.scope, here.schools)


def concerns(here: Here, app_id: int) -> bool:
    """Say whether an app has to do with what the person looks after."""
    found = ids(here)
    return found is None or app_id in found


def among(here: Here, every: Iterable[App]) -> list[App]:
    """Return those of some apps that have to do with what the person looks after."""
    found = ids(here)
    return [one for one in every if found is None or one.id in found]
