"""The server's first process, found by its pid file and believed only on evidence."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

TOLERANCE = 10.0  # seconds between what the pid file and the kernel call the start


def pid_file(data: Path) -> Path:
    """Return where PostgreSQL notes which process serves a data folder."""
    return data / "postmaster.pid"


@dataclass(frozen=True)
class PidFile:
    """What `postmaster.pid` says; a server writes it line by line while it starts."""

    pid: int
    started: float  # seconds since the epoch
    status: str  # starting, ready, stopping; empty while it is being written

    @classmethod
    def read(cls, data: Path) -> "PidFile | None":
        try:
            lines = os.fsdecode(pid_file(data).read_bytes()).splitlines()
            status = lines[7].strip() if len(lines) > 7 else ""
            return cls(abs(int(lines[0])), float(lines[2]), status)
        except (FileNotFoundError, IndexError, ValueError):
            return None


@dataclass(frozen=True)
class Process:
    """A living process, as the kernel describes it."""

    uid: int
    words: tuple[str, ...]  # its command line
    started: float  # seconds since the epoch

    @classmethod
    def named(cls, pid: int) -> "Process | None":
        folder = Path("/proc", str(pid))
        try:
            command = (folder / "cmdline").read_bytes()
            # The program's name, in brackets, may hold anything; what follows is plain numbers.
            numbers = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            uid = folder.stat().st_uid
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return None
        ticks = int(numbers[19])
        started = _boot_time() + ticks / os.sysconf("SC_CLK_TCK")
        words = tuple(os.fsdecode(word) for word in command.rstrip(b"\0").split(b"\0"))
        return cls(uid, words, started)


def _boot_time() -> float:
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith("btime "):
            return float(line.split()[1])
    return 0.0


def find_postmaster(data: Path, *, locked: bool) -> PidFile | None:
    """Return the pid file of a data folder if its process is really that folder's server.

    A number alone proves nothing, it may be any program's by now. `locked` says that some process
    of the server lives (see `Layout.alive_lock`); then the time of its start is not compared, since
    a clock that was set anew would make it look like another.
    """
    note = PidFile.read(data)
    found = Process.named(note.pid) if note else None
    if note is None or found is None:
        return None
    same_time = locked or abs(found.started - note.started) <= TOLERANCE
    mine = found.uid == data.stat().st_uid and _serves(found.words, data) and same_time
    return note if mine else None


def _serves(words: tuple[str, ...], data: Path) -> bool:
    if Path(words[0]).name != "postgres" or "-D" not in words[:-1]:
        return False
    folder = Path(words[words.index("-D") + 1])
    return folder.is_absolute() and folder.exists() and folder.samefile(data)


def pid_left_behind(data: Path) -> int | None:
    """Return the number in the pid file of a server that is known to be dead.

    An empty file, from a disk that was full, is removed: PostgreSQL would refuse to start over it.
    """
    try:
        words = pid_file(data).read_bytes().split()
    except FileNotFoundError:
        return None
    if not words:
        pid_file(data).unlink()
        return None
    return abs(int(words[0]))


def ask_to_stop(postmaster: PidFile) -> None:
    """Ask for a fast shutdown: sessions are ended, everything is written, nothing is lost."""
    os.kill(postmaster.pid, signal.SIGINT)
