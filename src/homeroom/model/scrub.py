"""What never enters: passwords, credentials, and the NUL character that PostgreSQL cannot keep."""

import re
from typing import Any

# Compared without case, spaces, hyphens and underscores, so that `Pass-Word` is caught as well.
_ANYWHERE = re.compile(
    r"passw|passphrase|passcode|passkey|pwd|credential"
    r"|secret(?!ar)"  # `clientSecretKey`, but not `secretary`
    r"|(?:^|lunch|login|student|user)pin(?:$|code|number)"
)
_PIN = re.compile(r"(?:^|[^A-Za-z])[Pp][Ii][Nn]$|[a-z0-9]P(?:in|IN)$")  # `lunchPin`, but not `spin`
# What a body is searched for: patterns that begin with letters which are rare together, because
# all of a district's pages pass here (measured: 0.7 microseconds a record, 3.5 with eight words).
_P_WORDS = re.compile(rb'p(?:ass|wd|in(?:"|code|number))')
_CRE_WORDS = re.compile(rb"cre(?:dential|(?<=secre)t)")
_NOISE = " -_"
_LOWER = bytes(range(256)).lower()
_WITHOUT_NOISE = str.maketrans("", "", _NOISE)


def needs_cleaning(body: bytes) -> bool:
    """Say quickly whether a body could hold a secret or a NUL at all; most bodies cannot."""
    if b"\\" in body and b"\\u" in body:
        return True
    folded = body.translate(_LOWER, _NOISE.encode())
    return bool(_P_WORDS.search(folded) or _CRE_WORDS.search(folded))


def is_secret(key: str) -> bool:
    """Say whether a member of this name is a password or a credential."""
    folded = key.lower().translate(_WITHOUT_NOISE)
    return bool(_ANYWHERE.search(folded) or _PIN.search(key.strip()))


def cleaned(value: Any) -> Any:
    """Return the same JSON value without secrets, at any depth, and without NUL characters."""
    if isinstance(value, dict):
        members = ((cleaned(key), held) for key, held in value.items())
        return {key: cleaned(held) for key, held in members if not is_secret(key)}
    if isinstance(value, list):
        return [cleaned(held) for held in value]
    return value.replace("\x00", "") if isinstance(value, str) else value
