"""What the standard has no field for: it survives beside the metadata that came."""

from decimal import Decimal
from typing import Any

from homeroom.model.scrub import is_secret

# What jsonb can keep of a number is far beyond this, but not without end.
_LONGEST_NUMBER = 1000


def gathered(given: Any, extra: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata that came, and the members that the standard does not know.

    One that is called like a member of the metadata stands beside it as `unknown.<name>`.
    """
    if given is None and not extra:
        return {}
    if isinstance(given, dict):
        kept = dict(given)
    else:
        kept = {} if given in (None, "") else {"metadata": given}
    for key, held in extra.items():
        if not is_secret(key) and held not in (None, ""):
            kept[key if key not in kept else f"unknown.{key}"] = held
    return {key: _storable(held) for key, held in kept.items()}


def _storable(held: Any) -> Any:
    """Return the same value; a number that no database keeps survives as its text."""
    if isinstance(held, dict):
        return {key: _storable(part) for key, part in held.items()}
    if isinstance(held, list):
        return [_storable(part) for part in held]
    if isinstance(held, Decimal) and abs(held.adjusted()) > _LONGEST_NUMBER:
        return str(held)
    return held
