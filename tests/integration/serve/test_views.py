"""The operations as an app meets them: behind a token, with scopes, addresses and methods."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from homeroom.model.kinds import Version
from homeroom.serve.callers import CALLERS
from homeroom.serve.operations import operations
from homeroom.serve.served import METHODS, served
from homeroom.serve.views import _ANSWERS
from homeroom.store import districts
from tests.api import ApiClient, add_vendor, token_of
from tests.database import DatabaseUrls
from tests.integration.serve.river import OF_1_1, OF_1_2, River, address

ROSTER, GRADES = OF_1_2.format("rostering"), OF_1_2.format("gradebook")


@pytest.fixture(scope="module")
def app(town_urls: DatabaseUrls) -> ApiClient:
    district = districts.create("riverbend", "Riverbend Schools", "America/Chicago")
    River(district)
    return ApiClient(token_of(add_vendor(district)))


@pytest.fixture(scope="module")
def narrow(app: ApiClient) -> ApiClient:
    """An app that may read no more than the core of the roster."""
    made = add_vendor(districts.named("riverbend"), "narrow", "roster-core.readonly")
    return ApiClient(token_of(made))


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    CALLERS.forget()


def minor(response: Any) -> str:
    body = response.json()
    if "statusInfoSet" in body:
        return str(body["statusInfoSet"][0]["imsx_codeMinor"])
    return str(body["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"])


def test_every_operation_needs_a_token(app: ApiClient) -> None:
    nobody = ApiClient()
    for one in operations():
        got = nobody.generic(one.method, address(one, "oak"))
        assert (got.status_code, minor(got)) == (401, "unauthorisedrequest"), one.id


def test_any_one_of_the_scopes_is_enough_and_another_is_not(narrow: ApiClient) -> None:
    for one in served():
        got = narrow.generic(one.method, address(one, "oak"))
        if "roster-core.readonly" in one.scopes:
            assert got.status_code == 200, one.id
        else:
            assert (got.status_code, minor(got)) == (403, "forbidden"), one.id


def test_a_page_says_how_many_there_are_and_where_the_next_one_is(app: ApiClient) -> None:
    got = app.get(f"{ROSTER}/users?limit=2&filter=enabledUser='true'")
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["X-Total-Count"] == "4"
    assert [len(held) for held in got.json().values()] == [2]
    links = [one for one in got.headers["Link"].split(", ") if 'rel="next"' in one]
    assert links[0].startswith(f"<http://localhost{ROSTER}/users?filter=enabledUser%3D%27true%27&")
    following = app.get(links[0][1:].partition(">")[0])
    assert len(following.json()["users"]) == 2
    assert 'rel="next"' not in following.headers["Link"]


def test_addresses_are_those_that_the_server_was_told_and_never_what_a_proxy_says(
    app: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lied = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    got = app.get(f"{ROSTER}/orgs/oak", headers=lied)
    assert got.json()["org"]["parent"]["href"] == f"http://localhost{ROSTER}/orgs/river"
    monkeypatch.setattr(settings, "ADDRESS", "https://hub.example")
    got = app.get(f"{ROSTER}/orgs/oak", headers=lied)
    assert got.json()["org"]["parent"]["href"] == f"https://hub.example{ROSTER}/orgs/river"
    assert f"<https://hub.example{ROSTER}/orgs?" in app.get(f"{ROSTER}/orgs").headers["Link"]


def test_errors_speak_in_the_words_of_the_version(app: ApiClient) -> None:
    for base in (ROSTER, OF_1_1):
        for path, status, code in (
            ("/orgs/nobody", 404, "unknownobject"),
            ("/nothing", 404, "unknownobject"),
            ("/orgs?filter=x", 400, "invalid_filter_field"),
            ("/orgs?limit=50001", 400, "invaliddata"),
        ):
            got = app.get(base + path)
            assert (got.status_code, minor(got)) == (status, code)
            assert ("statusInfoSet" in got.json()) == (base == OF_1_1)


def test_a_host_that_the_hub_does_not_go_by_gets_no_addresses(app: ApiClient) -> None:
    got = app.get(f"{ROSTER}/orgs", headers={"Host": "evil.example"})
    assert (got.status_code, minor(got)) == (400, "invaliddata")


def test_an_address_says_what_it_can_be_asked(app: ApiClient) -> None:
    got = app.patch(f"{GRADES}/results")
    assert (got.status_code, got.headers["Allow"]) == (405, "GET, HEAD")
    head = app.head(f"{ROSTER}/orgs")
    assert (head.status_code, head.headers["X-Total-Count"]) == (200, "3")


def test_what_clients_write_without_encoding_is_understood(app: ApiClient) -> None:
    for query in (
        "filter=email='ana+x@oak.example'&limit=10000",
        "filter=familyName='o''hara' AND roles.role='student' AND givenName<'b'",
    ):
        got = app.get(f"{ROSTER}/users", QUERY_STRING=query)
        assert [one["sourcedId"] for one in got.json()["users"]] == ["ana"]
    assert app.get(f"{GRADES}/lineitems/quiz-oak").status_code == 200


def test_what_is_answered_is_what_the_table_says_is_served() -> None:
    assert _ANSWERS.keys() == METHODS
    reads = {(one.version, one.id) for one in operations() if one.method == "GET"}
    assert {(one.version, one.id) for one in served()} >= reads
    assert len(reads) == sum(one.method == "GET" for one in operations())
    assert {one.version for one in served()} == set(Version)
