"""A request as it came over the wire, and the answer that goes back."""

from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec
from msgspec import Struct

_JSON = msgspec.json.Encoder(decimal_format="number")


class Request(Struct, frozen=True):
    """`path` and `query` as sent; header names in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    origin: str

    def segments(self) -> list[str]:
        """Split the path first and decode each part afterwards, so that %2F stays in an id."""
        return [unquote(part) for part in self.path.strip("/").split("/")]

    def parameters(self) -> list[tuple[str, str]]:
        """Return the query's pairs in their order.

        Each pair is split at its first "=": filters hold further ones, and clients send them
        unencoded. A literal "+" means a space, as in a form.
        """
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]

    def parameter(self, name: str) -> str | None:
        return next((value for key, value in self.parameters() if key == name), None)


class Response(Struct, frozen=True):
    """`hangs_up_after` counts bytes of the body; with -1 not even the head is sent."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    hangs_up_after: int | None = None


def json_response(status: int, value: Any, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Answer with JSON; Decimals are written as JSON numbers, digit for digit."""
    return Response(status, _JSON.encode(value), headers=headers)
