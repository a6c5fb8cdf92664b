"""Which operation an address means, and the ids in it.

Words of a path may be written in any case (`/lineitems`). The web server decodes `%2F` before we
see the path, so that an id with a slash looks like two words: what fits no operation word by word
is tried once more with ids that hold slashes.
"""

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from homeroom.model.kinds import Version
from homeroom.serve.operations import Operation, base_of, operations

ROOT = "/ims/oneroster/"
# Of the words of a path so many are never ids: "", ims, oneroster, and the service or the version
# and what follows it.
_NO_ID = 5


class Match(Struct, frozen=True):
    """The operations of one path by their method, and the ids in the path, outermost first."""

    operations: dict[str, Operation]
    ids: tuple[str, ...]


def version_of(path: str) -> Version:
    """Return the version in whose words an answer under this path is given."""
    return Version.V1P1 if path.casefold().startswith(base_of(Version.V1P1, "")) else Version.V1P2


def find(path: str) -> Match | None:
    """Return what a whole path means, or None."""
    words = path.rstrip("/").split("/")
    fixed = [one.casefold() for one in words]
    for pattern, named in _by_shape().get(_shape(fixed), ()):
        if all(want in ("", had) for want, had in zip(pattern, fixed, strict=True)):
            ids = tuple(had for want, had in zip(pattern, words, strict=True) if not want)
            return Match(named, ids[1:]) if all(ids[1:]) else None
    return _with_slashes(path.rstrip("/"))


def _with_slashes(path: str) -> Match | None:
    for expression, named in _expressions():
        if found := expression.fullmatch(path):
            return Match(named, found.groups())
    return None


@cache
def _by_path() -> dict[str, dict[str, Operation]]:
    """Return the operations by method, by path without the names of its parameters."""
    found: dict[str, dict[str, Operation]] = {}
    for one in operations():
        path = one.base + re.sub(r"\{\w+\}", "{}", one.path)
        found.setdefault(path, {})[one.method] = one
    return found


def _shape(words: Sequence[str]) -> tuple[int, Sequence[str]]:
    """Return what paths are sorted by: how many words, and the first ones, among which is no id."""
    return len(words), tuple(words[:_NO_ID])


@cache
def _by_shape() -> dict[tuple[int, Sequence[str]], list[tuple[list[str], dict[str, Operation]]]]:
    """Return patterns by their shape: words in small letters, "" for an id."""
    found: dict[tuple[int, Sequence[str]], list[tuple[list[str], dict[str, Operation]]]] = {}
    for path, named in _by_path().items():
        words = ["" if one == "{}" else one.casefold() for one in path.split("/")]
        found.setdefault(_shape(words), []).append((words, named))
    return found


@cache
def _expressions() -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
    """Return expressions in which an id may hold slashes, those with the most words first."""
    paths = sorted(_by_path(), key=lambda path: -path.count("/"))
    return [
        (
            re.compile("(.+)".join(map(re.escape, path.split("{}"))), re.IGNORECASE),
            _by_path()[path],
        )
        for path in paths
        if "{}" in path
    ]
