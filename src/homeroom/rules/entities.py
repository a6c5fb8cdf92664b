"""What rules speak about: the kinds of records, and people by what they are."""

from collections.abc import Iterable

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field
from homeroom.model.kinds import Kind

# In this order: whoever is a student is one, whatever else they are, and a teacher with children at
# a school is a teacher.
_PEOPLE: dict[str, frozenset[str]] = {
    "student": frozenset({"student"}),
    "teacher": frozenset({"teacher", "aide", "proctor", "counselor"}),
    "contact": frozenset({"guardian", "parent", "relative"}),
}
ADMINISTRATOR = "administrator"  # every other person
PEOPLE = (*_PEOPLE, ADMINISTRATOR)
NAMES = (*(kind.value for kind in Kind), *PEOPLE)


def kind_of(entity: str) -> Kind:
    """Return the kind of record that an entity is; a KeyError names one that does not exist."""
    if entity in PEOPLE:
        return Kind.USER
    if entity not in NAMES:
        raise KeyError(entity)
    return Kind(entity)


def person_of(roles: Iterable[str]) -> str:
    """Return what a person with these roles is."""
    held = frozenset(roles)
    found = (name for name, words in _PEOPLE.items() if words & held)
    return next(found, ADMINISTRATOR)


def fields_of(entity: str) -> dict[str, Field]:
    """Return the fields of an entity by the names that the standard gives them."""
    return {field.wire: field for field in ENTITIES[kind_of(entity)].fields}
