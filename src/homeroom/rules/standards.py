"""Standards: which standard of the SIS a learning objective of an app is, and its levels."""

import re
from collections.abc import Mapping

from msgspec import Struct

from homeroom.rules.categories import folded
from homeroom.rules.letters import first_twice
from homeroom.rules.placed import PlacedRule
from homeroom.rules.places import Level, Where, narrowest, read_place
from homeroom.rules.section import Section


class ScoreGroup(Section, frozen=True, kw_only=True):
    """The levels that a standard of the SIS takes, as it writes them."""

    name: str
    levels: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.levels:
            raise ValueError(f"the score group {self.name} needs a name and at least one level")
        if not all(one.strip() for one in self.levels):
            raise ValueError(f"the score group {self.name} has a blank level")
        twice = first_twice(folded(one) for one in self.levels)
        if twice is not None:
            raise ValueError(f"the score group {self.name} has the level {twice} twice")

    def level_of(self, text: str) -> str | None:
        """Return a level as the SIS writes it; case and blanks around it do not count."""
        return next((one for one in self.levels if folded(one) == folded(text)), None)


class Standard(PlacedRule, frozen=True, kw_only=True):
    """One line of the crosswalk: a learning objective is this standard of the SIS.

    The standard is named by the title of its item, which outlives a term. `source` and `app` limit
    the line to objectives of one catalogue (`case`, or a token) and to one app.
    """

    objective: str
    item: str
    group: str
    source: str = ""
    app: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if read_place(self.place)[0] is Level.TEACHER:
            raise ValueError("a crosswalk holds for a district, school, course or class")
        if not self.objective.strip() or not self.item.strip():
            raise ValueError("a line of the crosswalk names an objective and a standard")

    @property
    def key(self) -> tuple[str, ...]:
        """Return what may stand only once in a crosswalk."""
        return self.place, self.app, _catalogue(self.source), self.objective.strip().casefold()

    def is_about(self, app: str, source: str, objective: str) -> bool:
        """Say whether it means an objective of an app; ids are compared without regard to case."""
        if self.app not in ("", app) or _catalogue(self.source) not in ("", _catalogue(source)):
            return False
        return self.objective.strip().casefold() == objective.strip().casefold()


def _catalogue(said: str) -> str:
    """Return what two names of one catalogue have in common: apps read ccss-m as /ccssm."""
    return re.sub("[^a-z0-9]", "", said.casefold()) or said.casefold()


class Standards(Section, frozen=True, kw_only=True):
    """The crosswalk of standards; an objective that it does not name is not sent."""

    groups: tuple[ScoreGroup, ...] = ()
    crosswalk: tuple[Standard, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.groups]
        twice = first_twice(names)
        if twice is not None:
            raise ValueError(f"there are two score groups named {twice}")
        again = first_twice(one.key for one in self.crosswalk)
        if again is not None:
            raise ValueError(f"the crosswalk names an objective twice for one place: {again}")
        for one in self.crosswalk:
            if one.group not in names:
                raise ValueError(f"there is no score group {one.group}")

    @property
    def by_name(self) -> Mapping[str, ScoreGroup]:
        """Return the score groups by name."""
        return {one.name: one for one in self.groups}


class Mapped(Struct, frozen=True):
    """A standard of the SIS, its score group, and the rule that named it."""

    item: str
    group: ScoreGroup
    by: str


def standard_for(
    standards: Standards, app: str, where: Where, named: tuple[str, str]
) -> Mapped | None:
    """Return the standard of an objective (source and id) in a class: the narrowest place decides.

    In one place, what is said for an app or a catalogue goes before what is said for all.
    """
    fits = [one for one in standards.crosswalk if one.is_about(app, *named)]
    fits.sort(key=lambda one: (not one.app, not one.source))
    found = narrowest(fits, where)
    if found is None:
        return None
    by = f"crosswalk of standards for {found.place}"
    return Mapped(found.item, standards.by_name[found.group], by)
