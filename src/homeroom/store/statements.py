"""Statements before they are asked."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

Params = Mapping[str, Any]


class Question(Struct, frozen=True):
    """A statement with its named parameters."""

    sql: str
    params: Params = {}


class Numbered(Struct, frozen=True):
    """A statement whose parameters have numbers, in the order of their names.

    In a long text the driver would look for the names anew each time; here that is done once.
    """

    sql: bytes
    names: tuple[str, ...]


@lru_cache(maxsize=1000)
def numbered(sql: str) -> Numbered:
    """Give the named parameters of a statement, %(name)s, numbers; a doubled % is a single one."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${names.setdefault(found[1], len(names) + 1)}" if found[1] else "%"

    text = re.sub(r"%%|%\((\w+)\)[sb]", number, sql)
    return Numbered(text.encode(), tuple(names))
