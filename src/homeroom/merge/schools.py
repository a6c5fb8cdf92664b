"""Auto Mapping of schools: which hub school a school of an app may be. Pure."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from homeroom.merge.identity import folded


class Known(Struct, frozen=True):
    """A school as it is told apart from others."""

    id: str
    name: str
    identifier: str = ""


class Proposal(Struct, frozen=True):
    """What Auto Mapping says of one school: the hub schools it may be; none: a new one."""

    school: str
    candidates: tuple[str, ...]

    @property
    def clear(self) -> str:
        """Return the only hub school that it can be, or nothing."""
        return self.candidates[0] if len(self.candidates) == 1 else ""


def proposals(theirs: Iterable[Known], hub: Iterable[Known]) -> list[Proposal]:
    """Propose hub schools: those with the same identifier, else those of the same name.

    Compared exactly, but for case and surplus blanks; what may be several is left to a person.
    """
    by_number, by_name = _index(hub)
    found = []
    for one in theirs:
        number = folded(one.identifier)
        near = by_number.get(number, ()) if number else ()
        near = near or by_name.get(folded(one.name), ())
        found.append(Proposal(one.id, tuple(near)))
    return found


def _index(hub: Iterable[Known]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    by_number: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for one in hub:
        if folded(one.identifier):
            by_number.setdefault(folded(one.identifier), []).append(one.id)
        by_name.setdefault(folded(one.name), []).append(one.id)
    return by_number, by_name
