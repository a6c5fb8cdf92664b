"""What waits for a record that is missing, under that record, and it under what it waits for. Pure.

To mend the record on top lets everything below it go on by itself.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from homeroom.issues.order import WAITS, place_of

Key = tuple[int, str, str]  # app, kind, and the id that the app has for it


class Group(Struct, frozen=True, kw_only=True):
    """So many records of a kind that wait for the same one."""

    parent: Key
    kind: str
    many: int


class Why(Struct, frozen=True, kw_only=True):
    """What is known to be wrong with a record that others wait for."""

    of: Key
    code: str
    facts: Mapping[str, str]


class Missing(Struct, frozen=True, kw_only=True):
    """A record that others wait for: how many by kind, what is wrong with it, what is below it."""

    key: Key
    waiting: Mapping[str, int]
    why: Sequence[Why] = ()
    below: Sequence["Missing"] = ()

    @property
    def many(self) -> int:
        """Return how many records go on once it is there and what is below it is."""
        return sum(self.waiting.values()) + sum(one.many for one in self.below)


def forest(groups: Iterable[Group], whys: Iterable[Why]) -> list[Missing]:
    """Return the missing records in the order of mending, each under the one it waits for."""
    waiting: dict[Key, dict[str, int]] = {}
    for one in groups:
        waiting.setdefault(one.parent, {})[one.kind] = one.many
    told: dict[Key, list[Why]] = {}
    for why in whys:
        told.setdefault(why.of, []).append(why)
    above = {key: _parent(key, told.get(key, ()), waiting) for key in waiting}
    under: dict[Key, list[Key]] = {}
    for key in waiting:
        if not _in_circle(key, above) and (parent := above[key]):
            under.setdefault(parent, []).append(key)
    placed = {key for some in under.values() for key in some}

    def made(key: Key) -> Missing:
        below = _ordered(made(one) for one in under.get(key, ()))
        return Missing(key=key, waiting=waiting[key], why=told.get(key, ()), below=below)

    return _ordered(made(key) for key in waiting if key not in placed)


def _parent(key: Key, whys: Iterable[Why], known: Mapping[Key, object]) -> Key | None:
    """Return the missing record that a missing record waits for itself."""
    for one in whys:
        parent = (key[0], one.facts.get("parent", ""), one.facts.get("id", ""))
        if one.code == WAITS and parent in known:
            return parent
    return None


def _in_circle(key: Key, above: Mapping[Key, Key | None]) -> bool:
    """Say whether a record waits for itself, by way of others: then it is shown on top."""
    seen, at = {key}, above[key]
    while at is not None and at not in seen:
        seen.add(at)
        at = above[at]
    return at == key


def _ordered(some: Iterable[Missing]) -> list[Missing]:
    return sorted(some, key=lambda one: (place_of("", one.key[1], "", ""), -one.many, one.key))


def narrowed(trees: Sequence[Missing], most: int) -> list[Missing]:
    """Return the first of some trees, and of each the first below it, down to the last."""
    return [structs.replace(one, below=narrowed(one.below, most)) for one in trees[:most]]
