"""The operations as an app meets them: behind a token, with scopes, addresses and methods."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from homeroom.model.kinds import Kind, Version
from homeroom.serve.callers import CALLERS
from homeroom.serve.operations import Operation, operations
from homeroom.serve.served import METHODS, served
from homeroom.serve.views import _ANSWERS
from homeroom.store import districts
from tests.api import ApiClient, add_vendor, token_of
from tests.database import DatabaseUrls
from tests.integration.serve.published import differs
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
        assert differs(one, got) == [], one.id


def test_any_one_of_the_scopes_is_enough_and_another_is_not(narrow: ApiClient) -> None:
    for one in served():
        got = narrow.generic(one.method, address(one, "oak"))
        if "roster-core.readonly" in one.scopes:
            assert got.status_code == 200, one.id
        else:
            assert (got.status_code, minor(got)) == (403, "forbidden"), one.id
            assert differs(one, got) == [], one.id


def test_every_refusal_has_the_form_of_the_standard(app: ApiClient) -> None:
    """Of every operation: unknown ids, a filter that is none, and a body that cannot be kept."""
    refused: dict[int, int] = {}
    for one in served():
        unknown = re.sub(r"\{\w+\}", "nobody", one.base + one.path)
        asked = [app.generic(one.method, unknown, "{}")] if "{" in one.path else []
        if one.method == "GET":
            asked += [app.get(address(one, "oak"), {name: "("}) for name in ("filter", "limit")]
            asked += [app.get(address(one, "oak"), {"fields": ""})]
        elif one.method != "DELETE":
            asked += [app.generic(one.method, address(one, "oak"), body) for body in ("{}", "[")]
        for got in asked:
            assert got.status_code in (200, 400, 403, 404, 422), (one.id, got.content)
            assert differs(one, got) == [], (one.id, got.content)
            refused[got.status_code] = refused.get(got.status_code, 0) + 1
    assert refused[404] > 60
    assert refused[400] > 150
    assert refused[422] + refused[403] > 20


def test_every_write_that_is_kept_is_answered_as_the_standard_says(app: ApiClient) -> None:
    for version in Version:
        mine = [one for one in served() if one.version is version and one.method != "GET"]
        for one in sorted(mine, key=turn):
            path = f"{one.base}{one.path}"
            for part in one.parts:
                path = path.replace(f"{{{part.parameter}}}", _PLACES.get(part.kind, "mine"))
            path = path if one.method == "POST" else f"{path.rpartition('/')[0]}/mine"
            body = _BODIES.get(one.target.kind, {})
            held = {one.wrapper: body if one.is_single else [body]}
            for status in (201, 201 if version is Version.V1P2 else 200):
                got = app.generic(one.method, path, json.dumps(held))
                wanted = 204 if one.method == "DELETE" else 201 if one.method == "POST" else status
                assert got.status_code == wanted, (one.id, got.content)
                assert differs(one, got) == [], (one.id, got.content)
                if one.method != "PUT":
                    break


def test_the_mark_of_what_nobody_said_is_no_word_of_who_sends_it_back(app: ApiClient) -> None:
    path = f"{GRADES}/lineItems/echo"
    sent = {"title": "Echo", **_OAK, "dueDate": _DATES["dueDate"], "metadata": {"kept": 1}}
    assert app.generic("PUT", path, json.dumps({"lineItem": sent})).status_code == 201
    read = app.get(path).json()["lineItem"]
    assert read["assignDate"].startswith("2026-10-09T12:00")
    assert read["metadata"] == {"kept": 1, "homeroom.notSaid": ["assignDate", "category"]}
    # Who writes back what was read has said it, but for what names nothing.
    assert app.generic("PUT", path, json.dumps({"lineItem": read})).status_code == 201
    again = app.get(path).json()["lineItem"]
    assert again["metadata"] == {"kept": 1, "homeroom.notSaid": ["category"]}
    assert app.delete(path).status_code == 204


def turn(one: Operation) -> tuple[int, int]:
    """Let everything be put, then posted to, then deleted: parents first, and last in the end."""
    at = list(Kind).index(one.target.kind)
    return {"PUT": (0, at), "POST": (1, at), "DELETE": (2, -at)}[one.method]


_OAK, _ANA = {"class": {"sourcedId": "class-oak"}}, {"student": {"sourcedId": "ana"}}
_SCORED = {**_ANA, "scoreStatus": "fully graded", "score": 3, "scoreDate": "2026-10-10"}
_LEVELS = [{"itemValueLHS": "A", "itemValueRHS": "4"}]
_DATES = {"assignDate": "2026-10-01T12:00:00Z", "dueDate": "2026-10-09T12:00:00Z"}
_BODIES: dict[Kind, dict[str, Any]] = {
    Kind.CATEGORY: {"title": "Mine"},
    Kind.SCORE_SCALE: {"title": "Mine", "type": "x", **_OAK, "scoreScaleValue": _LEVELS},
    Kind.LINE_ITEM: {"title": "Mine", **_OAK, **_DATES},
    Kind.RESULT: {"lineItem": {"sourcedId": "mine"}, **_SCORED},
    Kind.ASSESSMENT_LINE_ITEM: {"title": "Mine"},
    Kind.ASSESSMENT_RESULT: {"assessmentLineItem": {"sourcedId": "mine"}, **_SCORED},
}
_PLACES = {Kind.CLASS: "class-oak", Kind.ORG: "oak", Kind.ACADEMIC_SESSION: "term"}


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
