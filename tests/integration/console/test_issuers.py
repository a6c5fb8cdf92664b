"""Sign-in by an OpenID Connect issuer: whose word counts, and for whom."""

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from homeroom import settings as ours
from homeroom.access.models import User
from homeroom.store.scope import district_scope
from tests.issuer import Issuer, issuing
from tests.people import TEACHER, Town

KNOWN = "district-admin@river.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(running: Issuer, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    monkeypatch.setenv("HOMEROOM_OIDC_ISSUER", running.address)
    monkeypatch.setenv("HOMEROOM_OIDC_NAME", "River Login")
    monkeypatch.setenv("HOMEROOM_OIDC_CLIENT_ID", "homeroom")
    monkeypatch.setenv("HOMEROOM_OIDC_CLIENT_SECRET", "shared")
    told = {"openid_connect": {"APPS": ours.issuers(), "OAUTH_PKCE_ENABLED": True}}
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", told)
    return running


def come(issuer: Issuer, email: str, *, verified: bool = True) -> tuple[Client, str]:
    """Sign in by the issuer of the settings; return the browser and the page that it shows."""
    return come_by("school", issuer, email, verified=verified)


def come_by(name: str, issuer: Issuer, email: str, *, verified: bool = True) -> tuple[Client, str]:
    """Sign in by an issuer of this name as a browser does; return the browser and the page."""
    issuer.claims = {"sub": f"id of {email}", "email": email, "email_verified": verified}
    client = Client(SERVER_NAME="localhost")
    sent = client.get(f"/account/oidc/{name}/login/")
    assert sent.status_code == 302, sent.content
    there = urlsplit(sent.headers["Location"])
    connection = HTTPConnection(str(there.hostname), there.port)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(str(connection.getresponse().getheader("Location")))
    connection.close()
    done = client.get(f"{back.path}?{back.query}", follow=True)
    return client, done.content.decode()


def test_the_sign_in_offers_the_issuer_by_its_name(town: Town, issuer: Issuer) -> None:
    page = town.browser("nobody").get("/account/login/").content.decode()
    assert "Sign in with River Login" in page


def test_who_is_known_by_a_verified_address_comes_in(town: Town, issuer: Issuer) -> None:
    client, _ = come(issuer, KNOWN.upper())
    assert client.get("/d/riverbend/").status_code == 200
    assert client.get("/d/riverbend/log/").status_code == 200


def test_an_address_that_the_issuer_did_not_verify_counts_for_nothing(
    town: Town, issuer: Issuer
) -> None:
    client, _ = come(issuer, "primary-admin@river.example", verified=False)
    assert client.get("/d/riverbend/").headers["Location"].startswith("/account/login/")


def test_a_teacher_whom_the_roster_knows_needs_no_invitation(town: Town, issuer: Issuer) -> None:
    User.objects.get(email=TEACHER).delete()
    client, _ = come(issuer, TEACHER)
    assert client.get("/d/riverbend/").status_code == 200
    assert client.get("/d/riverbend/people/").status_code == 403
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE enrollments SET end_date = '2020-06-01'")
    assert client.get("/d/riverbend/").status_code == 404


def test_a_stranger_is_told_how_to_get_an_account(town: Town, issuer: Issuer) -> None:
    _, page = come(issuer, "stranger@elsewhere.example")
    assert "There is no account for you here yet" in page
    assert not User.objects.filter(email="stranger@elsewhere.example").exists()


def test_microsoft_is_offered_with_a_tenant_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_MICROSOFT_CLIENT_ID", "homeroom")
    assert ours.issuers() == []
    monkeypatch.setenv("HOMEROOM_MICROSOFT_TENANT", "0f0f")
    (only,) = ours.issuers()
    told = only["settings"]
    assert isinstance(told, dict)
    assert "/0f0f/" in told["server_url"]
    assert told["verified_email"] is True
