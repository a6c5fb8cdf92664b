"""The base of rules that hold in one place."""

from homeroom.errors import NeedsDistrict
from homeroom.rules.places import read_place
from homeroom.rules.section import Section


class PlacedRule(Section, frozen=True, kw_only=True):
    """A rule with the place in which it holds, the whole district by default."""

    place: str = "district"

    def __post_init__(self) -> None:
        try:
            read_place(self.place)
        except NeedsDistrict as problem:
            raise ValueError(f"{problem.message} {problem.fix}") from problem
