"""The filter grammar: one or two predicates, joined by AND or OR (oneroster.md, section 3)."""

import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from homeroom.sandbox.campus.instants import midnight_utc, read_instant
from homeroom.sandbox.campus.nouns import Api
from homeroom.sandbox.oneroster.errors import Refused
from homeroom.sandbox.oneroster.field_tables import (
    BOOLEAN,
    DAY,
    INSTANT,
    LIST,
    NUMBER,
    Field,
    find_field,
    value_at,
)

_PREDICATE = re.compile(r"\s*([A-Za-z][\w.]*)\s*(>=|<=|!=|=|>|<|~)\s*'((?:[^']|'')*)'")
_JOIN = re.compile(r"\s+(AND|OR)\s+(?=\S)")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class Predicate(Struct, frozen=True):
    """`wanted` is the value, read as the field's kind."""

    field: Field
    op: str
    text: str
    wanted: Any

    def matches(self, row: dict[str, object]) -> bool:
        found = value_at(row, self.field.path)
        if self.field.kind == LIST:
            return _list_matches(self.op, [str(value).casefold() for value in found], self.wanted)
        if not found:
            return self.op == "!="
        if self.op == "~":
            return self.text.casefold() in _plain(found[0]).casefold()
        value = _read(self.field.kind, _plain(found[0]))
        if self.op == "!=":
            return bool(value != self.wanted)
        return value is not None and _COMPARE[self.op](value, self.wanted)


class Filter(Struct, frozen=True):
    predicates: tuple[Predicate, ...]
    either: bool = False

    def matches(self, row: dict[str, object]) -> bool:
        answers = (predicate.matches(row) for predicate in self.predicates)
        return any(answers) if self.either else all(answers)

    def names(self, *fields: str) -> bool:
        return any(predicate.field.path[0] in fields for predicate in self.predicates)

    def names_only(self, *fields: str) -> bool:
        return all(predicate.field.path[0] in fields for predicate in self.predicates)

    def since(self) -> int | None:
        """Return the instant before which no row can match, where the filter has one."""
        if self.either and len(self.predicates) > 1:
            return None
        bounds = [
            predicate.wanted
            for predicate in self.predicates
            if predicate.field.path == ("dateLastModified",) and predicate.op in (">", ">=", "=")
        ]
        return max(bounds, default=None)

    def only(self, *path: str) -> str | None:
        """Return the one value that a field must have, where the filter demands one."""
        if self.either and len(self.predicates) > 1:
            return None
        for predicate in self.predicates:
            if predicate.field.path == path and predicate.op == "=":
                return predicate.text
        return None


def parse_filter(text: str, entity: str, api: Api) -> Filter:
    """Read a filter. Raises Refused (400, invalid_filter_field) where it cannot be."""
    first = _PREDICATE.match(text)
    if first is None:
        raise _bad(f"The filter cannot be read: {text}")
    predicates = [_predicate(first, entity, api)]
    rest = text[first.end() :]
    join = _JOIN.match(rest)
    if join:
        second = _PREDICATE.match(rest, join.end())
        if second is None:
            raise _bad(f"The filter cannot be read after {join[1]}: {text}")
        predicates.append(_predicate(second, entity, api))
        rest = rest[second.end() :]
    if rest.strip():
        raise _bad(f"A filter has at most two predicates: {text}")
    return Filter(tuple(predicates), either=bool(join and join[1] == "OR"))


def _predicate(found: re.Match[str], entity: str, api: Api) -> Predicate:
    name, op, text = found[1], found[2], found[3].replace("''", "'")
    field = find_field(entity, api, name)
    if field is None:
        raise _bad(f"'{name}' is no field of {entity} that can be filtered.")
    if field.kind == LIST:
        wanted: Any = [part.strip().casefold() for part in text.split(",")]
    else:
        wanted = _read(field.kind, text)
        if wanted is None and op != "~":
            raise _bad(f"'{text}' is no value for '{name}'.")
    return Predicate(field, op, text, wanted)


def _list_matches(op: str, found: list[str], wanted: list[str]) -> bool:
    """Compare a list: "=" wants all values in it, "~" any of them."""
    if op == "~":
        return any(value in found for value in wanted)
    if op in ("=", "!="):
        return all(value in found for value in wanted) == (op == "=")
    return any(_COMPARE[op](value, wanted[0]) for value in found)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _read(kind: str, text: str) -> Any:
    """Read a value as its field's kind; strings compare without regard to case."""
    try:
        if kind == NUMBER:
            return Decimal(text)
        if kind == BOOLEAN:
            return {"true": True, "false": False}.get(text.lower())
        if kind == DAY:
            return datetime.fromisoformat(text).date()
        if kind == INSTANT:
            return midnight_utc(date.fromisoformat(text)) if len(text) == 10 else read_instant(text)
    except (ValueError, InvalidOperation):
        return None
    return text.casefold()


def _bad(description: str) -> Refused:
    return Refused(400, "invalid_filter_field", description)
