"""The folder of the server's socket: private, and short and plain enough to be named."""

import os
import stat
import tempfile
from pathlib import Path

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.account import Account
from homeroom.store.embedded.layout import Layout, write_whole
from homeroom.store.embedded.running import PORT

NAME = f".s.PGSQL.{PORT}"
LONGEST = 107  # bytes of a socket's path on Linux: sun_path has 108 with its closing zero
SHORT = Path("/tmp")  # the only place that is short and writable on every machine


def make_socket_folder(layout: Layout, account: Account) -> Path:
    """Return the folder for a server about to start, without sockets of an earlier one."""
    if _fits(layout.socket):
        folder = layout.socket
        account.make_folder(folder)
    else:
        folder = _short_folder(layout, account)
    for left in (folder / NAME, folder / f"{NAME}.lock"):
        left.unlink(missing_ok=True)
    return folder


def find_socket_folder(layout: Layout) -> Path:
    """Return the folder of a running server's socket."""
    for folder in (layout.socket, _noted(layout)):
        if folder is not None and _fits(folder) and (folder / NAME).exists():
            return folder
    raise NeedsOperator(
        f"The database in {layout.top} runs, but its socket is gone: something removed it, or it"
        " lies in a /tmp that this process does not share.",
        fix="Stop every homeroom process, then start again.",
    )


def drop_short_folder(layout: Layout) -> None:
    """Remove the short folder of a server that has ended."""
    noted = _noted(layout)
    if noted is not None and noted.is_dir() and not any(noted.iterdir()):
        noted.rmdir()
    layout.socket_note.unlink(missing_ok=True)


def _fits(folder: Path) -> bool:
    # To libpq a comma in a host begins a second host, and there is no way to quote it.
    return len(os.fsencode(folder / NAME)) <= LONGEST and "," not in str(folder)


def _noted(layout: Layout) -> Path | None:
    if not layout.socket_note.is_file():
        return None
    return Path(layout.socket_note.read_text(encoding="utf-8").strip())


def _short_folder(layout: Layout, account: Account) -> Path:
    noted = _noted(layout)
    if noted is not None and _is_private(noted, account):
        return noted
    # A new name of mode 0700 that nobody could foresee; /tmp's sticky bit keeps it in its place.
    folder = Path(tempfile.mkdtemp(prefix="homeroom-", dir=SHORT))
    account.own(folder)
    write_whole(layout.socket_note, f"{folder}\n", mode=0o600)
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    mine = found.st_uid == account.uid
    return mine and stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
