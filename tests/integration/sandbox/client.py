"""A plain client of the sandbox for tests, and a way to start one on loopback."""

import base64
import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from homeroom.sandbox.arguments import build_parser
from homeroom.sandbox.build import Sandbox, build, ready_line
from homeroom.sandbox.web.server import make_server

ROSTER = {
    "1.1": "/campus/api/ims/oneroster/rostering/v1p1",
    "1.2": "/campus/api/ims/oneroster/rostering/v1p2",
}
GRADES = {
    "1.1": "/campus/api/ims/oneroster/v1p1",
    "1.2": "/campus/api/ims/oneroster/gradebook/v1p2",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Numbers with a point are read exactly."""
        return json.loads(self.body, parse_float=Decimal)

    @property
    def total(self) -> int:
        return int(self.headers["X-Total-Count"])

    def link(self, name: str) -> str | None:
        for part in self.headers["Link"].split(", "):
            url, _, rel = part.partition("; ")
            if rel == f'rel="{name}"':
                return url[1:-1]
        return None


@dataclass
class Client:
    """`bare` asks without any credentials; the others carry token and vendor key."""

    ready: dict[str, Any]
    credentials: dict[str, Any] = field(default_factory=dict)
    vendor: bool = True
    connection: http.client.HTTPConnection | None = None
    _token: str = ""

    def __post_init__(self) -> None:
        self.credentials = self.credentials or self.ready
        self._connection = self.connection or http.client.HTTPConnection(
            "127.0.0.1", self.ready["port"]
        )

    def bare(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        self._connection.request(method, path, body, headers or {})
        response = self._connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())

    def token(self, **form: str) -> Answer:
        url = urlsplit(self.credentials["token_url"])
        pair = f"{self.credentials['client_id']}:{self.credentials['client_secret']}"
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        body = urlencode({"grant_type": "client_credentials", **form}).encode()
        return self.bare("POST", f"{url.path}?{url.query}", body, {"Authorization": basic})

    def headers(self) -> dict[str, str]:
        if not self._token:
            self._token = self.token().json["access_token"]
        sent = {"Authorization": f"Bearer {self._token}"}
        if self.vendor:
            key, secret = self.ready["vendor_key"], self.ready["vendor_secret"]
            sent["x-vendor-authorization"] = f"{key}:{secret}"
        return sent

    def get(self, path: str, **query: str | int) -> Answer:
        encoded = f"?{urlencode(query, quote_via=quote)}" if query else ""
        return self.bare("GET", path + encoded, None, self.headers())

    def put(self, path: str, body: Any) -> Answer:
        return self.bare("PUT", path, json.dumps(body).encode(), self.headers())

    def delete(self, path: str) -> Answer:
        return self.bare("DELETE", path, None, self.headers())

    def post(self, path: str, body: Any) -> Answer:
        return self.bare("POST", path, json.dumps(body).encode(), self.headers())

    def roster(self, api: str, path: str, **query: str | int) -> Answer:
        return self.get(f"{ROSTER[api]}/{path}", **query)

    def grades(self, api: str, path: str, **query: str | int) -> Answer:
        return self.get(f"{GRADES[api]}/{path}", **query)

    def all(self, api: str, path: str, **query: str | int) -> list[dict[str, Any]]:
        """Return a whole collection of either service, in one page."""
        base = GRADES if path.split("/")[-1] in _GRADES else ROSTER
        answer = self.get(f"{base[api]}/{path}", limit=50_000, **query)
        assert answer.status == 200, answer.body
        rows: list[dict[str, Any]] = next(iter(answer.json.values()))
        return rows

    def control(self, path: str, body: Any = None) -> Any:
        """Post to a control endpoint, or get it where there is no body; 2xx is expected."""
        if body is None:
            answer = self.bare("GET", f"/sandbox/{path}")
        else:
            answer = self.bare("POST", f"/sandbox/{path}", json.dumps(body).encode())
        assert answer.status < 300, answer.body
        return answer.json

    def connect(self, **wanted: Any) -> "Client":
        """Return a client of a new connection of the district."""
        return self.as_(self.control("connections", wanted))

    def as_(self, credentials: dict[str, Any]) -> "Client":
        """Return a client with other credentials over the same socket."""
        return Client(self.ready, credentials, connection=self._connection)

    def without_vendor(self) -> "Client":
        """Return a client that does not know the vendor's key."""
        return Client(self.ready, self.credentials, vendor=False, connection=self._connection)


_GRADES = {
    "categories",
    "lineItems",
    "results",
    "scoreScales",
    "scoreGroups",
    "assessmentLineItems",
    "assessmentResults",
}


@contextmanager
def running(*arguments: str) -> Iterator[tuple[Sandbox, Client]]:
    """Serve a sandbox from a thread of this process on a free port."""
    sandbox = build(build_parser().parse_args(["infinite-campus", *arguments]))
    server = make_server(("127.0.0.1", 0), sandbox.door.answer, sandbox.stage.campus.clock.now)
    port = int(server.server_address[1])
    sandbox.stage.host_url = f"http://127.0.0.1:{port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    client = Client(ready_line(sandbox, port))
    try:
        yield sandbox, client
    finally:
        client._connection.close()
        server.shutdown()
        thread.join()
        server.server_close()
