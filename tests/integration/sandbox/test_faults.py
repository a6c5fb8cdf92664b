"""Faults as a plain HTTP client sees them."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import pytest

from homeroom.sandbox.arguments import build_parser
from homeroom.sandbox.build import build
from homeroom.sandbox.faults.profiles import PROFILES
from tests.integration.sandbox.bodies import first_class, put_item
from tests.integration.sandbox.client import GRADES, Answer, Client, running


def switch(client: Client, faults: str) -> None:
    client.control("faults", {"faults": faults})


def hits(client: Client) -> int:
    return sum(one["hits"] for one in client.control("faults")["on"])


def until(client: Client, wanted: int, path: str = "users") -> Answer:
    """Ask page by page until an answer has a status."""
    for offset in range(100):
        answer = client.roster("1.2", path, limit=1, offset=offset)
        if answer.status == wanted:
            return answer
    raise AssertionError(f"no answer {wanted}")


def answered(client: Client, ask: Callable[[], Answer]) -> int | None:
    """Return the status of an answer, None when the connection broke instead."""
    try:
        return ask().status
    except (http.client.HTTPException, ConnectionError):
        client._connection.close()
        return None


@pytest.fixture
def client() -> Iterator[Client]:
    with running("--students", "40", "--day", "2026-08-20") as (_, found):
        # A token of its own, before anything goes wrong.
        found.headers()
        yield found


@pytest.fixture
def body(client: Client) -> dict[str, Any]:
    """A line item that can be written."""
    return first_class(client, "1.2").item()


def put(client: Client, name: str, body: dict[str, Any]) -> Answer:
    # Of one title and due date there may be one item alone.
    return put_item(client, "1.2", name, {"lineItem": {**body["lineItem"], "title": name}})


def stored(client: Client, name: str) -> bool:
    switch(client, "")
    return client.grades("1.2", f"lineItems/{name}").status == 200


def test_a_refused_token_stays_refused_and_a_new_one_is_taken(client: Client) -> None:
    switch(client, "unauthorized")
    refused = until(client, 401)
    assert "WWW-Authenticate" in refused.headers
    switch(client, "")
    assert client.roster("1.2", "orgs").status == 401
    client._token = ""
    assert client.roster("1.2", "orgs").status == 200


def test_brief_tokens_are_given_again_until_they_end(client: Client) -> None:
    switch(client, "brief-tokens=2")
    first, second = client.token().json, client.token().json
    assert first["access_token"] == second["access_token"]
    assert second["expires_in"] <= first["expires_in"] == 2


def test_the_secret_changes_once_after_some_requests(client: Client) -> None:
    switch(client, "secret-changed=3")
    answers = [client.roster("1.2", "orgs").status for _ in range(6)]
    assert answers == [200, 200, 200, 401, 401, 401]
    assert client.token().status == 401
    renewed = client.control(f"connections/{client.ready['client_id']}", {})
    assert renewed["client_secret"] != client.ready["client_secret"]
    assert client.as_(renewed).roster("1.2", "orgs").status == 200


def test_too_many_requests_name_seconds_or_a_date_of_the_servers_clock(client: Client) -> None:
    switch(client, "too-many=7")
    assert until(client, 429).headers["Retry-After"] == "7"
    switch(client, "too-many-until=7")
    answer = until(client, 429)
    ahead = parsedate_to_datetime(answer.headers["Retry-After"]) - parsedate_to_datetime(
        answer.headers["Date"]
    )
    assert ahead.total_seconds() == 7


def test_an_unavailable_server_answers_with_a_page_for_people(client: Client) -> None:
    switch(client, "unavailable")
    answer = until(client, 503)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"<html>" in answer.body


def test_stalled_answers_are_late_and_whole_and_three_at_most(client: Client) -> None:
    switch(client, "stall=0.3")
    began = time.monotonic()
    answers = [client.roster("1.2", "users", limit=1, offset=at).status for at in range(40)]
    assert time.monotonic() - began >= 0.9
    assert set(answers) == {200}
    assert hits(client) == 3


def test_dropped_connections_leave_no_answer_and_do_nothing(
    client: Client, body: dict[str, Any]
) -> None:
    switch(client, "dropped")
    names = [f"item-{number}" for number in range(20)]
    lost = [name for name in names if not answered(client, partial(put, client, name, body))]
    assert 0 < len(lost) < 20
    assert not any(stored(client, name) for name in lost)


def test_an_answer_is_cut_off_before_its_promised_end(client: Client) -> None:
    switch(client, "cut-off")
    cut = 0
    for offset in range(20):
        try:
            client.roster("1.2", "users", limit=1, offset=offset)
        except http.client.IncompleteRead:
            client._connection.close()
            cut += 1
    assert 0 < cut == hits(client) < 20


def test_truncated_json_looks_whole_to_http(client: Client) -> None:
    switch(client, "truncated")
    bad = 0
    for offset in range(20):
        answer = client.roster("1.2", "users", limit=1, offset=offset)
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        try:
            json.loads(answer.body)
        except json.JSONDecodeError:
            bad += 1
    assert 0 < bad == hits(client) < 20


@pytest.mark.parametrize(
    ("fault", "status", "is_there"),
    [("stored-but-500", 500, True), ("not-stored", 200, False), ("lost-answer", None, True)],
)
def test_writes_go_wrong_once_and_then_right(
    client: Client, body: dict[str, Any], fault: str, status: int | None, is_there: bool
) -> None:
    seen = 0
    for number in range(12):
        name = f"item-{number}"
        switch(client, fault)
        first = answered(client, partial(put, client, name, body))
        if hits(client) == 0:
            assert first == 201
            continue
        seen += 1
        assert first == status
        assert put(client, name, body).status == (200 if is_there else 201)
        assert stored(client, name)
    assert 2 <= seen <= 10


def test_a_write_that_is_refused_is_refused_whatever_the_fault(
    client: Client, body: dict[str, Any]
) -> None:
    switch(client, "stored-but-500")
    del body["lineItem"]["class"]
    answers = {put(client, f"item-{number}", body).status for number in range(10)}
    assert answers in ({400}, {422})
    assert hits(client) == 0


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_collections_shift_once_and_then_stand_still(client: Client, api: str) -> None:
    whole = [row["sourcedId"] for row in client.all(api, "users")]
    switch(client, "shifting")
    pages = [_users(client, api, offset) for offset in range(0, 80, 20)]
    found = [name for page in pages for name in page]
    assert whole[0] not in found
    assert whole[20] in pages[0]
    assert whole[20] in pages[1]
    assert _users(client, api, 0)[0] == whole[0]


def _users(client: Client, api: str, offset: int) -> list[str]:
    answer = client.roster(api, "users", limit=20, offset=offset)
    return [row["sourcedId"] for row in answer.json["users"]]


def test_keys_in_another_order_hold_the_same_numbers_digit_by_digit(client: Client) -> None:
    path = f"{GRADES['1.2']}/results?limit=50"
    first = client.bare("GET", path, None, client.headers())
    switch(client, "key-order")
    second, third = (client.bare("GET", path, None, client.headers()) for _ in range(2))
    assert first.body == second.body != third.body
    assert first.json == third.json
    assert sorted(first.body) == sorted(third.body)


def test_filters_are_ignored(client: Client) -> None:
    wanted = "role='teacher'"
    right = client.roster("1.1", "users", filter=wanted).total
    switch(client, "no-filters")
    assert client.roster("1.1", "users", filter=wanted).total > right > 0


def test_error_bodies_say_nothing(client: Client) -> None:
    switch(client, "minimal-errors")
    answer = client.roster("1.2", "users/nobody")
    assert answer.status == 404
    assert answer.json == {"imsx_codeMajor": "failure", "imsx_severity": "error"}
    switch(client, "")
    assert "imsx_description" in client.roster("1.2", "users/nobody").json


def test_control_endpoints_are_never_hit_and_injected_answers_are_logged(client: Client) -> None:
    client.control("requests/reset", {})
    switch(client, "unavailable")
    until(client, 503)
    report = client.control("requests")
    assert report["errors"]["503"] == hits(client)
    assert report["by_resource"]["GET faults"] == hits(client)


@pytest.mark.parametrize("sent", [{"faults": "earthquake"}, {"faults": 3}, {}, {"fault": ""}])
def test_faults_that_do_not_exist_are_refused_and_change_nothing(
    client: Client, sent: dict[str, Any]
) -> None:
    switch(client, "clamped=2")
    answer = client.bare("POST", "/sandbox/faults", json.dumps(sent).encode())
    assert answer.status == 400
    assert [one["name"] for one in client.control("faults")["on"]] == ["clamped"]


def test_the_profiles_are_listed_with_their_words(client: Client) -> None:
    told = client.control("faults")["profiles"]
    assert told == {one.name: one.words for one in PROFILES.values()}


def test_the_command_line_switches_faults_on_with_the_districts_seed() -> None:
    arguments = ["infinite-campus", "--seed", "9", "--students", "20"]
    arguments += ["--faults", "stall=2,doubled:3"]
    report = build(build_parser().parse_args(arguments)).stage.faults.report()
    assert [(one["name"], one["value"], one["seed"]) for one in report] == [
        ("stall", 2, 9),
        ("doubled", 0, 3),
    ]


def test_a_wrong_name_on_the_command_line_gets_a_sentence_and_the_list() -> None:
    command = [sys.executable, "-m", "homeroom.sandbox", "infinite-campus", "--faults", "flood"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("sandbox: there is no fault 'flood'; there are: ")
    assert "Traceback" not in ended.stderr


def test_help_lists_every_fault() -> None:
    command = [sys.executable, "-m", "homeroom.sandbox", "infinite-campus", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert all(f"\n  {name} " in told for name in PROFILES)
