"""Schools mapping: which school of an app is which school of the hub, and which stays out."""

from collections.abc import Iterable
from enum import StrEnum

from homeroom.rules.section import Section


class Unmapped(StrEnum):
    """What becomes of schools that nobody has mapped."""

    TAKE_IN = "take in"
    LEAVE_OUT = "leave out"


class MappedSchool(Section, frozen=True):
    """One school of an app by its own id: a new hub school, an existing one (`hub`), or none."""

    app: str
    school: str
    hub: str = ""
    leave_out: bool = False

    def __post_init__(self) -> None:
        if not self.school:
            raise ValueError("a mapped school is named by the id that its app gives it")
        if self.hub and self.leave_out:
            raise ValueError(f"school {self.school} is either left out or a school of the hub")


class NewSchools(Section, frozen=True):
    """What becomes of the schools of an app that are not mapped; without it they are taken in."""

    app: str
    schools: Unmapped


def check_schools(schools: Iterable[MappedSchool], new: Iterable[NewSchools]) -> None:
    """Raise a ValueError where a school or an app is named twice."""
    seen: set[tuple[str, ...]] = set()
    for key in (*((one.app, one.school) for one in schools), *((one.app,) for one in new)):
        if key in seen:
            raise ValueError(f"{' '.join(key)} is mapped twice")
        seen.add(key)
