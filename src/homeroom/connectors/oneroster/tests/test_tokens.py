"""Tokens: how they are asked for, how long they are used, and who renews them."""

import base64
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import msgspec
import pytest

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.tests.scripted import (
    TOKEN_PATH,
    Answer,
    Asked,
    Scripted,
    said,
    token,
)
from homeroom.connectors.oneroster.tests.settings import SECRET, client_of, given
from homeroom.connectors.oneroster.tokens import Tokens
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater

NOON = datetime(2026, 10, 14, 12, 0, tzinfo=UTC)
BESIDE_IT = 8


class Clockwork:
    """Tokens whose time stands still unless a test moves it; `slept` is what they waited for."""

    def __init__(self, http: httpx2.Client, settings: dict[str, str]) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.tokens = Tokens(http, settings, self.slept.append, lambda: self.now)


@pytest.fixture
def clockwork(server: Scripted) -> Iterator[Clockwork]:
    with httpx2.Client(trust_env=False) as http:
        yield Clockwork(http, given(server))


def jwt(ends: datetime) -> str:
    """Return a token that says when it ends."""
    claims = base64.urlsafe_b64encode(msgspec.json.encode({"exp": int(ends.timestamp())}))
    return f"head.{claims.decode().rstrip('=')}.signature"


def asked_for(server: Scripted) -> list[Asked]:
    return server.to(TOKEN_PATH, "POST")


def test_id_and_secret_travel_in_a_basic_header_as_they_were_typed(
    server: Scripted, client: Client
) -> None:
    client.token()
    [asked] = asked_for(server)
    kind, _, coded = asked.headers["authorization"].partition(" ")
    assert (kind, base64.b64decode(coded).decode()) == ("Basic", f"hub:{SECRET}")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.body == b"grant_type=client_credentials"


def test_scopes_are_sent_only_when_they_were_given(server: Scripted) -> None:
    scopes = "https://purl.example.org/a.readonly https://purl.example.org/b.createput"
    with_scopes = client_of(server, scope=scopes)
    with_scopes.token()
    with_scopes.close()
    [asked] = asked_for(server)
    assert asked.form == {"grant_type": "client_credentials", "scope": scopes}


def test_some_servers_want_id_and_secret_in_the_form(server: Scripted) -> None:
    in_form = client_of(server, token_style="form")
    in_form.token()
    in_form.close()
    [asked] = asked_for(server)
    assert "authorization" not in asked.headers
    assert (asked.form["client_id"], asked.form["client_secret"]) == ("hub", SECRET)


def test_what_stands_behind_the_question_mark_of_the_token_url_is_sent(server: Scripted) -> None:
    named = client_of(server, token_url=f"{server.url}{TOKEN_PATH}?appName=home%20room&x=1")
    named.token()
    named.close()
    assert asked_for(server)[0].query == "appName=home%20room&x=1"


def test_one_token_serves_many_requests(server: Scripted, client: Client) -> None:
    server.on("/users", said({"users": []}))
    for _ in range(3):
        client.get(f"{server.url}/users")
    assert len(asked_for(server)) == 1
    assert {one.headers["authorization"] for one in server.to("/users")} == {"Bearer token-1"}


def test_a_token_is_renewed_twenty_seconds_before_it_ends(
    server: Scripted, clockwork: Clockwork
) -> None:
    server.on(TOKEN_PATH, token("first", 3600), token("second", 3600), method="POST")
    assert clockwork.tokens.current() == "first"
    clockwork.now += 3579
    assert clockwork.tokens.current() == "first"
    clockwork.now += 1
    assert clockwork.tokens.current() == "second"


def test_a_token_of_short_life_is_asked_for_again_after_a_second(
    server: Scripted, clockwork: Clockwork
) -> None:
    server.on(TOKEN_PATH, token("first", 15), token("second", 15), method="POST")
    assert clockwork.tokens.current() == "first"
    clockwork.now += 1
    assert clockwork.tokens.current() == "second"
    assert clockwork.slept == []


