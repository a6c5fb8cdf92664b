"""Answers that are errors, in the form of the version that was asked for."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse

from homeroom.serve import problems
from homeroom.serve.paths import version_of
from homeroom.serve.problems import Problem

_REALM = 'Bearer realm="OneRoster API"'


def unknown(request: HttpRequest, *, shown: bool) -> JsonResponse:
    """Answer a request without a token, or with one that opens nothing."""
    words = (
        "This token is unknown, over, or its app is suspended: ask for a new one."
        if shown
        else "A bearer token is missing: ask for one at /oauth/token."
    )
    why = ', error="invalid_token"' if shown else ""
    return refusal(
        request, Problem(401, problems.UNAUTHORISED, words), {"WWW-Authenticate": _REALM + why}
    )


def ended(request: HttpRequest) -> JsonResponse:
    """Answer an app whose last day is over."""
    words = "The day up to which the district shares with this app is over: ask the district."
    return refusal(request, Problem(403, problems.FORBIDDEN, words))


def busy(request: HttpRequest, seconds: int) -> JsonResponse:
    """Answer an app that asks too often."""
    words = f"That is too often: ask again in {seconds} s, and for longer pages."
    return refusal(request, Problem(429, problems.BUSY, words), {"Retry-After": str(seconds)})


def not_there(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer an address that the API does not have."""
    return refusal(request, Problem(404, problems.UNKNOWN, "There is no such address."))


def unreadable(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer what cannot be a request to us, such as one for a host that we do not go by."""
    words = "This cannot be read, or it asks for a host that this hub does not go by."
    return refusal(request, Problem(400, problems.INVALID, words))


def broken(request: HttpRequest) -> JsonResponse:
    """Answer when we have failed."""
    words = "The hub failed; nothing was changed. Ask again later."
    return refusal(request, Problem(500, problems.BROKEN, words))


def refusal(
    request: HttpRequest, problem: Problem, headers: Mapping[str, str] | None = None
) -> JsonResponse:
    """Tell of a problem in the words of the version under whose address something was asked."""
    body = problems.body(version_of(request.path), problem)
    return JsonResponse(body, status=problem.status, headers=dict(headers or {}))
