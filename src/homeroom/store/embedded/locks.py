"""Advisory locks between processes: the kernel drops them with the holder, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.layout import user_name
from homeroom.store.embedded.waiting import Waiting


def open_lock(path: Path) -> int:
    """Open a lock file, making it where it is missing; its descriptor is not inherited."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise NeedsOperator(
            f"The lock file {path} was made by {user_name(path.lstat().st_uid)},"
            f" and this process runs as {user_name(os.geteuid())}.",
            fix=f"Stop every homeroom process, then remove {path}.",
        ) from error


def try_lock(descriptor: int, kind: int) -> bool:
    """Take a lock (fcntl.LOCK_EX or LOCK_SH) if nobody holds one against it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Tell whether somebody holds a file exclusively."""
    descriptor = open_lock(path)
    try:
        return not try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _take(path: Path, waiting: Waiting, why: str) -> int:
    descriptor = open_lock(path)
    try:
        while not try_lock(descriptor, fcntl.LOCK_EX):
            waiting.pause(lambda: why)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def only_one(path: Path, waiting: Waiting, why: str) -> Iterator[None]:
    """Hold a file alone for the length of a block, waiting for it first."""
    descriptor = _take(path, waiting, why)
    try:
        yield
    finally:
        # Unlocked by name: a child forked meanwhile shares the lock, and must not keep it.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


@contextmanager
def for_children(path: Path, waiting: Waiting) -> Iterator[int]:
    """Yield a locked descriptor for processes that begin in the block; only they keep the lock."""
    descriptor = _take(path, waiting, "Another process looks at the database's lock")
    try:
        yield descriptor
    finally:
        os.close(descriptor)
