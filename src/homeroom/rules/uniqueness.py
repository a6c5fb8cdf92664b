"""Domains of uniqueness: by which attributes two systems mean the same person or thing."""

from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind
from homeroom.rules.entities import NAMES, PEOPLE, fields_of, kind_of
from homeroom.rules.section import Section

# What a domain may name besides an entity's own fields.
SOURCED_ID, BIRTH_DATE = "sourcedId", "birthDate"
# These are found by what they connect, and need no domain.
_BY_PLACE = frozenset({Kind.DEMOGRAPHICS, Kind.ENROLLMENT, Kind.RESULT, Kind.ASSESSMENT_RESULT})
_KEYS = frozenset({Shape.TEXT, Shape.DAY, Shape.REFERENCE, Shape.REFERENCES, Shape.TEXTS})


class Domain(Section, frozen=True):
    """Attributes that together name one record of an entity; all of them must be filled.

    Of several domains of an entity the first one that both records fill decides.
    """

    entity: str
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.entity not in NAMES or kind_of(self.entity) in _BY_PLACE:
            raise ValueError(f"there are no domains of uniqueness for {self.entity}")
        known = [name for name, field in fields_of(self.entity).items() if field.shape in _KEYS]
        known += [SOURCED_ID, *([BIRTH_DATE] if kind_of(self.entity) is Kind.USER else [])]
        unknown = [name for name in self.fields if name not in known]
        if unknown or not self.fields or len(set(self.fields)) < len(self.fields):
            words = unknown[0] if unknown else ", ".join(self.fields) or "nothing"
            raise ValueError(f"{words} cannot name a {self.entity}; use: {', '.join(known)}")

    @property
    def name(self) -> str:
        """Return what the domain is called: its entity and fields."""
        return f"{self.entity}: {' + '.join(self.fields)}"

    @property
    def kind(self) -> Kind:
        """Return the kind of record that it is about."""
        return kind_of(self.entity)

    def is_about(self, entity: str) -> bool:
        """Say whether it holds for a record of this entity."""
        return self.entity == entity or (self.entity == Kind.USER and entity in PEOPLE)


def usual() -> tuple[Domain, ...]:
    """Return the domains that the preset proposes: ids first, then what only one can have."""
    return (
        Domain(entity="org", fields=("identifier",)),
        Domain(entity="org", fields=("type", "name")),
        Domain(entity="academicSession", fields=("type", "title", "startDate", "endDate")),
        Domain(entity="course", fields=("org", "courseCode")),
        Domain(entity="class", fields=("school", "classCode")),
        Domain(entity="user", fields=("userMasterIdentifier",)),
        Domain(entity="user", fields=("identifier",)),
        Domain(entity="user", fields=("email",)),
        Domain(entity="user", fields=("givenName", "familyName", BIRTH_DATE)),
    )
