"""Bring a backup back: keys, shape of the database, rows; all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from homeroom import __version__
from homeroom.access.secrets import adopt_keys
from homeroom.backup.archive import Archive, opened
from homeroom.backup.contents import Head, check_version
from homeroom.backup.files import as_binary, old_file
from homeroom.errors import NeedsOperator
from homeroom.store import districts, health, migrating, statistics
from homeroom.store.backup import afterwards, copy_in
from homeroom.store.backup.copy_in import Load
from homeroom.store.backup.tables import Counter
from homeroom.store.runs import OPEN, PREVIEWED


class Restored(Struct, frozen=True, kw_only=True):
    """What was brought back."""

    file: str
    made_at: datetime
    homeroom: str
    districts: tuple[str, ...]
    tables: int
    rows: int
    runs_ended: int


@contextmanager
def readable(path: Path, passphrase: str) -> Iterator[Archive]:
    """Open a backup that this version can restore; no database is needed yet.

    Raises NeedsOperator for a wrong passphrase, a file that is no backup, and a newer version.
    """
    with old_file(path) as file, opened(as_binary(file), passphrase) as archive:
        check_version(archive.head, __version__)
        yield archive


@contextmanager
def reserved(*, replace: bool) -> Iterator[None]:
    """Keep the open database for a restore.

    Raises NeedsOperator when it holds a district, unless that is to be replaced; when somebody
    works in it; and while another restore is under way.
    """
    with copy_in.only_restore():
        _check_free(replace=replace)
        yield


def _check_free(*, replace: bool) -> None:
    if not migrating.has_begun():
        return
    held = [one.slug for one in districts.every()]
    if held and not replace:
        raise NeedsOperator(
            f"This database holds {', '.join(held)} already.",
            fix="Restore on an empty machine, or say --replace: what is here now is then lost.",
        )
    if health.signs().workers:
        raise NeedsOperator(
            "A worker is at work in this database.",
            fix="Stop every homeroom process of it (serve, web, worker), then restore again.",
        )


def restore(archive: Archive, file: Path, actor: str) -> Restored:
    """Replace the content of the open, reserved database by the backup's.

    Until everything is stored and checked, the database keeps what it held. Afterwards nothing is
    delivered to a target before a complete sync has compared.
    """
    head = archive.head
    migrating.migrate_to(head.migrations)
    note = copy_in.begin(head.made_at, file.name)
    adopt_keys(archive.keys)
    with copy_in.loading() as load:
        rows = _load(archive, load)
        ended = afterwards.make_careful(load.cursor, head.made_at, (*OPEN, PREVIEWED))
        afterwards.note(load.cursor, actor, head.made_at, file.name)
        load.protect()
        copy_in.end(load.cursor, note)
    migrating.migrate()
    statistics.refresh_all()
    return Restored(
        file=file.name,
        made_at=head.made_at,
        homeroom=head.homeroom,
        districts=head.districts,
        tables=len(head.tables),
        rows=rows,
        runs_ended=ended,
    )


def _load(archive: Archive, load: Load) -> int:
    columns = _columns(archive.head)
    load.check(columns)
    load.empty()
    for table, data in archive.rows():
        load.rows(table, columns[table], data)
    assert archive.totals is not None
    wanted = {name: total.rows for name, total in archive.totals.tables.items()}
    at = [Counter(one.name, one.last, one.used) for one in archive.totals.counters]
    load.finish(wanted, at)
    return archive.totals.rows


def _columns(head: Head) -> dict[str, tuple[str, ...]]:
    return {one.name: one.columns for one in head.tables}
