"""Filter rules: which rows of an app are taken in, and which are left out."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from homeroom.model.own import OWN
from homeroom.rules.entities import NAMES
from homeroom.rules.section import Section


class Keep(StrEnum):
    """What becomes of a row that fits a rule: only such rows come in, or none of them does."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class How(StrEnum):
    """How an attribute is looked at; texts without regard to case and outer blanks."""

    CONTAINS = "contains"
    LACKS = "does not contain"
    EQUALS = "equals"
    EMPTY = "is empty"
    FILLED = "is not empty"
    AFTER = "after"
    BEFORE = "before"
    PAST = "is past"
    FUTURE = "is future"


_ALONE = frozenset({How.EMPTY, How.FILLED, How.PAST, How.FUTURE})
_DAYS = frozenset({How.AFTER, How.BEFORE})
BY_TODAY = frozenset({How.PAST, How.FUTURE})


class Condition(Section, frozen=True):
    """One test of one attribute, named by its path in a OneRoster 1.2 record after mapping."""

    attribute: str
    test: How
    value: str = ""

    def __post_init__(self) -> None:
        if not self.attribute or self.attribute.removeprefix("metadata.") in OWN:
            raise ValueError(f"{self.attribute!r} is no attribute that can be filtered by")
        if (self.test in _ALONE) is bool(self.value):
            needs = "takes no value" if self.test in _ALONE else "needs a value"
            raise ValueError(f"{self.attribute} {self.test} {needs}")
        if self.test in _DAYS:
            try:
                date.fromisoformat(self.value)
            except ValueError:
                raise ValueError(f"{self.value} is no day; write it like 2026-10-05") from None


class FilterRule(Section, frozen=True):
    """A rule holds for a row when all of its conditions do; of several rules one is enough.

    `linked`: what belongs to a row that is left out is left out along with it.
    """

    app: str
    entity: str
    keep: Keep
    conditions: tuple[Condition, ...]
    linked: bool = False

    def __post_init__(self) -> None:
        if self.entity not in NAMES:
            raise ValueError(f"there is no entity {self.entity}; there are: {', '.join(NAMES)}")
        if not self.conditions:
            raise ValueError(f"a filter of {self.entity} needs at least one condition")


def by_today(rules: Iterable[FilterRule]) -> bool:
    """Say whether what rules let through changes from day to day."""
    return any(one.test in BY_TODAY for rule in rules for one in rule.conditions)
