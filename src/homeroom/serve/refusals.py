"""What the gate answers instead of a view, in the form of the version that was asked for."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse

from homeroom.model.kinds import Version
from homeroom.serve import problems
from homeroom.serve.problems import Problem

_OF_1_1 = "/ims/oneroster/v1p1"
_REALM = 'Bearer realm="OneRoster API"'


def unknown(request: HttpRequest, *, shown: bool) -> JsonResponse:
    """Answer a request without a token, or with one that opens nothing."""
    words = (
        "This token is unknown, over, or its app is suspended: ask for a new one."
        if shown
        else "A bearer token is missing: ask for one at /oauth/token."
    )
    why = ', error="invalid_token"' if shown else ""
    return _answer(
        request, Problem(401, problems.UNAUTHORISED, words), {"WWW-Authenticate": _REALM + why}
    )


def ended(request: HttpRequest) -> JsonResponse:
    """Answer an app whose last day is over."""
    words = "The day up to which the district shares with this app is over: ask the district."
    return _answer(request, Problem(403, problems.FORBIDDEN, words), {})


def busy(request: HttpRequest, seconds: int) -> JsonResponse:
    """Answer an app that asks too often."""
    words = f"That is too often: ask again in {seconds} s, and for longer pages."
    return _answer(request, Problem(429, problems.BUSY, words), {"Retry-After": str(seconds)})


def not_there(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """Answer an address that the API does not have."""
    return _answer(request, Problem(404, problems.UNKNOWN, "There is no such address."), {})


def _answer(request: HttpRequest, problem: Problem, headers: Mapping[str, str]) -> JsonResponse:
    of_1_1 = request.path.casefold().startswith(_OF_1_1)
    body = problems.body(Version.V1P1 if of_1_1 else Version.V1P2, problem)
    return JsonResponse(body, status=problem.status, headers=dict(headers))
