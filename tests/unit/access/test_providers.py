"""Which identity providers can be: their addresses, and what their discovery has to say."""

from collections.abc import Iterator

import pytest

from homeroom.access import providers
from homeroom.access.providers import WELL_KNOWN, Wanted, discover
from homeroom.connectors.oneroster.tests.scripted import DROPPED, Answer, Scripted, said, scripted
from homeroom.errors import NeedsOperator

WHOLE = dict.fromkeys(("authorization_endpoint", "token_endpoint", "userinfo_endpoint"), "there")


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as running:
        yield running


def wanted(kind: str, place: str) -> Wanted:
    return Wanted(kind=kind, name="river", title="River", place=place, client_id="c", secret="s")


@pytest.mark.parametrize(
    ("kind", "place", "issuer"),
    [
        ("google", "", "https://accounts.google.com"),
        ("google", "what nobody reads", "https://accounts.google.com"),
        ("microsoft", "river.example", "https://login.microsoftonline.com/river.example/v2.0"),
        ("microsoft", " 0f0f-11 ", "https://login.microsoftonline.com/0f0f-11/v2.0"),
        ("other", "https://login.river.example/", "https://login.river.example"),
        ("other", f"https://login.river.example/a{WELL_KNOWN}", "https://login.river.example/a"),
        ("other", "http://localhost:8081", "http://localhost:8081"),
    ],
)
def test_the_issuer_follows_from_what_was_entered(kind: str, place: str, issuer: str) -> None:
    assert providers._issuer(wanted(kind, place)) == issuer


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        ("microsoft", "", "needs the tenant"),
        ("microsoft", "common", "needs the tenant"),
        ("microsoft", "organizations", "needs the tenant"),
        ("microsoft", "a/../b", "needs the tenant"),
        ("other", "", "begin with https"),
        ("other", "login.river.example", "begin with https"),
        ("other", "http://login.river.example", "begin with https"),
        ("other", "ftp://login.river.example", "begin with https"),
        ("other", "https://", "begin with https"),
    ],
)
def test_what_cannot_be_an_issuer_is_refused(kind: str, place: str, words: str) -> None:
    with pytest.raises(NeedsOperator, match=words):
        providers._issuer(wanted(kind, place))


@pytest.mark.parametrize(
    ("says", "issuer", "same"),
    [
        ("https://a.example", "https://a.example", True),
        ("https://a.example/", "https://a.example", True),
        ("https://b.example", "https://a.example", False),
        ("", "https://a.example", False),
        ("https://a.example.evil.example", "https://a.example", False),
        # Microsoft answers with the id of a tenant that was asked for by its domain.
        (
            "https://login.microsoftonline.com/0f0f/v2.0",
            "https://login.microsoftonline.com/river.example/v2.0",
            True,
        ),
    ],
)
def test_an_issuer_calls_itself_what_it_was_asked_as(says: str, issuer: str, same: bool) -> None:
    assert providers._is_same(says, issuer) is same


def test_an_issuer_that_says_everything_is_taken(server: Scripted) -> None:
    server.on(WELL_KNOWN, said({**WHOLE, "issuer": f"{server.url}/"}))
    assert discover(server.url)["token_endpoint"] == "there"
    assert [one.path for one in server.asked] == [WELL_KNOWN]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(404), "answered 404 and lacks authorization_endpoint"),
        (said({"token_endpoint": "there"}), "lacks authorization_endpoint, userinfo_endpoint"),
        (said(["no object"]), "answered 200 and lacks"),
        (said({**WHOLE, "issuer": "https://another.example"}), "calls itself https://another"),
        (said(WHOLE), "calls itself None"),
        (Answer(200, b"<html>"), "does not answer as an issuer does"),
        (DROPPED, "does not answer as an issuer does"),
    ],
    ids=["nothing there", "half of it", "a list", "another", "no name", "a page", "hung up"],
)
def test_an_answer_that_is_not_enough_is_explained(
    server: Scripted, answer: Answer, words: str
) -> None:
    server.on(WELL_KNOWN, answer)
    with pytest.raises(NeedsOperator, match=words) as raised:
        discover(server.url)
    assert raised.value.fix


@pytest.mark.parametrize("name", ["", "River", "river login", "-river", "a" * 42, "río", "a/b"])
def test_a_short_name_is_one_that_an_address_can_carry(name: str) -> None:
    one = Wanted(kind="google", name=name, title="R", place="", client_id="c", secret="s")
    with pytest.raises(NeedsOperator, match="cannot be used"):
        providers._check(one)


@pytest.mark.parametrize("lacking", ["title", "client_id", "secret"])
def test_a_provider_without_what_it_needs_is_refused(lacking: str) -> None:
    held = {"title": "R", "client_id": "c", "secret": "s", lacking: ""}
    with pytest.raises(NeedsOperator, match="needs a title, a client id and a secret"):
        providers._check(Wanted(kind="google", name="river", place="", **held))
