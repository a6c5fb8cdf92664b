"""Tokens that end early, and secrets that change while somebody works with them."""

from homeroom.sandbox.faults.hit import Hit
from homeroom.sandbox.web.messages import Response


def withdraw_token(hit: Hit) -> Response:
    """Refuse the request's token from now on; the guard itself answers with 401."""
    hit.levers.tokens.withdraw(_bearer(hit))
    return hit.go_on(hit.request)


def give_brief_token(hit: Hit) -> Response:
    """Give a token with little life left, and the same one again until it has ended."""
    hit.levers.tokens.shorten_next(round(hit.value))
    return hit.go_on(hit.request)


def change_secret(hit: Hit) -> Response:
    """Renew the secret of the connection that asks: its old secret and tokens are refused."""
    claims = hit.levers.tokens.read(_bearer(hit))
    connection = hit.levers.connections.find(claims.sub) if claims else None
    if connection is None:
        return hit.miss(hit.go_on(hit.request))
    hit.levers.connections.rotate(connection)
    return hit.go_on(hit.request)


def say_little(hit: Hit) -> Response:
    """Answer with error bodies that say nothing but failure."""
    hit.levers.manners.minimal_errors = True
    return hit.go_on(hit.request)


def _bearer(hit: Hit) -> str:
    return hit.request.headers.get("authorization", "").partition(" ")[2].strip()
