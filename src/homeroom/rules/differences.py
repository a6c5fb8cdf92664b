"""What two documents of rules differ in, line by line."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from homeroom.rules.document import Rules


class Difference(Struct, frozen=True):
    """One value that differs; None stands for one that is not there."""

    path: str
    before: Any
    after: Any


def differences(before: Rules, after: Rules) -> list[Difference]:
    """Return every value that differs, in the order of the document."""
    return list(_compared("", msgspec.to_builtins(before), msgspec.to_builtins(after)))


def _compared(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    # A part that is not there says nothing: each of its lines differs.
    if before is None and isinstance(after, dict):
        before = {}
    elif after is None and isinstance(before, dict):
        after = {}
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            inner = f"{path}.{name}" if path else str(name)
            yield from _compared(inner, before.get(name), after.get(name))
    elif _lists(before, after) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True), start=1):
            yield from _compared(f"{path}[{place}]", one, other)
    else:
        yield Difference(path, before, after)


def _lists(before: Any, after: Any) -> bool:
    return isinstance(before, list | tuple) and isinstance(after, list | tuple)
