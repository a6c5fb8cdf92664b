"""Settings of an activated app: every tab keeps what it is told, and says what is not there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import entered
from homeroom.store import apps, audit, schedules
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import district_scope
from tests.hub import IC, activate_campus, run
from tests.people import Town
from tests.sandboxes import Sandbox, sandbox

BASE = f"/d/riverbend/apps/{IC}/"


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data folder for all tests of this file: what one has sealed the next can open."""
    with pytest.MonkeyPatch.context() as patched:
        folder = tmp_path_factory.mktemp("home")
        patched.setenv("HOMEROOM_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def campus() -> Iterator[Sandbox]:
    with sandbox("--students", "20") as running:
        yield running


@pytest.fixture(scope="module")
def active(town: Town, campus: Sandbox) -> App:
    """Infinite Campus, API 1.2, 2-way, in step; tests set back what they change."""
    app = activate_campus(town.district, campus, "1.2")
    run(town.district, IC)
    return app


@pytest.fixture
def browser(town: Town, active: App) -> Client:
    return town.browser("primary-admin")


def now(town: Town) -> App:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, IC)


def text(answer: Any) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode()


def send(browser: Client, tab: str, **given: str) -> Any:
    return browser.post(f"{BASE}settings/{tab}", given)


def change(town: Town, mode: str, *, grade_sync: bool) -> None:
    with district_scope(town.district.id) as scope:
        activation.change_mode(scope, apps.keyed(scope, IC), mode, "test", grade_sync=grade_sync)


def test_another_mode_is_kept_and_one_that_needs_approval_waits(
    browser: Client, town: Town
) -> None:
    send(browser, "", mode="export", grade_sync="on")
    assert (now(town).mode, now(town).grade_sync) == ("export", True)
    page = text(browser.get(f"{BASE}settings/delivery/"))
    assert "Preview of each sync" in page
    assert "Bulk Upload Mode" not in page, "nothing is taken in"
    waits = browser.post(f"{BASE}settings/", {"mode": "import", "grade_sync": "on"}, follow=True)
    assert "The change waits for an operator" in text(waits)
    assert now(town).mode == "export"
    send(browser, "", mode="2-way", grade_sync="on")
    assert now(town).decision is None


def test_a_new_secret_is_kept_written_down_without_it_and_tested(
    browser: Client, town: Town, campus: Sandbox
) -> None:
    given = campus.delivery_config("1.2") | {"api_version": "", "do": "save"}
    wrong = {**given, "client_secret": "not this one"}
    done = send(browser, "delivery/", **wrong)
    assert done.headers["Location"] == f"{BASE}settings/delivery/?test=yes#test"
    assert "Connection is not OK: token" in text(browser.get(done.headers["Location"]))
    send(browser, "delivery/", **given)
    assert "Connection is OK" in text(browser.get(done.headers["Location"]))
    with district_scope(town.district.id) as scope:
        assert entered(scope, apps.keyed(scope, IC))["client_secret"] == given["client_secret"]
        last = audit.latest(scope, 20)
    noted = [facts for _, who, act, _, facts in last if act == "app.delivery"]
    assert noted
    assert all("client_secret" in facts["fields"] for facts in noted)
    assert "not this one" not in str(last)


def test_an_active_app_cannot_be_left_without_its_address(browser: Client, town: Town) -> None:
    refused = send(browser, "delivery/", do="save", service_url="", client_id="x")
    assert refused.status_code == 422
    assert "Enter the Service URL." in text(refused)
    with district_scope(town.district.id) as scope:
        assert entered(scope, apps.keyed(scope, IC))["service_url"]


def test_another_version_is_refused_once_people_were_read(
    browser: Client, town: Town, campus: Sandbox
) -> None:
    refused = send(browser, "delivery/", do="save", **campus.delivery_config("1.1"))
    assert refused.status_code == 422
    assert "gives every person another id" in text(refused)
    assert now(town).api_version == "1.2"


def test_schools_are_listed_as_they_were_read(browser: Client, town: Town) -> None:
    page = text(browser.get(f"{BASE}settings/schools/"))
    field = page.split('name="school ')[1].split('"')[0]
    send(browser, "schools/", **{f"school {field}": "own"})
    assert "Existing: mapped" in text(browser.get(f"{BASE}settings/schools/?show=existing"))
    send(browser, "schools/", **{f"school {field}": ""})
    with district_scope(town.district.id) as scope:
        assert versions.current(scope).rules.schools == ()


def tabs(browser: Client) -> list[str]:
    page = text(browser.get(f"{BASE}settings/mappings/"))
    return [one.split('"')[0] for one in page.split('href="?entity=')[1:]]


def test_the_gradebook_has_tabs_only_while_grade_sync_is_on(browser: Client, town: Town) -> None:
    found = tabs(browser)
    assert found[:3] == ["lineItem", "result", "category"]
    assert {"scoreScale", "assessmentLineItem", "assessmentResult", "student"} <= set(found)
    change(town, "2-way", grade_sync=False)
    try:
        without = tabs(browser)
        assert "student" in without
        assert not {"lineItem", "result", "category", "assessmentResult"} & set(without)
    finally:
        change(town, "2-way", grade_sync=True)


