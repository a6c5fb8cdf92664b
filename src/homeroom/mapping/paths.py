"""Where a value stands in a record: a path of names, with keys that may hold dots themselves."""

from typing import Any

from homeroom.model.dialect import JSON


def value_at(wire: JSON, path: str) -> Any:
    """Return the value at a path, or None; of a list, `1` is the first.

    The longest key that fits goes first, so that `metadata.a.b` finds the key `a.b`.
    """
    return _value(wire, path.split("."))


def _value(held: Any, parts: list[str]) -> Any:
    if not parts:
        return held
    if isinstance(held, dict):
        for size in range(len(parts), 0, -1):
            key = ".".join(parts[:size])
            if key in held:
                return _value(held[key], parts[size:])
        return None
    place = int(parts[0]) if parts[0].isascii() and parts[0].isdigit() else 0
    if isinstance(held, list) and 1 <= place <= len(held):
        return _value(held[place - 1], parts[1:])
    return None


def roles_of(wire: JSON) -> list[str]:
    """Return the words of a person's roles, as OneRoster 1.2 writes them."""
    given = wire.get("roles")
    roles = given if isinstance(given, list) else []
    return [str(one.get("role")) for one in roles if isinstance(one, dict)]
