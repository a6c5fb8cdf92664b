"""What never enters: passwords, credentials, and the NUL character that PostgreSQL cannot keep."""

from typing import Any

# Compared without case, spaces, hyphens and underscores, so that `Pass-Word` is caught as well.
SECRET_KEYS = frozenset({"password", "passwd", "pwd", "credentials", "credential", "secret", "pin"})
_MARKS = (b"pass", b"pwd", b"credential", b"secret", b'"pin"', b"\\u")
_NOISE = str.maketrans("", "", " -_")


def needs_cleaning(body: bytes) -> bool:
    """Say quickly whether a body could hold a secret or a NUL at all; most bodies cannot."""
    folded = body.lower()
    return any(mark in folded for mark in _MARKS)


def is_secret(key: str) -> bool:
    """Say whether a member of this name is a password or a credential."""
    return key.casefold().translate(_NOISE) in SECRET_KEYS


def cleaned(value: Any) -> Any:
    """Return the same JSON value without secrets, at any depth, and without NUL characters."""
    if isinstance(value, dict):
        return {cleaned(key): cleaned(held) for key, held in value.items() if not is_secret(key)}
    if isinstance(value, list):
        return [cleaned(held) for held in value]
    return value.replace("\x00", "") if isinstance(value, str) else value
