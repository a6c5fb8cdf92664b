"""Servers that are busy, slow or gone, and connections that break."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from msgspec import structs

from homeroom.sandbox.faults.hit import Hit
from homeroom.sandbox.web.messages import Response, json_response

_HANG_UP = Response(200, hangs_up_after=-1)


def too_many(hit: Hit) -> Response:
    return _too_many(str(round(hit.value)))


def too_many_until(hit: Hit) -> Response:
    """Name the time by this server's own clock, which stands still unless told otherwise."""
    now = datetime.fromtimestamp(hit.levers.clock.now() / 1000, UTC)
    until = now + timedelta(seconds=round(hit.value))
    return _too_many(format_datetime(until, usegmt=True))


def _too_many(after: str) -> Response:
    return json_response(429, {"error": "too_many_requests"}, (("Retry-After", after),))


def unavailable(hit: Hit) -> Response:
    """Answer as a gateway does whose server is away: with a page for people."""
    return Response(503, b"<html><body>Service Unavailable</body></html>", "text/html")


def stall(hit: Hit) -> Response:
    """Do at once what was asked, and answer late."""
    answer = hit.go_on(hit.request)
    time.sleep(hit.value)
    return answer


def drop(hit: Hit) -> Response:
    """Hang up before anything was done."""
    return _HANG_UP


def cut_off(hit: Hit) -> Response:
    """Hang up in the middle of a body whose length was promised."""
    answer = hit.go_on(hit.request)
    if len(answer.body) < 2:
        return hit.miss(answer)
    return structs.replace(answer, hangs_up_after=hit.random.randrange(len(answer.body)))


def truncate(hit: Hit) -> Response:
    """Send half of a body as if it were whole."""
    answer = hit.go_on(hit.request)
    if answer.status != 200 or len(answer.body) < 2:
        return hit.miss(answer)
    return structs.replace(answer, body=answer.body[: hit.random.randrange(1, len(answer.body))])


def store_and_fail(hit: Hit) -> Response:
    """Do what was asked and say that it went wrong."""
    answer = hit.go_on(hit.request)
    if answer.status >= 300:
        return hit.miss(answer)
    return json_response(500, {"error": "internal_server_error"})


def accept_and_forget(hit: Hit) -> Response:
    """Say that something was done which was not."""
    return Response(200 if hit.request.method == "PUT" else 204)


def lose_answer(hit: Hit) -> Response:
    """Do what was asked and hang up without a word."""
    answer = hit.go_on(hit.request)
    return _HANG_UP if answer.status < 300 else hit.miss(answer)