def test_on_api_1_1_the_tabs_say_why_there_is_nothing(browser: Client, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        apps.change(scope, now(town).id, api_version="1.1")
    try:
        page = text(browser.get(f"{BASE}settings/mappings/?entity=assessmentResult"))
        assert "API 1.1 has no assessment results." in page
        assert "Save the mapping" not in page
    finally:
        with district_scope(town.district.id) as scope:
            apps.change(scope, now(town).id, api_version="1.2")


MAPPING = {"entity": "class", "attribute": "title", "source": "classCode"}


def test_a_mapping_is_shown_on_real_rows_before_it_is_kept(browser: Client, town: Town) -> None:
    seen = send(browser, "mappings/", do="preview", steps='case to="lower"', **MAPPING)
    assert seen.status_code == 200
    page = text(seen)
    assert "How the first rows would come out" in page
    cells = [one.split("</td>")[0] for one in page.split("<td>")]
    before, after = cells[2], cells[3]
    assert before != after == after.lower()
    with district_scope(town.district.id) as scope:
        assert versions.current(scope).rules.mappings == ()
    done = send(browser, "mappings/", do="save", steps='case to="lower"', **MAPPING)
    assert done.headers["Location"].endswith("?entity=class")
    with district_scope(town.district.id) as scope:
        [kept] = versions.current(scope).rules.mappings
    assert (kept.app, kept.entity, kept.source, len(kept.steps)) == (IC, "class", "classCode", 1)
    send(browser, "mappings/", do="remove", entity="class", attribute="title")
    with district_scope(town.district.id) as scope:
        assert versions.current(scope).rules.mappings == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"attribute": ""}, "Enter the attribute of the hub."),
        ({"attribute": "colour"}, "class has no attribute colour"),
        ({"source": ""}, "needs a source attribute, or else a constant"),
        ({"steps": "shout"}, "shout is no step"),
        ({"do": "remove"}, "is not mapped"),
    ],
)
def test_what_is_no_mapping_is_explained(
    browser: Client, given: dict[str, str], words: str
) -> None:
    refused = send(browser, "mappings/", **({"do": "save", **MAPPING} | given))
    assert refused.status_code == 422
    assert words in text(refused)


def test_write_rules_are_edited_and_only_what_changed_is_kept(browser: Client, town: Town) -> None:
    page = browser.get(f"{BASE}settings/grades/")
    start: dict[str, Any] = {name: one.value() for name, one in _fields(page)}
    given = {**start, "rule title_length": "shorten", "limit title_length": 30, "settle_seconds": 9}
    done = browser.post(f"{BASE}settings/grades/", given)
    assert done.status_code == 302
    held = now(town).settings
    assert held["rules"] == {"title_length": ["shorten", 30]}
    assert held["settle_seconds"] == 9
    wrong = {**given, "limit title_length": 2}
    assert browser.post(f"{BASE}settings/grades/", wrong).status_code == 422


def _fields(page: Any) -> list[tuple[str, Any]]:
    return [(one.name, one) for one in page.context["form"]]


def test_schedule_and_safety_are_changed(browser: Client, town: Town) -> None:
    send(browser, "schedule/", when="240")
    held = schedules.of_app(town.district.id, now(town).id)
    assert held is not None
    assert held.every_minutes == 240
    page = text(browser.get(f"{BASE}settings/schedule/"))
    assert 'value="03:15"' in page
    send(browser, "schedule/", when="off", compare="on", compare_at="04:30")
    assert now(town).settings["compare_at"] == "04:30:00"
    busy = send(browser, "schedule/", when="off", compare="on", compare_at="10:00")
    assert busy.status_code == 422
    assert "School is open at 10:00" in text(busy)
    send(browser, "schedule/", when="off")
    assert now(town).settings["compare_at"] == "off"
    assert schedules.of_app(town.district.id, now(town).id) is None
    numbers = dict.fromkeys(
        ("retired_percent", "retired_minimum", "changed_percent", "changed_minimum"), "15"
    )
    send(browser, "safety/", **numbers)
    assert now(town).settings["safety"] == dict.fromkeys(numbers, 15)


def test_who_may_not_change_a_tab_sees_it_without_a_button(town: Town, active: App) -> None:
    page = text(town.browser("district-admin").get(f"{BASE}settings/delivery/"))
    assert "A Primary District Admin changes it." in page
    assert 'name="do"' not in page


def test_deactivating_asks_for_the_name_and_keeps_the_records(
    browser: Client, town: Town, campus: Sandbox
) -> None:
    refused = send(browser, "deactivate/", confirm="campus")
    assert refused.status_code == 422
    assert now(town).state == "active"
    done = browser.post(f"{BASE}settings/deactivate/", {"confirm": IC}, follow=True)
    assert "Its records stay." in text(done)
    with district_scope(town.district.id) as scope:
        assert IC not in [one.key for one in apps.every(scope)]
        assert scope.value("SELECT count(*) FROM classes WHERE retired_at IS NULL") > 1
