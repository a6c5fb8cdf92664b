"""The view of every OneRoster operation: finds it, asks for the right scope, and answers."""

from collections.abc import Callable, Sequence

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from homeroom.serve import problems, reading, writing
from homeroom.serve.caller import Caller, caller_of
from homeroom.serve.operations import Operation
from homeroom.serve.origin import origin_of
from homeroom.serve.paths import find
from homeroom.serve.problems import Problem, Refused
from homeroom.serve.refusals import refusal
from homeroom.serve.served import is_served

Answering = Callable[[HttpRequest, Caller, Operation, Sequence[str]], HttpResponse]


def operation(request: HttpRequest) -> HttpResponse:
    """Answer a request to any operation."""
    try:
        return _answered(request)
    except Refused as refused:
        return refusal(request, refused.problem)


def _answered(request: HttpRequest) -> HttpResponse:
    found = find(request.path)
    if found is None:
        raise Refused(404, problems.UNKNOWN, "There is no such address.")
    method = "GET" if request.method == "HEAD" else str(request.method)
    wanted = found.operations.get(method)
    if wanted is None or not is_served(wanted):
        allowed = [name for name, one in found.operations.items() if is_served(one)]
        return _not_so(request, sorted(allowed))
    caller = caller_of(request)
    if not caller.may(wanted.scopes):
        words = f"This needs one of the scopes {', '.join(wanted.scopes)}."
        raise Refused(403, problems.FORBIDDEN, words)
    return _ANSWERS[method](request, caller, wanted, found.ids)


def _not_so(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    words = f"This address answers {', '.join(allowed)} alone."
    methods = [*allowed, "HEAD"] if "GET" in allowed else allowed
    return refusal(request, Problem(405, problems.FORBIDDEN, words), {"Allow": ", ".join(methods)})


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


def _write(
    request: HttpRequest, caller: Caller, wanted: Operation, ids: Sequence[str]
) -> HttpResponse:
    try:
        body = request.body
    except RequestDataTooBig as problem:
        words = "That is too much for one request: send fewer objects at once."
        raise Refused(413, problems.INVALID, words) from problem
    done = writing.answer(caller, wanted, ids, body)
    response = HttpResponse(done.body, content_type="application/json", status=done.status)
    response.rows_sent = done.rows  # type: ignore[attr-defined]
    return response


_ANSWERS: dict[str, Answering] = {
    "GET": _read,
    "PUT": _write,
    "POST": _write,
    "DELETE": _write,
}
