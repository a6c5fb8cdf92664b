"""The setup and the settings of an app that hands files over: what it asks for, and what not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from homeroom.runs.setup import activation
from homeroom.store import apps, audit, schedules
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import district_scope
from tests.packages import school, write_package
from tests.people import Town

HERE = "/d/riverbend/"
BEGIN = f"{HERE}gallery/oneroster_csv/activate/"
KEY = "oneroster-csv"
APP = f"{HERE}apps/{KEY}/"
NUMBERS = dict.fromkeys(
    ("retired_percent", "retired_minimum", "changed_percent", "changed_minimum"), "10"
)


@pytest.fixture
def admin(town: Town) -> Iterator[Client]:
    """A browser; what a test has activated is removed afterwards."""
    yield town.browser("primary-admin")
    with district_scope(town.district.id) as scope:
        for app in apps.every(scope):
            if app.key.startswith(KEY):
                activation.remove(scope, app, "test")


def app_of(town: Town, key: str = KEY) -> App:
    with district_scope(town.district.id) as scope:
        return apps.keyed(scope, key)


def begun(admin: Client, **more: str) -> Any:
    return admin.post(BEGIN, {"title": "Files", "mode": "import", **more})


def at(step: str) -> str:
    return f"{APP}setup/{step}/"


def active(town: Town, admin: Client, folder: Path) -> App:
    """Finish the setup of an app without grades."""
    begun(admin)
    path = write_package(folder / "files.zip", school())
    with district_scope(town.district.id) as scope:
        app = apps.keyed(scope, KEY)
        app = apps.change(scope, app.id, settings={**app.settings, "delivery": {"path": str(path)}})
        return activation.finish(scope, app, "test")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def acts(town: Town) -> list[str]:
    with district_scope(town.district.id) as scope:
        return [act for _, _, act, subject, _ in audit.latest(scope, 50) if subject == KEY]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mode": "export"}, "mode"),
        ({"mode": "sideways"}, "mode"),
        ({"mode": ""}, "mode"),
        ({"title": "x" * 81}, "title"),
    ],
    ids=["a mode that files cannot have", "no mode", "nothing chosen", "a long name"],
)
def test_an_app_that_cannot_be_is_not_begun(
    admin: Client, town: Town, given: dict[str, str], field: str
) -> None:
    answer = begun(admin, **given)
    assert answer.status_code == 422
    assert f'href="#id_{field}' in text(answer)
    assert answer.context["form"]["title"].value() == given.get("title", "Files")
    with district_scope(town.district.id) as scope:
        assert KEY not in [one.key for one in apps.every(scope)]


def test_a_name_with_signs_in_it_is_a_name_and_nothing_else(admin: Client, town: Town) -> None:
    title = "<b>Räume & 'Kurse'</b> 🏫"
    begun(admin, title=title)
    assert app_of(town).title == title
    for page in (APP, HERE, f"{HERE}apps/", f"{HERE}runs/", BEGIN):
        shown = text(admin.get(page))
        assert "<b>Räume" not in shown
        assert "&lt;b&gt;Räume &amp; &#x27;Kurse&#x27;&lt;/b&gt; 🏫" in shown


def test_what_is_saved_for_later_at_once_waits_on_its_page(admin: Client, town: Town) -> None:
    done = begun(admin, do="later")
    assert done.headers["Location"] == APP
    page = text(admin.get(APP))
    assert "The setup is saved." in page
    assert f'href="{at("delivery-config")}"' in page
    assert app_of(town).state == "draft"


def test_steps_and_apps_that_are_none_are_not_there(admin: Client) -> None:
    begun(admin)
    assert admin.get(at("delivery-config")).status_code == 200
    assert admin.get(at("coffee")).status_code == 404
    assert admin.get(at("master-fields")).status_code == 404  # the mode has no such step
    assert admin.post(at("master-fields"), {"preset": "yes"}).status_code == 404
    assert admin.get(f"{HERE}apps/nothing/setup/sync-mode/").status_code == 404
    assert admin.get(f"{HERE}gallery/nothing/activate/").status_code == 404


def test_the_settings_of_a_draft_are_its_setup_until_it_is_finished(admin: Client) -> None:
    begun(admin)
    for tab in ("", "delivery/", "schools/", "mappings/", "grades/", "schedule/", "safety/"):
        assert admin.get(f"{APP}settings/{tab}").headers["Location"] == APP
    assert admin.get(f"{APP}settings/deactivate/").status_code == 200


def test_a_setup_that_is_finished_is_not_gone_through_again(
    admin: Client, town: Town, tmp_path: Path
) -> None:
    active(town, admin, tmp_path)
    assert admin.get(at("sync-mode")).headers["Location"] == APP
    sent = admin.post(at("sync-mode"), {"mode": "import", "grade_sync": "on", "do": "next"})
    assert sent.headers["Location"] == APP
    assert not app_of(town).grade_sync


def test_finishing_too_early_says_what_lacks_and_leaves_a_draft(admin: Client, town: Town) -> None:
    begun(admin)
    last = text(admin.get(at("finish-configuration")))
    assert "Delivery Config lacks: File or folder." in last
    assert "Finish Configuration</button>" not in last
    done = admin.post(at("finish-configuration"), {"do": "finish"}, follow=True)
    assert done.redirect_chain[-1][0] == at("finish-configuration")
    assert "File or folder" in text(done)
    assert app_of(town).state == "draft"


def test_the_last_step_says_that_an_operator_is_asked_and_by_which_schedule(
    admin: Client, town: Town
) -> None:
    begun(admin, grade_sync="on")
    admin.post(at("schedule-and-safety"), {"when": "1440", **NUMBERS})
    last = text(admin.get(at("finish-configuration")))
    assert "When you finish, an operator is asked to approve Grade Sync." in last
    assert "None: the first source counts." in last
    assert "not entered" in last
    admin.post(at("grade-sync-request"), {"do": "ask"})
    assert "Grade Sync waits for an operator" in text(admin.get(at("finish-configuration")))


def test_the_preset_is_offered_and_taken_once(admin: Client, town: Town) -> None:
    def now() -> tuple[int, bool, bool]:
        with district_scope(town.district.id) as scope:
            held = versions.current(scope)
        return held.version, held.rules.masters_by_role, bool(held.rules.uniqueness)

    begun(admin, grade_sync="on")
    assert 'name="preset" value="yes" checked' in text(admin.get(at("master-fields")))
    admin.post(at("master-fields"), {"do": "next"})
    assert now() == (0, False, False)  # left as it is: nobody wanted other rules
    admin.post(at("master-fields"), {"do": "next", "preset": "yes"})
    assert now() == (1, True, True)
    assert "It holds already." in text(admin.get(at("master-fields")))
    admin.post(at("master-fields"), {"do": "next", "preset": "yes"})
    assert now() == (1, True, True)
    admin.post(at("master-fields"), {"do": "next"})
    assert now() == (2, False, True)  # who is the same person stays found as before


def test_nothing_is_to_set_about_grades_where_none_are_delivered(
    admin: Client, town: Town, tmp_path: Path
) -> None:
    active(town, admin, tmp_path)
    page = text(admin.get(f"{APP}settings/grades/"))
    assert "Nothing is delivered to this app, so there is nothing to set here." in page
    assert 'value="save"' not in page
    before = app_of(town).settings
    admin.post(f"{APP}settings/grades/", {"settle_seconds": "30"})
    assert app_of(town).settings == before


def test_an_app_that_takes_no_grades_is_not_compared(
    admin: Client, town: Town, tmp_path: Path
) -> None:
    app = active(town, admin, tmp_path)
    assert "Compare" not in text(admin.get(f"{APP}settings/schedule/"))
    sent = {"when": "60", "compare": "on", "compare_at": "03:15"}
    assert admin.post(f"{APP}settings/schedule/", sent).status_code == 302
    assert "compare_at" not in app_of(town).settings
    assert schedules.of_app(town.district.id, app.id, schedules.COMPARISON) is None
    held = schedules.of_app(town.district.id, app.id)
    assert held is not None
    assert held.every_minutes == 60


def test_sending_what_holds_already_changes_nothing_and_is_not_written_down(
    admin: Client, town: Town, tmp_path: Path
) -> None:
    active(town, admin, tmp_path)
    admin.post(f"{APP}settings/safety/", NUMBERS)
    before = acts(town)
    admin.post(f"{APP}settings/safety/", NUMBERS)
    admin.post(f"{APP}settings/", {"mode": "import"})
    assert acts(town) == before
    admin.post(f"{APP}settings/safety/", {**NUMBERS, "retired_percent": "11"})
    assert acts(town) == ["app.settings", *before]


def test_a_mode_that_files_cannot_have_is_refused_later_too(
    admin: Client, town: Town, tmp_path: Path
) -> None:
    active(town, admin, tmp_path)
    refused = admin.post(f"{APP}settings/", {"mode": "2-way", "grade_sync": "on"})
    assert refused.status_code == 422
    assert (app_of(town).mode, app_of(town).state) == ("import", "active")


def test_an_app_is_not_deactivated_by_its_title_or_by_another_apps_name(
    admin: Client, town: Town, tmp_path: Path
) -> None:
    active(town, admin, tmp_path)
    for said in ("", "Files", "mathly", KEY.upper()):
        answer = admin.post(f"{APP}settings/deactivate/", {"confirm": said})
        assert answer.status_code == 422
        assert f"Enter {KEY} to deactivate it." in text(answer)
    assert app_of(town).state == "active"
    done = admin.post(f"{APP}settings/deactivate/", {"confirm": f" {KEY} "})
    assert done.headers["Location"] == f"{HERE}apps/"
    assert admin.get(APP).status_code == 404
    assert admin.get(f"{APP}settings/").status_code == 404


def test_an_app_that_comes_back_gets_its_name_again(admin: Client, town: Town) -> None:
    begun(admin)
    first = app_of(town).id
    begun(admin)
    assert app_of(town, f"{KEY}-2").id != first
    admin.post(f"{APP}settings/deactivate/", {"confirm": KEY})
    begun(admin, title="Files again")
    assert (app_of(town).id, app_of(town).title) == (first, "Files again")
