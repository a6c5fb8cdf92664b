"""All rules of a district in one document."""

from homeroom.rules.masters import MasterField
from homeroom.rules.scope import GradeScope
from homeroom.rules.section import Section


class Rules(Section, frozen=True):
    """What a district has decided; an empty document means all defaults."""

    masters: tuple[MasterField, ...] = ()
    scope: GradeScope = GradeScope()


NO_RULES = Rules()
