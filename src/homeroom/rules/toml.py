"""The rules of a district as one TOML file, to keep, compare and hand on."""

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import tomli_w

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules

_HEAD = "# The rules of a district. Homeroom reads them with: homeroom rules import FILE\n"


def to_toml(rules: Rules) -> str:
    """Write rules; the same rules always give the same text."""
    return _HEAD + tomli_w.dumps(msgspec.to_builtins(rules, str_keys=True, order="sorted"))


def from_toml(text: str) -> Rules:
    """Read rules, decimals exactly; a NeedsDistrict says which line or which name is wrong."""
    try:
        return msgspec.convert(tomllib.loads(text, parse_float=Decimal), Rules)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise NeedsDistrict(
            f"These rules cannot be read: {problem}.",
            fix="Correct the file; `homeroom rules export` shows how rules are written.",
        ) from problem


def parts_to_toml(rules: Rules, names: Sequence[str]) -> str:
    """Write some parts of the rules alone."""
    held = msgspec.to_builtins(rules, str_keys=True, order="sorted")
    return tomli_w.dumps({name: held[name] for name in names if name in held})


def with_parts(rules: Rules, names: Sequence[str], text: str) -> Rules:
    """Return rules in which some parts are those of a text; what it leaves out is at its default.

    A NeedsDistrict says which line or which name is wrong; other parts than these are refused.
    """
    try:
        given: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        others = [name for name in given if name not in names]
        if others:
            raise NeedsDistrict(
                f"{others[0]} is another part of the rules.",
                fix=f"Change it there; here stands {' and '.join(names)}.",
            )
        held = msgspec.to_builtins(rules, str_keys=True)
        kept = {name: value for name, value in held.items() if name not in names}
        return msgspec.convert({**kept, **given}, Rules, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise NeedsDistrict(
            f"These rules cannot be read: {problem}.",
            fix="Correct the line that it names; nothing was changed.",
        ) from problem
