"""Look which attributes a row lacks that the district asks for."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from homeroom.mapping.paths import roles_of, value_at
from homeroom.mapping.steps import is_blank
from homeroom.model.dialect import JSON
from homeroom.model.kinds import Kind
from homeroom.rules.entities import PEOPLE, kind_of, person_of
from homeroom.rules.quality import Need, Requirement, Without


class Lack(Struct, frozen=True):
    """An attribute that a row lacks; `out`: the row stays out without it."""

    attribute: str
    need: Need
    out: bool = False


Lacking = Callable[[Kind, JSON], tuple[Lack, ...]]


def lacking_of(requirements: Sequence[Requirement]) -> Lacking:
    """Return what says which attributes a row lacks, after mapping.

    What is said about students or teachers goes before what is said about all users.
    """
    by_kind: dict[Kind, list[Requirement]] = {}
    for one in requirements:
        by_kind.setdefault(kind_of(one.entity), []).append(one)
    for some in by_kind.values():
        some.sort(key=lambda one: one.entity in PEOPLE)

    def lacking(kind: Kind, wire: JSON) -> tuple[Lack, ...]:
        some = by_kind.get(kind)
        return _lacks(kind, wire, some) if some else ()

    return lacking


def _lacks(kind: Kind, wire: JSON, asked: Sequence[Requirement]) -> tuple[Lack, ...]:
    who = person_of(roles_of(wire)) if kind is Kind.USER else kind.value
    own = {one.attribute: one for one in asked if one.entity in (kind.value, who)}
    return tuple(
        Lack(one.attribute, one.need, one.without is Without.LEAVE_OUT)
        for one in own.values()
        if _says_nothing(value_at(wire, one.attribute))
    )


def _says_nothing(value: object) -> bool:
    return is_blank(value) or value == {}
