"""What the server's last words mean for whoever runs it, and what can be done about them."""

import errno
import os
import re
from pathlib import Path

from homeroom.errors import NeedsOperator

# A pattern in the server's or initdb's words (PostgreSQL 16 and 18, English), and the way out.
FIXES = (
    (
        r"No space left on device.*|could not resize shared memory.*",
        "Free some space on the disk (the log line names the file; /dev/shm is memory, which a"
        " container gets with --shm-size), then start again.",
    ),
    (r"[Rr]ead-only file system", "Make the file system writable, then start again."),
    (
        r"could not create shared memory|could not map anonymous shared memory|out of memory",
        "The machine has too little memory left. Free some, or write a smaller shared_buffers into"
        " local.conf beside postgresql.conf.",
    ),
    (
        r"Permission denied|has invalid permissions|has wrong ownership",
        "Give the database's user its files back; the log line names the one that is closed to it.",
    ),
    (
        r"could not look up effective user ID",
        "Give this user a name in /etc/passwd, run homeroom as another one, or set"
        " HOMEROOM_DATABASE_URL to a PostgreSQL server of your own.",
    ),
    (
        r"Address already in use|lock file .* already exists|is still in use",
        "Another PostgreSQL server uses this data folder or its socket. Stop it, then start again.",
    ),
    (
        r"invalid value for parameter|unrecognized configuration parameter|contains errors"
        r"|is outside the valid range|syntax error in file",
        "Correct that setting in local.conf beside postgresql.conf, then start again.",
    ),
    (
        r"database files are incompatible|not compatible with this version",
        "Install the version of Homeroom that made this database, or restore a backup.",
    ),
    (
        r"could not locate a valid checkpoint record|invalid (primary )?checkpoint|PANIC:"
        r"|could not read file|invalid page",
        "The database's files are damaged: check the disk, then restore the last backup.",
    ),
)
WORTH_TELLING = re.compile(r"\b(PANIC|FATAL|ERROR|error|HINT|hint):")
TOLD = 5  # lines of a log in a message


def explain(what: str, lines: list[str], where: Path) -> NeedsOperator:
    """Return an error for a server that ended, from the lines it left."""
    said = [line.strip() for line in lines if line.strip()]
    telling = [line for line in said if WORTH_TELLING.search(line) or way_out(line)]
    last = (telling or said)[-TOLD:]
    ways_out = filter(None, map(way_out, last))
    return NeedsOperator(
        "\n".join([what, *last]),
        fix=next(ways_out, f"Its log is in {where}."),
        detail="\n".join(said[-50:]),
    )


def way_out(line: str) -> str | None:
    """Return what can be done about a line of the server's, None for one that is not known."""
    return next((fix for pattern, fix in FIXES if re.search(pattern, line)), None)


def explain_system(error: OSError, folder: Path) -> NeedsOperator:
    """Return an error for a file that the operating system refused, in `folder` if unnamed."""
    name = error.filename or folder
    reason = os.strerror(error.errno or 0)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        fix = "Free some space on that disk, or choose another folder with HOMEROOM_HOME."
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        fix = "Let this user write there, or choose another folder with HOMEROOM_HOME."
    else:
        fix = "Put that right, or choose another folder with HOMEROOM_HOME."
    return NeedsOperator(f"The database cannot use {name}: {reason}.", fix=fix)
