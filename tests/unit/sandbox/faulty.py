"""A tiny server behind faults: it counts what reaches it, and has one collection in pages."""

from typing import Any

import msgspec

from homeroom.sandbox.access.connections import Connections
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.faults.asked import read_asked
from homeroom.sandbox.faults.hit import Levers
from homeroom.sandbox.faults.layers import Faults
from homeroom.sandbox.oneroster.desk import Manners
from homeroom.sandbox.oneroster.reading import links
from homeroom.sandbox.web.messages import Request, Response, json_response
from tests.unit.sandbox.rows import DAY

NAMES = [f"r{number:02}" for number in range(23)]


class Server:
    """`reached` are the requests that no fault kept away."""

    def __init__(self, faults: str, seed: int = 1) -> None:
        self.levers = Levers(Connections("s"), Tokens("s", 60, reuse=False), Manners(), Clock(DAY))
        self.faults = Faults(self.levers, read_asked(faults, seed), seed)
        self.reached: list[Request] = []

    def ask(self, path: str, query: str = "", method: str = "GET") -> Response:
        request = Request(method, path, query, {"authorization": "Bearer x"}, b"", "http://h")
        return self.faults.answer(request, self._serve)[1]

    def statuses(self, method: str = "GET", count: int = 40) -> list[int]:
        """Ask for as many things, each once."""
        return [self.ask(f"/{number}", "", method).status for number in range(count)]

    def page(self, offset: int, limit: int = 5, more: str = "") -> "Seen":
        return Seen(self.ask("/rows", f"limit={limit}&offset={offset}{more}"))

    def reading(self, limit: int = 5) -> list["Seen"]:
        """Read the collection as a client does that trusts the links."""
        pages = [self.page(0, limit)]
        while (offset := pages[-1].next) is not None:
            pages.append(self.page(offset, limit))
        return pages

    def hits(self) -> int:
        return sum(int(one["hits"]) for one in self.faults.report())

    def _serve(self, request: Request) -> tuple[str, Response]:
        self.reached.append(request)
        if request.path != "/rows":
            return "thing", Response(200, b'{"thing":1}')
        limit = int(request.parameter("limit") or 100)
        offset = int(request.parameter("offset") or 0)
        rows = [{"sourcedId": name, "a": 1.50, "b": None} for name in NAMES]
        total = len(rows)
        headers = (("X-Total-Count", str(total)), ("Link", links(request, limit, offset, total)))
        return "rows", json_response(200, {"rows": rows[offset : offset + limit]}, headers)


class Seen:
    """A page as a client sees it."""

    def __init__(self, answer: Response) -> None:
        headers = dict(answer.headers)
        rows: list[dict[str, Any]] = msgspec.json.decode(answer.body)["rows"]
        self.rows = rows
        self.names = [row["sourcedId"] for row in rows]
        self.total = int(headers["X-Total-Count"]) if "X-Total-Count" in headers else None
        self.linked = "Link" in headers
        found = [part for part in headers.get("Link", "").split(", ") if 'rel="next"' in part]
        self.next = (
            int(found[0].partition("offset=")[2].split("&")[0].split(">")[0]) if found else None
        )


def names(pages: list[Seen]) -> list[str]:
    return [name for page in pages for name in page.names]
