"""Connections of applications to the pretend district: credentials, rights, schools."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Literal

from msgspec import Struct, structs

# Three lozenges a district turns on separately; the last two include the roster (KB-CFG).
Right = Literal["roster", "gradebook", "assessments"]
RIGHTS: tuple[Right, ...] = ("roster", "gradebook", "assessments")


class Connection(Struct, frozen=True):
    """`schools` are org numbers, None for all; `generation` counts secrets."""

    client_id: str
    secret: str
    app_name: str
    rights: frozenset[str]
    schools: frozenset[int] | None = None
    generation: int = 0


class Connections:
    """Credentials follow from a seed, so that every run gives the same ones."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._by_id: dict[str, Connection] = {}
        # One pair per partner, given out by Infinite Campus' home office (KB-CONN).
        self.vendor_key = self._letters("vendor key", 24)
        self.vendor_secret = self._letters("vendor secret", 40)

    def add(
        self, app_name: str, rights: Iterable[str], schools: Iterable[int] | None = None
    ) -> Connection:
        count = len(self._by_id) + 1
        client_id = self._letters(f"client {count}", 32)
        connection = Connection(
            client_id,
            self._letters(f"secret {client_id} 0", 48),
            app_name,
            frozenset(rights) | {"roster"},
            None if schools is None else frozenset(schools),
        )
        self._by_id[client_id] = connection
        return connection

    def find(self, client_id: str) -> Connection | None:
        return self._by_id.get(client_id)

    def change(
        self,
        connection: Connection,
        rights: Iterable[str] | None,
        schools: frozenset[int] | None,
    ) -> Connection:
        """Set rights (None keeps them) and schools."""
        wanted = connection.rights if rights is None else frozenset(rights) | {"roster"}
        changed = structs.replace(connection, rights=wanted, schools=schools)
        self._by_id[connection.client_id] = changed
        return changed

    def rotate(self, connection: Connection) -> Connection:
        """Give a new secret: the old one and all its tokens are refused from now on (GS1817)."""
        generation = connection.generation + 1
        secret = self._letters(f"secret {connection.client_id} {generation}", 48)
        changed = structs.replace(connection, secret=secret, generation=generation)
        self._by_id[connection.client_id] = changed
        return changed

    def _letters(self, name: str, length: int) -> str:
        return sha256(f"{self._seed} {name}".encode()).hexdigest()[:length]
