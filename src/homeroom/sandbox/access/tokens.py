"""Access tokens: JWTs signed with HMAC-SHA256, as Infinite Campus hands them out."""

import hmac
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from threading import Lock

import msgspec
from msgspec import Struct

from homeroom.sandbox.access.connections import Connection

_HEADER = {"alg": "HS256", "typ": "JWT"}


class Claims(Struct, frozen=True):
    sub: str
    app: str
    iat: int
    exp: int
    generation: int
    jti: int


class Tokens:
    """Token life is the one thing here that follows the machine's clock."""

    def __init__(self, seed: str, seconds: int, reuse: bool) -> None:
        """`reuse` hands back the same token until it expires, however little life is left.

        That is what an engineer of Infinite Campus guards against in his own checker, which
        polls until the token has 14 seconds to go (InfiniteCampusTokenTester).
        """
        self._key = sha256(f"{seed} signing key".encode()).digest()
        self._seconds = seconds
        self._reuse = reuse
        self._given: dict[tuple[str, int], tuple[str, int]] = {}
        self._brief: set[str] = set()
        self._withdrawn: set[str] = set()
        self._next_seconds: int | None = None
        self._count = 0
        self._lock = Lock()

    def issue(self, connection: Connection) -> tuple[str, int]:
        """Return a token and its remaining life in seconds."""
        now = int(time.time())
        owner = (connection.client_id, connection.generation)
        with self._lock:
            token, expires = self._given.get(owner, ("", 0))
            if expires <= now or not (self._reuse or token in self._brief):
                self._count += 1
                seconds, self._next_seconds = self._next_seconds, None
                expires = now + (self._seconds if seconds is None else seconds)
                token = self._sign(
                    Claims(
                        connection.client_id,
                        connection.app_name,
                        now,
                        expires,
                        connection.generation,
                        self._count,
                    )
                )
                self._given[owner] = (token, expires)
                if seconds is not None:
                    self._brief.add(token)
        return token, expires - now

    def shorten_next(self, seconds: int) -> None:
        """Give the next new token so little life; it is handed back until it ends."""
        with self._lock:
            self._next_seconds = seconds

    def withdraw(self, token: str) -> None:
        """Refuse a token from now on, and give another one to whoever asks."""
        with self._lock:
            self._withdrawn.add(token)
            self._given = {owner: it for owner, it in self._given.items() if it[0] != token}

    def read(self, token: str) -> Claims | None:
        """Return the claims of a token that we signed and that has not expired."""
        content, _, signature = token.rpartition(".")
        expected = _encoded(hmac.digest(self._key, content.encode(), "sha256"))
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return None
        claims = msgspec.json.decode(_decoded(content.partition(".")[2]), type=Claims)
        live = claims.exp > time.time() and token not in self._withdrawn
        return claims if live else None

    def _sign(self, claims: Claims) -> str:
        header = _encoded(msgspec.json.encode(_HEADER))
        content = f"{header}.{_encoded(msgspec.json.encode(claims))}"
        return f"{content}.{_encoded(hmac.digest(self._key, content.encode(), 'sha256'))}"


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