@pytest.mark.parametrize(
    "cached",
    [
        token("old", 3),
        said({"access_token": jwt(NOON + timedelta(seconds=3))}, Date=format_datetime(NOON)),
        said(
            {"access_token": jwt(NOON + timedelta(seconds=3)), "expires_in": 3600},
            Date=format_datetime(NOON),
        ),
    ],
    ids=["expires_in", "exp", "exp-against-expires_in"],
)
def test_a_cached_token_near_its_end_is_waited_out_and_not_used(
    server: Scripted, clockwork: Clockwork, cached: Answer
) -> None:
    server.on(TOKEN_PATH, cached, token("new", 3600), method="POST")
    assert clockwork.tokens.current() == "new"
    assert clockwork.slept == [4]


@pytest.mark.parametrize("off", [timedelta(hours=3), timedelta(hours=-3)], ids=["fast", "slow"])
def test_the_life_of_a_token_is_counted_on_the_servers_clock(
    server: Scripted, clockwork: Clockwork, off: timedelta
) -> None:
    theirs = datetime.now(UTC) + off
    first = said(
        {"access_token": jwt(theirs + timedelta(minutes=10))}, Date=format_datetime(theirs)
    )
    server.on(TOKEN_PATH, first, token("second"), method="POST")
    kept = clockwork.tokens.current()
    clockwork.now += 570
    assert clockwork.tokens.current() == kept
    clockwork.now += 15
    assert clockwork.tokens.current() == "second"


def test_a_token_that_was_over_long_before_it_was_given_shows_a_wrong_clock(
    server: Scripted, clockwork: Clockwork
) -> None:
    stale = {"access_token": jwt(NOON - timedelta(hours=1)), "expires_in": 600}
    server.on(TOKEN_PATH, said(stale, Date=format_datetime(NOON)), token("new"), method="POST")
    first = clockwork.tokens.current()
    clockwork.now += 570
    assert clockwork.tokens.current() == first
    assert clockwork.slept == []


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [(3600, 3600), ("900", 900), (1799.5, 1799.5), (None, 300), ("soon", 300), ([], 300)],
    ids=["number", "text", "fraction", "null", "word", "list"],
)
def test_the_life_of_a_token_is_read_in_every_form(
    server: Scripted, clockwork: Clockwork, expires_in: Any, seconds: float
) -> None:
    server.on(TOKEN_PATH, token("first", expires_in), token("second"), method="POST")
    clockwork.tokens.current()
    clockwork.now += seconds - 21
    assert clockwork.tokens.current() == "first"
    clockwork.now += 2
    assert clockwork.tokens.current() == "second"


def test_a_refused_token_is_renewed_and_the_request_is_sent_again(
    server: Scripted, client: Client
) -> None:
    server.on(TOKEN_PATH, token("old"), token("new"), method="POST")
    server.on("/users", Answer(401), said({"users": []}))
    assert client.get(f"{server.url}/users").status_code == 200
    sent = [one.headers["authorization"] for one in server.to("/users")]
    assert sent == ["Bearer old", "Bearer new"]


def test_a_write_is_sent_again_with_a_new_token_too(server: Scripted, client: Client) -> None:
    server.on("/results/r", Answer(401), Answer(201), method="PUT")
    assert client.send("PUT", f"{server.url}/results/r", b"{}").status_code == 201
    assert [one.body for one in server.to("/results/r", "PUT")] == [b"{}", b"{}"]


def test_a_new_token_that_is_refused_too_ends_it(server: Scripted, client: Client) -> None:
    server.on("/users", Answer(401))
    with pytest.raises(NeedsDistrict, match="refused this request"):
        client.get(f"{server.url}/users")
    assert len(server.to("/users")) == 2
    assert len(asked_for(server)) == 2


def test_callers_at_once_share_one_token(server: Scripted, client: Client) -> None:
    start = threading.Barrier(BESIDE_IT)

    def ask(_: int) -> str:
        start.wait()
        return client.token()

    with ThreadPoolExecutor(BESIDE_IT) as pool:
        assert set(pool.map(ask, range(BESIDE_IT))) == {"token-1"}
    assert len(asked_for(server)) == 1


