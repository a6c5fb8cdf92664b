"""What a change of rules may change in records that are stored, and in what goes out."""

from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.entities import kind_of
from homeroom.rules.masters import Voice


def merged_otherwise(before: Rules, after: Rules) -> tuple[Kind, ...]:
    """Return the kinds whose winners are chosen by other master fields, parents first."""
    old, new = _orders(before), _orders(after)
    changed = {entity for entity, field in old.keys() | new.keys()
               if old.get((entity, field)) != new.get((entity, field))}  # fmt: skip
    kinds = {kind_of(entity) for entity in changed}
    return tuple(kind for kind in Kind if kind in kinds)


def recognised_otherwise(before: Rules, after: Rules) -> tuple[Kind, ...]:
    """Return the kinds whose records are recognised by other domains of uniqueness."""
    old, new = set(before.uniqueness), set(after.uniqueness)
    kinds = {domain.kind for domain in old ^ new}
    return tuple(kind for kind in Kind if kind in kinds)


def sent_otherwise(before: Rules, after: Rules) -> bool:
    """Say whether other rules bring grades and line items into form on their way to a target."""
    forms = ((one.categories, one.scales, one.standards, one.posted) for one in (before, after))
    return next(forms) != next(forms)


def _orders(rules: Rules) -> dict[tuple[str, str], tuple[Voice, ...]]:
    return {(one.entity, one.field): one.sources for one in rules.master_fields()}
