"""What other rooms say, in the words of the browser and the reader's language."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeroom.console import rooms
from homeroom.console.instead import INSTEAD
from homeroom.errors import HomeroomError

# A template of fewer letters than that would be found in much that was not made from it.
_LEAST = 8
_VALUE = re.compile(r"\{(\w+)\}")


def spoken(text: str) -> str:
    """Return a text of another room as it is said here: without commands, and translated."""
    known, values = _found(text, INSTEAD)
    if known:
        return _filled(str(INSTEAD[known]), values)
    if not text or (language := get_language()) is None or language.startswith("en"):
        return text
    known, values = _found(text, rooms.texts())
    return _filled(_(known), values) if known else _(text)


def sentences(problem: HomeroomError) -> str:
    """Return what happened and what can be done about it."""
    return f"{spoken(problem.message)} {spoken(problem.fix)}".strip()


def _found(text: str, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return the template that a text was made from, and its values; of several, the closest."""
    if text in known:
        return text, {}
    best, values, most = "", dict[str, str](), _LEAST - 1
    for one in known:
        pattern, letters = _pattern(one)
        if letters > most and (made := pattern.fullmatch(text)):
            best, values, most = one, made.groupdict(), letters
    return best, values


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda found: values.get(found[1], found[0]), template)


@cache
def _pattern(template: str) -> tuple[re.Pattern[str], int]:
    """Return what texts of a template look like, and how many letters of them are given."""
    parts = _VALUE.split(template)
    written = "".join(
        f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)
    )
    return re.compile(written, re.DOTALL), sum(map(len, parts[::2]))
