"""One attribute mapping put into the rules, or taken out of them. Pure."""

from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.mappings import MappedAttribute


def mapped(rules: Rules, made: MappedAttribute) -> Rules:
    """Return the rules with a mapping; the one that its attribute has already is replaced."""
    return structs.replace(rules, mappings=(*_others(rules, _key(made)), made))


def unmapped(rules: Rules, app: str, entity: str, attribute: str) -> Rules:
    """Return the rules without a mapping; NeedsDistrict where there is none."""
    others = _others(rules, (app, entity, attribute))
    if len(others) == len(rules.mappings):
        raise NeedsDistrict(
            f"{attribute} of {entity} is not mapped for {app}.",
            fix=f"See what is: homeroom mappings list {app}",
        )
    return structs.replace(rules, mappings=others)


def _others(rules: Rules, key: tuple[str, str, str]) -> tuple[MappedAttribute, ...]:
    return tuple(one for one in rules.mappings if _key(one) != key)


def _key(one: MappedAttribute) -> tuple[str, str, str]:
    return one.app, one.entity, one.attribute
