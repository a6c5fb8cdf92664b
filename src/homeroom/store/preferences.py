"""What a person likes to see, such as the columns of a list; outside tenancy."""

from typing import Any

from django.db import connection

from homeroom.store.json import decode_json, encode_json


def kept(user_id: int, name: str) -> Any | None:
    """Return what a person has chosen, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value::text FROM preferences WHERE user_id = %s AND name = %s", [user_id, name]
        )
        row = cursor.fetchone()
        return decode_json(row[0]) if row else None


def keep(user_id: int, name: str, value: Any) -> None:
    """Remember what a person has chosen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO preferences (user_id, name, value) VALUES (%s, %s, %s::jsonb)"
            " ON CONFLICT (user_id, name) DO UPDATE SET value = EXCLUDED.value",
            [user_id, name, encode_json(value)],
        )
