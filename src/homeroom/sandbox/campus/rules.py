"""The write rules of the gradebook: a table in rules.toml, changeable while the server runs."""

import tomllib
from pathlib import Path

from msgspec import Struct, convert, structs

TABLE = Path(__file__).parent.parent / "rules.toml"


class Rule(Struct, frozen=True):
    text: str
    mode: str
    modes: list[str]
    status: int
    known: str
    source: str
    limit: int | None = None


class RuleError(ValueError):
    """A rule or a mode that does not exist; the message says which ones do."""


class Broken(Exception):
    """A write broke a rule whose mode is refuse."""

    def __init__(self, name: str, rule: Rule) -> None:
        super().__init__(rule.text.format(limit=rule.limit))
        self.name = name
        self.status = rule.status


class Rules:
    """The table, with the modes of this run."""

    def __init__(self) -> None:
        table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        self.flags = convert(table.pop("flags"), dict[str, dict[str, str]])
        self.rules = convert(table, dict[str, Rule])

    def set_mode(self, name: str, mode: str) -> None:
        """Change one rule; `mode` may carry a limit, as in refuse:30."""
        if name not in self.rules:
            raise RuleError(f"There is no rule '{name}': {', '.join(sorted(self.rules))}.")
        rule = self.rules[name]
        word, _, limit = mode.partition(":")
        if word not in rule.modes:
            raise RuleError(f"Rule '{name}' has no mode '{word}': {', '.join(rule.modes)}.")
        if limit and (rule.limit is None or not limit.isdigit()):
            raise RuleError(f"Rule '{name}' takes no limit '{limit}'.")
        self.rules[name] = structs.replace(
            rule, mode=word, limit=int(limit) if limit else rule.limit
        )

    def mode(self, name: str) -> str:
        return self.rules[name].mode

    def limit(self, name: str) -> int:
        limit = self.rules[name].limit
        if limit is None:
            raise RuleError(f"Rule '{name}' has no limit.")
        return limit

    def check(self, name: str, broken: bool) -> bool:
        """Return whether the write is to be shortened or capped.

        Raises Broken when the rule is broken and refuses.
        """
        if not broken:
            return False
        rule = self.rules[name]
        if rule.mode == "refuse":
            raise Broken(name, rule)
        return rule.mode == "truncate"
