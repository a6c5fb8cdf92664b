"""Links that let a person in once; what is kept is a hash of what stands in the link."""

from datetime import timedelta
from hashlib import sha256

from django.db import connection


def keep(secret: str, user_id: int, purpose: str, made_by: str, lives: timedelta) -> None:
    """Keep a new link; links of the same person and purpose that were not used end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sign_in_links WHERE user_id = %s AND purpose = %s AND used_at IS NULL",
            [user_id, purpose],
        )
        cursor.execute(
            "INSERT INTO sign_in_links (digest, user_id, purpose, made_by, expires_at)"
            " VALUES (%s, %s, %s, %s, now() + make_interval(secs => %s))",
            [_digest(secret), user_id, purpose, made_by, lives.total_seconds()],
        )


def seen(secret: str) -> tuple[int, str] | None:
    """Return whom a link lets in, and what for, without using it up; None when it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT user_id, purpose FROM sign_in_links WHERE {_GOOD}", [_digest(secret)]
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def take(secret: str) -> tuple[int, str] | None:
    """Use a link up and return whom it lets in, and what for; None when it no longer does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE sign_in_links SET used_at = now() WHERE {_GOOD} RETURNING user_id, purpose",
            [_digest(secret)],
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def end_all(user_id: int) -> None:
    """End whatever links of a person are still open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sign_in_links WHERE user_id = %s AND used_at IS NULL", [user_id]
        )


_GOOD = "digest = %s AND used_at IS NULL AND expires_at > now()"


def _digest(secret: str) -> bytes:
    # The secret is 256 random bits: a slow hash would add nothing.
    return sha256(secret.encode()).digest()
