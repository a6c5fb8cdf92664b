"""A backup as a file: written aside and renamed, readable by its owner only, with its checksum."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from homeroom.backup.age import ANOTHER_COPY
from homeroom.errors import NeedsOperator

SUFFIX = ".age"


class Digesting(BufferedIOBase):
    """A file that digests what passes through it, in the one direction or the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Return the digest of all that has passed."""
        return self._digest.hexdigest()

    def write(self, data: Any) -> int:
        """Write, and digest what is written."""
        self._passes(data)
        return self._file.write(data)

    def read(self, size: int | None = -1) -> bytes:
        """Read, and digest what is read."""
        return self._passes(self._file.read(-1 if size is None else size))

    def readline(self, size: int | None = -1) -> bytes:
        """Read a line, and digest it."""
        return self._passes(self._file.readline(-1 if size is None else size))

    def _passes(self, data: bytes) -> bytes:
        self._digest.update(data)
        self.size += len(data)
        return data


@contextmanager
def new_file(path: Path) -> Iterator[Digesting]:
    """Write a file that appears under its name once it is whole and on the disk, or not at all.

    Raises NeedsOperator when there is such a file already, or when it cannot be written.
    """
    draft = path.with_name(f"{path.name}.partial")
    try:
        if path.exists():
            raise NeedsOperator(f"There is a file {path} already.", fix="Name another one.")
        with suppress(FileNotFoundError):
            draft.unlink()  # of a backup that was killed
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
                digesting = Digesting(to)
                yield digesting
                to.flush()
                os.fsync(to.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _keep_name(path.parent)
        checksum_of(path).write_text(f"{digesting.sha256}  {path.name}\n", encoding="utf-8")
    except OSError as problem:
        raise NeedsOperator(
            f"The backup cannot be written: {problem.strerror or problem}.",
            fix=f"Check {path.parent}: its room, and the rights of this user there.",
        ) from problem


@contextmanager
def old_file(path: Path) -> Iterator[Digesting]:
    """Read a backup; raises NeedsOperator when it cannot be read."""
    try:
        with path.open("rb") as file:
            yield Digesting(file)
    except OSError as problem:
        raise NeedsOperator(
            f"{path} cannot be read: {problem.strerror or problem}.",
            fix="Name a backup that this user may read.",
        ) from problem


def checksum_of(path: Path) -> Path:
    """Return the file beside a backup that `sha256sum --check` understands."""
    return path.with_name(f"{path.name}.sha256")


def check_sum(path: Path) -> str:
    """Return the sha256 of a file; raises NeedsOperator when the file beside it names another.

    A file that is whole and has the right passphrase opens without it; this tells a copy that was
    cut short from a wrong passphrase, before anybody has typed one.
    """
    with old_file(path) as file:
        while file.read(1 << 20):
            pass
        found = file.sha256
    with suppress(FileNotFoundError):
        noted = checksum_of(path).read_text(encoding="utf-8").split()
        if noted[:1] != [found]:
            raise NeedsOperator(
                f"The backup is not as it was written: {checksum_of(path).name} notes another"
                " checksum.",
                fix=ANOTHER_COPY,
            )
    return found


def _keep_name(folder: Path) -> None:
    """Let the new name survive a power failure; some network folders cannot promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def as_binary(file: Digesting) -> BinaryIO:
    """Return the file under the name by which types know it."""
    return cast(BinaryIO, file)
