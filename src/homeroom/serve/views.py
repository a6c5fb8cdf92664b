"""The view of every OneRoster operation: finds it, asks for the right scope, and answers."""

from collections.abc import Callable, Sequence

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from homeroom.model.kinds import Version
from homeroom.serve import problems, reading
from homeroom.serve.bodies import refusal
from homeroom.serve.caller import Caller, caller_of
from homeroom.serve.operations import Operation
from homeroom.serve.origin import origin_of
from homeroom.serve.paths import find, version_of
from homeroom.serve.problems import Problem, Refused
from homeroom.serve.served import is_served

log = structlog.get_logger()

Answering = Callable[[HttpRequest, Caller, Operation, Sequence[str]], HttpResponse]


def operation(request: HttpRequest) -> HttpResponse:
    """Answer a request to any operation."""
    version = version_of(request.path)
    try:
        return _answered(request)
    except Refused as refused:
        return refusal(version, refused.problem)
    except DatabaseError as problem:
        log.error("an API request failed", path=request.path, problem=type(problem).__name__)
        words = "The hub could not answer; nothing was changed. Ask again later."
        return refusal(version, Problem(500, problems.BROKEN, words))


def _answered(request: HttpRequest) -> HttpResponse:
    found = find(request.path)
    if found is None:
        raise Refused(404, problems.UNKNOWN, "There is no such address.")
    method = "GET" if request.method == "HEAD" else str(request.method)
    wanted = found.operations.get(method)
    if wanted is None or not is_served(wanted):
        allowed = [name for name, one in found.operations.items() if is_served(one)]
        return _not_so(version_of(request.path), sorted(allowed))
    caller = caller_of(request)
    if not caller.may(wanted.scopes):
        words = f"This needs one of the scopes {', '.join(wanted.scopes)}."
        raise Refused(403, problems.FORBIDDEN, words)
    return _ANSWERS[method](request, caller, wanted, found.ids)


def _not_so(version: Version, allowed: Sequence[str]) -> HttpResponse:
    words = f"This address answers {', '.join(allowed)} alone."
    response = refusal(version, Problem(405, problems.FORBIDDEN, words))
    response["Allow"] = ", ".join([*allowed, "HEAD"] if "GET" in allowed else allowed)
    return response


def _read(
    request: HttpRequest, caller: Caller, wanted: Operation, ids: Sequence[str]
) -> HttpResponse:
    # WSGI hands bytes over as if they were Latin-1; clients that encode nothing mean UTF-8.
    query = (
        request.META.get("QUERY_STRING", "").encode("latin-1", "replace").decode(errors="replace")
    )
    done = reading.answer(caller, wanted, ids, query, origin_of(request))
    response = HttpResponse(done.body, content_type="application/json", headers=done.headers)
    response.rows_sent = done.rows  # type: ignore[attr-defined]
    return response


_ANSWERS: dict[str, Answering] = {"GET": _read}
