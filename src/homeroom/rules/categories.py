"""Categories: which category of the SIS the work of an app counts in, and where that holds."""

from enum import StrEnum

from msgspec import Struct, structs

from homeroom.rules.placed import PlacedRule
from homeroom.rules.places import Where, narrowest
from homeroom.rules.section import Section


class Unknown(StrEnum):
    """What becomes of work in a category that the class does not have in the SIS.

    `create`: it is made where the SIS takes categories from apps; elsewhere such work waits.
    """

    USE_DEFAULT = "use default"
    CREATE = "create"
    HOLD = "hold"


class CategoryMapping(PlacedRule, frozen=True, kw_only=True):
    """A category of an app, or of all apps, is this one of the SIS; both are named by title.

    Titles outlive a term: a mapping holds on in the next one.
    """

    title: str
    to: str
    app: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.title.strip() or not self.to.strip():
            raise ValueError("a category has a title")

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what may be mapped only once."""
        return self.place, self.app, folded(self.title)


class DefaultCategory(PlacedRule, frozen=True, kw_only=True):
    """The category of the SIS for work that has none; the narrowest place decides."""

    title: str


class UnknownCategory(PlacedRule, frozen=True, kw_only=True):
    """What becomes of unknown categories in a place; the narrowest place decides."""

    then: Unknown


class Categories(Section, frozen=True, kw_only=True):
    """How categories of apps meet those of the SIS; without a rule, by their titles."""

    mappings: tuple[CategoryMapping, ...] = ()
    defaults: tuple[DefaultCategory, ...] = ()
    unknown: tuple[UnknownCategory, ...] = ()

    def __post_init__(self) -> None:
        keys = [one.key for one in self.mappings]
        if len(set(keys)) < len(keys):
            raise ValueError("one category of an app is mapped twice in one place")


class CategoryChoice(Struct, frozen=True, kw_only=True):
    """What rules say about the category of one line item.

    Where nobody said what becomes of unknown ones, they are made where the SIS takes categories
    from apps, and otherwise take the default.
    """

    mapped: str | None = None  # the title of the SIS's category
    by: str = ""  # the rule that mapped it
    default: str | None = None
    default_of: str = ""  # the place that has it
    unknown: Unknown | None = None

    @property
    def waits(self) -> bool:
        """Say whether work in an unknown category waits instead of taking the default."""
        return self.unknown in (Unknown.HOLD, Unknown.CREATE)

    @property
    def makes(self) -> bool:
        """Say whether an unknown category is made where the SIS takes categories from apps."""
        return self.mapped is None and self.unknown in (None, Unknown.CREATE)


BY_TITLE = CategoryChoice()


def choice_for(rules: Categories, app: str, where: Where, title: str | None) -> CategoryChoice:
    """Return what the narrowest places say; a mapping of the app goes before one of all apps."""
    if rules == Categories():
        return BY_TITLE
    fits = [one for one in rules.mappings if title and folded(one.title) == folded(title)]
    fits = sorted((one for one in fits if one.app in ("", app)), key=lambda one: not one.app)
    mapping = narrowest(fits, where)
    default, unknown = narrowest(rules.defaults, where), narrowest(rules.unknown, where)
    return CategoryChoice(
        mapped=mapping.to if mapping else None,
        by=f"a mapping of categories for {mapping.place}" if mapping else "",
        default=default.title if default else None,
        default_of=default.place if default else "",
        unknown=unknown.then if unknown else None,
    )


def with_mapping(rules: Categories, made: CategoryMapping) -> Categories:
    """Return the rules with one mapping more; it takes the place of one for the same category."""
    kept = without_mapping(rules, made.place, made.app, made.title).mappings
    return structs.replace(rules, mappings=(*kept, made))


def without_mapping(rules: Categories, place: str, app: str, title: str) -> Categories:
    """Return the rules without the mapping of a category in a place."""
    key = (place, app, folded(title))
    kept = (one for one in rules.mappings if one.key != key)
    return structs.replace(rules, mappings=tuple(kept))


def with_default(rules: Categories, place: str, title: str) -> Categories:
    """Return the rules with another default category of a place; none with a blank title."""
    kept = tuple(one for one in rules.defaults if one.place != place)
    made = (DefaultCategory(place=place, title=title),) if title.strip() else ()
    return structs.replace(rules, defaults=kept + made)


def with_unknown(rules: Categories, place: str, then: Unknown | None) -> Categories:
    """Return the rules with another choice for unknown categories of a place, or with none."""
    kept = tuple(one for one in rules.unknown if one.place != place)
    made = (UnknownCategory(place=place, then=then),) if then is not None else ()
    return structs.replace(rules, unknown=kept + made)


def folded(title: str) -> str:
    """Return a title as titles are compared: case and the number of blanks do not count."""
    return " ".join(title.split()).casefold()
