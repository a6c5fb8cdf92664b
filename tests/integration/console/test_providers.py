"""Identity providers that operators add: tested first, offered at the sign-in, rotated, off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from homeroom.access import providers
from homeroom.access.providers import Wanted
from homeroom.errors import NeedsOperator
from homeroom.store import audit_search
from homeroom.store import providers as store
from tests.integration.console.test_issuers import come_by
from tests.issuer import Issuer, issuing
from tests.people import Town

PAGE, SIGN_IN = "/server/providers/", "/account/login/"
KNOWN = "district-admin@river.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with issuing() as running:
        yield running


@pytest.fixture(autouse=True)
def none_yet(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM identity_providers")


def wanted(issuer: Issuer, **other: str) -> dict[str, str]:
    return {
        "kind": "other", "name": "river", "title": "River Login", "place": issuer.address,
        "client_id": "homeroom", "secret": "shared", **other,
    }  # fmt: skip


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def add(town: Town, issuer: Issuer, **other: str) -> Any:
    return town.browser("operator").post(PAGE, wanted(issuer, **other), follow=True)


def press(town: Town, do: str, **more: str) -> Any:
    given = {"name": "river", "do": do, **more}
    return town.browser("operator").post(PAGE, given, follow=True)


def test_a_provider_is_tested_added_and_lets_people_in(town: Town, issuer: Issuer) -> None:
    shown = text(add(town, issuer))
    assert providers.WELL_KNOWN in issuer.asked
    assert "The sign-in offers River Login now." in shown
    assert "/account/oidc/river/login/callback/" in shown
    assert "shared" not in shown
    assert b"shared" not in store.every()[0].sealed
    assert "Sign in with River Login" in text(Client(SERVER_NAME="localhost").get(SIGN_IN))
    client, _ = come_by("river", issuer, KNOWN)
    assert client.get("/d/riverbend/log/").status_code == 200
    assert "There is a provider river already." in text(add(town, issuer))


def test_a_new_secret_counts_from_the_next_sign_in_on(town: Town, issuer: Issuer) -> None:
    add(town, issuer, secret="an old one")
    client, _ = come_by("river", issuer, KNOWN)
    assert client.get("/d/riverbend/").status_code == 302
    assert "uses the new secret" in text(press(town, "rotate", secret="shared"))
    client, _ = come_by("river", issuer, KNOWN)
    assert client.get("/d/riverbend/").status_code == 200
    assert press(town, "rotate", secret=" ").status_code == 422


def test_one_that_is_off_is_not_offered_and_lets_nobody_in(town: Town, issuer: Issuer) -> None:
    add(town, issuer)
    assert "River Login is switched off." in text(press(town, "off"))
    nobody = Client(SERVER_NAME="localhost")
    assert "River Login" not in text(nobody.get(SIGN_IN))
    assert nobody.get("/account/oidc/river/login/").status_code == 404
    assert "River Login is switched on." in text(press(town, "on"))
    assert "answers, and says what the sign-in needs" in text(press(town, "test"))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"place": "http://login.river.example"}, "has to begin with https://"),
        ({"place": "http://127.0.0.1:9"}, "does not answer as an issuer does"),
        ({"name": "River Login"}, "cannot be used"),
        ({"kind": "microsoft", "place": "common"}, "needs the tenant"),
        ({"secret": ""}, "This field is required"),
    ],
    ids=["not encrypted", "nobody there", "no short name", "anybody's tenant", "no secret"],
)
def test_one_that_cannot_be_is_not_added(
    town: Town, issuer: Issuer, other: dict[str, str], words: str
) -> None:
    refused = add(town, issuer, **other)
    assert refused.status_code == 422
    assert words in text(refused)
    assert store.every() == []


def test_a_name_that_the_settings_have_already_is_refused(
    town: Town, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEROOM_OIDC_ISSUER", issuer.address)
    monkeypatch.setenv("HOMEROOM_OIDC_CLIENT_ID", "homeroom")
    assert "There is a provider school already." in text(add(town, issuer, name="school"))
    assert store.every() == []
    shown = text(town.browser("operator").get(PAGE))
    assert "By settings of this server" in shown
    assert issuer.address in shown


def test_an_issuer_that_calls_itself_otherwise_is_refused(issuer: Issuer) -> None:
    place = issuer.address.replace("127.0.0.1", "localhost")
    with pytest.raises(NeedsOperator, match="It calls itself"):
        providers.add(Wanted(**wanted(issuer, place=place)), "t")


def test_each_is_told_by_its_name_and_those_that_are_off_are_not(
    town: Town, issuer: Issuer
) -> None:
    for name in ("river", "lake"):
        providers.add(Wanted(**wanted(issuer, name=name, title=name.title())), "t")
    assert [one.provider_id for one in providers.as_apps(None, None)] == ["lake", "river"]
    assert [one.provider_id for one in providers.as_apps("river", None)] == ["river"]
    assert providers.as_apps("google", None) == []
    assert providers.as_apps(None, "another client") == []
    assert len(providers.as_apps("openid_connect", "homeroom")) == 2
    providers.switch("lake", datetime.now(UTC), "t")
    (one,) = providers.as_apps(None, None)
    assert (one.secret, one.settings["server_url"]) == ("shared", issuer.address)
    assert one.settings["verified_email"] is False


def test_what_is_done_with_providers_is_in_the_log_of_the_server(
    town: Town, issuer: Issuer
) -> None:
    add(town, issuer)
    press(town, "rotate", secret="another one")
    press(town, "off")
    press(town, "on")
    acts = audit_search.server_page(audit_search.ActFilter(words="provider."), None, 4).acts
    assert [one.act for one in acts] == [
        "provider.on",
        "provider.off",
        "provider.rotate",
        "provider.add",
    ]
    assert {one.actor for one in acts} == {"operator@river.example"}
    assert not any("another one" in str(one.facts) for one in acts)


def test_what_is_no_provider_is_answered_with_a_way_out(town: Town) -> None:
    refused = press(town, "test")
    assert refused.status_code == 422
    assert "There is no provider river." in text(refused)


def test_one_whose_secret_no_key_opens_leaves_the_sign_in_whole(town: Town, issuer: Issuer) -> None:
    add(town, issuer)
    store.set_secret("river", b"gone:sealed by a lost key")
    page = Client(SERVER_NAME="localhost").get(SIGN_IN)
    assert page.status_code == 200
    assert "River Login" not in text(page)
