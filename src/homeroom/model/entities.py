"""All entities of OneRoster 1.2, by kind (the published OpenAPI documents name the wire keys)."""

from homeroom.model.entity import Entity
from homeroom.model.gradebook_fields import GRADEBOOK_ENTITIES
from homeroom.model.kinds import Kind
from homeroom.model.roster_fields import ROSTER_ENTITIES

ENTITIES: dict[Kind, Entity] = {
    entity.kind: entity for entity in (*ROSTER_ENTITIES, *GRADEBOOK_ENTITIES)
}
