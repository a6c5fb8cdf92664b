"""All rules of a district in one document."""

from homeroom.rules.categories import Categories
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.filters import FilterRule
from homeroom.rules.mappings import MappedAttribute, check
from homeroom.rules.masters import MasterField
from homeroom.rules.posted import Posted
from homeroom.rules.preset import by_role
from homeroom.rules.quality import Quality
from homeroom.rules.scales import Scales
from homeroom.rules.schools import MappedSchool, NewSchools, check_schools
from homeroom.rules.scope import GradeScope
from homeroom.rules.section import Section
from homeroom.rules.standards import Standards
from homeroom.rules.uniqueness import Domain
from homeroom.rules.windows import GradeWindow
from homeroom.rules.year import SchoolYear


class Rules(Section, frozen=True):
    """What a district has decided; an empty document means all defaults.

    `masters_by_role`: the SIS masters the roster, the gradebook source masters grades; what
    `masters` says about a field goes before it. Without `uniqueness` records of two sources are
    never the same.
    """

    mappings: tuple[MappedAttribute, ...] = ()
    schools: tuple[MappedSchool, ...] = ()
    new_schools: tuple[NewSchools, ...] = ()
    filters: tuple[FilterRule, ...] = ()
    quality: Quality = Quality()
    masters_by_role: bool = False
    masters: tuple[MasterField, ...] = ()
    categories: Categories = Categories()
    scales: Scales = Scales()
    standards: Standards = Standards()
    posted: Posted = Posted()
    classes: tuple[ClassMap, ...] = ()
    scope: GradeScope = GradeScope()
    uniqueness: tuple[Domain, ...] = ()
    windows: tuple[GradeWindow, ...] = ()
    year: SchoolYear = SchoolYear()

    def __post_init__(self) -> None:
        check(self.mappings)
        check_schools(self.schools, self.new_schools)
        tables = {one.name for one in self.scales.tables}
        for one in self.posted.term_grades:
            if one.table and one.table not in tables:
                raise ValueError(f"there is no table {one.table}")

    def master_fields(self) -> tuple[MasterField, ...]:
        """Return all master fields, the preset's first: of two for one field the later counts."""
        return (*(by_role() if self.masters_by_role else ()), *self.masters)


NO_RULES = Rules()
