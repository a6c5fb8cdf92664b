"""What was tried for one delivery, and what its target answered each time."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.store.scope import Scope


class Attempt(Struct, frozen=True, kw_only=True):
    """One try to bring a record to a target."""

    target_id: int
    at: datetime
    act: str
    outcome: str
    status: int | None
    code: str | None
    words: str | None


def of_record(scope: Scope, record_id: str) -> list[Attempt]:
    """Return the tries for one record at any target, the oldest first."""
    rows: list[tuple[Any, ...]] = scope.rows(
        "SELECT target_id, at, act, outcome, status, code, words FROM delivery_attempts"
        " WHERE district_id = %(district)s AND record_id = %(record)s ORDER BY id",
        record=record_id,
    )
    return [Attempt(**dict(zip(Attempt.__struct_fields__, row, strict=True))) for row in rows]
