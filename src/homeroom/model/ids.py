"""Ids that Homeroom makes: its own, and those under which a target knows what it delivered."""

import hashlib
import os
import time
from uuid import UUID


def new_id() -> str:
    """Return a new id for a record: a UUID v7, so that new rows stand side by side in an index."""
    stamp = f"{int(time.time() * 1000):012x}"
    drawn = os.urandom(10).hex()
    variant = "89ab"[int(drawn[4], 16) & 3]
    return f"{stamp[:8]}-{stamp[8:]}-7{drawn[1:4]}-{variant}{drawn[5:8]}-{drawn[8:]}"


def derived_id(target: str, source: str, kind: str, source_id: str) -> str:
    """Return the id of a record at a target, the same for the same four texts, for ever.

    A hub that lost its database derives it again and finds what it had delivered. It has the form
    of a UUID v4, because Infinite Campus demands that of assessments (infinite-campus.md, A3).
    """
    seed = "\x1f".join((target, source, kind, source_id)).encode()
    return str(UUID(bytes=hashlib.sha256(seed).digest()[:16], version=4))
