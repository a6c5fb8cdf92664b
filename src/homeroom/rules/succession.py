"""Rules that name records of a year that is over, and the same rules about their successors."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from homeroom.rules.document import Rules
from homeroom.rules.places import Level, read_place


class Named(Struct, frozen=True):
    """A record that a rule names, and where in the document."""

    path: str
    level: Level
    id: str


def named(rules: Rules) -> list[Named]:
    """Return every record of the hub that the rules of places and the class mapping name."""
    return list(_found("", msgspec.to_builtins(rules)))


def _found(path: str, held: Any) -> Iterator[Named]:
    if isinstance(held, dict):
        place = held.get("place")
        if place:
            level, id_ = read_place(place)
            if id_:
                yield Named(path, level, id_)
        if "course" in held and "sections" in held:
            yield from (Named(path, Level.CLASS, one) for one in held["sections"])
        for name, one in held.items():
            yield from _found(f"{path}.{name}" if path else str(name), one)
    elif isinstance(held, list | tuple):
        for at, one in enumerate(held, start=1):
            yield from _found(f"{path}[{at}]", one)


def succeeded(rules: Rules, successors: Mapping[tuple[Level, str], str]) -> Rules:
    """Return rules that name the successors of records; what has none is named as before."""
    return msgspec.convert(_renamed(msgspec.to_builtins(rules), successors), Rules)


def _renamed(held: Any, successors: Mapping[tuple[Level, str], str]) -> Any:
    if isinstance(held, list | tuple):
        return [_renamed(one, successors) for one in held]
    if not isinstance(held, dict):
        return held
    made = {name: _renamed(one, successors) for name, one in held.items()}
    if made.get("place"):
        level, id_ = read_place(made["place"])
        if (level, id_) in successors:
            made["place"] = f"{level}:{successors[level, id_]}"
    if "course" in made and "sections" in made:
        sections = [successors.get((Level.CLASS, one), one) for one in made["sections"]]
        made["sections"] = list(dict.fromkeys(sections))
    return made
