"""The server's own log: what it has said since a moment, and no more files than needed."""

import os
from collections.abc import Mapping
from pathlib import Path

from homeroom.store.embedded.layout import Layout

KEPT = 14  # files; one a day, each of 10 MB at the most, and one a start
RECOVERY = ("automatic recovery in progress", "redo starts", "redo in progress")


class ServerLog:
    """Reads what one run of the server has written; each run begins a file of its own."""

    def __init__(self, layout: Layout, read_before: Mapping[Path, int]) -> None:
        self._layout = layout
        self._read_before = read_before

    @classmethod
    def from_now(cls, layout: Layout) -> "ServerLog":
        """Follow a server that is about to be started."""
        return cls(layout, {path: path.stat().st_size for path in _files(layout)})

    @classmethod
    def of_newest(cls, layout: Layout) -> "ServerLog":
        """Follow a server that somebody else has started."""
        return cls(layout, {path: path.stat().st_size for path in _files(layout)[:-1]})

    def lines(self) -> list[str]:
        """Return the new lines, oldest file first."""
        found: list[str] = []
        for path in _files(self._layout):
            found += _text_from(path, self._read_before.get(path, 0)).splitlines()
        return found

    def recovering(self) -> bool:
        """Tell whether the server is repairing what a crash left."""
        return any(words in line for line in self.lines() for words in RECOVERY)

    def prune(self) -> None:
        """Remove the oldest files; PostgreSQL itself never does."""
        for path in sorted(self._layout.log.glob("*.log"))[:-KEPT]:
            path.unlink()


def _files(layout: Layout) -> list[Path]:
    written = sorted(layout.log.glob("*.log"))
    return [path for path in (layout.first_words, *written) if path.is_file()]


def _text_from(path: Path, start: int) -> str:
    # The folder is the server's: a link in it might lead a root process to a file of root's.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        file.seek(start)
        return file.read().decode("utf-8", errors="replace")
