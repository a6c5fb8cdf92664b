"""Requests: what they carry, when they are sent again, and what a failure is called."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec
import pytest

from homeroom.connectors.oneroster.client import Client, with_query
from homeroom.connectors.oneroster.clock import LONGEST_ASKED
from homeroom.connectors.oneroster.patience import Patience
from homeroom.connectors.oneroster.tests.scripted import (
    DROPPED,
    Answer,
    Asked,
    Scripted,
    said,
    scripted,
    token,
)
from homeroom.connectors.oneroster.tests.settings import ATTEMPTS, HASTY, client_of
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater

NOON = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)
NO_ONE = said({"users": []})


def failure(client: Client, url: str) -> HomeroomError:
    """Return what reading an address ends with."""
    with pytest.raises(HomeroomError) as raised:
        client.get(url)
    assert raised.value.message
    assert raised.value.fix
    return raised.value


@pytest.fixture
def silent() -> Iterator[Scripted]:
    """A server that takes a request and answers only when the test is over."""
    over = threading.Event()

    def wait(asked: Asked) -> Answer:
        over.wait()
        return DROPPED

    with scripted() as running:
        running.on("/users", wait)
        yield running
        over.set()


def test_a_query_is_encoded_so_that_every_server_reads_it_alike() -> None:
    query = {"filter": "dateLastModified>'2026-10-14T12:00:00.000Z'", "a": "b+c & d=é"}
    assert with_query("https://sis.example.org/x", query) == (
        "https://sis.example.org/x?filter=dateLastModified%3E%272026-10-14T12%3A00%3A00.000Z%27"
        "&a=b%2Bc%20%26%20d%3D%C3%A9"
    )
    assert with_query("https://sis.example.org/x", {}) == "https://sis.example.org/x"


def test_a_read_carries_the_token_and_asks_for_json(server: Scripted, client: Client) -> None:
    server.on("/users", NO_ONE)
    client.get(f"{server.url}/users", {"limit": 1})
    [asked] = server.to("/users")
    assert asked.headers["authorization"] == "Bearer token-1"
    assert asked.headers["accept"] == "application/json"
    assert asked.query == "limit=1"
    assert "content-type" not in asked.headers


def test_a_write_carries_its_json(server: Scripted, client: Client) -> None:
    server.on("/results/r", Answer(201), method="PUT")
    client.send("PUT", f"{server.url}/results/r", b'{"result":{}}')
    [asked] = server.to("/results/r", "PUT")
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == b'{"result":{}}'


GRADES = [
    "/ims/oneroster/gradebook/v1p2/lineItems",
    "/ims/oneroster/gradebook/v1p2/results/r-1",
    "/ims/oneroster/v1p1/categories",
    "/ims/oneroster/v1p1/classes/c/lineItems/l/results",
    "/ims/oneroster/gradebook/v1p2/classes/c/categories",
    "/ims/oneroster/gradebook/v1p2/scoreScales",
    "/ims/oneroster/gradebook/v1p2/assessmentLineItems",
    "/ims/oneroster/gradebook/v1p2/assessmentResults/a",
]
ROSTER = [
    "/ims/oneroster/v1p1/users",
    "/ims/oneroster/v1p1/classes/c",
    "/ims/oneroster/rostering/v1p2/schools",
    "/ims/oneroster/rostering/v1p2/classes/c/students",
    "/ims/oneroster/resources/v1p2/resources",
]


@pytest.mark.parametrize(
    ("path", "sent"), [*((one, "key:secret") for one in GRADES), *((one, None) for one in ROSTER)]
)
def test_headers_of_the_gradebook_go_to_the_gradebook_alone(
    server: Scripted, path: str, sent: str | None
) -> None:
    server.on(path, NO_ONE)
    asking = client_of(server, {"x-vendor-authorization": "key:secret"})
    asking.get(server.url + path)
    asking.reach(server.url + path)
    asking.close()
    first, reached = server.to(path)
    assert first.headers.get("x-vendor-authorization") == sent
    assert "x-vendor-authorization" not in reached.headers
    [asked] = server.to("/token", "POST")
    assert "x-vendor-authorization" not in asked.headers


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_read_is_tried_again_while_the_server_is_busy(
    server: Scripted, client: Client, status: int
) -> None:
    server.on("/users", Answer(status), Answer(status), NO_ONE)
    assert client.get(f"{server.url}/users").status_code == 200


def test_a_read_is_given_up_after_some_tries(server: Scripted, client: Client) -> None:
    server.on("/users", Answer(503, b"<html>Down</html>", {"Retry-After": "120"}))
    problem = failure(client, f"{server.url}/users")
    assert isinstance(problem, RetryLater)
    assert problem.after == 120
    assert "503" in problem.message
    assert len(server.to("/users")) == ATTEMPTS


def test_a_write_is_sent_once_and_the_delivery_decides(server: Scripted, client: Client) -> None:
    server.on("/results/r", Answer(503, headers={"Retry-After": "30"}), method="PUT")
    with pytest.raises(RetryLater) as raised:
        client.send("PUT", f"{server.url}/results/r", b"{}")
    assert raised.value.after == 30
    assert len(server.to("/results/r", "PUT")) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        (format_datetime(NOON + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(NOON - timedelta(minutes=2), usegmt=True), 0),
        (format_datetime(NOON + timedelta(days=9), usegmt=True), LONGEST_ASKED),
        ("99999999", LONGEST_ASKED),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_on_the_servers_clock(
    server: Scripted, client: Client, header: str, seconds: float | None
) -> None:
    shown = {"Retry-After": header, "Date": format_datetime(NOON, usegmt=True)}
    server.on("/users", Answer(429, headers=shown))
    problem = failure(client, f"{server.url}/users")
    assert isinstance(problem, RetryLater)
    assert problem.after == seconds


def test_waiting_doubles_with_jitter_up_to_a_bound() -> None:
    patience = Patience(first_wait=1, longest_wait=6)
    for tries, least, most in ((1, 0.5, 1.5), (2, 1, 3), (3, 2, 6), (9, 6, 6)):
        waits = [patience.wait(tries, None) for _ in range(50)]
        assert least <= min(waits) <= max(waits) <= most
    assert len({patience.wait(1, None) for _ in range(20)}) > 1


@pytest.mark.parametrize(("asked", "waited"), [(4.0, 4.0), (0.0, 0.0), (3600.0, 6.0)])
def test_waiting_follows_what_the_server_asks_for(asked: float, waited: float) -> None:
    assert Patience(first_wait=1, longest_wait=6).wait(1, asked) == waited


@pytest.mark.parametrize(
    "answer",
    [
        DROPPED,
        Answer(200, b'{"users":[{"sourcedId":"a"}]}', cut=5),
        Answer(200, b"not gzip", {"Content-Encoding": "gzip"}),
        Answer(200, b"zz\r\nno chunk", {"Transfer-Encoding": "chunked"}, cut=1),
    ],
    ids=["dropped", "cut off", "not gzip", "bad chunk"],
)
def test_a_broken_answer_is_asked_for_again(
    server: Scripted, client: Client, answer: Answer
) -> None:
    server.on("/users", answer, NO_ONE)
    assert client.get(f"{server.url}/users").status_code == 200
    server.on("/users", answer)
    problem = failure(client, f"{server.url}/users")
    assert isinstance(problem, RetryLater)
    assert "broke" in problem.message


def test_a_server_that_does_not_answer_in_time_is_asked_later(silent: Scripted) -> None:
    impatient = msgspec.structs.replace(HASTY, answer=0.1, attempts=2)
    asking = client_of(silent, patience=impatient)
    problem = failure(asking, f"{silent.url}/users")
    asking.close()
    assert isinstance(problem, RetryLater)
    assert "did not answer in time" in problem.message
    assert len(silent.to("/users")) == 2


def test_closing_a_connection_ends_its_waiting(server: Scripted) -> None:
    patient = msgspec.structs.replace(HASTY, attempts=9, first_wait=600, longest_wait=600)
    asking = client_of(server, patience=patient)
    refused = threading.Event()

    def busy(asked: Asked) -> Answer:
        refused.set()
        return Answer(503)

    server.on("/users", busy)

    def close() -> None:
        refused.wait()
        asking.close()

    closer = threading.Thread(target=close)
    closer.start()
    with pytest.raises(RetryLater):
        asking.get(f"{server.url}/users")
    closer.join()
    assert len(server.to("/users")) == 1


def test_a_port_where_nothing_listens_is_named(client: Client) -> None:
    with scripted() as gone:
        pass
    problem = failure(client, f"{gone.url}/users")
    assert isinstance(problem, RetryLater)
    assert problem.message == f"{gone.url.removeprefix('http://')} refuses connections."


def test_an_unknown_host_is_named(client: Client) -> None:
    problem = failure(client, "http://sis.no-such-district.invalid/users")
    assert isinstance(problem, RetryLater)
    assert problem.message == "The host sis.no-such-district.invalid is not known."
    assert "spelling" in problem.fix


@pytest.mark.parametrize(
    "host", ["sis..example.org", f"{'a' * 64}.example.org", "sis example.org", "xn--.org"]
)
def test_what_cannot_be_a_host_is_said_and_no_crash(client: Client, host: str) -> None:
    problem = failure(client, f"http://{host}/users")
    assert "host" in f"{problem.message} {problem.fix}"


def test_proxies_of_the_environment_are_not_used(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted() as gone:
        pass
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, gone.url)
    server.on("/users", NO_ONE)
    asking = client_of(server)
    assert asking.get(f"{server.url}/users").status_code == 200
    asking.close()


def test_a_redirect_is_not_followed_but_told(server: Scripted, client: Client) -> None:
    with scripted() as elsewhere:
        where = f"{elsewhere.url}/api/users?session=confidential"
        server.on("/users", Answer(301, headers={"Location": where}))
        problem = failure(client, f"{server.url}/users")
        assert elsewhere.asked == []
    assert isinstance(problem, NeedsDistrict)
    assert "(301)" in problem.message
    assert f"{elsewhere.url}/api/users" in problem.fix
    assert "confidential" not in f"{problem} {problem.detail}"


def test_a_redirect_within_the_host_is_told_as_a_whole_address(
    server: Scripted, client: Client
) -> None:
    server.on("/users", Answer(308, headers={"Location": "/v2/users"}))
    assert f"{server.url}/v2/users" in failure(client, f"{server.url}/users").fix


REFUSED = [
    (400, "refused a request (400). No such field.", "API version"),
    (401, "took the token, but refused this request (401)", "Vendor Key"),
    (403, "may not use users (403)", "Turn on the right"),
    (405, "refused a request (405)", "Service URL"),
    (410, "refused a request (410)", "Service URL"),
    (422, "refused a request (422)", "Service URL"),
]


@pytest.mark.parametrize(("status", "words", "fix"), REFUSED, ids=lambda one: str(one)[:3])
def test_a_refused_read_is_the_districts_to_mend_and_not_tried_again(
    server: Scripted, client: Client, status: int, words: str, fix: str
) -> None:
    server.on("/users", said({"imsx_description": "No such field."}, status))
    problem = failure(client, f"{server.url}/users?filter=email%3D%27a%40example.org%27")
    assert isinstance(problem, NeedsDistrict)
    assert words in problem.message
    assert fix in problem.fix
    assert f"GET /users: HTTP {status}" in problem.detail
    assert "example.org" not in problem.detail
    assert len(server.to("/users")) == (2 if status == 401 else 1)


@pytest.mark.parametrize("status", [200, 201, 204, 400, 403, 404, 409, 422])
def test_a_write_that_was_answered_is_no_failure(
    server: Scripted, client: Client, status: int
) -> None:
    server.on("/results/r", Answer(status), method="PUT")
    assert client.send("PUT", f"{server.url}/results/r", b"{}").status_code == status


def test_a_vendor_key_with_letters_no_header_can_carry_is_refused_by_the_server_not_by_us(
    server: Scripted,
) -> None:
    server.on("/results", NO_ONE)
    asking = client_of(server, {"x-vendor-authorization": "schlüssel:s"})
    asking.get(f"{server.url}/results")
    asking.close()
    assert server.to("/results")[0].headers["x-vendor-authorization"] == "schl?ssel:s"


def test_the_token_is_renewed_while_a_busy_read_is_tried_again(
    server: Scripted, client: Client
) -> None:
    server.on("/token", token("old"), token("new"), method="POST")
    server.on("/users", Answer(503), Answer(401), Answer(503), NO_ONE)
    assert client.get(f"{server.url}/users").status_code == 200
    assert server.to("/users")[-1].headers["authorization"] == "Bearer new"
