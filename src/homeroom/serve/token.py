"""POST /oauth/token: client credentials for a bearer token (RFC 6749, section 4.4)."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.request import QueryDict
from django.views.decorators.csrf import csrf_exempt

from homeroom import settings
from homeroom.access import clients
from homeroom.model import api_scopes
from homeroom.serve.caller import open_to_all
from homeroom.serve.credentials import shown
from homeroom.serve.throttle import Throttle
from homeroom.store.vendors.clients import Client

_TURNS = Throttle(settings.TOKENS_A_MINUTE)


class Refusal(Exception):
    """What RFC 6749 calls an error response."""

    def __init__(self, error: str, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.error = error
        self.words = words
        self.status = status
        self.headers: dict[str, str] = {}


@csrf_exempt
@open_to_all
def token(request: HttpRequest) -> JsonResponse:
    """Answer a request for a token."""
    try:
        answer = JsonResponse(_granted(request, datetime.now(UTC)))
    except Refusal as problem:
        answer = JsonResponse(
            {"error": problem.error, "error_description": problem.words},
            status=problem.status,
            headers=problem.headers,
        )
    answer["Cache-Control"] = "no-store"
    answer["Pragma"] = "no-cache"
    return answer


def _granted(request: HttpRequest, now: datetime) -> dict[str, Any]:
    if request.method != "POST":
        problem = Refusal("invalid_request", "A token is asked for with POST.", 405)
        problem.headers["Allow"] = "POST"
        raise problem
    form = _form(request)
    client = _client(request, form, now)
    request.noted_as = (client.district_id, client.client_id)  # type: ignore[attr-defined]
    asked_for = _value("grant_type", form, request.GET)
    if not asked_for:
        raise Refusal("invalid_request", "grant_type is missing; it is client_credentials.")
    if asked_for != "client_credentials":
        raise Refusal("unsupported_grant_type", "The only grant type here is client_credentials.")
    scopes = _scopes(client, _value("scope", form, request.GET))
    return {
        "access_token": clients.give_token(client, scopes, now),
        "token_type": "Bearer",
        "expires_in": int(clients.LIVES.total_seconds()),
        "scope": api_scopes.addresses(scopes),
    }


def _form(request: HttpRequest) -> Mapping[str, str]:
    """Return the form of the body, whatever its content type says."""
    try:
        return QueryDict(request.body, encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise Refusal("invalid_request", "The body is no form in UTF-8.") from problem


def _value(name: str, *forms: Mapping[str, str]) -> str:
    return next((form[name].strip() for form in forms if form.get(name, "").strip()), "")


def _client(request: HttpRequest, form: Mapping[str, str], now: datetime) -> Client:
    header = request.headers.get("Authorization", "")
    pair = shown(header, form, request.GET)
    if pair is None:
        raise _invalid_client("No credentials were shown: send them as a Basic header.")
    seconds = _TURNS.wait(pair.client_id[:64], time.monotonic())
    if seconds:
        problem = Refusal(
            "temporarily_unavailable", "Use the token that you have; it lasts an hour.", 429
        )
        problem.headers["Retry-After"] = str(seconds)
        raise problem
    found = clients.checked(pair.client_id, pair.secret, now)
    if found is None:
        raise _invalid_client("These credentials are wrong, or suspended by the district.")
    return found


def _invalid_client(words: str) -> Refusal:
    problem = Refusal("invalid_client", words, 401)
    problem.headers["WWW-Authenticate"] = 'Basic realm="OneRoster API", charset="UTF-8"'
    return problem


def _scopes(client: Client, text: str) -> frozenset[str]:
    """Return what a token is good for: all that the client may, or what it asks for of that."""
    if not text:
        return frozenset(client.scopes)
    found = api_scopes.within(client.scopes, api_scopes.named(text))
    if not found:
        raise Refusal("invalid_scope", "None of these scopes is allowed to this app.")
    return found
