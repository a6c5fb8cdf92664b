"""The write rules of a target: a table in a file beside its connector, editable per connection."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any

from msgspec import Struct, structs

from homeroom.errors import NeedsDistrict

# A title that is shortened ends in three dots, so there must be room for a letter before them.
LEAST_LIMIT = 4


class Certainty(StrEnum):
    """Whether a source states a rule, or we assume it."""

    STATED = "stated"
    ASSUMED = "assumed"


class Rule(Struct, frozen=True, kw_only=True):
    """One rule: how it is applied, with which bound, how certain it is and who says so.

    What modes there are belongs to the check in the room push that reads the rule.
    """

    name: str
    mode: str
    modes: tuple[str, ...]
    certainty: Certainty
    source: str
    words: str
    limit: int | None = None
    applies_to: tuple[str, ...] = ()  # API versions; empty means all


class Rules(Struct, frozen=True):
    """All write rules of one target."""

    by_name: Mapping[str, Rule]

    def mode(self, name: str, version: str) -> str:
        """Return how a rule is applied with this API version: `off` where it does not apply."""
        rule = self.by_name[name]
        return rule.mode if not rule.applies_to or version in rule.applies_to else "off"

    def limit(self, name: str) -> int:
        """Return the bound of a rule that has one."""
        limit = self.by_name[name].limit
        assert limit is not None, name
        return limit

    def edited(self, changes: Mapping[str, Any]) -> "Rules":
        """Return the rules with a district's own choices: {name: mode} or {name: [mode, limit]}."""
        edited = dict(self.by_name)
        for name, choice in changes.items():
            rule = edited.get(name)
            mode, *limits = choice if isinstance(choice, list) and choice else [choice]
            if rule is None or mode not in rule.modes:
                known = ", ".join(self.by_name) if rule is None else ", ".join(rule.modes)
                raise NeedsDistrict(f"There is no write rule {name}={mode}.", fix=f"Use: {known}.")
            limit = _limit(rule, limits) if limits else rule.limit
            edited[name] = structs.replace(rule, mode=mode, limit=limit)
        return Rules(edited)


def _limit(rule: Rule, limits: list[Any]) -> int:
    """Return the bound that a district has chosen; only a rule that has one takes another."""
    if rule.limit is None:
        raise NeedsDistrict(f"The write rule {rule.name} has no bound.", fix="Give its mode alone.")
    [limit, *more] = limits
    if more or type(limit) is not int or limit < LEAST_LIMIT:
        raise NeedsDistrict(
            f"The write rule {rule.name} cannot have the bound {', '.join(map(str, limits))}.",
            fix=f"Use one whole number of at least {LEAST_LIMIT}.",
        )
    return limit


def read_rules(file: Traversable) -> Rules:
    """Read a rules.toml: one table per rule."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return Rules(
        {
            name: Rule(
                name=name,
                mode=table["mode"],
                modes=tuple(table["modes"]),
                certainty=Certainty(table["certainty"]),
                source=table["source"],
                words=table["words"],
                limit=table.get("limit"),
                applies_to=tuple(table.get("applies_to", ())),
            )
            for name, table in tables.items()
        }
    )
