"""Values that a person has set by hand: who, why, and until when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope


class HandValue(Struct, frozen=True, kw_only=True):
    """One field of one record that a person has set; the value is JSON."""

    kind: Kind
    record_id: str
    field: str
    value: Any
    owner: str
    reason: str
    last_day: date


_COLUMNS = "kind, record_id::text, field, value, owner, reason, last_day"


def put(scope: Scope, one: HandValue, now: datetime) -> None:
    """Keep a value, in place of one that was set for the same field before."""
    scope.run(
        "INSERT INTO hand_values (district_id, kind, record_id, field, value, owner, reason,"
        " set_at, last_day) VALUES (%(district)s, %(kind)s, %(record)s::uuid, %(field)s,"
        " %(value)s::jsonb, %(owner)s, %(reason)s, %(now)s, %(last)s)"
        " ON CONFLICT (district_id, kind, record_id, field) DO UPDATE SET value = excluded.value,"
        " owner = excluded.owner, reason = excluded.reason, set_at = excluded.set_at,"
        " last_day = excluded.last_day",
        kind=one.kind.value,
        record=one.record_id,
        field=one.field,
        value=encode_json(one.value),
        owner=one.owner,
        reason=one.reason,
        now=now,
        last=one.last_day,
    )


def take_back(scope: Scope, kind: Kind, record_id: str, field: str) -> bool:
    """Forget a value; say whether there was one."""
    return bool(
        scope.run(
            "DELETE FROM hand_values WHERE district_id = %(district)s AND kind = %(kind)s"
            " AND record_id = %(record)s::uuid AND field = %(field)s",
            kind=kind.value,
            record=record_id,
            field=field,
        )
    )


def of_records(scope: Scope, kind: Kind, record_ids: Sequence[str], day: date) -> list[HandValue]:
    """Return the values that hold on a day for some records."""
    return _found(
        scope,
        " AND kind = %(kind)s AND record_id = ANY(%(ids)s::uuid[]) AND last_day >= %(day)s",
        kind=kind.value,
        ids=list(record_ids),
        day=day,
    )


def every(scope: Scope) -> list[HandValue]:
    """Return all values, those that end first on top."""
    return _found(scope, " ORDER BY last_day, kind, record_id, field")


def over(scope: Scope, day: date) -> list[HandValue]:
    """Return the values whose last day is before a day."""
    return _found(scope, " AND last_day < %(day)s ORDER BY kind, record_id, field", day=day)


def _found(scope: Scope, rest: str, **params: Any) -> list[HandValue]:
    rows = scope.rows(
        f"SELECT {_COLUMNS} FROM hand_values WHERE district_id = %(district)s{rest}", **params
    )
    return [
        HandValue(
            kind=Kind(kind),
            record_id=record_id,
            field=field,
            value=decode_json(value),
            owner=owner,
            reason=reason,
            last_day=last,
        )
        for kind, record_id, field, value, owner, reason, last in rows
    ]
