"""GUIDs that come from the seed, so that two runs give the same ids."""

from hashlib import blake2b


def guid(*parts: object) -> str:
    """Return a GUID of the form of UUID version 4, made from the parts."""
    text = blake2b(repr(parts).encode(), digest_size=16).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
