"""Where everything of the embedded server lies under Homeroom's data folder, and whose it is."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from homeroom.errors import NeedsOperator


@dataclass(frozen=True)
class Layout:
    """The names under `<home>/postgres`; only `data`, `log` and `socket` belong to the server.

    The rest belongs to whoever runs Homeroom, so that a server that was broken into cannot plant a
    link in the way of a root process that writes.
    """

    home: Path

    @property
    def top(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.top / "data"

    @property
    def log(self) -> Path:
        return self.top / "log"

    @property
    def socket(self) -> Path:
        return self.top / "socket"

    @property
    def socket_note(self) -> Path:
        """Holds the path of the socket's folder when `socket` itself is too long a path."""
        return self.top / "socket-folder"

    @property
    def programs(self) -> Path:
        return self.top / "programs"

    @property
    def passwords(self) -> Path:
        return self.top / "passwords.json"

    @property
    def configuration(self) -> Path:
        return self.top / "postgresql.conf"

    @property
    def first_words(self) -> Path:
        """What the server says before it opens its log."""
        return self.top / "startup.log"

    @property
    def starting_lock(self) -> Path:
        """Held while the server is being started, joined or stopped."""
        return self.top / "starting.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server."""
        return self.top / "users.lock"

    @property
    def alive_lock(self) -> Path:
        """Held by the processes of initdb and of the server for as long as one of them lives."""
        return self.top / "alive.lock"


def make_home(home: Path) -> None:
    """Make the data folder; as root others may pass through it, because the server must."""
    if not home.is_dir():
        home.mkdir(parents=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)


def claim(layout: Layout) -> None:
    """Make the server's folder, or refuse one that belongs to another user."""
    make_home(layout.home)
    layout.top.mkdir(mode=0o700, exist_ok=True)
    check_owner(layout)


def check_owner(layout: Layout) -> None:
    """Refuse a server's folder of another user: a mix of owners locks both out in the end."""
    owner = layout.top.lstat().st_uid
    if owner != os.geteuid():
        raise NeedsOperator(
            f"The database in {layout.top} belongs to {user_name(owner)},"
            f" and this process runs as {user_name(os.geteuid())}.",
            fix=f"Run homeroom as {user_name(owner)} (sudo -u {user_name(owner)} homeroom ...),"
            " or choose another folder with HOMEROOM_HOME.",
        )


def user_name(uid: int) -> str:
    """Return the name of a user, or `#uid`, which sudo understands, where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"


def write_whole(path: Path, text: str, mode: int) -> None:
    """Write a file so that a crash leaves either the old one or the new one."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
