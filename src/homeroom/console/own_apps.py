"""Which apps somebody finds: all of the district, or those that have to do with own schools."""

from collections.abc import Iterable

from homeroom.console.here import Here
from homeroom.store import concerning
from homeroom.store.apps import App
from homeroom.store.scope import Scope


def ids(here: Here) -> set[int] | None:
    """Return the ids of the apps; None means all of the district."""
    return None if here.schools is None else concerning.apps_of(here.scope, here.schools)


def concerns(here: Here, app_id: int) -> bool:
    """Say whether an app has to do with what the person looks after."""
    return here.schools is None or concerns_in(here.scope, here, app_id)


def concerns_in(scope: Scope, here: Here, app_id: int) -> bool:
    """Say so for a page that enters the district itself."""
    return here.schools is None or app_id in concerning.apps_of(scope, here.schools)


def among(here: Here, every: Iterable[App]) -> list[App]:
    """Return those of some apps that have to do with what the person looks after."""
    return list(every) if here.schools is None else among_in(here.scope, here, every)


def among_in(scope: Scope, here: Here, every: Iterable[App]) -> list[App]:
    """Return those for a page that enters the district itself."""
    found = None if here.schools is None else concerning.apps_of(scope, here.schools)
    return [one for one in every if found is None or one.id in found]
