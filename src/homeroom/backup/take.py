"""Take a backup: one moment of the database and the secrets key, in one encrypted file."""

from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from homeroom import __version__
from homeroom.access.secrets import load_keys
from homeroom.backup.archive import Writer, written
from homeroom.backup.contents import (
    FORMAT,
    HEAD,
    KEYS,
    TOTALS,
    CounterAt,
    Head,
    TableHead,
    Totals,
    encode,
)
from homeroom.backup.files import SUFFIX, as_binary, new_file
from homeroom.store.backup import log
from homeroom.store.backup.copy_out import Snapshot, snapshot


class Taken(Struct, frozen=True, kw_only=True):
    """A backup that was written or read to its end; `file` was where."""

    file: str
    bytes: int
    sha256: str
    made_at: datetime
    homeroom: str
    districts: tuple[str, ...]
    tables: int
    rows: int


def take(place: Path, passphrase: str) -> Taken:
    """Write a backup; `place` is a folder, or the name of a new file. Syncs go on meanwhile.

    Raises NeedsOperator when it cannot be written.
    """
    keys = msgspec.json.encode(load_keys())
    with snapshot() as still:
        path = place / _name(still.made_at) if place.is_dir() else place
        with new_file(path) as file:
            head = _head(still)
            with written(as_binary(file), passphrase) as archive:
                archive.member(HEAD, encode(head))
                archive.member(KEYS, keys)
                totals = _copy(still, archive)
    taken = described(path, file.size, file.sha256, head, totals)
    log.note_backup(taken.file, taken.bytes, taken.sha256, taken.made_at)
    return taken


def described(path: Path, size: int, sha256: str, head: Head, totals: Totals) -> Taken:
    """Return what can be said about a backup."""
    return Taken(
        file=str(path.absolute()),
        bytes=size,
        sha256=sha256,
        made_at=head.made_at,
        homeroom=head.homeroom,
        districts=head.districts,
        tables=len(totals.tables),
        rows=totals.rows,
    )


def _name(made_at: datetime) -> str:
    return f"homeroom-{made_at:%Y%m%d-%H%M%S}{SUFFIX}"


def _head(still: Snapshot) -> Head:
    return Head(
        format=FORMAT,
        homeroom=__version__,
        server=still.server,
        made_at=still.made_at,
        districts=tuple(still.districts.values()),
        migrations=tuple(still.migrations),
        tables=tuple(TableHead(one.name, one.columns) for one in still.tables),
    )


def _copy(still: Snapshot, archive: Writer) -> Totals:
    for table in still.tables:
        archive.rows(table.name, still.rows(table))
    # The counters come last: what was drawn meanwhile is never drawn again.
    counters = tuple(CounterAt(one.name, one.last, one.used) for one in still.counters())
    totals = Totals(tables=archive.totals(), counters=counters)
    archive.member(TOTALS, encode(totals))
    return totals