def test_callers_whose_token_is_refused_at_once_renew_it_once(
    server: Scripted, client: Client
) -> None:
    server.on(TOKEN_PATH, token("old"), token("new"), token("one too many"), method="POST")
    together = threading.Barrier(BESIDE_IT)

    def users(asked: Asked) -> Answer:
        if asked.headers["authorization"] != "Bearer old":
            return said({"users": []})
        together.wait()
        return Answer(401)

    server.on("/users", users)
    with ThreadPoolExecutor(BESIDE_IT) as pool:
        found = list(pool.map(lambda _: client.get(f"{server.url}/users"), range(BESIDE_IT)))
    assert {one.status_code for one in found} == {200}
    assert len(asked_for(server)) == 2


def test_a_token_endpoint_that_fails_is_asked_anew_by_the_next_caller(
    server: Scripted, client: Client
) -> None:
    server.on(TOKEN_PATH, Answer(401), token("second"), method="POST")
    with pytest.raises(NeedsDistrict):
        client.token()
    assert client.token() == "second"


PAGE = Answer(200, b"<html>Sign in</html>", {"Content-Type": "text/html"})
WRONG = [
    (said({"error": "invalid_client"}, 401), "OAuth Client ID or the OAuth Client Secret"),
    (said({"error": "invalid_client"}, 400), "OAuth Client ID or the OAuth Client Secret"),
    (Answer(403), "OAuth Client ID or the OAuth Client Secret"),
    (said({"error": "invalid_scope"}, 400), "refused the scopes"),
    (Answer(404, b"<html>Not found</html>"), "gives no token, but the answer 404"),
    (Answer(302, headers={"Location": "/login"}), "gives no token, but the answer 302"),
    (PAGE, "but not with a token"),
    (said({"token_type": "Bearer"}), "but not with a token"),
    (said({"access_token": ""}), "but not with a token"),
    (said({"access_token": 17}), "but not with a token"),
    (said({"access_token": "a\r\nX-Evil: b"}), "but not with a token"),
    (said(["access_token"]), "but not with a token"),
    (Answer(200), "but not with a token"),
]


@pytest.mark.parametrize(("answer", "words"), WRONG)
def test_what_is_wrong_with_a_token_is_said_with_a_way_out(
    server: Scripted, client: Client, answer: Answer, words: str
) -> None:
    server.on(TOKEN_PATH, answer, method="POST")
    with pytest.raises(NeedsDistrict) as raised:
        client.token()
    assert words in raised.value.message
    assert raised.value.fix
    assert len(asked_for(server)) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_token_endpoint_is_waited_for(server: Scripted, client: Client, status: int) -> None:
    server.on(TOKEN_PATH, Answer(status, headers={"Retry-After": "7"}), method="POST")
    with pytest.raises(RetryLater) as raised:
        client.token()
    assert raised.value.after == 7


def test_reading_waits_for_a_token_endpoint_that_comes_back(
    server: Scripted, client: Client
) -> None:
    server.on(TOKEN_PATH, Answer(503), token(), method="POST")
    server.on("/users", said({"users": []}))
    assert client.get(f"{server.url}/users").status_code == 200


def _echo(status: int) -> Callable[[Asked], Answer]:
    """Answer as a server does that repeats what it was sent."""
    return lambda asked: said({"error": "x", "error_description": f"no client {SECRET}"}, status)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 503])
@pytest.mark.parametrize("style", ["header", "form"])
def test_a_secret_never_stands_in_what_is_said_or_logged(
    server: Scripted, status: int, style: str
) -> None:
    server.on(TOKEN_PATH, _echo(status), method="POST")
    asking = client_of(server, token_style=style)
    with pytest.raises(HomeroomError) as raised:
        asking.token()
    asking.close()
    told = f"{raised.value} {raised.value.detail} {raised.value!r}"
    assert SECRET not in told
    assert base64.b64encode(f"hub:{SECRET}".encode()).decode() not in told
