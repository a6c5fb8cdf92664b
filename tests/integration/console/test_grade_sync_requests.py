"""Support: an operator approves or declines Grade Sync, and the admin is told."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, districts
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.console.many import watched
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
    assert "Grade Sync waits for an operator" in page(admin, f"{HERE}/")
    done = operator.post(SUPPORT, {"app": "riverbend/sis", "do": "approve"}, follow=True)
    assert "is approved" in done.content.decode()
    assert "Nothing waits for you" in done.content.decode()
    assert app(town).state == "draft"
    assert "Approved by operator@river.example" in page(admin, REQUEST)
    assert "The operator approved Grade Sync" in page(admin, f"{HERE}/apps/sis/")
    assert "the operator approved Grade Sync; its setup can be finished" in page(admin, f"{HERE}/")
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
    assert "the operator declined Grade Sync" in page(admin, f"{HERE}/")
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


def test_requests_of_all_districts_are_asked_for_in_one_statement(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, wish = town.browser("operator"), Wish(
        connector="oneroster", key="app", title="App", mode="import", grade_sync=True, draft=True
    )  # fmt: skip

    def asked_of(number: int) -> District:
        made = districts.create(f"many-{number}", f"Schools {number}", "America/Chicago")
        with district_scope(made.id) as scope:
            activation.request(scope, activation.activate(scope, wish, "test"), f"admin {number}")
        return made

    made = [asked_of(1)]
    with watched() as before:
        assert "App, Schools 1" in page(operator, SUPPORT)
    made += [asked_of(number) for number in range(2, 5)]
    with watched() as after:
        shown = page(operator, SUPPORT)
    assert after.many == before.many
    assert [f"admin {n}" for n in range(1, 5)] == re.findall(r"admin \d", shown)
    monkeypatch.setattr("homeroom.console.views.support.SHOWN", 3)
    assert "The 3 oldest are shown" in page(operator, SUPPORT)
    # What is withdrawn, or removed with its app, waits for nobody.
    for one in made:
        with district_scope(one.id) as scope:
            activation.remove(scope, apps.keyed(scope, "app"), "test")
    assert "Nothing waits for you" in page(operator, SUPPORT)


def test_operators_find_support_in_their_menu_and_nobody_else_does(town: Town) -> None:
    assert 'href="/server/support/"' in page(town.browser("operator"), f"{HERE}/")
    assert "/server/support/" not in page(town.browser("primary-admin"), f"{HERE}/")
