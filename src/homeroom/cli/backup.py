"""homeroom backup and restore: the whole hub in one encrypted file, and back."""

from pathlib import Path
from typing import Any

import click
from msgspec import to_builtins

from homeroom.backup.restore import Restored, readable, reserved
from homeroom.backup.restore import restore as bring_back
from homeroom.backup.take import Taken, take
from homeroom.backup.verify import verify as read_through
from homeroom.cli.base import actor, json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json, word
from homeroom.cli.passphrase import known_passphrase, new_passphrase
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Read the backup PLACE and say whether it is good.")
@json_option
@says_errors
def backup(place: Path, verify: bool, as_json: bool) -> None:
    """Write a backup into the folder, or the new file, PLACE.

    Database and secrets key in one encrypted file; everything may go on working. The passphrase is
    asked for, or read from the file that HOMEROOM_BACKUP_PASSPHRASE_FILE names. Without it nobody
    can open the backup.
    """
    if verify:
        passphrase = known_passphrase()
        told = read_through(place, passphrase)
    else:
        passphrase = new_passphrase()
        with open_database():
            told = take(place, passphrase)
    if as_json:
        print_json(to_builtins(told))
    else:
        _tell(told, "is good" if verify else "is written")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what this hub holds now; it is then lost.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@says_errors
def restore(file: Path, as_json: bool, **how: bool) -> None:
    """Bring a backup back, on an empty machine or an empty database.

    Afterwards nothing is delivered to an app before a sync of it has compared: since the backup
    was made, grades may have been delivered and edited.
    """
    with (
        readable(file, known_passphrase()) as archive,
        open_database(migrate=False),
        reserved(replace=how["replace"]),
    ):
        if how["replace"] and not how["yes"]:
            click.confirm("Replace everything that this hub holds", abort=True, err=True)
        done = bring_back(archive, file, actor())
        waiting = _waiting()
    if as_json:
        print_json({**_plain(done), "compare_first": waiting})
        return
    click.echo(
        f"Restored {done.rows:,} rows of {', '.join(done.districts) or 'no district'}, as of"
        f" {word(done.made_at)}."
    )
    if done.runs_ended:
        click.echo(f"{done.runs_ended} run(s) that were open then are ended.")
    if waiting:
        click.echo("Nothing is delivered until each of these was synced once, and compared:")
        for one in waiting:
            click.echo(f"    homeroom sync {one['app']} --district {one['district']}")


def _waiting() -> list[dict[str, str]]:
    """Return the apps that a sync must compare first: the SIS, then what goes there."""
    found = []
    for district in districts.every():
        with district_scope(district.id) as scope:
            held = [one for one in apps.every(scope) if one.restored_at and one.state == "active"]
        for one in sorted(held, key=lambda app: app.role != "sis"):
            found.append({"district": district.slug, "app": one.key})
    return found


def _plain(done: Restored) -> dict[str, Any]:
    held: dict[str, Any] = to_builtins(done)
    return held


def _tell(told: Taken, how: str) -> None:
    click.echo(f"{told.file} {how}: {told.rows:,} rows in {told.tables} tables,")
    click.echo(f"as of {word(told.made_at)}, {told.bytes:,} bytes, sha256 {told.sha256}.")
