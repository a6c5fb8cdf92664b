"""What a reader asks for, as values: which records, which of their members, which page."""

from enum import StrEnum

from msgspec import Struct

from homeroom.model.kinds import Kind, Version


class Sign(StrEnum):
    """How a filter compares."""

    IS = "="
    IS_NOT = "!="
    MORE = ">"
    MORE_OR_SAME = ">="
    LESS = "<"
    LESS_OR_SAME = "<="
    HAS = "~"


class Predicate(Struct, frozen=True):
    """One comparison: a path such as class.sourcedId, and a value as text."""

    path: str
    sign: Sign
    value: str


class Filter(Struct, frozen=True):
    """Comparisons of which all must hold, or any one."""

    predicates: tuple[Predicate, ...]
    any_of: bool = False


class Order(Struct, frozen=True):
    """By which member records are sorted."""

    path: str
    descending: bool = False


class Place(Struct, frozen=True):
    """Where a page goes on: after this record; `total` was counted for the first page."""

    after: str
    total: int


class Choice(Struct, frozen=True, kw_only=True):
    """Which records of a kind: of which sort, below which parents, and what a filter says.

    `parents` are (kind, of which sort, hub id), outermost first.
    """

    kind: Kind
    version: Version
    only: str = ""
    parents: tuple[tuple[Kind, str, str], ...] = ()
    filter: Filter | None = None


class Span(Struct, frozen=True, kw_only=True):
    """One page of a list. Without an order it follows the ids, and may go on after a place."""

    limit: int
    offset: int = 0
    order: Order | None = None
    place: Place | None = None


class UnknownName(ValueError):
    """A member that a kind does not have in this version, or that is not shared."""


class UnusableValue(ValueError):
    """A value that a member cannot be compared with; the message is a sentence."""
