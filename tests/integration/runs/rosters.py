"""A small OneRoster 1.2 server on loopback whose roster, faults and pauses a test decides."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

JSON = dict[str, Any]
ROSTER = "/ims/oneroster/rostering/v1p2"
OLD = "2026-09-01T08:00:00.000Z"


class Roster:
    """What the server holds, what it was asked, and what it does before it answers.

    `before` is called with the collection and the query; what it returns is answered instead.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.held: dict[str, list[JSON]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.before: Callable[[str, dict[str, str]], tuple[int, JSON] | None] = lambda *_: None
        self.hides_from_total = 0

    def delivery(self, page_size: int) -> dict[str, str]:
        """Return what an admin enters into Delivery Config."""
        return {
            "service_url": self.url + ROSTER,
            "client_id": "hub",
            "client_secret": "a long secret",
            "token_url": f"{self.url}/token",
            "page_size": str(page_size),
            "retry_seconds": "0",
        }

    def pages_asked(self, collection: str) -> list[dict[str, str]]:
        """Return the queries of a collection so far, and forget all queries."""
        found = [query for name, query in self.asked if name == collection]
        self.asked.clear()
        return found

    def answer(self, collection: str, query: dict[str, str]) -> tuple[int, JSON, int]:
        """Return status, body and total."""
        self.asked.append((collection, query))
        instead = self.before(collection, query)
        if instead is not None:
            return (*instead, 0)
        rows = self.held.get(collection, [])
        if "filter" in query:
            since = query["filter"].split("'")[1]
            rows = [row for row in rows if row["dateLastModified"] > since]
        start, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
        total = len(rows) - self.hides_from_total
        return 200, {collection: rows[start : start + limit]}, total


@contextmanager
def roster_server() -> Iterator[Roster]:
    """Serve a roster on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    roster = _Handler.rosters[server.server_port] = Roster(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield roster
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    rosters: dict[int, Roster] = {}  # by port, for all servers of a test
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(200, {"access_token": "t", "token_type": "bearer", "expires_in": 3600}, 0)

    def do_GET(self) -> None:
        roster = self.rosters[self.server.server_port]  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._send(*roster.answer(parts.path.rpartition("/")[2], query))

    def _send(self, status: int, body: JSON, total: int) -> None:
        packed = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(packed)))
        self.send_header("X-Total-Count", str(total))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def activate(district: District, roster: Roster, *, page_size: int = 4) -> App:
    """Activate the server as a SIS whose roster is read."""
    wish = Wish(
        connector="oneroster",
        key="sis",
        title="SIS",
        mode="import",
        grade_sync=False,
        delivery=roster.delivery(page_size),
    )
    with district_scope(district.id) as scope:
        return activation.activate(scope, wish, "test")


def town(students: int) -> dict[str, list[JSON]]:
    """Return a school with a class, so many students s000, s001 ... and their enrolments."""
    names = [f"s{number:03}" for number in range(students)]
    return {
        "orgs": [entry("oak", name="Oak", type="school")],
        "academicSessions": [
            entry(
                "year",
                title="2026-27",
                type="schoolYear",
                startDate="2026-08-17",
                endDate="2027-06-04",
                schoolYear="2027",
            )
        ],
        "courses": [entry("alg", title="Algebra", org=link("oak", "org"))],
        "classes": [
            entry(
                "alg-1",
                title="Algebra 1",
                classType="scheduled",
                course=link("alg", "course"),
                school=link("oak", "org"),
                terms=[link("year", "academicSession")],
            )
        ],
        "users": [student(name) for name in names],
        "enrollments": [enrolled(name) for name in names],
    }


def student(name: str, stamp: str = OLD, **more: Any) -> JSON:
    """Return a student of the school."""
    role = {"roleType": "primary", "role": "student", "org": link("oak", "org")}
    return entry(
        name,
        stamp,
        givenName=f"Given {name}",
        familyName=f"Family {name}",
        username=name,
        enabledUser="true",
        roles=[role],
        **more,
    )


def enrolled(name: str, stamp: str = OLD, **more: Any) -> JSON:
    """Return the enrolment of a student."""
    return entry(
        f"e-{name}",
        stamp,
        role="student",
        user=link(name, "user"),
        **{"class": link("alg-1", "class"), "school": link("oak", "org"), **more},
    )


def entry(id_: str, stamp: str = OLD, **members: Any) -> JSON:
    """Return an active record."""
    return {"sourcedId": id_, "status": "active", "dateLastModified": stamp, **members}


def link(id_: str, kind: str) -> JSON:
    """Return a reference."""
    return {"href": f"https://sis.example.org/{kind}s/{id_}", "sourcedId": id_, "type": kind}
