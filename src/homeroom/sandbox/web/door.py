"""The one door: every request passes here between being read and being answered."""

from collections.abc import Callable
from dataclasses import dataclass

from homeroom.sandbox.access.token_endpoint import PATH as TOKEN_PATH
from homeroom.sandbox.access.token_endpoint import answer_token
from homeroom.sandbox.faults.layers import Faults
from homeroom.sandbox.oneroster.desk import Desk
from homeroom.sandbox.web.messages import Request, Response
from homeroom.sandbox.web.request_log import RequestLog


@dataclass
class Door:
    """`control` answers what lies under /sandbox, which no fault reaches."""

    desk: Desk
    log: RequestLog
    control: Callable[[Request], Response]
    faults: Faults

    def answer(self, request: Request) -> Response:
        if request.path == "/sandbox" or request.path.startswith("/sandbox/"):
            with self.desk.campus.lock:
                return self.control(request)
        self.log.begin()
        resource, status = "unknown", 500
        try:
            resource, response = self.faults.answer(request, self._serve)
            status = response.status
            return response
        finally:
            self.log.end(request, resource, status)

    def _serve(self, request: Request) -> tuple[str, Response]:
        """Answer as Infinite Campus would, one request at a time."""
        if request.segments() == TOKEN_PATH:
            return "token", answer_token(request, self.desk.connections, self.desk.tokens)
        with self.desk.campus.lock:
            return self.desk.answer(request)
