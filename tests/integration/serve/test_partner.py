"""A vendor asks where its apps are let in, with credentials of its own."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from jsonschema import Draft4Validator

from homeroom.access import clients
from homeroom.access.clients import Made
from homeroom.runs.writes import vendors
from homeroom.runs.writes.vendors import Newcomer
from homeroom.serve import partner as endpoint
from homeroom.serve.described_own import described
from homeroom.serve.throttle import Throttle
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope
from homeroom.store.vendors.sharings import Shared
from tests.api import ApiClient
from tests.people import Town

DISTRICTS = "/homeroom/v1/districts"


def ask(client_id: str, secret: str) -> Any:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return ApiClient().get(DISTRICTS, headers={"Authorization": f"Basic {pair}"})


def own(name: str, overlap: timedelta = timedelta()) -> Made:
    made = clients.make_partner(name, datetime.now(UTC), overlap)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def seats(town: Town) -> dict[str, Made]:
    """Two apps of one vendor in two districts, and one of another vendor."""
    made = {}
    for slug, key, name in (
        ("riverbend", "here", "Seat Co."),
        ("lakeside", "there", "Seat Co."),
        ("riverbend", "other", "Other Co."),
    ):
        with district_scope(districts.named(slug).id) as scope:
            _, made[key] = vendors.add(scope, Newcomer(key=key, vendor=name), "test")
    with district_scope(town.district.id) as scope:
        scope.run(
            "INSERT INTO runs (district_id, app_id, reach, state, started_by, finished_at)"
            " VALUES (%(district)s, %(app)s, 'complete', 'done', 'test', %(at)s)",
            app=apps.keyed(scope, "campus").id,
            at=datetime(2026, 10, 1, 6, 30, tzinfo=UTC),
        )
    return made


def test_one_call_lists_its_districts_and_nobody_elses(seats: dict[str, Made]) -> None:
    made = own("Seat Co.")
    answer = ask(made.client_id, made.secret)
    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "no-store"
    document = json.loads(json.dumps(described("http://localhost")))
    content = document["paths"][DISTRICTS]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    assert [one.message for one in Draft4Validator(schema).iter_errors(answer.json())] == []
    here, there = answer.json()["districts"]
    assert (here["district"], here["app"]) == ("riverbend", "here")
    assert here["clientId"] == seats["here"].client_id
    assert here["tokenUrl"] == "http://localhost/oauth/token"
    assert here["lastCompletedRun"] == "2026-10-01T06:30:00.000Z"
    assert (there["district"], "lastCompletedRun" in there) == ("lakeside", False)


def test_what_is_suspended_says_so_and_what_is_removed_is_gone(seats: dict[str, Made]) -> None:
    made = own("Seat Co.")
    with district_scope(districts.named("lakeside").id) as scope:
        vendors.suspend(scope, "there", datetime.now(UTC), "test")
    states = [one["state"] for one in ask(made.client_id, made.secret).json()["districts"]]
    assert states == ["active", "suspended"]
    with district_scope(districts.named("riverbend").id) as scope:
        app = apps.keyed(scope, "here")
        vendors.share(scope, app, Shared(last_day=date(2020, 6, 30)), "test")
    states = [one["state"] for one in ask(made.client_id, made.secret).json()["districts"]]
    assert states == ["ended", "suspended"]
    with district_scope(districts.named("lakeside").id) as scope:
        apps.change(scope, apps.keyed(scope, "there").id, state="removed")
    assert len(ask(made.client_id, made.secret).json()["districts"]) == 1


def test_own_credentials_outlive_the_last_app(town: Town) -> None:
    with district_scope(town.district.id) as scope:
        vendors.add(scope, Newcomer(key="last", vendor="Last Co."), "test")
        made = own("Last Co.")
        vendors.remove(scope, "last", "test")
    assert ask(made.client_id, made.secret).json()["districts"] == []


def test_another_secret_keeps_the_client_id_and_the_old_one_for_a_while(
    seats: dict[str, Made],
) -> None:
    first, second = own("Other Co."), own("Other Co.", overlap=timedelta(hours=1))
    assert first.client_id == second.client_id
    assert first.secret != second.secret
    for made in (first, second):
        assert ask(made.client_id, made.secret).json()["vendor"] == "Other Co."
    third = own("Other Co.", overlap=timedelta(hours=1))
    # Two secrets at once are enough; of the one before them nothing is kept.
    assert [ask(one.client_id, one.secret).status_code for one in (first, second, third)] == [
        401, 200, 200,
    ]  # fmt: skip
    now = datetime.now(UTC)
    for seconds, taken in ((3590, True), (3700, False)):
        later = now + timedelta(seconds=seconds)
        assert bool(clients.checked_partner(second.client_id, second.secret, later)) is taken
        assert clients.checked_partner(third.client_id, third.secret, later)


def test_neither_an_old_secret_nor_that_of_an_app_counts(seats: dict[str, Made]) -> None:
    old, new = own("Other Co."), own("Other Co.")
    assert ask(new.client_id, new.secret).status_code == 200
    wrong = [
        (old.client_id, old.secret),
        ("0" * 32, new.secret),
        (seats["other"].client_id, seats["other"].secret),
        (new.client_id, seats["other"].secret),
        ("\0", "x"),
    ]
    for pair in wrong:
        answer = ask(*pair)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Basic ")
    assert ApiClient().get(DISTRICTS).status_code == 401
    assert ApiClient().post(DISTRICTS).status_code == 405
    assert clients.make_partner("Nobody Co.", datetime.now(UTC), timedelta()) is None


def test_guessing_is_slowed_down(seats: dict[str, Made], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "_TURNS", Throttle(1))
    assert [ask("a", "b").status_code for _ in range(2)] == [401, 429]
