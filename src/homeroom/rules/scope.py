"""Scope: which grades may reach the gradebook, where, and from and until when."""

from datetime import date
from enum import StrEnum

from homeroom.rules.placed import PlacedRule
from homeroom.rules.section import Section


class Deliver(StrEnum):
    """Whether grades of a place go to the SIS."""

    SEND = "send"
    HOLD = "hold"


class PlaceScope(PlacedRule, frozen=True, kw_only=True):
    """Whether grades of a place go to the SIS; the narrowest place decides."""

    deliver: Deliver
    by_teacher: bool = False  # a teacher opted the class out, and may opt it in again


class GoLive(PlacedRule, frozen=True, kw_only=True):
    """Work that was due before this day stays out; the narrowest place decides."""

    day: date


class FrozenDays(PlacedRule, frozen=True, kw_only=True):
    """Days on which nothing is sent, both included; every one that holds for a class counts."""

    first: date
    last: date
    why: str = "a pause"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.last < self.first:
            raise ValueError(f"the days end on {self.last}, before they begin on {self.first}")


class ClosedTerms(PlacedRule, frozen=True, kw_only=True):
    """So many days after its end a term is closed; the narrowest place decides."""

    days_after: int

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.days_after < 0:
            raise ValueError("a term cannot be closed before its end")


class Mark(Section, frozen=True, kw_only=True):
    """What an app writes into the metadata of what it wants to be sent; other things stay out."""

    app: str
    key: str
    value: str = "true"


class GradeScope(Section, frozen=True, kw_only=True):
    """What may reach the gradebook; without any rule, everything."""

    places: tuple[PlaceScope, ...] = ()
    go_live: tuple[GoLive, ...] = ()
    frozen: tuple[FrozenDays, ...] = ()
    closed_terms: tuple[ClosedTerms, ...] = ()
    released: tuple[Mark, ...] = ()  # on a grade: it is released
    send_to_sis: tuple[Mark, ...] = ()  # on a line item: it is meant for the SIS
