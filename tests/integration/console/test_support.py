"""A support bundle helps whoever helps, and gives nobody away."""

import io
import json
import zipfile
from typing import Any

import pytest

from homeroom.runs import support
from homeroom.runs.connecting import keep_delivery_config
from homeroom.store import apps, audit, runs
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import school
from tests.people import Town

ENTERED = {
    "service_url": "https://sis.river.example/v1p2",
    "client_id": "client-of-river",
    "client_secret": "s3cret-of-the-vendor",
}


@pytest.fixture(scope="module")
def made(town: Town, sis: FileApp) -> dict[str, Any]:
    """The bundle of a district with pupils, a secret, a failed run and an issue."""
    roster = school()
    roster["enrollments"][0]["userSourcedId"] = "nobody-we-know"
    sis.sync(roster)
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "sis")
        settings = {**app.settings, "note": "call Ann", "hold": {"percent": 10, "by": "Ann"}}
        apps.change(scope, app.id, settings=settings)
        scope.run("UPDATE apps SET connector = 'oneroster' WHERE key = 'mathly'")
        keep_delivery_config(scope, apps.keyed(scope, "mathly"), ENTERED)
        run = runs.start(scope, app.id, "complete", "ann@river.example")
        assert run is not None
        problem = {"message": "The SIS said no.", "fix": "Ask it.", "detail": "Ada Lovelace"}
        runs.finish(scope, run, "failed", problem)
    answer = town.browser("district-admin").post("/d/riverbend/help/bundle/")
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="homeroom-support'
    )
    package = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: json.loads(package.read(name)) for name in package.namelist()}


def test_it_says_what_whoever_helps_asks_first(made: dict[str, Any]) -> None:
    assert made.keys() == support.CONTENTS.keys()
    assert made["server.json"]["postgresql"]
    sis = next(one for one in made["apps.json"] if one["key"] == "sis")
    assert (sis["connector"], sis["state"]) == ("oneroster_csv", "active")
    assert sis["fields"]["path"] == "filled in"
    mathly = next(one for one in made["apps.json"] if one["key"] == "mathly")
    assert mathly["fields"]["client_secret"] == "filled in"
    assert mathly["fields"]["token_url"] == "empty"
    assert sis["settings"]["hold"] == {"percent": 10}
    last = made["runs.json"][0]
    assert (last["app"], last["state"]) == ("sis", "failed")
    assert last["problem"] == {"message": "The SIS said no.", "fix": "Ask it."}
    assert [one["code"] for one in made["issues.json"]] == ["reference.unknown"]
    assert made["issues.json"][0]["count"] == 1


def test_no_pupil_no_person_and_no_place_is_in_it(town: Town, made: dict[str, Any]) -> None:
    with district_scope(town.district.id) as scope:
        rows = scope.rows(
            "SELECT id::text, sourced_id, given_name, family_name, email, username FROM users"
        )
        path = apps.keyed(scope, "sis").settings["delivery"]["path"]
    said = json.dumps(made)
    pupils = {text for row in rows for text in row if text and len(text) > 3}
    assert len(pupils) > 4
    for text in (
        *pupils,
        *ENTERED.values(),
        path,
        "ann@river.example",
        "call Ann",
        "Ada Lovelace",
        "nobody-we-know",
    ):
        assert text not in said, text


def test_it_is_noted_who_made_one(town: Town, made: dict[str, Any]) -> None:
    with district_scope(town.district.id) as scope:
        _, who, act, _, _ = audit.latest(scope, 1)[0]
    assert (who, act) == ("district-admin@river.example", "support.bundle")
"""Support: an operator approves or declines Grade Sync, and the admin is told."""

from collections.abc import Iterator

import pytest
from django.test import Client

from homeroom.runs import activation
from homeroom.runs.activation import Wish
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope
from tests.people import Town

HERE = "/d/riverbend"
SUPPORT = "/server/support/"
REQUEST = f"{HERE}/apps/sis/setup/grade-sync-request/"


@pytest.fixture
def draft(town: Town) -> Iterator[None]:
    wish = Wish(
        connector="oneroster", key="sis", title="SIS", mode="import", grade_sync=True, draft=True
    )
    with district_scope(town.district.id) as scope:
        activation.activate(scope, wish, "test")
    yield
    with district_scope(town.district.id) as scope:
        activation.remove(scope, apps.keyed(scope, "sis"), "test")


