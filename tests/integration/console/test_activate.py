"""Activate: the wizard from Sync Mode to Finish Configuration, against the pretend SIS."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from homeroom import settings
from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import entered
from homeroom.store import apps, schedules
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import district_scope
from tests.people import Town
from tests.sandboxes import Sandbox, sandbox

HERE = "/d/riverbend"
KEY = "infinite-campus"
BEGIN = f"{HERE}/gallery/infinite_campus/activate/"


@pytest.fixture(scope="module")
def campus() -> Iterator[Sandbox]:
    with sandbox("--students", "20") as running:
        yield running


@pytest.fixture
def browser(town: Town) -> Iterator[Client]:
    """An admin's browser; what was activated is removed afterwards."""
    yield town.browser("primary-admin")
    with district_scope(town.district.id) as scope:
        for app in apps.every(scope):
            if app.key != "mathly":
                activation.remove(scope, app, "test")


def app_of(town: Town, key: str = KEY) -> App:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, key)


def began(browser: Client, mode: str = "2-way", **more: str) -> str:
    """Choose the mode; return where the wizard goes on."""
    done = browser.post(BEGIN, {"title": "", "mode": mode, "grade_sync": "on", **more})
    assert done.status_code == 302
    return str(done.headers["Location"])


def at(step: str, key: str = KEY) -> str:
    return f"{HERE}/apps/{key}/setup/{step}/"


def sent(browser: Client, step: str, do: str = "next", **given: str) -> Any:
    return browser.post(at(step), {"do": do, **given})


def text(answer: Any) -> str:
    """Return a page, streamed or not."""
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode()


@pytest.mark.parametrize(
    ("mode", "grades", "second"),
    [
        ("2-way", "on", "delivery-config"),
        ("import", "", "delivery-config"),
        ("import", "on", "grade-sync-request"),
        ("export", "on", "delivery-config"),
    ],
)
def test_the_steps_follow_the_mode_table(
    browser: Client, town: Town, mode: str, grades: str, second: str
) -> None:
    assert began(browser, mode, grade_sync=grades) == at(second)
    page = text(browser.get(at(second)))
    schools = mode != "export"
    assert ("Schools Mapping</a>" in page) is schools
    assert ("Master Fields</a>" in page) is bool(schools and grades)
    assert ("Grade Sync request" in page) is (second == "grade-sync-request")
    if not schools:
        assert browser.get(at("schools-mapping")).status_code == 404


def test_without_a_mode_the_form_says_what_is_missing(browser: Client) -> None:
    done = browser.post(BEGIN, {"title": "Ours"})
    assert done.status_code == 422
    assert "Choose one of the modes." in text(done)


def test_the_way_in_two_way_mode(browser: Client, town: Town, campus: Sandbox) -> None:
    began(browser)
    given = campus.delivery_config("1.2")
    assert sent(browser, "delivery-config", **given).headers["Location"] == at("schools-mapping")
    schools = text(browser.get(at("schools-mapping")))
    assert "Missing: nobody has mapped it" in schools
    moved = sent(browser, "schools-mapping")
    assert moved.headers["Location"] == at("master-fields")
    moved = sent(browser, "master-fields", preset="yes")
    assert moved.headers["Location"] == at("schedule-and-safety")
    moved = sent(
        browser,
        "schedule-and-safety",
        when="daily",
        at="05:00",
        retired_percent="20",
        retired_minimum="10",
        changed_percent="75",
        changed_minimum="50",
    )
    assert moved.headers["Location"] == at("finish-configuration")
    last = text(browser.get(at("finish-configuration")))
    assert campus.ready["service_url"]["1.2"] in last
    assert given["client_secret"] not in last
    assert "Every day at 05:00" in last
    done = sent(browser, "finish-configuration", do="finish")
    assert done.headers["Location"] == f"{HERE}/apps/{KEY}/"
    app = app_of(town)
    assert (app.state, app.mode, app.api_version) == ("active", "2-way", "1.2")
    assert app.settings["safety"]["retired_percent"] == 20
    held = schedules.of_app(town.district.id, app.id)
    assert held is not None
    assert str(held.daily_at) == "05:00:00"
    with district_scope(town.district.id) as scope:
        assert versions.current(scope).rules.masters_by_role


def test_finish_is_there_as_soon_as_the_required_fields_are(
    browser: Client, campus: Sandbox, town: Town
) -> None:
    began(browser)
    assert "Finish Configuration</button>" not in text(browser.get(at("delivery-config")))
    given = campus.delivery_config("1.2")
    sent(browser, "delivery-config", **given)
    assert "Finish Configuration</button>" in text(browser.get(at("delivery-config")))
    sent(browser, "delivery-config", do="finish", **given)
    assert app_of(town).state == "active"


