"""What decides how an app's records are taken in, and whether that is still what it was."""

from datetime import date
from hashlib import sha256

import msgspec
from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.entities import kind_of
from homeroom.rules.filters import FilterRule, by_today
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.quality import Quality, Requirement, Without, requirements_for
from homeroom.rules.schools import MappedSchool, Unmapped

AS_IT_COMES = ""


class Intake(Struct, frozen=True, kw_only=True):
    """All rules that the records of one app pass through, and the day on which they do."""

    mappings: tuple[MappedAttribute, ...] = ()
    filters: tuple[FilterRule, ...] = ()
    schools: tuple[MappedSchool, ...] = ()
    unmapped: Unmapped = Unmapped.TAKE_IN
    quality: tuple[Requirement, ...] = ()
    usual: bool = True  # nobody asks for more, or less, than usual
    today: date

    @property
    def leaves_out(self) -> bool:
        """Say whether anything could be left out by these rules."""
        strict = any(one.without is Without.LEAVE_OUT for one in self.quality)
        named = self.filters or self.schools or self.unmapped is Unmapped.LEAVE_OUT
        return bool(named or strict)

    def touches(self, kind: Kind) -> bool:
        """Say whether any rule is about rows of a kind; those about schools are about orgs."""
        entities = (
            *(one.entity for one in self.mappings),
            *(one.entity for one in self.filters),
            *(one.entity for one in self.quality),
        )
        return kind is Kind.ORG or any(kind_of(one) is kind for one in entities)

    @property
    def mark(self) -> str:
        """Return what stays the same as long as these rules do; blank where there are none."""
        if not (self.mappings or self.leaves_out) and self.usual:
            return AS_IT_COMES
        day = self.today.isoformat() if by_today(self.filters) else ""
        held = (self.mappings, self.filters, self.schools, self.unmapped, self.quality, day)
        return sha256(msgspec.json.encode(held)).hexdigest()


def intake_of(rules: Rules, app: str, today: date, role: str = "") -> Intake:
    """Return the rules of one app, which has a role."""
    quality = requirements_for(rules.quality, app, role)
    unmapped = [one.schools for one in rules.new_schools if one.app == app]
    return Intake(
        mappings=tuple(one for one in rules.mappings if one.app == app),
        filters=tuple(one for one in rules.filters if one.app == app),
        schools=tuple(one for one in rules.schools if one.app == app),
        unmapped=unmapped[0] if unmapped else Unmapped.TAKE_IN,
        quality=quality,
        usual=quality == requirements_for(Quality(), app, role),
        today=today,
    )
