"""Lenient readers of wire values: what a system sends becomes a typed value, or is unusable."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.model.gradebook import Moment
from homeroom.model.records import NOT_SAID
from homeroom.model.times import YEARS, NoDate, read_day, read_moment

LONGEST_ID = 255
# A score outside these bounds is a slip of the sender (1e400), not a grade; numeric would take it.
# Twenty decimals, because programs that divide print 33.333333333333336.
MOST_DIGITS = 12
MOST_DECIMALS = 20

_TRUE = frozenset({"true", "1", "yes", "y", "t"})
_FALSE = frozenset({"false", "0", "no", "n", "f"})
_YEARS = re.compile(r"\s*(\d{4})\s*[-/\u2013]\s*(\d{4}|\d{2})\s*", re.ASCII)
_EXTENSION = "ext:"


class Unusable(ValueError):
    """A value that cannot be read; the message completes the sentence "<field> ..."."""


class Reading(Struct):
    """How to read one record, and what was found on the way.

    `zone` is the school's; `extra` collects members that the standard does not know, by their path;
    `left_out` says in words which parts of a value could not be read, while the rest of it was.
    """

    zone: ZoneInfo
    extra: dict[str, Any] = {}
    left_out: list[str] = []


Reader = Callable[[Any, Reading], Any]
Dated = TypeVar("Dated")


def text(raw: Any, _: Reading) -> str | None:
    """Read text; an empty text is no text. Numbers and booleans are written out."""
    if type(raw) is str:
        return (raw.replace("\x00", "") if "\x00" in raw else raw) or None
    if raw is None:
        return None
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | Decimal | float):
        return str(raw)
    raise Unusable("is not a text")


def identifier(raw: Any, reading: Reading) -> str | None:
    """Read an id: text without the blanks around it."""
    read = raw if type(raw) is str and "\x00" not in raw else text(raw, reading)
    return (read.strip() or None) if read else None


def flag(raw: Any, _: Reading) -> bool | None:
    """Read true or false: a JSON boolean, the strings of 1.2, or what CSV exports write."""
    if raw is None or isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if not word:
        return None
    raise Unusable(f"is neither true nor false: {str(raw)[:40]!r}")


def number(raw: Any, _: Reading) -> Decimal | None:
    """Read an exact decimal within bounds; a number may come as a string."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return exact(raw)


def exact(raw: Any) -> Decimal:
    """Return the number that a value is; it is never rounded, and never less than it says."""
    value = raw if isinstance(raw, Decimal) else _decimal(raw)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Unusable("is not a finite number")
    if not value:
        return Decimal(0) if exponent > 0 or -exponent > MOST_DECIMALS else value.copy_abs()
    if value.adjusted() >= MOST_DIGITS or -exponent > MOST_DECIMALS:
        raise Unusable(
            f"is outside of what a score can be ({MOST_DIGITS} digits before the point,"
            f" {MOST_DECIMALS} after it): {str(raw)[:40]}"
        )
    return value


def _decimal(raw: Any) -> Decimal:
    # Python reads 8_5 as 85.
    if isinstance(raw, bool) or "_" in str(raw):
        raise Unusable("is not a number")
    try:
        return Decimal(str(raw).strip())
    except InvalidOperation:
        raise Unusable(f"is not a number: {str(raw)[:40]!r}") from None


def school_year(raw: Any, reading: Reading) -> str | None:
    """Read the year in which a school year ends, also of `2026-2027` and `2026-27`.

    The standard wants the one year; a published sample district and many systems write both.
    """
    words = text(raw, reading)
    years = _YEARS.fullmatch(words) if words else None
    if years is None:
        return words
    begin, end = years.groups()
    if len(end) == len(begin):
        return str(end)
    year = int(begin[:2] + end)
    return str(year if year >= int(begin) else year + 100)


def day(raw: Any, reading: Reading) -> date | None:
    """Read a day; a timestamp is reduced to its day in the school's zone."""
    return _dated(raw, reading, read_day)


def moment(raw: Any, reading: Reading) -> Moment | None:
    """Read an instant, or a day when only a day is given."""
    read = _dated(raw, reading, read_moment)
    if read is not None and read.year not in YEARS:
        raise Unusable(f"is no date that a school can have: {str(raw)[:40]!r}")
    return read


def _dated(raw: Any, reading: Reading, read: Callable[[str, ZoneInfo], Dated]) -> Dated | None:
    words = text(raw, reading)
    if words is None or not words.strip():
        return None
    try:
        return read(words, reading.zone)
    except NoDate:
        raise Unusable(f"is not a date (2026-10-05): {words[:40]!r}") from None
    except OverflowError:
        raise Unusable(f"is no date that a school can have: {words[:40]!r}") from None


def texts(raw: Any, reading: Reading) -> tuple[str, ...]:
    """Read a list of texts; a single text is split at its commas (CSV, some 1.1 servers)."""
    if raw is None:
        return ()
    parts = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(parts, list):
        parts = [parts]
    read = (text(part, reading) for part in parts)
    return tuple(word.strip() for word in read if word and word.strip())


def reference(raw: Any, reading: Reading) -> str | None:
    """Read a reference; only its sourcedId is needed, and some clients send nothing but that.

    What a hub refers to where nobody said to what says nothing when it comes back.
    """
    found = identifier(raw.get("sourcedId") if isinstance(raw, dict) else raw, reading)
    return None if found == NOT_SAID else found


def references(raw: Any, reading: Reading) -> tuple[str, ...]:
    """Read a list of references, in order and each once; a single one may come without its list."""
    if raw is None or raw == "":
        return ()
    parts = raw if isinstance(raw, list) else [raw]
    read = (reference(part, reading) for part in parts)
    return tuple(dict.fromkeys(found for found in read if found))


def choice(*words: str, extensible: bool = False) -> Reader:
    """Make a reader of a vocabulary that forgives case, blanks, hyphens and underscores.

    In an extensible vocabulary an unknown word is kept as `ext:word`; elsewhere it is unusable.
    """
    exact = frozenset(words)
    known = {_folded(word): word for word in words}

    def read(raw: Any, reading: Reading) -> str | None:
        if type(raw) is str and raw in exact:
            return raw
        given = identifier(raw, reading)
        if given is None:
            return None
        word = known.get(_folded(given))
        if word is not None:
            return word
        if extensible:
            return _EXTENSION + _token(_without_extension(given))
        raise Unusable(f"is none of {', '.join(words)}: {given[:40]!r}")

    return read


def choices(reader: Reader) -> Reader:
    """Make a reader of a list of words from one vocabulary."""

    def read(raw: Any, reading: Reading) -> tuple[str, ...]:
        return tuple(word for part in texts(raw, reading) if (word := reader(part, reading)))

    return read


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]", "", word).casefold()


def _without_extension(word: str) -> str:
    marked = word[: len(_EXTENSION)].casefold() == _EXTENSION
    return word[len(_EXTENSION) :] if marked else word


def _token(word: str) -> str:
    return re.sub(r"[^a-zA-Z0-9.\-_]+", "_", word)