def test_next_asks_for_what_is_missing_and_save_for_later_does_not(
    browser: Client, town: Town
) -> None:
    began(browser)
    short = {"service_url": "https://sis.example.org/rostering/v1p2", "client_secret": "kept one"}
    refused = sent(browser, "delivery-config", **short)
    assert refused.status_code == 422
    assert "Enter the OAuth Client ID." in text(refused)
    assert "kept one" not in text(refused)
    saved = sent(browser, "delivery-config", do="later", **short)
    assert saved.headers["Location"] == f"{HERE}/apps/{KEY}/"
    with district_scope(town.district.id) as scope:
        assert entered(scope, apps.keyed(scope, KEY)) == short
    page = text(browser.get(at("delivery-config")))
    assert "sis.example.org" in page
    assert "kept one" not in page
    assert "It is kept, and never shown." in page
    # An empty secret leaves the old one; the address is taken away.
    sent(browser, "delivery-config", do="later", service_url="", client_secret="")
    with district_scope(town.district.id) as scope:
        held = entered(scope, apps.keyed(scope, KEY))
    assert (held["service_url"], held["client_secret"]) == ("", "kept one")


def test_the_connection_is_tested_check_by_check(browser: Client, campus: Sandbox) -> None:
    began(browser)
    done = sent(browser, "delivery-config", do="test", **campus.delivery_config("1.2"))
    assert done.headers["Location"] == at("delivery-config") + "?test=yes#test"
    answer: Any = browser.get(done.headers["Location"])
    assert answer.streaming
    parts = list(answer.streaming_content)
    assert len(parts) > 8  # the page does not wait for its last check
    page = b"".join(parts).decode()
    assert "Connection is OK" in page
    assert page.index("<strong>token</strong>") < page.index("<strong>gradebook</strong>")
    assert "Fix:" not in page


@pytest.mark.parametrize(
    ("wrong", "check", "words"),
    [
        ({"client_secret": "not this one"}, "token", "OAuth Client Secret"),
        ({"vendor_key": "", "vendor_secret": ""}, "gradebook", "Vendor Key"),
    ],
    ids=["a wrong secret", "no vendor key"],
)
def test_what_fails_says_what_to_do(
    browser: Client, campus: Sandbox, wrong: dict[str, str], check: str, words: str
) -> None:
    began(browser)
    given = {**campus.delivery_config("1.2"), **wrong}
    sent(browser, "delivery-config", do="later", **given)
    page = text(browser.get(at("delivery-config") + "?test=yes"))
    assert f"Connection is not OK: {check}" in page
    said = next(one for one in page.split("<li>") if "Fix:</strong>" in one)
    assert words in said


def test_a_test_that_cannot_begin_says_what_lacks(browser: Client) -> None:
    began(browser)
    page = text(browser.get(at("delivery-config") + "?test=yes"))
    assert "The settings lack Service URL" in page
    assert "Connection is not OK" in page


