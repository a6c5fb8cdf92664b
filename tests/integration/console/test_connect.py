"""Connect: the gallery, an app's page, and asking for a sync."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from homeroom.console.guides import guide
from homeroom.runs import jobs
from homeroom.store import apps, runs
from homeroom.store.apps import App
from homeroom.store.scope import district_scope
from tests.packages import school, write_package
from tests.people import Town

HERE = "/d/riverbend"


@pytest.fixture
def browser(town: Town) -> Client:
    return town.browser("primary-admin")


def shown(browser: Client, path: str, **asked: str) -> str:
    answer = browser.get(f"{HERE}/{path}", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def mathly(town: Town, **values: Any) -> App:
    """Return the app of the town, with some columns set."""
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, "mathly")
        return apps.change(scope, app.id, **values) if values else app


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"Infinite Campus", "Learning App (OneRoster)", "OneRoster API", "OneRoster CSV"}),
        ({"q": "learning app"}, {"Learning App (OneRoster)"}),
        ({"q": "campus  INFINITE"}, {"Infinite Campus"}),
        ({"q": "student information"}, {"OneRoster API"}),
        ({"writes_grades": "yes"}, {"Infinite Campus", "OneRoster API"}),
        ({"reads_grades": "yes", "reads_roster": "yes", "q": "csv"}, {"OneRoster CSV"}),
        ({"writes_grades": "yes", "q": "csv"}, set()),
    ],
)
def test_the_gallery_is_searched_and_filtered(
    browser: Client, asked: dict[str, str], titles: set[str]
) -> None:
    page = shown(browser, "gallery/", **asked)
    every = ("Infinite Campus", "Learning App (OneRoster)", "OneRoster API", "OneRoster CSV")
    assert {one for one in every if f">{one}</a>" in page} == titles
    assert f"{len(titles)} of 4 applications" in page


def test_a_card_says_what_the_application_needs(browser: Client) -> None:
    page = shown(browser, "gallery/", q="infinite")
    assert "Service URL, OAuth Client ID, OAuth Client Secret, Authentication URL." in page
    assert "Vendor Key, Vendor Secret." in page


def test_an_application_shows_its_guide_and_nobody_can_hide_a_script_in_one(
    browser: Client,
) -> None:
    page = shown(browser, "gallery/infinite_campus/")
    assert "<h3>Connect Infinite Campus</h3>" in page
    assert "<strong>Generate New OneRoster Connection</strong>" in page
    made = guide("# A <script>alert(1)</script>\n[x](javascript:alert(1)) <b onclick=y>z</b>")
    assert "<script" not in made
    assert "<b " not in made
    assert 'href="javascript' not in made
    assert made.startswith("<h3>")


def test_an_application_that_is_none_is_not_there(browser: Client) -> None:
    assert browser.get(f"{HERE}/gallery/nothing/").status_code == 404
    assert browser.get(f"{HERE}/apps/nothing/").status_code == 404


def test_a_sync_is_asked_for_once_and_waits_for_a_worker(town: Town, browser: Client) -> None:
    app = mathly(town)
    before = shown(browser, "apps/mathly/")
    assert "A sync waits" not in before
    assert "every 2s" not in before  # nothing moves, so nothing is asked again and again
    first = browser.post(f"{HERE}/apps/mathly/", follow=True).content.decode()
    assert "A sync is asked for" in first
    assert "A sync waits for a worker" in first
    assert "No worker is running" in first
    assert "every 2s" in first
    assert jobs.is_asked(town.district.id, app.id)
    again = browser.post(f"{HERE}/apps/mathly/", follow=True).content.decode()
    assert "was asked for already" in again


@pytest.mark.parametrize("state", ["draft", "requested", "declined", "paused"])
def test_an_app_that_is_not_at_work_is_not_synced(town: Town, browser: Client, state: str) -> None:
    mathly(town, state=state)
    try:
        assert "Run Sync" not in shown(browser, "apps/mathly/")
        assert browser.post(f"{HERE}/apps/mathly/").status_code == 422
    finally:
        mathly(town, state="active")


def test_an_admin_is_told_what_the_operator_decided(town: Town, browser: Client) -> None:
    mathly(town, state="requested", decision=None)
    assert "waits for an operator" in shown(browser, "apps/mathly/")
    mathly(town, state="declined", decision={"declined_by": "op", "reason": "Ask the office."})
    assert "Ask the office." in shown(browser, "apps/mathly/")
    mathly(town, state="draft", decision={"approved_by": "op"})
    assert "The operator approved Grade Sync" in shown(browser, "apps/mathly/")
    mathly(town, state="active", decision=None)


def test_connect_lists_what_is_activated(browser: Client) -> None:
    page = shown(browser, "apps/")
    assert 'href="/d/riverbend/apps/mathly/"' in page
    assert 'href="/d/riverbend/gallery/"' in page


def test_who_only_reads_sees_no_button(town: Town) -> None:
    page = town.browser("help-desk").get(f"{HERE}/apps/mathly/").content.decode()
    assert "Run Sync" not in page
    assert "Application Gallery" not in page


def test_the_preview_of_an_app_shows_what_its_sync_would_lead_to(
    browser: Client, town: Town, tmp_path: Path
) -> None:
    files = school(students=2)
    files["enrollments"][0]["classSourcedId"] = "nowhere"
    path = write_package(tmp_path / "mathly.zip", files)
    app = mathly(town, settings={"delivery": {"path": str(path)}})
    with district_scope(town.district.id) as scope:
        before = runs.latest(scope, app.id, 5)
    assert "/apps/mathly/preview/" in shown(browser, "apps/mathly/")
    page = shown(browser, "apps/mathly/preview/")
    assert "Nothing was written, and nothing was sent." in page
    assert "No grades of it go to a SIS yet." in page
    rows = [" ".join(row.split()) for row in page.split("<tr>")]
    (people,) = [row for row in rows if row.startswith('<th scope="row">People</th>')]
    assert people.startswith('<th scope="row">People</th><td>3</td><td>0</td>')
    (enrolments,) = [row for row in rows if row.startswith('<th scope="row">Enrolments</th>')]
    assert enrolments.split("<td>")[1:6] == ["0</td>", "0</td>", "0</td>", "0</td>", "3</td>"]
    assert "nowhere" in page
    with district_scope(town.district.id) as scope:
        assert runs.latest(scope, app.id, 5) == before
