"""POST /campus/oauth2/token: OAuth 2 client credentials, with the application in the query."""

from base64 import b64decode
from binascii import Error as Base64Error
from hmac import compare_digest
from urllib.parse import parse_qsl, unquote_plus

from homeroom.sandbox.access.connections import Connections
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.web.messages import Request, Response, json_response

PATH = ["campus", "oauth2", "token"]


def answer_token(request: Request, connections: Connections, tokens: Tokens) -> Response:
    if request.method != "POST":
        return _error(405, "invalid_request", "Ask for a token with POST.")
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    if form.get("grant_type") != "client_credentials":
        return _error(400, "unsupported_grant_type", "grant_type must be client_credentials.")
    client_id, secret = _basic(request.headers.get("authorization", ""))
    connection = connections.find(client_id)
    if connection is None or not compare_digest(connection.secret.encode(), secret.encode()):
        return _error(401, "invalid_client", "Unknown client id or wrong secret.")
    # A client exists only inside its application, so under another name, or under none, it is
    # an unknown client: 401 rather than 404, which would say that the address is wrong.
    if request.parameter("appName") != connection.app_name:
        return _error(401, "invalid_client", "This client is not one of that application.")
    token, seconds = tokens.issue(connection)
    answer = {"access_token": token, "token_type": "Bearer", "expires_in": seconds}
    if scope := form.get("scope"):
        answer["scope"] = scope
    return json_response(200, answer, (("Cache-Control", "no-store"),))


def _basic(header: str) -> tuple[str, str]:
    """Return id and secret of a Basic header, form-decoded as RFC 6749 section 2.3.1 wants."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = b64decode(encoded, validate=True).decode()
    except (Base64Error, UnicodeDecodeError):
        return "", ""
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _error(status: int, code: str, description: str) -> Response:
    headers = (("WWW-Authenticate", "Basic"),) if status == 401 else ()
    return json_response(status, {"error": code, "error_description": description}, headers)
