"""The HTTP server itself: connections that stay, answers in one piece, many lanes at once."""

import http.client
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.integration.sandbox.bodies import first_class, with_item
from tests.integration.sandbox.client import GRADES, ROSTER, Client, running


def _raw(client: Client, data: bytes) -> bytes:
    """Send bytes as they are and return all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", client.ready["port"])) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
    return found


def test_connection_serves_many_requests(reader: Client) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", reader.ready["port"])
    connection.connect()
    local = connection.sock.getsockname()
    for _ in range(20):
        connection.request("GET", "/sandbox/requests")
        response = connection.getresponse()
        response.read()
        assert response.status == 200
        assert connection.sock.getsockname() == local
    connection.close()


def test_refused_requests_keep_the_connection(reader: Client) -> None:
    reader.roster("1.2", "orgs")
    local = reader._connection.sock.getsockname()
    for path in ("nowhere", "orgs/none", "orgs?limit=0"):
        reader.roster("1.2", path)
    reader.bare("PUT", f"{GRADES['1.2']}/lineItems/x", b"{", reader.headers())
    reader.bare("POST", f"{ROSTER['1.2']}/orgs", b"ignored", reader.headers())
    assert reader._connection.sock.getsockname() == local


def test_two_requests_in_one_packet_get_two_answers(reader: Client) -> None:
    request = b"GET /sandbox/requests HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /sandbox/requests HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert _raw(reader, request + last).count(b"HTTP/1.1 200 OK") == 2


def test_client_of_http_1_0_gets_its_answer_and_a_closed_connection(reader: Client) -> None:
    answer = _raw(reader, b"GET /sandbox/requests HTTP/1.0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in answer


def test_body_of_unknown_length_is_not_taken(reader: Client) -> None:
    head = b"PUT /campus/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert _raw(reader, head + b"0\r\n\r\n").startswith(b"HTTP/1.1 411 ")
    head = b"PUT /campus/x HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n"
    assert _raw(reader, head).startswith(b"HTTP/1.1 411 ")


def test_half_a_body_is_not_taken(fresh: Client) -> None:
    klass = first_class(fresh, "1.2")
    body = json.dumps(klass.item()).encode()
    lines = [
        f"PUT {GRADES['1.2']}/lineItems/half HTTP/1.1",
        "Host: x",
        f"Content-Length: {len(body) + 10}",
        *(f"{name}: {value}" for name, value in fresh.headers().items()),
    ]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    assert _raw(fresh, head + body) == b""
    assert fresh.grades("1.2", "lineItems/half").status == 404
    fresh.control("requests/reset", {})
    assert fresh.control("requests")["total"] == 0


def test_head_gives_the_headers_of_get_without_a_body(reader: Client, api: str) -> None:
    path = f"{ROSTER[api]}/orgs"
    get = reader.bare("GET", path, None, reader.headers())
    head = reader.bare("HEAD", path, None, reader.headers())
    assert head.body == b""
    assert head.headers == get.headers


def test_date_is_that_of_the_pretend_clock(fresh: Client) -> None:
    assert fresh.bare("GET", "/sandbox/requests").headers["Date"] == "Wed, 14 Oct 2026 12:00:00 GMT"
    fresh.control("day", {"day": "2026-10-20"})
    assert fresh.bare("GET", "/sandbox/requests").headers["Date"] == "Tue, 20 Oct 2026 12:00:00 GMT"


def test_real_clock_gives_stamps_of_the_machine() -> None:
    before = datetime.now(UTC).isoformat(timespec="milliseconds")[:23]
    arguments = ("--students", "20", "--clock", "real", "--day", "2026-10-14")
    with running(*arguments) as (_, client):
        klass = first_class(client, "1.2")
        stamps = []
        for place in range(3):
            with_item(client, klass, f"i-{place}", title=f"Item {place}")
            row = client.grades("1.2", f"lineItems/i-{place}").json["lineItem"]
            stamps.append(row["dateLastModified"])
        # No two stamps are equal, so that of a quick write may run a few milliseconds ahead.
        ahead = timedelta(milliseconds=10)
        after = (datetime.now(UTC) + ahead).isoformat(timespec="milliseconds")[:23]
        assert stamps == sorted(set(stamps))
        assert before <= stamps[0][:23] <= stamps[2][:23] <= after
        client.control("day", {"day": "2026-10-15"})
        with_item(client, klass, "later", title="Later")
        row = client.grades("1.2", "lineItems/later").json["lineItem"]
        assert row["dateLastModified"] > stamps[2]


def test_real_clock_makes_today_the_pretend_day() -> None:
    with running("--students", "20", "--clock", "real") as (_, client):
        zone = ZoneInfo(client.ready["time_zone"])
        today = datetime.now(zone).date()
        assert abs((date.fromisoformat(client.ready["day"]) - today).days) <= 1


def test_links_use_the_host_that_the_client_named(reader: Client) -> None:
    headers = reader.headers() | {"Host": "campus.example:8443"}
    answer = reader.bare("GET", f"{ROSTER['1.2']}/classes?limit=1", None, headers)
    assert answer.json["classes"][0]["course"]["href"].startswith("http://campus.example:8443/")
    assert (answer.link("next") or "").startswith("http://campus.example:8443/")


def test_five_lanes_write_at_once_and_nothing_is_lost(fresh: Client) -> None:
    klass = first_class(fresh, "1.2")
    with_item(fresh, klass)
    fresh.control("requests/reset", {})
    headers = fresh.headers()
    gate = threading.Barrier(5)

    def lane(number: int) -> list[int]:
        connection = http.client.HTTPConnection("127.0.0.1", fresh.ready["port"])
        gate.wait()
        statuses = []
        for place in range(40):
            row_id = f"lane-{number}-{place}"
            body = json.dumps(klass.result("item-1", place % len(klass.students))).encode()
            connection.request("PUT", f"{GRADES['1.2']}/results/{row_id}", body, headers)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
        return statuses

    with ThreadPoolExecutor(5) as pool:
        statuses = [status for found in pool.map(lane, range(5)) for status in found]
    assert statuses == [201] * 200
    rows = fresh.all("1.2", f"classes/{klass.section}/lineItems/item-1/results")
    assert len(rows) == 200
    assert len({row["dateLastModified"] for row in rows}) == 200
    report = fresh.control("requests")
    assert report["by_resource"]["PUT results/*"] == 200
    assert 1 <= report["max_concurrency"] <= 5


def test_unexpected_fault_shows_as_500_with_its_trace(fresh: Client) -> None:
    """The server must never hide a fault of its own behind a clean refusal."""
    with running("--students", "20") as (sandbox, client):
        sandbox.stage.campus.roster.orgs.clear()
        answer = client.roster("1.2", "classes")
        assert answer.status == 500
        assert "KeyError" in answer.json["trace"]
