"""Results written just as the standard says, read at once: nine of ten records of a district are.

What is here is a short way to the same record that `decode` finds, never another one: a result
that is written in any other way is left to it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal

import msgspec
from msgspec import Struct

from homeroom.model import readers
from homeroom.model.gradebook import Result
from homeroom.model.metadata import gathered
from homeroom.model.readers import LONGEST_ID, Unusable
from homeroom.model.records import NOT_SAID
from homeroom.model.times import YEARS

_Flag = Literal["true", "false"] | bool | None
_FLAGS: Mapping[Any, bool | None] = {
    None: None, "true": True, "false": False, True: True, False: False
}  # fmt: skip
# Longer instants name parts of a microsecond, which are cut off or rounded.
_LONGEST_STAMP = len("2026-10-01T12:00:00.000000Z")


class _Reference(Struct, gc=False):
    sourcedId: str


class _Plain(Struct, forbid_unknown_fields=True, rename={"class_": "class"}, gc=False):
    """The members of a result; a value that needs a second look is left as it came."""

    sourcedId: str
    lineItem: _Reference
    student: _Reference
    status: Literal["active"] = "active"
    dateLastModified: str | None = None
    metadata: dict[str, Any] = {}
    class_: _Reference | None = None
    scoreStatus: (
        Literal["exempt", "fully graded", "not submitted", "partially graded", "submitted"] | None
    ) = None
    score: Any = None
    textScore: str | None = None
    scoreDate: date | None = None
    comment: str | None = None
    inProgress: _Flag = None
    incomplete: _Flag = None
    late: _Flag = None
    missing: _Flag = None


_FROM_JSON = msgspec.json.Decoder(_Plain, float_hook=Decimal)


def read_plain(raw: dict[str, Any]) -> Result | None:
    """Return the result, or None where it is not written just as the standard says."""
    try:
        return _result(msgspec.convert(raw, _Plain))
    except (msgspec.ValidationError, Unusable):
        return None


def read_bare(raw: bytes | memoryview) -> Result | None:
    """Return the result that a JSON text says where it is a plain one that has no metadata.

    Most have none, and what systems write in their own way stands there: so it needs no object in
    between. None also where it is nobody's record.
    """
    try:
        plain = _FROM_JSON.decode(raw)
        bare = not plain.metadata and plain.sourcedId != NOT_SAID
        return _result(plain) if bare else None
    except (msgspec.DecodeError, InvalidOperation, RecursionError, Unusable):
        return None


def _result(plain: _Plain) -> Result | None:
    line_item, student = plain.lineItem.sourcedId, plain.student.sourcedId
    class_ = plain.class_.sourcedId if plain.class_ else None
    if not _are_ids(plain.sourcedId, line_item, student, "-" if class_ is None else class_):
        return None
    for text in (plain.textScore, plain.comment):
        if text and "\x00" in text:
            return None
    return Result(
        sourced_id=plain.sourcedId,
        date_last_modified=None
        if plain.dateLastModified is None
        else _instant(plain.dateLastModified),
        metadata=gathered(plain.metadata, {}) if plain.metadata else {},
        line_item=line_item,
        student=student,
        class_=class_,
        score_status=plain.scoreStatus,
        score=None if plain.score is None else _number(plain.score),
        text_score=plain.textScore or None,
        score_date=plain.scoreDate,
        comment=plain.comment or None,
        in_progress=_FLAGS[plain.inProgress],
        incomplete=_FLAGS[plain.incomplete],
        late=_FLAGS[plain.late],
        missing=_FLAGS[plain.missing],
    )


# Whatever a system writes at once has the same instant.
@lru_cache(maxsize=1000)
def _instant(text: str) -> datetime:
    """Read an instant of UTC that is not finer than a microsecond; only `decode` reads others."""
    stamp = msgspec.convert(text, datetime)
    if stamp.tzinfo is not UTC or stamp.year not in YEARS or len(text) > _LONGEST_STAMP:
        raise Unusable("is not an instant as the standard writes it")
    return stamp


def _number(given: Any) -> Decimal:
    """Read a number; of a text only `decode` knows what it says."""
    if given.__class__ is not Decimal and given.__class__ is not int:
        raise Unusable("is not a number")
    return readers.exact(given)


def _are_ids(own: str, line_item: str, student: str, class_: str) -> bool:
    """Say whether all of these are ids that nothing has to be taken away from."""
    if not (own and line_item and student and class_) or len(own) > LONGEST_ID:
        return False
    together = own + line_item + student + class_
    return together.isprintable() and " " not in together
