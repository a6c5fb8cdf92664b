"""The gate of the API: who gets in, how soon a change is seen, and what is noted."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory
from msgspec import structs

from homeroom.rules.sharing import OptOut
from homeroom.runs.jobs import forget_api_traces
from homeroom.runs.writes import vendors
from homeroom.serve import gate, refusals
from homeroom.serve.callers import CALLERS, SECONDS, look_up
from homeroom.serve.request_log import LOG, RequestLog
from homeroom.serve.throttle import Throttle
from homeroom.store import apps
from homeroom.store.scope import Scope, district_scope
from homeroom.store.vendors import clients, requests, sharings
from homeroom.store.vendors.requests import REFUSED, Asked, Wanted
from tests.api import ApiClient, add_vendor, token_of
from tests.people import SCHOOL, Town

CALLER = "/homeroom/v1/caller"


def latest(scope: Scope, client_id: str, least_status: int = 0) -> list[Asked]:
    return requests.page(scope, client_id, Wanted(least_status=least_status), None, 10)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", False),
        ("Bearer", False),
        ("Basic abc", False),
        ("Bearer unknown", True),
        ("bearer  unknown ", True),
    ],
    ids=["none", "empty", "another", "unknown", "small"],
)
def test_without_a_good_token_nobody_gets_in(town: Town, header: str, why: bool) -> None:
    answer = ApiClient().get(CALLER, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert ("invalid_token" in answer["WWW-Authenticate"]) is why


def minor_1_1(body: dict[str, Any]) -> str:
    return str(body["statusInfoSet"][0]["imsx_codeMinor"])


def minor_1_2(body: dict[str, Any]) -> str:
    return str(body["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"])


def test_a_refusal_speaks_the_version_that_was_asked_for() -> None:
    old = RequestFactory().get("/ims/oneroster/v1p1/users")
    new = RequestFactory().get("/ims/oneroster/rostering/v1p2/users")
    for status, code, refuse in (
        (401, "unauthorisedrequest", lambda request: refusals.unknown(request, shown=False)),
        (403, "forbidden", refusals.ended),
        (404, "unknownobject", refusals.not_there),
        (429, "server_busy", lambda request: refusals.busy(request, 3)),
    ):
        one, other = refuse(old), refuse(new)
        assert (one.status_code, other.status_code) == (status, status)
        assert minor_1_1(json.loads(one.content)) == code
        assert minor_1_2(json.loads(other.content)) == code
    assert refusals.busy(new, 3)["Retry-After"] == "3"


def test_an_address_that_is_not_there_is_404_and_no_page(app: ApiClient) -> None:
    answer = app.get("/homeroom/v1/nowhere")
    assert answer.status_code == 404
    assert minor_1_2(answer.json()) == "unknownobject"


def test_a_refusal_leaves_no_line_in_the_log(
    app: ApiClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert ApiClient().get("/homeroom/v1/caller").status_code == 401
    assert app.get("/ims/oneroster/v1p1/nothing").status_code == 404
    assert app.post("/ims/oneroster/v1p1/users").status_code == 405
    assert caplog.records == []


def test_the_api_knows_neither_sessions_nor_the_sign_in_of_people(town: Town) -> None:
    client = ApiClient()
    client.cookies = town.browser("primary-admin").cookies
    assert client.get(CALLER).status_code == 401


def test_a_change_is_seen_within_seconds_and_not_looked_up_at_every_request(town: Town) -> None:
    made = add_vendor(town.district, "seconds")
    token = token_of(made)
    assert CALLERS.of(token, 100.0) is not None
    with district_scope(town.district.id) as scope:
        vendors.suspend(scope, "seconds", datetime.now(UTC), "test")
    assert CALLERS.of(token, 100.0 + SECONDS - 0.1) is not None
    assert CALLERS.of(token, 100.0 + SECONDS) is None


def test_an_app_that_is_removed_gets_in_no_more(town: Town) -> None:
    token = token_of(add_vendor(town.district, "removed"))
    with district_scope(town.district.id) as scope:
        apps.change(scope, apps.keyed(scope, "removed").id, state="removed")
    assert look_up(token, datetime.now(UTC)) is None


def test_a_token_loses_what_its_app_may_do_no_more(town: Town) -> None:
    token = token_of(add_vendor(town.district, "shrinking"))
    with district_scope(town.district.id) as scope:
        vendors.set_scopes(scope, "shrinking", ["roster-core.readonly"], "test")
    found = look_up(token, datetime.now(UTC))
    assert found is not None
    assert found[0].scopes == {"roster-core.readonly"}
    assert found[0].may(["roster.readonly", "roster-core.readonly"])
    assert not found[0].may(["gradebook.createput"])


def test_a_caller_brings_what_the_district_shares(town: Town) -> None:
    token = token_of(add_vendor(town.district, "sharing"))
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "sharing")
        shared = sharings.Shared(
            schools=(UUID(SCHOOL),),
            kinds_left_out=("result",),
            attributes_left_out={"user": ("email", "phone")},
            demographics=True,
            last_day=date(2099, 6, 30),
        )
        vendors.share(scope, app, shared, "test")
        assert sharings.of_app(scope, app.id) == shared
        sharings.set_directory_rule(scope, OptOut("directoryOptOut", ("true", "yes")))
    found = look_up(token, datetime.now(UTC))
    assert found is not None
    sharing = found[0].sharing
    assert sharing.schools == frozenset({UUID(SCHOOL)})
    assert {kind.value for kind in sharing.hidden} == {"result"}
    assert sharing.opt_out == OptOut("directoryOptOut", ("true", "yes"))
    # Midnight after the last day, on the district's clock: Chicago has summer time then.
    assert sharing.until == datetime(2099, 7, 1, 5, tzinfo=UTC)
    with district_scope(town.district.id) as scope:
        sharings.set_directory_rule(scope, None)
        vendors.share(scope, app, structs.replace(shared, honours_opt_out=False), "test")
        assert sharings.sharing_of(scope, app.id, town.district.zone).opt_out is None


def test_after_the_last_day_everything_is_forbidden(town: Town) -> None:
    token = token_of(add_vendor(town.district, "ended"))
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "ended")
        vendors.share(scope, app, sharings.Shared(last_day=date(2020, 6, 30)), "test")
    answer = ApiClient(token).get(CALLER)
    assert (answer.status_code, minor_1_2(answer.json())) == (403, "forbidden")


def test_who_asks_too_often_waits(app: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_TURNS", Throttle(2))
    answers = [app.get(CALLER) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_requests_are_kept_for_thirty_days_without_their_query(town: Town) -> None:
    made = add_vendor(town.district, "noted")
    app = ApiClient(token_of(made))
    before = datetime.now(UTC)
    app.get(CALLER + "?filter=email%3D'nadia@river.example'")
    wrong = {"grant_type": "password", "client_id": made.client_id, "client_secret": made.secret}
    app.post("/oauth/token", urlencode(wrong), content_type="application/x-www-form-urlencoded")
    LOG.flush()
    with district_scope(town.district.id) as scope:
        kept = latest(scope, made.client_id)
        assert [(one.method, one.path, one.status) for one in kept] == [
            ("POST", "/oauth/token", 400),
            ("GET", CALLER, 200),
        ]
        assert all(before <= one.at <= datetime.now(UTC) for one in kept)
        assert all(0 <= one.milliseconds < 60_000 for one in kept)
        assert latest(scope, made.client_id, REFUSED) == kept[:1]
    used = clients.by_id(made.client_id)
    assert used is not None
    assert used.last_used_at is not None
    assert used.last_used_at >= before
    forget_api_traces(before + timedelta(days=29))
    with district_scope(town.district.id) as scope:
        assert latest(scope, made.client_id) == kept
    forget_api_traces(datetime.now(UTC) + timedelta(days=30))
    with district_scope(town.district.id) as scope:
        assert latest(scope, made.client_id) == []


def test_requests_that_cannot_be_written_now_are_written_later_and_once(town: Town) -> None:
    made = add_vendor(town.district, "later")
    log = RequestLog()
    asked = Asked(
        at=datetime.now(UTC), client_id=made.client_id, method="GET", path="/x", rows=None,
        status=200, milliseconds=7,
    )  # fmt: skip
    log._noted.append((town.district.id, asked))
    log._noted.append((0, asked))  # a district that there is not
    held = connection.settings_dict
    name = held["NAME"]
    connection.close()
    held["NAME"] = "nowhere"
    try:
        with pytest.raises(DatabaseError):
            log.flush()
    finally:
        held["NAME"] = name
    assert [one for _, one in log._noted] == [asked, asked]
    assert log.flush() == 1
    assert log.flush() == 0
    with district_scope(town.district.id) as scope:
        assert [structs.replace(one, id=0) for one in latest(scope, made.client_id)] == [asked]
