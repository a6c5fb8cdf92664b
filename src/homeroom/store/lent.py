"""Connections to the database that threads lend each other: the one that was used last goes first.

Each has plans and caches of its own, and those of the last one are still warm. The requests of one
client go round the threads of the web server; with a connection for each thread they would go round
the connections, too.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_IDLE: deque[BaseDatabaseWrapper] = deque()


@contextmanager
def lent_connection() -> Iterator[None]:
    """Let this thread work on a connection that is its own until the end.

    There are as many of them as were ever needed at once.
    """
    try:
        held = _IDLE.pop()
    except IndexError:
        held = connections.create_connection(DEFAULT_DB_ALIAS)
        held.inc_thread_sharing()
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = held
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        _IDLE.append(held)
