"""The rules of a district as one TOML file, to keep, compare and hand on."""

import tomllib
from decimal import Decimal

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
