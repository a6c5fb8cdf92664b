"""The token endpoint, as strict and as sloppy clients use it."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from homeroom.access import clients as credentials
from homeroom.access.clients import Made
from homeroom.model.api_scopes import SCOPES, named
from homeroom.runs.writes import vendors
from homeroom.serve import token as endpoint
from homeroom.serve.throttle import Throttle
from homeroom.store.scope import district_scope
from homeroom.store.vendors import clients, tokens
from tests.api import ApiClient, add_vendor, token_of
from tests.people import Town

FORM = "application/x-www-form-urlencoded"
GRANT = {"grant_type": "client_credentials"}
V1P1 = "https://purl.imsglobal.org/spec/or/v1p1/scope/"
V1P2 = "https://purl.imsglobal.org/spec/or/v1p2/scope/"


def basic(made: Made, secret: str = "") -> dict[str, str]:
    text = f"{made.client_id}:{secret or made.secret}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def ask(headers: dict[str, str], form: dict[str, str], query: dict[str, str] | None = None) -> Any:
    address = "/oauth/token" + (f"?{urlencode(query)}" if query else "")
    return ApiClient().post(address, urlencode(form), content_type=FORM, headers=headers)


def pair(made: Made) -> dict[str, str]:
    return {"client_id": made.client_id, "client_secret": made.secret}


def test_credentials_count_in_the_header_the_form_and_the_query(quizzly: Made) -> None:
    ways = (
        ask(basic(quizzly), GRANT),
        ask({}, {**GRANT, **pair(quizzly)}),
        ask({}, GRANT, pair(quizzly)),
        ask({}, {}, {**GRANT, **pair(quizzly), "appName": "quizzly"}),
        ApiClient().post(
            "/oauth/token/", urlencode({**GRANT, **pair(quizzly)}), content_type="text/plain"
        ),
    )
    for answer in ways:
        assert answer.status_code == 200, answer.content
        told = answer.json()
        assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
        assert answer["Cache-Control"] == "no-store"
        called = ApiClient(told["access_token"]).get("/homeroom/v1/caller")
        assert (called.json()["app"], called.json()["district"]) == ("quizzly", "riverbend")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": " "}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({**GRANT, "scope": "openid"}, "invalid_scope"),
    ],
    ids=["no-grant-type", "blank", "another", "no-known-scope"],
)
def test_what_cannot_be_granted_is_named_as_the_rfc_names_it(
    quizzly: Made, form: dict[str, str], error: str
) -> None:
    answer = ask(basic(quizzly), form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"].endswith(".")
    assert answer["Cache-Control"] == "no-store"


def test_wrong_credentials_are_401_and_say_how_to_show_better_ones(quizzly: Made) -> None:
    nobody = Made("0" * 32, quizzly.secret)
    for answer in (
        ask({}, GRANT),
        ask(basic(quizzly, "wrong"), GRANT),
        ask(basic(nobody), GRANT),
        ask(basic(Made("a\0b'--", "x")), GRANT),
        ask({"Authorization": "Basic ~"}, GRANT),
    ):
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer["WWW-Authenticate"].startswith("Basic ")
        assert quizzly.secret not in answer.content.decode()


def test_a_token_is_asked_for_with_post(quizzly: Made) -> None:
    answer = ApiClient().get("/oauth/token", headers=basic(quizzly))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", {"roster-core.readonly", "gradebook.readonly", "gradebook.createput"}),
        (f"{V1P2}gradebook.readonly", {"gradebook.readonly"}),
        (f"{V1P1}gradebook.readonly", {"gradebook.readonly"}),
        (f"{V1P2}gradebook-core.readonly", {"gradebook-core.readonly"}),
        (f"{V1P2}roster.readonly", {"roster-core.readonly"}),
        (f"{V1P2}gradebook.delete {V1P2}gradebook.createput", {"gradebook.createput"}),
        (f"openid {V1P2}gradebook.createput", {"gradebook.createput"}),
    ],
    ids=["absent", "exact", "1.1", "narrower", "wider", "more", "unknown"],
)
def test_a_token_is_good_for_what_is_asked_as_far_as_it_is_allowed(
    limited: Made, asked: str, given: set[str]
) -> None:
    told = ask(basic(limited), {**GRANT, **({"scope": asked} if asked else {})}).json()
    assert named(told["scope"]) == given
    held = ApiClient(told["access_token"]).get("/homeroom/v1/caller").json()
    assert named(held["scope"]) == given


@pytest.fixture(scope="module")
def limited(town: Town) -> Made:
    return add_vendor(
        town.district,
        "limited",
        "roster-core.readonly",
        "gradebook.readonly",
        "gradebook.createput",
    )


def test_neither_secret_nor_token_is_kept_as_it_is(quizzly: Made) -> None:
    token = token_of(quizzly)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text FROM vendor_clients c UNION SELECT t::text FROM access_tokens t"
        )
        kept = " ".join(row for (row,) in cursor.fetchall())
    for word in (quizzly.secret, token):
        assert word not in kept
        assert word.encode().hex() not in kept
    assert clients.digest_of(token).hex() in kept


def test_a_token_is_over_after_an_hour(quizzly: Made) -> None:
    token = token_of(quizzly)
    now = datetime.now(UTC)
    assert tokens.found(token, now + timedelta(minutes=59)) is not None
    assert tokens.found(token, now + timedelta(minutes=61)) is None
    assert tokens.forget_over(now) == 0
    assert tokens.forget_over(now + timedelta(minutes=61)) >= 1
    assert ApiClient(token).get("/homeroom/v1/caller").status_code == 401


def test_after_a_rotation_both_secrets_count_until_the_overlap_is_over(town: Town) -> None:
    old = add_vendor(town.district, "rotating")
    now = datetime.now(UTC)
    with district_scope(town.district.id) as scope:
        new = vendors.rotate(scope, "rotating", now, timedelta(hours=2), "test")
    assert new.client_id == old.client_id
    for secret, hours, good in (
        (new.secret, 0, True),
        (old.secret, 1.9, True),
        (old.secret, 2.1, False),
        (new.secret, 2.1, True),
    ):
        then = now + timedelta(hours=hours)
        assert (credentials.checked(old.client_id, secret, then) is not None) is good
    with district_scope(town.district.id) as scope:
        newest = vendors.rotate(scope, "rotating", now, timedelta(), "test")
    assert credentials.checked(old.client_id, old.secret, now) is None
    assert credentials.checked(old.client_id, new.secret, now) is None
    assert credentials.checked(old.client_id, newest.secret, now) is not None


def test_a_suspended_client_gets_no_token_and_its_tokens_are_gone(town: Town) -> None:
    made = add_vendor(town.district, "suspended")
    token = token_of(made)
    with district_scope(town.district.id) as scope:
        vendors.suspend(scope, "suspended", datetime.now(UTC), "test")
    assert ask(basic(made), GRANT).status_code == 401
    assert ApiClient(token).get("/homeroom/v1/caller").status_code == 401
    with district_scope(town.district.id) as scope:
        vendors.resume(scope, "suspended", "test")
    assert ask(basic(made), GRANT).status_code == 200
    assert ApiClient(token).get("/homeroom/v1/caller").status_code == 401


def test_who_asks_too_often_is_told_when_to_ask_again(
    quizzly: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "_TURNS", Throttle(2))
    answers = [ask(basic(quizzly), GRANT) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 30
    assert answers[2].json()["error"]


def test_all_scopes_of_the_table_can_be_given(quizzly: Made) -> None:
    assert named(ask(basic(quizzly), GRANT).json()["scope"]) == frozenset(SCOPES)
