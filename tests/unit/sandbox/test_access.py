"""Connections, tokens and guards without a server."""

import base64

import pytest

from homeroom.sandbox.access.connections import RIGHTS, Connection, Connections
from homeroom.sandbox.access.guard import bearer, check_vendor
from homeroom.sandbox.access.token_endpoint import answer_token
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.oneroster.errors import Refused
from homeroom.sandbox.web.messages import Request


@pytest.fixture
def connections() -> Connections:
    return Connections("seed")


@pytest.fixture
def connection(connections: Connections) -> Connection:
    return connections.add("hub", RIGHTS)


def _asking(**headers: str) -> Request:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("GET", "/x", "", sent, b"", "http://h")


def test_credentials_follow_from_the_seed() -> None:
    first, second, third = Connections("a"), Connections("a"), Connections("b")
    assert first.vendor_key == second.vendor_key != third.vendor_key
    one, two, three = (found.add("hub", RIGHTS) for found in (first, second, third))
    assert (one.client_id, one.secret) == (two.client_id, two.secret)
    assert one.client_id != three.client_id


def test_roster_is_always_among_the_rights(connections: Connections) -> None:
    assert connections.add("hub", ()).rights == {"roster"}
    made = connections.add("hub", ("gradebook",), [2, 3])
    assert made.rights == {"roster", "gradebook"}
    assert made.schools == frozenset({2, 3})
    changed = connections.change(made, ("assessments",), None)
    assert changed.rights == {"roster", "assessments"}
    assert changed.schools is None
    kept = connections.change(changed, None, frozenset({2}))
    assert kept.rights == changed.rights
    assert kept.schools == frozenset({2})
    assert connections.find(made.client_id) == kept
    assert connections.find("none") is None


def test_rotation_counts_generations(connections: Connections, connection: Connection) -> None:
    second = connections.rotate(connection)
    third = connections.rotate(second)
    assert len({connection.secret, second.secret, third.secret}) == 3
    assert third.generation == 2
    assert connections.find(connection.client_id) == third


def test_token_is_read_back_until_it_is_changed(connection: Connection) -> None:
    tokens = Tokens("seed", 60, reuse=False)
    token, seconds = tokens.issue(connection)
    claims = tokens.read(token)
    assert claims is not None
    assert (claims.sub, claims.app, claims.generation) == (connection.client_id, "hub", 0)
    assert claims.exp - claims.iat == seconds == 60
    for wrong in (token + "x", token[:-2], token.replace(".", "_", 1), "", "a.b", "ä.ö.ü"):
        assert tokens.read(wrong) is None


def test_token_of_another_server_is_not_ours(connection: Connection) -> None:
    token, _ = Tokens("other", 60, reuse=False).issue(connection)
    assert Tokens("seed", 60, reuse=False).read(token) is None


def test_token_that_has_no_life_left_is_none(connection: Connection) -> None:
    tokens = Tokens("seed", 0, reuse=False)
    token, seconds = tokens.issue(connection)
    assert seconds == 0
    assert tokens.read(token) is None


def test_tokens_are_reused_per_secret(connections: Connections, connection: Connection) -> None:
    tokens = Tokens("seed", 60, reuse=True)
    first, _ = tokens.issue(connection)
    assert tokens.issue(connection)[0] == first
    assert tokens.issue(connections.rotate(connection))[0] != first


def test_guard_knows_the_bearer(connections: Connections, connection: Connection) -> None:
    tokens = Tokens("seed", 60, reuse=False)
    token, _ = tokens.issue(connection)
    for text in (f"Bearer {token}", f"bearer {token}", f"BEARER  {token}"):
        assert bearer(_asking(authorization=text), connections, tokens) == connection
    renewed = connections.rotate(connection)
    with pytest.raises(Refused):
        bearer(_asking(authorization=f"Bearer {token}"), connections, tokens)
    fresh, _ = tokens.issue(renewed)
    assert bearer(_asking(authorization=f"Bearer {fresh}"), connections, tokens) == renewed


@pytest.mark.parametrize("text", ["", "Bearer", "Basic x", "OAuth x=1", "Bearer x", "token y"])
def test_guard_refuses_everything_else(
    connections: Connections, connection: Connection, text: str
) -> None:
    with pytest.raises(Refused) as caught:
        bearer(_asking(authorization=text), connections, Tokens("seed", 60, reuse=False))
    assert caught.value.status == 401


def test_vendor_must_be_known(connections: Connections) -> None:
    good = f"{connections.vendor_key}:{connections.vendor_secret}"
    check_vendor(_asking(x_vendor_authorization=good), connections)
    for wrong in ("", good[:-1], good + "x", good.replace(":", ""), "ä:ö"):
        with pytest.raises(Refused) as caught:
            check_vendor(_asking(x_vendor_authorization=wrong), connections)
        assert caught.value.status == 401


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("good", 200),
        ("", 401),
        ("Basic", 401),
        ("Basic ====", 401),
        ("Basic /w==", 401),
        ("Bearer x", 401),
    ],
)
def test_token_endpoint_reads_basic_headers(
    connections: Connections, connection: Connection, header: str, status: int
) -> None:
    if header == "good":
        pair = f"{connection.client_id}:{connection.secret}".encode()
        header = f"basic {base64.b64encode(pair).decode()}"
    request = Request(
        "POST",
        "/campus/oauth2/token",
        "appName=hub",
        {"authorization": header},
        b"grant_type=client_credentials",
        "http://h",
    )
    answer = answer_token(request, connections, Tokens("seed", 60, reuse=False))
    assert answer.status == status
    assert ("WWW-Authenticate", "Basic") in answer.headers or status == 200
