"""Collections that were filtered and ordered once, kept while nothing changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from homeroom.sandbox.campus.campus import Campus
from homeroom.sandbox.campus.shelf import Shelf
from homeroom.sandbox.oneroster.routes import Route

_KEPT = 32


class Shelves:
    """Without this, every page of a long collection would order all of it again."""

    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._kept: OrderedDict[Hashable, tuple[tuple[object, ...], Shelf]] = OrderedDict()

    def get(self, key: Hashable, route: Route, make: Callable[[], Shelf]) -> Shelf:
        """Return the shelf of a key, made anew when what it shows may have changed."""
        state = self._state(route)
        kept = self._kept.get(key)
        if kept is not None and kept[0] == state:
            self._kept.move_to_end(key)
            return kept[1]
        shelf = make()
        self._kept[key] = (state, shelf)
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return shelf

    def _state(self, route: Route) -> tuple[object, ...]:
        campus = self._campus
        roster = (campus.roster_changes, campus.clock.day)
        if not route.needs_vendor:
            return roster
        return (*roster, campus.book.revision, campus.assessments.revision)
