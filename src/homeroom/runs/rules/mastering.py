"""Master fields as a district sets them: the preset, and one source put first for an entity."""

from collections.abc import Sequence

from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.entities import fields_of
from homeroom.rules.masters import Voice, generated
from homeroom.rules.uniqueness import usual


def with_preset(held: Rules, *, on: bool) -> Rules:
    """Let the SIS master the roster and the gradebook source its grades, or give that up.

    Where nothing says who is who yet, the usual domains of uniqueness come with it.
    """
    uniqueness = held.uniqueness or (usual() if on else ())
    return structs.replace(held, masters_by_role=on, uniqueness=uniqueness)


def with_master(held: Rules, entity: str, voice: Voice, fields: Sequence[str]) -> Rules:
    """Put a source first for some fields of an entity, or for all of them."""
    names = fields_of(entity)
    unknown = [name for name in fields if name not in names]
    if unknown:
        raise NeedsDistrict(
            f"{entity} has no field {unknown[0]}.", fix=f"It has: {', '.join(names)}."
        )
    masters = generated(held.masters, entity, list(fields) or list(names), voice)
    return structs.replace(held, masters=masters)


def without_master(held: Rules, entity: str, field: str) -> Rules:
    """Take the order of sources of one field away."""
    masters = tuple(one for one in held.masters if (one.entity, one.field) != (entity, field))
    return structs.replace(held, masters=masters)
