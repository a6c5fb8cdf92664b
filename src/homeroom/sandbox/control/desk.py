"""The control endpoints under /sandbox: no token, for tests and for the demo."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from homeroom.sandbox.campus.rules import RuleError
from homeroom.sandbox.control import connections, faults, learning, settings, watching
from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.faults.asked import BadFaults
from homeroom.sandbox.teacher.acts import Mistake
from homeroom.sandbox.web.messages import Request, Response, json_response

Endpoint = Callable[[Stage, Request, list[str]], Response]

ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "teacher-view.json"): watching.view_json,
    ("GET", "teacher-view"): watching.view_page,
    ("GET", "requests"): watching.requests,
    ("POST", "requests/reset"): watching.reset_requests,
    ("GET", "faults"): faults.shown,
    ("POST", "faults"): faults.switch,
    ("POST", "connections"): connections.add,
    ("POST", "connections/*"): connections.change,
    ("POST", "connections/*/rotate"): connections.rotate,
    ("POST", "teacher/score"): settings.score,
    ("POST", "teacher/align"): settings.align,
    ("POST", "teacher/item"): settings.item,
    ("POST", "rules"): settings.rule,
    ("GET", "rules"): settings.rules,
    ("POST", "window"): settings.window,
    ("POST", "day"): settings.day,
    ("POST", "upgrade"): settings.upgrade,
    ("GET", "learning-app.zip"): learning.export,
    ("GET", "school-year"): learning.steps,
    ("POST", "school-year/next"): learning.next_step,
    ("GET", "school-year/expected"): learning.expected,
    ("GET", "school-year/actual"): learning.actual,
}
_MISTAKES = (Mistake, RuleError, BadFaults, msgspec.ValidationError, msgspec.DecodeError)


@dataclass(frozen=True)
class ControlDesk:
    stage: Stage

    def answer(self, request: Request) -> Response:
        segments = request.segments()[1:]
        try:
            endpoint, ids = _find(request.method, segments)
            return endpoint(self.stage, request, ids)
        except _Unknown as unknown:
            return json_response(unknown.status, {"error": str(unknown)})
        except _MISTAKES as mistake:
            return json_response(400, {"error": str(mistake)})


class _Unknown(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def _find(method: str, segments: list[str]) -> tuple[Endpoint, list[str]]:
    taken = False
    for (wanted, path), endpoint in ENDPOINTS.items():
        pattern = path.split("/")
        if len(pattern) == len(segments):
            pairs = list(zip(pattern, segments, strict=True))
            if all(part in ("*", segment) for part, segment in pairs):
                taken = True
                if wanted == method:
                    return endpoint, [segment for part, segment in pairs if part == "*"]
    if taken:
        raise _Unknown(405, f"{method} is not taken at /sandbox/{'/'.join(segments)}.")
    raise _Unknown(404, f"Nothing answers at /sandbox/{'/'.join(segments)}.")
