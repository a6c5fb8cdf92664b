"""Secrets at rest: AES-256-GCM, bound to the district, app and field that they belong to."""

import os
import secrets
from collections.abc import Set
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from homeroom import settings
from homeroom.errors import NeedsOperator

_NONCE = 12
_KEY = 32
# What secrets are bound to that belong to no app: of webhooks, of issuers, and of second steps.
NOTICES = "notices"
PROVIDERS = "identity provider"
SECOND_STEP = (0, "sign-in", "second step")


class KeyRing(Struct, frozen=True):
    """The keys by their ids; new secrets are sealed with the current one."""

    current: str
    keys: dict[str, bytes]


def key_path() -> Path:
    """Return the file of the keys: HOMEROOM_SECRETS_KEY_FILE, else in the data folder."""
    given = os.environ.get("HOMEROOM_SECRETS_KEY_FILE")
    return Path(given) if given else settings.home() / "secrets.key"


def load_keys() -> KeyRing:
    """Return the keys, made at the first start with mode 0600."""
    path = key_path()
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise NeedsOperator(
                "The file of the secrets key can be read by others.", fix=f"chmod 600 {path}"
            )
        ring = msgspec.json.decode(path.read_bytes(), type=KeyRing)
    except OSError as problem:
        raise NeedsOperator(
            f"The file of the secrets key cannot be used: {problem.strerror}.",
            fix=f"Check {path} and the rights of its folder.",
        ) from problem
    except msgspec.DecodeError as problem:
        raise _damaged(path) from problem
    if ring.current not in ring.keys or any(len(key) != _KEY for key in ring.keys.values()):
        raise _damaged(path)
    return ring


def _damaged(path: Path) -> NeedsOperator:
    return NeedsOperator(
        "The file of the secrets key is damaged.",
        fix=f"Put the copy from your backup at {path}; without it every app's secrets must be"
        " entered again.",
    )


def _fresh() -> KeyRing:
    key_id = secrets.token_hex(4)
    return KeyRing(key_id, {key_id: AESGCM.generate_key(_KEY * 8)})


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    ring = _fresh()
    # Two starters at once: the first file wins, and both read that one. In containers both may have
    # the same process id, and so may the next start after one that was killed here.
    draft = _drafted(path, ring)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _drafted(path: Path, ring: KeyRing) -> Path:
    """Write keys beside their place, on the disk before anything is sealed with them."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(ring))
        file.flush()
        os.fsync(file.fileno())
    return draft


def adopt_keys(brought: bytes) -> None:
    """Add keys that a backup brings; what they sealed opens again, and they seal from now on.

    Raises NeedsOperator when the file of the keys cannot be written.
    """
    ring = msgspec.json.decode(brought, type=KeyRing)
    path = key_path()
    if path.exists():
        held = load_keys()
        if any(held.keys.get(id_, key) != key for id_, key in ring.keys.items()):
            raise NeedsOperator(
                "The file of the secrets key holds another key under the same name.",
                fix=f"Move {path} away, then restore again.",
            )
        if ring.keys.items() <= held.keys.items() and ring.current == held.current:
            return
        ring = KeyRing(ring.current, {**held.keys, **ring.keys})
    _write(path, ring)


def add_key() -> KeyRing:
    """Make a new key, which seals from now on; the others go on opening what they sealed."""
    held, made = load_keys(), _fresh()
    ring = KeyRing(made.current, {**held.keys, **made.keys})
    _write(key_path(), ring)
    return ring


def drop_keys(used: Set[str]) -> list[str]:
    """Take the keys out of the file that seal nothing any more, and return their ids.

    The current one stays, and so do those of `used`.
    """
    held = load_keys()
    gone = sorted(held.keys.keys() - used - {held.current})
    if gone:
        _write(
            key_path(), KeyRing(held.current, {i: k for i, k in held.keys.items() if i not in gone})
        )
    return gone


def _write(path: Path, ring: KeyRing) -> None:
    """Put keys into their place; whoever reads at that moment reads the old ones or the new."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = _drafted(path, ring)
        draft.replace(path)
    except OSError as problem:
        raise NeedsOperator(
            f"The file of the secrets key cannot be written: {problem.strerror}.",
            fix=f"Let this user write {path}, or put the key there that belongs to the backup.",
        ) from problem


def seal(ring: KeyRing, text: str, district: int, app: str, field: str) -> bytes:
    """Encrypt a secret for one field of one app in one district."""
    nonce = os.urandom(_NONCE)
    cipher = AESGCM(ring.keys[ring.current])
    sealed = cipher.encrypt(nonce, text.encode(), _bound(district, app, field))
    return ring.current.encode() + b":" + nonce + sealed


def key_of(sealed: bytes) -> str:
    """Return the id of the key that a secret was sealed with."""
    return sealed.partition(b":")[0].decode("ascii", "replace")


def unseal(ring: KeyRing, sealed: bytes, district: int, app: str, field: str) -> str:
    """Decrypt a secret; one that was moved to another app, field or district does not open."""
    _, _, rest = sealed.partition(b":")
    key = ring.keys.get(key_of(sealed))
    try:
        if key is None:
            raise InvalidTag
        cipher = AESGCM(key)
        return cipher.decrypt(rest[:_NONCE], rest[_NONCE:], _bound(district, app, field)).decode()
    except (InvalidTag, ValueError) as problem:
        raise NeedsOperator(
            f"The {field} of {app} was sealed with another key, or is damaged.",
            fix="Put back the secrets.key that belongs to this database, or enter the secret anew.",
        ) from problem


def _bound(district: int, app: str, field: str) -> bytes:
    return f"{district}|{app}|{field}".encode()
