"""Who is asking: the bearer token, and the vendor's key beside it on the gradebook."""

from hmac import compare_digest

from homeroom.sandbox.access.connections import Connection, Connections
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.oneroster.errors import unauthorised
from homeroom.sandbox.web.messages import Request


def bearer(request: Request, connections: Connections, tokens: Tokens) -> Connection:
    """Return the connection of the request's token. Raises Refused with 401."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "oauth":
        raise unauthorised("OAuth 1.0 ended on 30 June 2023: ask for an OAuth 2 token.")
    if scheme.lower() != "bearer" or not token:
        raise unauthorised("The request has no bearer token.")
    claims = tokens.read(token.strip())
    connection = connections.find(claims.sub) if claims else None
    if claims is None or connection is None or claims.generation != connection.generation:
        raise unauthorised("The access token is not valid or has expired.")
    return connection


def check_vendor(request: Request, connections: Connections) -> None:
    """Demand `x-vendor-authorization: key:secret`. Raises Refused with 401 (KB-CONN)."""
    given = request.headers.get("x-vendor-authorization", "")
    wanted = f"{connections.vendor_key}:{connections.vendor_secret}"
    if not compare_digest(given.encode(), wanted.encode()):
        raise unauthorised("The header x-vendor-authorization is missing or wrong.")
