"""Which processes use the server: each holds a share of one lock, and the last may stop it."""

import fcntl
import os
from pathlib import Path

from homeroom.store.embedded.locks import open_lock, try_lock


class Share:
    """One user's share; the kernel takes it back when the user is killed.

    To be taken and given up only by who holds the starting lock: looking whether there are other
    users needs the lock alone for a moment.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def taken(self) -> bool:
        return self._descriptor is not None

    def take(self) -> bool:
        """Become a user; return whether there was none before."""
        if self._descriptor is not None:
            return False
        self._descriptor = open_lock(self._path)
        unused = try_lock(self._descriptor, fcntl.LOCK_EX)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)
        return unused

    def give_up(self) -> bool:
        """Stop being a user; return whether nobody is left."""
        if self._descriptor is None:
            return False
        # Closed, not unlocked: a forked child that goes on using the server keeps our share.
        os.close(self._descriptor)
        self._descriptor = None
        probe = open_lock(self._path)
        try:
            return try_lock(probe, fcntl.LOCK_EX)
        finally:
            os.close(probe)
