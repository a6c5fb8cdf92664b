"""Ids that Homeroom makes: its own, and those under which a target knows what it delivered."""

import hashlib
import os
import time
from uuid import UUID


def new_id() -> str:
    """Return a new id for a record: a UUID v7, so that new rows stand side by side in an index."""
    stamp = int(time.time() * 1000).to_bytes(6, "big")
    random = bytearray(os.urandom(10))
    random[0] = 0x70 | random[0] & 0x0F
    random[2] = 0x80 | random[2] & 0x3F
    return str(UUID(bytes=stamp + bytes(random)))


def derived_id(target: str, source: str, kind: str, source_id: str) -> str:
    """Return the id of a record at a target, the same for the same four texts, for ever.

    A hub that lost its database derives it again and finds what it had delivered. It has the form
    of a UUID v4, because Infinite Campus demands that of assessments (infinite-campus.md, A3).
    """
    seed = "\x1f".join((target, source, kind, source_id)).encode()
    return str(UUID(bytes=hashlib.sha256(seed).digest()[:16], version=4))
