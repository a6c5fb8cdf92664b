"""Every address that can be read, and how its rows are found."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.campus.shelf import Shelf
from homeroom.sandbox.oneroster.filters import Filter
from homeroom.sandbox.oneroster.frame import View


class Ask(Struct, frozen=True):
    """A read: who asks, the ids in the path, and the filter of a collection."""

    view: View
    ids: list[str]
    filter: Filter | None = None


Many = Callable[[Ask], Iterable[Any] | Shelf]
One = Callable[[Ask], Any]


class Route(Struct, frozen=True):
    """`pattern` has "*" where an id stands."""

    pattern: tuple[str, ...]
    group: str
    entity: str
    many: Many | None = None
    one: One | None = None
    apis: tuple[Api, ...] = ("1.1", "1.2")

    @property
    def needs_vendor(self) -> bool:
        """Whether the vendor header is compulsory: on all of the gradebook (KB-CONN)."""
        return self.group in ("gradebook", "assessments")

    @property
    def name(self) -> str:
        return "/".join(self.pattern)


def collection(path: str, group: str, entity: str, many: Many) -> Route:
    return Route(tuple(path.split("/")), group, entity, many=many)


def single(path: str, group: str, entity: str, one: One) -> Route:
    return Route(tuple(path.split("/")), group, entity, one=one)


def match(routes: Iterable[Route], segments: list[str], api: Api) -> tuple[Route, list[str]] | None:
    """Return the route of a path with the ids in it."""
    for route in routes:
        if api in route.apis and len(route.pattern) == len(segments):
            pairs = list(zip(route.pattern, segments, strict=True))
            if all(part in ("*", segment) for part, segment in pairs):
                return route, [segment for part, segment in pairs if part == "*"]
    return None
