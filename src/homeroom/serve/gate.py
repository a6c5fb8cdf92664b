"""The gate of the API: who calls, how often, and a note of each request.

It stands before every address of the API. A view is reached by a good token alone, unless it says
that it is open to all.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from homeroom import settings
from homeroom.serve import refusals
from homeroom.serve.callers import CALLERS
from homeroom.serve.request_log import LOG
from homeroom.serve.throttle import Throttle
from homeroom.store.vendors.requests import Asked

_URLS = "homeroom.serve.urls"
_TURNS = Throttle(settings.REQUESTS_A_MINUTE)
_LONGEST_PATH = 500


class Gate:
    """Middleware of Django, for requests of apps only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request, and note it where it is known who asked."""
        request.urlconf = _URLS
        at, began = datetime.now(UTC), time.perf_counter()
        response = self.get_response(request)
        caller = getattr(request, "caller", None)
        # The token endpoint names its client itself.
        known = (caller.district_id, caller.client_id) if caller else None
        who = known or getattr(request, "noted_as", None)
        if who is not None:
            asked = Asked(
                at=at,
                client_id=who[1],
                method=request.method or "",
                path=_storable(request.path),
                rows=getattr(response, "rows_sent", None),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - began) * 1000),
            )
            LOG.note(who[0], asked)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *given: Any
    ) -> HttpResponseBase | None:
        """Let a request through to a view that is open to all, or with a good token."""
        if getattr(view, "open_to_all", False):
            return None
        # All headers would be gone through for this one.
        kind, _, shown = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        token = shown.strip() if kind.casefold() == "bearer" else ""
        steady = time.monotonic()
        caller = CALLERS.of(token, steady) if token else None
        if caller is None:
            return refusals.unknown(request, shown=bool(token))
        request.caller = caller  # type: ignore[attr-defined]
        if caller.sharing.has_ended(datetime.now(UTC)):
            return refusals.ended(request)
        seconds = _TURNS.wait(caller.client_id, steady)
        return refusals.busy(request, seconds) if seconds else None


def _storable(path: str) -> str:
    """Return a path as the log can keep it, whatever a client has written into it."""
    return path.replace("\0", "")[:_LONGEST_PATH]
