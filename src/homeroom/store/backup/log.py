"""When backups were made, and restores: what `homeroom doctor` tells."""

from datetime import datetime

from django.db import connection
from msgspec import Struct


class LastBackup(Struct, frozen=True):
    """The newest backup that this database knows of."""

    made_at: datetime
    file: str
    age_days: float


class LastRestore(Struct, frozen=True):
    """The newest restore into this database; without an end it is under way, or was broken off."""

    started_at: datetime
    ended_at: datetime | None
    made_at: datetime
    file: str


def note_backup(file: str, size: int, sha256: str, made_at: datetime) -> None:
    """Keep that a backup was made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO backups (made_at, file, bytes, sha256) VALUES (%s, %s, %s, %s)",
            [made_at, file, size, sha256],
        )


def last_backup() -> LastBackup | None:
    """Return the last backup, None when there was none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT made_at, file, extract(epoch FROM now() - made_at)::float / 86400"
            " FROM backups ORDER BY made_at DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return LastBackup(*row) if row else None


def last_restore() -> LastRestore | None:
    """Return the last restore, None when there was none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT started_at, ended_at, made_at, file FROM restores ORDER BY id DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return LastRestore(*row) if row else None
