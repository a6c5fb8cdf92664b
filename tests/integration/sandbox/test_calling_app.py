"""Quizzly calls a provider as a patient client does: it follows Link, waits, renews its token."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

DAY = "2026-10-14"
STUDENTS = 9


@dataclass
class Provider:
    """A provider with one class; it writes down what it is given.

    Each token is good for so many requests, and every so many requests it is busy.
    """

    lasts: int = 1_000
    busy_every: int = 0
    refuses: int = 0
    tokens: int = 0
    asked: int = 0
    turned_away: int = 0
    basic: set[str] = field(default_factory=set)
    queries: list[dict[str, list[str]]] = field(default_factory=list)
    written: dict[tuple[str, str], Any] = field(default_factory=dict)
    left: int = 0
    url: str = ""

    def rows(self, name: str) -> list[dict[str, Any]]:
        if name == "classes":
            return [{"sourcedId": "c1", "title": "Algebra"}, {"sourcedId": "c2", "title": "Empty"}]
        there = [self._row(f"s{n}", "2026-08-17", "2027-06-04") for n in range(STUDENTS)]
        gone = [self._row("left", "2026-08-17", "2026-10-10"), self._row("came", "2026-10-12", "")]
        return [*there, *gone, self._row("always", "", "")]

    def _row(self, user: str, begin: str, end: str) -> dict[str, Any]:
        dates = {name: held for name, held in (("beginDate", begin), ("endDate", end)) if held}
        return {"class": {"sourcedId": "c1"}, "user": {"sourcedId": user}, **dates}


class Desk(BaseHTTPRequestHandler):
    """Answers for a provider."""

    provider: Provider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if not self._let_in():
            return
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.provider.queries.append(query)
        name = parts.path.rpartition("/")[2]
        offset, page = int(query.get("offset", ["0"])[0]), 5
        rows = self.provider.rows(name)
        more = offset + page < len(rows)
        here = f"{self.provider.url}{parts.path}"
        link = f'<{here}?offset=0>; rel="first", <{here}?offset={offset + page}>; rel="next"'
        self._answer(200, {name: rows[offset : offset + page]}, {"Link": link} if more else {})

    def do_PUT(self) -> None:
        self._take(201)

    def do_POST(self) -> None:
        if not self.path.startswith("/token"):
            self._take(201)
            return
        self.rfile.read(int(self.headers["Content-Length"]))
        self.provider.basic.add(self.headers["Authorization"])
        self.provider.tokens += 1
        self.provider.left = self.provider.lasts
        self._answer(200, {"access_token": f"t{self.provider.tokens}"})

    def _take(self, status: int) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._let_in():
            return
        if self.provider.refuses:
            self._answer(self.provider.refuses, {"imsx_description": "Not like this."})
            return
        self.provider.written[self.command, self.path] = body
        self._answer(status, {})

    def _let_in(self) -> bool:
        held = self.provider
        held.asked += 1
        if held.busy_every and held.asked % held.busy_every == 0:
            held.turned_away += 1
            self._answer(429, {}, {"Retry-After": "0"})
            return False
        held.left -= 1
        if held.left < 0 or self.headers["Authorization"] != f"Bearer t{held.tokens}":
            self._answer(401, {})
            return False
        return True

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(sent)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def providing(provider: Provider) -> Iterator[None]:
    desk = type("DeskOf", (Desk,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), desk) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def call(provider: Provider, api: str) -> "subprocess.CompletedProcess[str]":
    with providing(provider):
        command = [sys.executable, "-m", "homeroom.sandbox", "learning-app", "--api", api]
        command += ["--api-url", f"{provider.url}/ims", "--token-url", f"{provider.url}/token"]
        command += ["--client-id", "quizzly", "--day", DAY]
        return subprocess.run(command, input="hush\n", capture_output=True, text=True, check=False)


def written(provider: Provider, method: str, collection: str) -> list[str]:
    return [path for one, path in provider.written if one == method and f"/{collection}" in path]


def students(provider: Provider) -> set[str]:
    bodies = [body for (_, path), body in provider.written.items() if "results" in path]
    rows = [row for body in bodies for row in body.get("results", [body.get("result")])]
    return {row["student"]["sourcedId"] for row in rows}


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_everything_is_written_once_whatever_it_has_to_wait_for(api: str) -> None:
    provider = Provider(lasts=7, busy_every=4)
    done = call(provider, api)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    graded = STUDENTS + 1
    assert said["written"] == {"categories": 2, "lineItems": 2, "results": 2 * graded}
    assert said["tokens"] == provider.tokens > 1
    assert said["waited"] == provider.turned_away > 1
    assert said["read"] == {"classes": 2, "enrollments": 12}
    assert said["pages"] == 1 + 3
    base = "/ims/v1p1/" if api == "1.1" else "/ims/gradebook/v1p2/"
    assert all(path.startswith(base) for _, path in provider.written)
    posted = written(provider, "POST", "results")
    assert len(posted) == (0 if api == "1.1" else 1)
    assert len(written(provider, "PUT", "results")) == 2 * graded - graded * len(posted)
    # Whoever was not in the class all the time gets no grade.
    assert students(provider) == {f"s{n}" for n in range(STUDENTS)} | {"always"}
    # The secret never stands in an address, and what filters is asked for, not sifted later.
    assert len(provider.basic) == 1
    assert ["role='student'"] in [one.get("filter") for one in provider.queries]


def test_a_refusal_ends_it_with_the_providers_words_and_without_the_secret() -> None:
    done = call(Provider(refuses=422), "1.2")
    assert done.returncode == 1
    assert "422" in done.stderr
    assert "Not like this." in done.stderr
    assert "hush" not in done.stderr + done.stdout
