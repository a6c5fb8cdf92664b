"""OAuth 2 client credentials as OneRoster servers speak them."""

import base64
import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import msgspec

from homeroom.connectors.oneroster.clock import retry_after, server_time
from homeroom.connectors.oneroster.errors import read_refusal
from homeroom.connectors.oneroster.failures import BUSY, WAIT
from homeroom.errors import NeedsDistrict, RetryLater

# A token is renewed this long before it ends, so that it does not end on the way.
EARLY = 20.0
# Infinite Campus hands back a cached token; one this close to its end is waited out and asked anew
# (infinite-campus.md, A2).
NEARLY_OVER = 5.0
WRONG_CLOCK = 60.0


class Tokens:
    """Keeps one bearer token fresh; safe to use from several threads."""

    def __init__(
        self,
        client: httpx2.Client,
        settings: Mapping[str, str],
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._settings = settings
        self._sleep = sleep
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0

    def current(self) -> str:
        """Return a token that is good for a while."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._renew()
            return self._token

    def refused(self, token: str) -> None:
        """Forget a token that the server refused, unless another thread has renewed it already."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def _renew(self) -> None:
        token, seconds = self._ask()
        if seconds <= NEARLY_OVER:
            self._sleep(max(seconds, 0) + 1)
            token, seconds = self._ask()
        self._token = token
        self._until = self._clock() + max(seconds - EARLY, min(seconds, 1.0))

    def _ask(self) -> tuple[str, float]:
        """Return a token and the seconds that it is good for."""
        given = self._settings
        form = {"grant_type": "client_credentials"}
        if given.get("scope"):
            form["scope"] = given["scope"]
        headers = {"Accept": "application/json"}
        if given.get("token_style") == "form":
            form |= {"client_id": given["client_id"], "client_secret": given["client_secret"]}
        else:
            headers["Authorization"] = _basic(given["client_id"], given["client_secret"])
        answer = self._client.post(given["token_url"], data=form, headers=headers)
        if answer.status_code != 200:
            raise _refused(answer, given["client_secret"])
        return _read(answer)


def _basic(name: str, secret: str) -> str:
    # RFC 6749 would form-encode both parts first, but servers of this trade compare them as typed.
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def _refused(answer: httpx2.Response, secret: str) -> Exception:
    said = read_refusal(answer.content)
    detail = f"token: HTTP {answer.status_code} {said.code} {said.words}"
    # Some servers repeat in their answer what they were sent.
    detail = detail.replace(secret, "***")
    if answer.status_code in BUSY:
        words = f"The server gave no token just now ({answer.status_code})."
        return RetryLater(words, fix=WAIT, detail=detail, after=retry_after(answer))
    if said.code == "invalid_scope":
        return NeedsDistrict(
            "The server refused the scopes.",
            fix="Leave Scopes empty, or enter those that the vendor names.",
            detail=detail,
        )
    if answer.status_code in (400, 401, 403):
        return NeedsDistrict(
            "The server refused the OAuth Client ID or the OAuth Client Secret.",
            fix="Copy both again from the connection in the other system, and check that the"
            " Authentication URL belongs to the same connection.",
            detail=detail,
        )
    return NeedsDistrict(
        f"The Authentication URL gives no token, but the answer {answer.status_code}.",
        fix="Copy the token address of the connection, with all behind its question mark.",
        detail=detail,
    )


def _read(answer: httpx2.Response) -> tuple[str, float]:
    try:
        said = msgspec.json.decode(answer.content, type=dict[str, Any])
    except (ValueError, RecursionError):
        said = {}
    token = said.get("access_token")
    if not isinstance(token, str) or not token or not (token.isascii() and token.isprintable()):
        raise NeedsDistrict(
            "The Authentication URL answers, but not with a token.",
            fix="Copy the token address of the connection; it may be a sign-in page for people.",
        )
    return token, _seconds(said, token, answer)


def _seconds(said: dict[str, Any], token: str, answer: httpx2.Response) -> float:
    """Return the life that is left: what the server says, and never more than the token's own."""
    lives = []
    with contextlib.suppress(KeyError, TypeError, ValueError):
        lives.append(float(said["expires_in"]))  # PowerSchool sends it as a string
    ends = _expiry(token)
    left = None if ends is None else ends - server_time(answer).timestamp()
    # A token that was over for minutes when it was given shows a wrong clock, not a short life.
    if left is not None and left > -WRONG_CLOCK:
        lives.append(left)
    return min(lives, default=300.0)


def _expiry(token: str) -> float | None:
    """Return the `exp` of a JWT in seconds since 1970; None for an opaque token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = msgspec.json.decode(
            base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        )
        return float(claims["exp"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
