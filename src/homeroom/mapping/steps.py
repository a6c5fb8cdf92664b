"""Take the steps of an attribute mapping: text in, text out, and a sentence where it cannot be."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from homeroom.mapping.paths import value_at
from homeroom.model.dialect import JSON
from homeroom.rules.steps import (
    Case,
    Concatenate,
    DateFormat,
    Letters,
    Otherwise,
    Prefix,
    Replace,
    Split,
    Step,
    Trim,
)


class CannotMap(ValueError):
    """A value that a step cannot take; the message completes the sentence "<field> ..."."""


def take(step: Step, value: Any, wire: JSON) -> Any:
    """Return what a step makes of a value; a blank stays blank, except for what is added to it."""
    if isinstance(step, Concatenate):
        parts = [value, *(value_at(wire, one) for one in step.sources)]
        return step.separator.join(as_text(one) for one in parts if not is_blank(one)) or None
    return None if is_blank(value) else _changed(step, as_text(value))


def _changed(step: Step, text: str) -> str | None:
    match step:
        case Trim():
            return text.strip()
        case Case():
            return _cased(step.to, text)
        case Split():
            return _part(step, text)
        case Replace():
            return _replaced(step, text)
        case DateFormat():
            return _dated(step, text)
        case Prefix():
            return step.text + text
        case _:
            raise AssertionError(step)


def is_blank(value: Any) -> bool:
    """Say whether a value on the wire says nothing."""
    return value is None or (isinstance(value, str) and not value.strip()) or value == []


def as_text(value: Any) -> str:
    """Return a value as text, a number with all of its digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str | int):
        return str(value)
    raise CannotMap("is no single value")


def _cased(letters: Letters, text: str) -> str:
    match letters:
        case Letters.UPPER:
            return text.upper()
        case Letters.LOWER:
            return text.lower()
        case Letters.TITLE:
            return re.sub(r"[^\s-]+", lambda word: word[0][:1].upper() + word[0][1:].lower(), text)


def _part(step: Split, text: str) -> str:
    parts = text.split(step.separator)
    if abs(step.part) > len(parts):
        raise CannotMap(f"has no part {step.part}: {text[:40]!r}")
    return parts[step.part - 1 if step.part > 0 else step.part]


def _replaced(step: Replace, text: str) -> str | None:
    if text in step.table or step.otherwise is Otherwise.KEEP:
        return step.table.get(text, text)
    if step.otherwise is Otherwise.BLANK:
        return None
    raise CannotMap(f"is not in the table: {text[:40]!r}")


def _dated(step: DateFormat, text: str) -> str:
    try:
        return datetime.strptime(text.strip(), step.read).strftime(step.write)  # noqa: DTZ007
    except ValueError:
        raise CannotMap(f"is no date as {step.read}: {text[:40]!r}") from None
