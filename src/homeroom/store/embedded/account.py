"""The operating system's user that the server runs as; PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.layout import user_name
from homeroom.store.embedded.waiting import Tell

# A user of our own: as `postgres` a system's other database could read pupils' data, and as
# `nobody` every badly set up service. initdb refuses a number without a name in passwd.
SYSTEM_USER = "homeroom"
SYSTEM_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


@dataclass(frozen=True)
class Account:
    """Who runs the server: ourselves, or, when we are root, another user that we change to."""

    uid: int
    gid: int
    changes: bool

    def run_options(self) -> dict[str, Any]:
        """Return what subprocess needs to run a program as this user, without our secrets.

        The environment is small on purpose: the server's can be read by its user, and ours may hold
        keys. Its messages are in English, so that they can be recognised.
        """
        options: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": SYSTEM_PATH, "LC_ALL": "C", "TZ": "UTC"},
            "umask": 0o077,
            "start_new_session": True,
        }
        if self.changes:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Hand a file or folder that we have just made to this user."""
        if self.changes:
            self._give(path, self.uid)

    def enter(self, top: Path) -> None:
        """Let this user, and none but it, pass through the folder that holds the server's."""
        if self.changes:
            self._give(top, os.geteuid())
        top.chmod(0o710 if self.changes else 0o700)
        self.require_passage(top)

    def _give(self, path: Path, owner: int) -> None:
        try:
            os.chown(path, owner, self.gid, follow_symlinks=False)
        except OSError as error:
            raise NeedsOperator(
                f"The database cannot run as root, and this root may not give {path} to"
                f" {user_name(self.uid)}: {error.strerror}.",
                fix="Run homeroom as an ordinary user, or let the container change users.",
            ) from error

    def make_folder(self, path: Path) -> None:
        """Make a folder that only this user may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        self.own(path)

    def require_passage(self, folder: Path) -> None:
        """Refuse a place that this user cannot reach because of a folder on the way."""
        for step in (*reversed(folder.parents), folder):
            if not self._may_pass(step.stat()):
                raise NeedsOperator(
                    f"The database runs as {user_name(self.uid)}, who may not pass through {step}.",
                    fix=f"Allow it (chmod o+x {step}), or choose another HOMEROOM_HOME.",
                )

    def _may_pass(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        if found.st_gid == self.gid:
            return bool(found.st_mode & 0o010)
        return bool(found.st_mode & 0o001)


def choose_account(data: Path, tell: Tell) -> Account:
    """Return who runs the server: an existing data folder's owner, else ourselves or `homeroom`."""
    owner = data.lstat() if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise _wrong_owner(data, owner.st_uid, os.geteuid())
        return Account(os.geteuid(), os.getegid(), changes=False)
    if owner is None:
        entry = _system_user(tell)
        return Account(entry.pw_uid, entry.pw_gid, changes=True)
    if owner.st_uid == 0:
        raise _wrong_owner(data, 0, _system_user(tell).pw_uid)
    # The number counts, not the name: a container made anew has lost its passwd, not its volume.
    return Account(owner.st_uid, _group_of(owner), changes=True)


def _group_of(owner: os.stat_result) -> int:
    """Return the group of a folder's owner, which is never root's, whatever the folder's is."""
    try:
        return pwd.getpwuid(owner.st_uid).pw_gid
    except KeyError:
        return owner.st_gid or owner.st_uid


def _wrong_owner(data: Path, owner: int, wanted: int) -> NeedsOperator:
    return NeedsOperator(
        f"The database's files in {data} belong to {user_name(owner)};"
        f" the server would run as {user_name(wanted)}.",
        fix=f"Hand them over: chown -R {user_name(wanted)}: {data}",
    )


def _system_user(tell: Tell) -> pwd.struct_passwd:
    found = _find_system_user()
    program = shutil.which("useradd", path=SYSTEM_PATH)
    if found is None and program is not None:
        tell(f"Creating the system user {SYSTEM_USER}, who runs the database.")
        shape = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        shape += ["--shell", "/usr/sbin/nologin"]
        # Its exit code says little: another starter may have made the user a moment before.
        subprocess.run([program, *shape, SYSTEM_USER], check=False, capture_output=True)
        found = _find_system_user()
    if found is None:
        raise NeedsOperator(
            f"The database cannot run as root, and there is no user {SYSTEM_USER} to run it.",
            fix="Create that system user, or run homeroom as an ordinary user.",
        )
    return found


def _find_system_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None