def app(town: Town) -> App:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, "sis")


def page(browser: Client, path: str) -> str:
    return browser.get(path).content.decode()


@pytest.mark.usefixtures("draft")
def test_a_draft_is_asked_for_approved_and_then_finished_like_any_other(town: Town) -> None:
    admin, operator = town.browser("primary-admin"), town.browser("operator")
    assert "Nothing waits for you" in page(operator, SUPPORT)
    assert "Send the request" in page(admin, REQUEST)
    asked = admin.post(REQUEST, {"do": "ask"}, follow=True).content.decode()
    assert "The request is sent." in asked
    assert "Send the request" not in asked
    waiting = page(operator, SUPPORT)
    assert "SIS, Riverbend Schools" in waiting
    assert "primary-admin@river.example" in waiting
    assert app(town).state == "draft"  # it can be filled in meanwhile
    done = operator.post(SUPPORT, {"app": "riverbend/sis", "do": "approve"}, follow=True)
    assert "is approved" in done.content.decode()
    assert "Nothing waits for you" in done.content.decode()
    assert app(town).state == "draft"
    assert "Approved by operator@river.example" in page(admin, REQUEST)
    assert "The operator approved Grade Sync" in page(admin, f"{HERE}/apps/sis/")
    on = admin.post(REQUEST, {"do": "next"})
    assert on.headers["Location"].endswith("/setup/delivery-config/")


@pytest.mark.usefixtures("draft")
def test_a_request_is_declined_with_a_reason_which_the_admin_reads_and_may_ask_again(
    town: Town,
) -> None:
    admin, operator = town.browser("primary-admin"), town.browser("operator")
    admin.post(REQUEST, {"do": "ask"})
    short = operator.post(SUPPORT, {"app": "riverbend/sis", "do": "decline", "reason": "  "})
    assert short.status_code == 422
    assert "declined with a reason" in short.content.decode()
    why = "Ask the curriculum office first."
    operator.post(SUPPORT, {"app": "riverbend/sis", "do": "decline", "reason": why})
    assert why in page(admin, REQUEST)
    assert why in page(admin, f"{HERE}/apps/sis/")
    assert app(town).state == "draft"
    admin.post(REQUEST, {"do": "ask"})
    assert "SIS, Riverbend Schools" in page(operator, SUPPORT)


@pytest.mark.usefixtures("draft")
def test_choosing_the_same_mode_again_keeps_the_request_and_another_withdraws_it(
    town: Town,
) -> None:
    admin, operator = town.browser("primary-admin"), town.browser("operator")
    admin.post(REQUEST, {"do": "ask"})
    mode = f"{HERE}/apps/sis/setup/sync-mode/"
    admin.post(mode, {"mode": "import", "grade_sync": "on", "do": "next"})
    assert "SIS, Riverbend Schools" in page(operator, SUPPORT)
    admin.post(mode, {"mode": "2-way", "grade_sync": "on", "do": "next"})
    assert "Nothing waits for you" in page(operator, SUPPORT)


@pytest.mark.usefixtures("draft")
def test_what_was_decided_already_is_not_decided_again(town: Town) -> None:
    operator = town.browser("operator")
    answer = operator.post(SUPPORT, {"app": "riverbend/sis", "do": "approve"})
    assert answer.status_code == 422
    assert "no open request" in answer.content.decode()
    assert app(town).decision is None


@pytest.mark.usefixtures("draft")
def test_only_a_draft_that_needs_it_is_asked_for(town: Town) -> None:
    admin = town.browser("primary-admin")
    mode = f"{HERE}/apps/sis/setup/sync-mode/"
    admin.post(mode, {"mode": "import", "do": "next"})
    assert admin.post(REQUEST, {"do": "ask"}).status_code == 404  # the mode has no such step


def test_operators_find_support_in_their_menu_and_nobody_else_does(town: Town) -> None:
    assert 'href="/server/support/"' in page(town.browser("operator"), f"{HERE}/")
    assert "/server/support/" not in page(town.browser("primary-admin"), f"{HERE}/")
