"""The archive inside: tar, compressed with Zstandard, sealed in the age format. Never in clear.

`age --decrypt FILE | tar --zstd --list` shows the same.
"""

import hashlib
import io
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeVar, cast

import msgspec
import zstandard

from homeroom.backup.age import ANOTHER_COPY, Opener, Sealer, damaged
from homeroom.backup.contents import HEAD, KEYS, TOTALS, Head, TableTotal, Totals
from homeroom.errors import NeedsOperator

LEVEL = 3
# So much of a table is one member of the archive, and is held in memory.
MEMBER = 4 * 1024 * 1024
T = TypeVar("T")


class Tally:
    """Counts the rows of each table and digests their text."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = defaultdict(int)
        self._digests: dict[str, Any] = defaultdict(hashlib.sha256)

    def add(self, table: str, data: bytes) -> None:
        """Count some rows; each is a line."""
        self._rows[table] += data.count(b"\n")
        self._digests[table].update(data)

    def totals(self) -> dict[str, TableTotal]:
        """Return what was counted."""
        return {
            name: TableTotal(rows, self._digests[name].hexdigest())
            for name, rows in self._rows.items()
        }


class Writer:
    """Puts members into a new archive."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._numbers: dict[str, int] = defaultdict(int)
        self._tally = Tally()

    def member(self, name: str, data: bytes) -> None:
        """Add one member."""
        described = tarfile.TarInfo(name)
        described.size, described.mode = len(data), 0o600
        self._tar.addfile(described, io.BytesIO(data))

    def rows(self, table: str, blocks: Iterable[bytes]) -> None:
        """Add the rows of a table as members of a few megabytes; each ends with a whole row."""
        self._tally.add(table, b"")
        held = bytearray()
        for block in blocks:
            held += block
            if len(held) >= MEMBER:
                self._flush(table, held)
        self._flush(table, held)

    def totals(self) -> dict[str, TableTotal]:
        """Return what was added so far."""
        return self._tally.totals()

    def _flush(self, table: str, held: bytearray) -> None:
        if held:
            data = bytes(held)
            self._tally.add(table, data)
            self.member(f"tables/{table}/{self._numbers[table]:06}", data)
            self._numbers[table] += 1
            held.clear()


@contextmanager
def written(file: BinaryIO, passphrase: str) -> Iterator[Writer]:
    """Write an archive into a file; one that an error breaks off is not whole."""
    sealer = Sealer(file, passphrase)
    packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    packed = packer.stream_writer(cast(BinaryIO, sealer), closefd=False)
    with tarfile.open(fileobj=cast(Any, packed), mode="w|", format=tarfile.USTAR_FORMAT) as tar:
        yield Writer(tar)
    packed.flush(zstandard.FLUSH_FRAME)
    sealer.finish()


class Archive:
    """A backup that is read from its first to its last byte, once."""

    def __init__(self, head: Head, keys: bytes, members: Iterator[tuple[str, bytes]]) -> None:
        self.head = head
        self.keys = keys
        self.totals: Totals | None = None  # the last member, known once the rows were read
        self._members = members

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """Yield (table, rows in PostgreSQL's text format), then check that nothing is missing.

        Raises NeedsOperator for an archive that is damaged or not whole; whoever has stored rows
        takes them back then.
        """
        tally = Tally()
        for table in self.head.tables:
            tally.add(table.name, b"")
        for name, data in self._members:
            if name == TOTALS:
                self.totals = _decoded(data, Totals)
                continue
            table_name = name.split("/")[1]
            tally.add(table_name, data)
            yield table_name, data
        if self.totals is None or self.totals.tables != tally.totals():
            raise damaged("inside: its rows are not those that were counted when it was made")


@contextmanager
def opened(file: BinaryIO, passphrase: str) -> Iterator[Archive]:
    """Open an archive; its first members are read at once, the rows when they are asked for."""
    members = _members(Opener(file, passphrase))
    try:
        (head_name, head), (keys_name, keys) = next(members), next(members)
    except StopIteration as problem:
        raise damaged("inside: it has no beginning") from problem
    if (head_name, keys_name) != (HEAD, KEYS):
        raise NeedsOperator("This file is no backup of Homeroom.", fix=ANOTHER_COPY)
    yield Archive(_decoded(head, Head), keys, members)


def _members(opener: Opener) -> Iterator[tuple[str, bytes]]:
    """Yield the members; whatever is wrong with the archive shows here, its last byte included."""
    plain = zstandard.ZstdDecompressor().stream_reader(cast(BinaryIO, opener))
    try:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                held = tar.extractfile(member)
                yield member.name, held.read() if held else b""
        while opener.read():
            pass
    except (tarfile.TarError, zstandard.ZstdError) as problem:
        raise damaged("inside, or it is no backup of Homeroom") from problem


def _decoded(data: bytes, type_: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=type_)
    except msgspec.DecodeError as problem:
        raise damaged("inside: its own description cannot be read") from problem
