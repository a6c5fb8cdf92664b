"""Data quality: which attributes a row should have, and what becomes of one that lacks some."""

from collections.abc import Iterable
from enum import StrEnum

from homeroom.rules.entities import NAMES, fields_of
from homeroom.rules.masters import METADATA
from homeroom.rules.section import Section


class Need(StrEnum):
    """How much an attribute is needed."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"


class Without(StrEnum):
    """What becomes of a row that lacks an attribute: it is used and reported, or it stays out.

    `ignore` takes back what a wider rule, or the usual ones, ask for.
    """

    REPORT = "report"
    LEAVE_OUT = "leave out"
    IGNORE = "ignore"


class Requirement(Section, frozen=True, kw_only=True):
    """One attribute that rows of an entity should have: of one app, of a role, or of every app.

    `attribute` is its path in a OneRoster 1.2 record after mapping, such as `metadata.homeroom`.
    """

    entity: str
    attribute: str
    app: str = ""
    role: str = ""
    need: Need = Need.REQUIRED
    without: Without = Without.REPORT

    def __post_init__(self) -> None:
        if self.entity not in NAMES:
            raise ValueError(f"there is no entity {self.entity}; there are: {', '.join(NAMES)}")
        names = fields_of(self.entity)
        first, _, rest = self.attribute.partition(".")
        if first not in names and not (first == METADATA and rest):
            known = ", ".join(names)
            raise ValueError(
                f"{self.entity} has no attribute {self.attribute}; it has: {known}, metadata.KEY"
            )
        if self.app and self.role:
            raise ValueError("an attribute is asked of an app or of a role, not of both")
        if self.role not in ("", "sis", "learning"):
            raise ValueError("the role of a source is sis or learning")
        if self.need is Need.RECOMMENDED and self.without is Without.LEAVE_OUT:
            raise ValueError("a row is not left out for what is only recommended")

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what it is about; there is one rule for each."""
        return (self.app, self.role, self.entity, self.attribute)


class Quality(Section, frozen=True, kw_only=True):
    """What rows should have; `usual`: beside these rules the usual ones hold."""

    usual: bool = True
    requirements: tuple[Requirement, ...] = ()

    def __post_init__(self) -> None:
        keys = [one.key for one in self.requirements]
        if len(set(keys)) < len(keys):
            raise ValueError("one attribute is asked for twice in the same rows")


# What deliveries cannot do without: a grade is placed by the due date and the points of its item,
# and checked against the terms of its class.
USUAL = (
    Requirement(role="sis", entity="class", attribute="terms"),
    Requirement(role="learning", entity="lineItem", attribute="dueDate"),
    Requirement(role="learning", entity="lineItem", attribute="resultValueMax"),
)


def requirements_for(quality: Quality, app: str, role: str) -> tuple[Requirement, ...]:
    """Return what rows of an app should have; of two rules for one attribute the narrower counts.

    A rule of the app goes before one of its role, and that before one of every app.
    """
    own = (one for one in quality.requirements if one.app in ("", app) and one.role in ("", role))
    fits = sorted((*(USUAL if quality.usual else ()), *own), key=_narrow)
    found = {
        (one.entity, one.attribute): one
        for one in fits
        if one.app in ("", app) and one.role in ("", role)
    }
    return tuple(one for one in found.values() if one.without is not Without.IGNORE)


def _narrow(one: Requirement) -> int:
    return 2 if one.app else int(bool(one.role))


def with_requirement(quality: Quality, made: Requirement) -> Quality:
    """Return the rules with one more; it takes the place of one for the same rows."""
    return _replaced(quality, (*_but(quality, made), made))


def without_requirement(quality: Quality, gone: Requirement) -> Quality:
    """Return the rules without the one for the same attribute of the same rows."""
    return _replaced(quality, _but(quality, gone))


def _but(quality: Quality, one: Requirement) -> tuple[Requirement, ...]:
    return tuple(held for held in quality.requirements if held.key != one.key)


def _replaced(quality: Quality, requirements: Iterable[Requirement]) -> Quality:
    return Quality(usual=quality.usual, requirements=tuple(requirements))
