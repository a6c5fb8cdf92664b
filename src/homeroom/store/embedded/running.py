"""What a caller gets from a server that runs: the addresses for its three roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

DATABASE = "homeroom"
SUPER, OWNER, APP = "homeroom_super", "homeroom_owner", "homeroom_app"
PORT = 5432  # only part of the socket's name


class Found(Enum):
    """How a start came to its server."""

    STARTED = "started"
    JOINED = "joined"  # another process was using it
    ADOPTED = "adopted"  # it ran, and nobody was left who used it


@dataclass(frozen=True)
class Running:
    """A server that accepts connections through a socket in `socket_folder`."""

    socket_folder: Path
    passwords: Mapping[str, str]
    found: Found

    @property
    def app_url(self) -> str:
        """The role that everything but migrations runs as; it owns nothing."""
        return self.url(APP)

    @property
    def owner_url(self) -> str:
        """The role that owns the database and migrates it."""
        return self.url(OWNER)

    @property
    def superuser_url(self) -> str:
        """The role of the set-up, for backups and tests."""
        return self.url(SUPER)

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return a URL for psycopg; the socket's folder stands in its query (`?host=`)."""
        sign_in = f"{quote(role, safe='')}:{quote(self.passwords[role], safe='')}"
        query = urlencode({"host": str(self.socket_folder), "port": PORT}, quote_via=quote, safe="")
        return f"postgresql://{sign_in}@/{quote(database, safe='')}?{query}"

    def __repr__(self) -> str:
        # A dataclass would show the passwords.
        return f"Running({str(self.socket_folder)!r}, {self.found})"


def with_database(url: str, database: str) -> str:
    """Return the same URL for another database of the server."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(database, safe="")))