def test_a_file_of_the_server_cannot_be_named_in_a_browser(
    browser: Client, town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    began(browser)
    refused = sent(browser, "delivery-config", do="later", ca_file="/etc/ssl/cert.pem")
    assert refused.status_code == 422
    assert "no folder for imports is set aside" in text(refused)
    monkeypatch.setattr(settings, "IMPORT_ROOT", str(tmp_path))
    refused = sent(browser, "delivery-config", do="later", ca_file="/etc/ssl/cert.pem")
    assert "lies outside of the folder for imports" in text(refused)
    inside = str(tmp_path / "own.pem")
    assert sent(browser, "delivery-config", do="later", ca_file=inside).status_code == 302
    assert app_of(town).settings["delivery"]["ca_file"] == inside


def test_the_advanced_settings_of_the_hub_are_kept(browser: Client, town: Town) -> None:
    began(browser)
    sent(browser, "delivery-config", do="later", id_prefix="north-", domains="on")
    assert app_of(town).settings["id_prefix"] == "north-"
    with district_scope(town.district.id) as scope:
        assert versions.current(scope).rules.uniqueness
    given = {"id_prefix": "north-", "preview": "on", "retired_percent": "20", "bulk_upload": "on"}
    sent(browser, "delivery-config", do="later", **given)
    with district_scope(town.district.id) as scope:
        assert not versions.current(scope).rules.uniqueness
    kept = app_of(town).settings
    assert (kept["preview"], kept["safety"]["retired_percent"]) == (True, 20)
    refused = sent(browser, "delivery-config", do="later", retired_percent="200")
    assert (refused.status_code, "less than or equal to 100" in text(refused)) == (422, True)


def test_a_second_source_of_the_same_records_is_told_until_it_is_meant(
    browser: Client, town: Town
) -> None:
    began(browser)
    told = "is a source of the same kinds of records"
    assert told in text(browser.get(at("delivery-config")))
    assert told in text(browser.get(at("finish-configuration")))
    sent(browser, "delivery-config", do="later", several_sources="on")
    page = text(browser.get(at("delivery-config")))
    assert told not in page
    assert "choose Domains of Uniqueness" in page
    sent(browser, "delivery-config", do="later", several_sources="on", domains="on")
    assert "alert-warning" not in text(browser.get(at("delivery-config")))


def test_schools_are_mapped_before_the_first_sync(
    browser: Client, town: Town, campus: Sandbox
) -> None:
    began(browser)
    sent(browser, "delivery-config", **campus.delivery_config("1.2"))
    page = text(browser.get(at("schools-mapping")))
    field = page.split('name="school ')[1].split('"')[0]
    sent(browser, "schools-mapping", **{f"school {field}": "out"})
    with district_scope(town.district.id) as scope:
        [kept] = versions.current(scope).rules.schools
    assert (kept.app, kept.school, kept.leave_out) == (KEY, field, True)
    assert "Existing: mapped" in text(browser.get(at("schools-mapping") + "?show=existing"))
    refused = sent(browser, "schools-mapping", **{"school s-99": "own"})
    assert refused.status_code == 422
    assert "shows no school s-99" in text(refused)
    sent(browser, "schools-mapping", **{f"school {field}": ""})
    with district_scope(town.district.id) as scope:
        assert versions.current(scope).rules.schools == ()


def test_a_second_app_of_the_same_system_gets_a_name_of_its_own(
    browser: Client, town: Town
) -> None:
    began(browser)
    assert began(browser, title="Campus South") == at("delivery-config", f"{KEY}-2")
    assert app_of(town, f"{KEY}-2").title == "Campus South"
    page = text(browser.get(BEGIN))
    assert "Campus South</a>" in page


def test_a_secret_that_no_key_opens_any_more_is_entered_anew(
    browser: Client, campus: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    began(browser)
    given = campus.delivery_config("1.2")
    sent(browser, "delivery-config", **given)
    monkeypatch.setenv("HOMEROOM_HOME", str(tmp_path / "other"))
    page = text(browser.get(at("delivery-config") + "?test=yes"))
    assert "It is kept, and never shown." not in page
    assert "was sealed with another key" in page
    assert "Connection is not OK: settings" in page
    sent(browser, "delivery-config", **given)
    assert "Connection is OK" in text(browser.get(at("delivery-config") + "?test=yes"))


def test_a_setup_is_discarded_with_its_secrets(browser: Client, town: Town) -> None:
    began(browser)
    sent(browser, "delivery-config", do="later", client_secret="kept one")
    app = app_of(town)
    page = text(browser.get(f"{HERE}/apps/{KEY}/"))
    assert f"{HERE}/apps/{KEY}/settings/deactivate/" in page
    assert "its setup is not finished" in text(browser.get(f"{HERE}/"))
    browser.post(f"{HERE}/apps/{KEY}/settings/deactivate/", {"confirm": KEY})
    with district_scope(town.district.id) as scope:
        assert KEY not in [one.key for one in apps.every(scope)]
        assert apps.secrets(scope, app.id) == {}


def test_another_mode_changes_the_steps(browser: Client, town: Town) -> None:
    began(browser)
    moved = sent(browser, "sync-mode", mode="import", grade_sync="on")
    assert moved.headers["Location"] == at("grade-sync-request")
    assert app_of(town).mode == "import"


def test_a_schedule_that_lacks_its_time_is_not_kept(browser: Client, town: Town) -> None:
    began(browser)
    numbers = dict.fromkeys(
        ("retired_percent", "retired_minimum", "changed_percent", "changed_minimum"), "10"
    )
    refused = sent(browser, "schedule-and-safety", when="daily", at="", **numbers)
    assert refused.status_code == 422
    assert "Enter the time of day." in text(refused)
    wrong = {**numbers, "retired_percent": "101"}
    assert sent(browser, "schedule-and-safety", when="off", **wrong).status_code == 422
    sent(browser, "schedule-and-safety", when="60", **numbers)
    held = schedules.of_app(town.district.id, app_of(town).id)
    assert held is not None
    assert held.every_minutes == 60
