"""How an app shows who it is at the token endpoint: Basic header, form body or query. Pure."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote_plus

from msgspec import Struct


class Credentials(Struct, frozen=True):
    """A client id and its secret, as they were shown."""

    client_id: str
    secret: str


def shown(header: str, *forms: Mapping[str, str]) -> Credentials | None:
    """Return the credentials of a request; a Basic header goes before the forms, in their order.

    None where no complete pair was shown.
    """
    kind, _, encoded = header.strip().partition(" ")
    if kind.casefold() == "basic":
        return _basic(encoded.strip())
    for form in forms:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if client_id and secret:
            return Credentials(client_id, secret)
    return None


def _basic(encoded: str) -> Credentials | None:
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    # RFC 6749 wants both parts form-encoded; ours have no character that this would change.
    client_id, colon, secret = text.partition(":")
    return Credentials(unquote_plus(client_id), unquote_plus(secret)) if colon else None
