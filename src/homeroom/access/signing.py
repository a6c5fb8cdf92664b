"""The key that signs sessions and forms: made from the secrets key, so that one file is enough."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from homeroom.access.secrets import load_keys


def signing_key() -> str:
    """Return the key, the same for every process that has the same secrets key.

    A new secrets key signs everybody out, and harms nothing else.
    """
    ring = load_keys()
    derived = HKDF(SHA256(), 32, salt=None, info=b"homeroom sessions and forms")
    return derived.derive(ring.keys[ring.current]).hex()
