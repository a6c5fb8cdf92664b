"""Who did what: one row for every act of a person or of the command line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope


def note(scope: Scope, actor: str, act: str, subject: str, facts: Mapping[str, Any]) -> None:
    """Write down an act; the facts hold no secret and no pupil's name."""
    scope.run(
        "INSERT INTO audit_events (district_id, actor, act, subject, facts)"
        " VALUES (%(district)s, %(actor)s, %(act)s, %(subject)s, %(facts)s)",
        actor=actor,
        act=act,
        subject=subject,
        facts=encode_json(facts),
    )


def latest(scope: Scope, limit: int) -> list[tuple[datetime, str, str, str, dict[str, Any]]]:
    """Return the last acts, newest first: when, who, what, about what, with which facts."""
    rows = scope.rows(
        "SELECT at, actor, act, subject, facts FROM audit_events WHERE district_id = %(district)s"
        " ORDER BY id DESC LIMIT %(limit)s",
        limit=limit,
    )
    return [
        (at, actor, act, subject, decode_json(facts)) for at, actor, act, subject, facts in rows
    ]


def last_about(scope: Scope, subject: str, acts: Sequence[str]) -> tuple[datetime, str] | None:
    """Return when something was last done with a subject, and by whom."""
    row = scope.row(
        "SELECT at, actor FROM audit_events WHERE district_id = %(district)s"
        " AND subject = %(subject)s AND act = ANY(%(acts)s) ORDER BY id DESC LIMIT 1",
        subject=subject,
        acts=list(acts),
    )
    return (row[0], row[1]) if row else None


def note_for_server(actor: str, act: str, subject: str, facts: Mapping[str, Any]) -> None:
    """Write down an act that belongs to no district: a sign-in, or one on the whole server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO server_events (actor, act, subject, facts) VALUES (%s, %s, %s, %s)",
            [actor, act, subject, encode_json(facts)],
        )
