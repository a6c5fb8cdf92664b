"""Lenient in: a OneRoster 1.2 object becomes a record, with a list of what could not be read."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.model import readers
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field, Shape
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.metadata import gathered
from homeroom.model.plain_results import read_plain
from homeroom.model.readers import LONGEST_ID, Reading, Unusable
from homeroom.model.records import Record, Status
from homeroom.model.times import NoDate, instant_text, read_stamp


class Problem(Struct, frozen=True):
    """What could not be read. `fatal`: no record at all; otherwise the field was left out."""

    field: str
    words: str
    fatal: bool = False


class Decoded(Struct, frozen=True, gc=False):
    """A record, or None when it cannot be used, and every problem that was found."""

    record: Record | None
    problems: tuple[Problem, ...] = ()
    unread: frozenset[str] = frozenset()  # fields of the record of which it says nothing readable


_DATED = frozenset({Shape.DAY, Shape.MOMENT})
_BASE = frozenset({"sourcedId", "status", "dateLastModified", "metadata"})


def _plan(kind: Kind) -> dict[str, tuple[str, Callable[[Any, Reading], Any], Shape | None]]:
    return {
        field.wire: (field.name, field.read, field.shape if field.shape in _DATED else None)
        for field in ENTITIES[kind].fields
    }


_PLANS = {kind: _plan(kind) for kind in Kind}
_NEEDED: dict[Kind, tuple[Field, ...]] = {
    kind: tuple(field for field in ENTITIES[kind].fields if field.needed) for kind in Kind
}


_NOTHING: frozenset[str] = frozenset()
_PLAIN = Reading(ZoneInfo("UTC"))
# Where a blank becomes a value that nobody said: a person is enabled unless the source says no.
_ASSUMED = {kind: ("enabled_user",) if kind is Kind.USER else () for kind in Kind}


def decode(kind: Kind, raw: dict[str, Any], zone: ZoneInfo) -> Decoded:
    """Read one object of OneRoster 1.2 as generously as its meaning allows.

    Dates are seen in `zone`. Members that the standard does not know survive in `metadata`. `raw`
    has been through `scrub.cleaned` where it could need it.
    """
    if kind is Kind.RESULT and (plain := read_plain(raw)) is not None:
        return Decoded(plain)
    return decode_leniently(kind, raw, zone)


def decode_leniently(kind: Kind, raw: dict[str, Any], zone: ZoneInfo) -> Decoded:
    """Read an object member by member, as `decode` does with all that is not written plainly."""
    reading = Reading(zone)
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    values: dict[str, Any] = {}
    plan = _PLANS[kind]
    for key, given in raw.items():
        known = plan.get(key)
        if known is None:
            if key not in _BASE:
                reading.extra[key] = given
            continue
        name, read, dated = known
        try:
            value = read(given, reading)
        except Unusable as problem:
            # A grade is not taken in part: without its unreadable score it would look cleared.
            problems.append(Problem(key, str(problem), fatal=kind in GRADEBOOK))
            reading.left_out.clear()
            continue
        if reading.left_out:
            problems += [Problem(key, words) for words in reading.left_out]
            reading.left_out.clear()
        if value is None or value == ():
            continue
        values[name] = value
        if dated and not _written_our_way(dated, value, given):
            texts[key] = str(given)
    return _record(kind, raw, values, texts, reading.extra, problems)


def _written_our_way(shape: Shape, value: Any, given: Any) -> bool:
    """Say whether Homeroom would write this date as it came; a bare due day it would not."""
    if shape is Shape.DAY:
        return bool(given == value.isoformat())
    return isinstance(value, datetime) and given == instant_text(value)


def _record(
    kind: Kind,
    raw: dict[str, Any],
    values: dict[str, Any],
    texts: dict[str, str],
    extra: dict[str, Any],
    problems: list[Problem],
) -> Decoded:
    try:
        sourced_id = _sourced_id(raw.get("sourcedId"))
    except Unusable as problem:
        return Decoded(None, (*problems, Problem("sourcedId", str(problem), fatal=True)))
    if kind is Kind.DEMOGRAPHICS:
        values["user"] = sourced_id
    lacking = _lacking(kind, values, problems)
    if lacking or (problems and any(problem.fatal for problem in problems)):
        told = {one.field for one in lacking}
        return Decoded(None, (*(one for one in problems if one.field not in told), *lacking))
    record = ENTITIES[kind].record(
        sourced_id=sourced_id,
        status=status_of(raw.get("status")),
        date_last_modified=_stamp(raw.get("dateLastModified"), problems),
        metadata=gathered(raw.get("metadata"), extra),
        texts=texts,
        **values,
    )
    return Decoded(record, tuple(problems), _unread(kind, values, problems))


def _unread(kind: Kind, values: dict[str, Any], problems: list[Problem]) -> frozenset[str]:
    assumed = [name for name in _ASSUMED[kind] if name not in values]
    if not problems:
        return frozenset(assumed) if assumed else _NOTHING
    plan = _PLANS[kind]
    failed = (plan[one.field][0] for one in problems if one.field in plan)
    return frozenset(name for name in failed if name not in values).union(assumed)


def _sourced_id(raw: Any) -> str:
    read = readers.identifier(raw, _PLAIN)
    if read is None:
        raise Unusable("is missing")
    if len(read) > LONGEST_ID:
        raise Unusable(f"is longer than {LONGEST_ID} characters")
    return read


def _lacking(kind: Kind, values: dict[str, Any], problems: list[Problem]) -> list[Problem]:
    names = [field.wire for field in _NEEDED[kind] if field.name not in values]
    if not names:
        return []
    said = {problem.field: problem.words for problem in problems}
    return [Problem(name, said.get(name, "is missing"), fatal=True) for name in names]


def status_of(raw: Any) -> Status:
    """Read a status; whatever does not say that a record is to be deleted leaves it active."""
    if not raw or raw == Status.ACTIVE.value:
        return Status.ACTIVE
    # `inactive` is what OneRoster 1.0 called tobedeleted.
    word = re.sub(r"[\s_-]", "", str(raw)).casefold()
    return Status.TO_BE_DELETED if word in ("tobedeleted", "inactive") else Status.ACTIVE


def _stamp(raw: Any, problems: list[Problem]) -> Any:
    if not raw:
        return None
    try:
        return read_stamp(str(raw))
    except (NoDate, OverflowError):
        problems.append(Problem("dateLastModified", f"is not a date with time: {str(raw)[:40]!r}"))
        return None
