"""Grades about which sources differ while no rule says whose word counts: a person decides."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.store import issues
from homeroom.store.scope import Scope

CODE = "merge.contested"


def note(
    scope: Scope, app_id: int, kind: Kind, contested: Mapping[str, Sequence[str]], now: datetime
) -> None:
    """Note records, by hub id, with the fields in which their sources differ."""
    cases = [
        Issue(code=CODE, kind=kind.value, subject=hub_id, facts={"fields": ", ".join(fields)})
        for hub_id, fields in contested.items()
    ]
    issues.note(scope, app_id, None, cases, now)


def settle(scope: Scope, kind: Kind, record_ids: Sequence[str], now: datetime) -> list[str]:
    """Close what was noted about records that were merged again, and return which they were."""
    if not record_ids:
        return []
    rows = scope.rows(
        "UPDATE issues SET resolved_at = %(now)s WHERE district_id = %(district)s"
        " AND code = %(code)s AND kind = %(kind)s AND subject = ANY(%(ids)s)"
        " AND resolved_at IS NULL RETURNING subject",
        code=CODE,
        kind=kind.value,
        ids=list(record_ids),
        now=now,
    )
    return [record_id for (record_id,) in rows]


def open_for(scope: Scope, kind: Kind, record_ids: Sequence[str]) -> dict[str, str]:
    """Return those of some records that wait for a person, with the fields they wait for."""
    rows = scope.rows(
        "SELECT subject, facts->>'fields' FROM issues WHERE district_id = %(district)s"
        " AND code = %(code)s AND kind = %(kind)s AND subject = ANY(%(ids)s)"
        " AND resolved_at IS NULL",
        code=CODE,
        kind=kind.value,
        ids=list(record_ids),
    )
    return {record_id: fields or "" for record_id, fields in rows}
