"""Lanes to a target: locks in the database, so that all processes together keep the limit.

They are session locks: a process that dies lets go of them with its connection.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import xxhash
from django.db import connection

# Keeps lane locks apart from any other advisory lock of this database.
_SPACE = b"homeroom lane "


@contextmanager
def lane(place: str, lanes: int) -> Iterator[int]:
    """Hold one of so many lanes to a place; the lanes of a place are counted across processes."""
    cursor = _cursor()
    slot = _take(cursor, _key(place), max(lanes, 1))
    try:
        yield slot
    finally:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", (_key(place), slot))


def waited_for(place: str, slot: int) -> bool:
    """Say whether anybody waits for a lane that somebody holds."""
    # Locks of two numbers stand there as classid and objid, without a sign.
    row = (
        _cursor()
        .execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND classid = %s::bigint::oid AND objid = %s::oid AND objsubid = 2)",
            (_key(place) % (1 << 32), slot),
        )
        .fetchone()
    )
    return row is not None and row[0]


def _take(cursor: psycopg.Cursor[tuple[bool]], key: int, lanes: int) -> int:
    slots = list(range(lanes))
    random.shuffle(slots)
    for slot in slots:
        row = cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", (key, slot)).fetchone()
        if row is not None and row[0]:
            return slot
    # The database queues those who wait, so a page and a grade take turns on a single lane.
    cursor.execute("SELECT pg_advisory_lock(%s, %s)", (key, slots[0]))
    return slots[0]


def _cursor() -> psycopg.Cursor[tuple[bool]]:
    connection.ensure_connection()
    held = connection.connection
    assert isinstance(held, psycopg.Connection)
    return psycopg.Cursor(held)


def _key(place: str) -> int:
    return xxhash.xxh32_intdigest(_SPACE + place.encode()) - (1 << 31)
