"""Where work of a category lands in a target's gradebook, as far as the hub can know. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from homeroom.connectors.rules import Rules as WriteRules
from homeroom.rules.categories import CategoryChoice, folded


class Fate(StrEnum):
    """What becomes of the category of some work."""

    COUNTS = "counts"  # it stands in a category that the target has
    MADE = "made there"
    HELD = "held"
    REFUSED = "refused"
    NONE = "without category"
    UNSEEN = "not known"  # the hub has not seen which categories the target has


class Target(Struct, frozen=True, kw_only=True, dict=True):
    """Where grades would go, by its write rules; `titles` are the categories that it has shown."""

    key: str
    title: str
    rules: WriteRules
    version: str
    default_category: str = ""
    takes_categories: bool = False
    titles: Sequence[str] = ()

    @cached_property
    def shelf(self) -> dict[str, str]:
        """Return its categories by their titles as these are compared."""
        return {folded(title): title for title in self.titles}


class Place(Struct, frozen=True):
    """Where work lands: the title there, by which rule, and what that means."""

    fate: Fate
    becomes: str | None = None
    by: str = ""


def place_of(target: Target, choice: CategoryChoice, title: str | None) -> Place:
    """Return where work lands; it mirrors what the check of a line item does with it.

    Whether the very class has the category is seen when the line item goes.
    """
    shelf = target.shelf
    wanted, by = (choice.mapped, choice.by) if choice.mapped else (title, "its title")
    if wanted and folded(wanted) in shelf:
        return Place(Fate.COUNTS, shelf[folded(wanted)], by)
    if wanted and target.takes_categories and choice.makes:
        return Place(Fate.MADE, wanted, by)
    if not shelf:
        return Place(Fate.UNSEEN, wanted or choice.default or target.default_category or None, by)
    if wanted and choice.waits:
        return Place(Fate.HELD, None, by)
    default = choice.default or target.default_category
    if default and choice.mapped is None and folded(default) in shelf:
        of = choice.default_of or "the connection"
        return Place(Fate.COUNTS, shelf[folded(default)], f"the default of {of}")
    required = target.rules.mode("category_required", target.version) == "refuse"
    return Place(Fate.REFUSED if required else Fate.NONE, None, by)
