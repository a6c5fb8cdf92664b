"""Activating, approving, changing and removing an app."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from homeroom import settings
from homeroom.errors import NeedsDistrict
from homeroom.runs.conductor import sync
from homeroom.runs.report import Silent
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.runs.setup.connecting import delivery_config
from homeroom.store import apps, audit, runs, schedules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.schedules import Schedule
from homeroom.store.scope import Scope, district_scope
from tests.packages import school, write_package

SECRET = "a long client secret"
SERVER = {
    "service_url": "https://sis.example.org/ims/oneroster/rostering/v1p2",
    "client_id": "hub",
    "client_secret": SECRET,
    "token_url": "https://sis.example.org/token?tenant=7",
}


def wish(mode: str = "import", *, grades: bool = True, **more: Any) -> Wish:
    given: dict[str, Any] = {
        "connector": "oneroster",
        "key": "sis",
        "title": "SIS",
        "mode": mode,
        "grade_sync": grades,
        "delivery": SERVER,
        **more,
    }
    return Wish(**given)


def activated(scope: Scope, mode: str = "import", *, grades: bool = True, **more: Any) -> App:
    return activation.activate(scope, wish(mode, grades=grades, **more), "admin")


def acts(scope: Scope) -> list[tuple[str, str]]:
    """Return who did what, oldest first."""
    return [(actor, act) for _, actor, act, _, _ in reversed(audit.latest(scope, 20))]


CASES = [
    ("import", False, "active"),
    ("import", True, "requested"),
    ("export", False, "active"),
    ("export", True, "active"),
    ("2-way", False, "active"),
    ("2-way", True, "active"),
]
ALL_MODES = pytest.mark.parametrize(
    ("mode", "grades", "state"), CASES, ids=[f"{mode} {grades}" for mode, grades, _ in CASES]
)


@ALL_MODES
def test_only_grade_sync_in_import_mode_waits_for_an_operator(
    scope: Scope, mode: str, grades: bool, state: str
) -> None:
    assert activated(scope, mode, grades=grades).state == state


@ALL_MODES
def test_finishing_a_draft_asks_for_the_same_approval(
    scope: Scope, mode: str, grades: bool, state: str
) -> None:
    draft = activated(scope, mode, grades=grades, draft=True)
    assert draft.state == "draft"
    assert activation.finish(scope, draft, "admin").state == state


@ALL_MODES
def test_changing_into_a_mode_asks_for_the_same_approval(
    scope: Scope, mode: str, grades: bool, state: str
) -> None:
    app = activated(scope, "2-way", grades=not grades)
    changed = activation.change_mode(scope, app, mode, "admin", grade_sync=grades)
    assert changed.state == "active"  # what runs goes on while an operator decides
    waits = state == "requested"
    now = ("2-way", not grades) if waits else (mode, grades)
    assert (changed.mode, changed.grade_sync) == now
    wanted = {"requested": {"mode": mode, "grade_sync": grades}, "asked_by": "admin"}
    assert changed.decision == (wanted if waits else None)


@pytest.mark.parametrize("way", ["activate", "finish", "change"])
def test_an_operator_may_switch_the_approval_off(
    scope: Scope, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "GRADE_SYNC_APPROVAL", False)
    app = activated(scope, grades=way == "activate", draft=way == "finish")
    if way == "finish":
        app = activation.finish(scope, app, "admin")
    if way == "change":
        app = activation.change_mode(scope, app, "import", "admin", grade_sync=True)
    assert app.state == "active"
    assert app.decision is None


def test_approval_names_its_operator_and_lets_the_app_start(scope: Scope) -> None:
    app = activation.approve(scope, activated(scope), "operator Ida")
    assert (app.state, app.mode, app.grade_sync) == ("active", "import", True)
    assert app.decision == {"approved_by": "operator Ida"}
    assert acts(scope) == [
        ("admin", "app.activate"),
        ("admin", "app.requested"),
        ("operator Ida", "app.approve"),
    ]


def test_an_approved_app_is_not_asked_again(scope: Scope) -> None:
    app = activation.approve(scope, activated(scope), "op")
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=False)
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=True)
    assert (app.state, app.grade_sync) == ("active", True)


def test_approving_a_wanted_change_carries_it_out(scope: Scope) -> None:
    app = activated(scope, "2-way", grades=False)
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=True)
    app = activation.approve(scope, app, "op")
    assert (app.state, app.mode, app.grade_sync) == ("active", "import", True)


def test_declining_a_request_keeps_the_reason_for_the_admin(scope: Scope) -> None:
    app = activation.decline(scope, activated(scope), "op", "ask the curriculum office first")
    assert app.state == "declined"
    assert app.decision == {"declined_by": "op", "reason": "ask the curriculum office first"}


def test_declining_a_wanted_change_leaves_the_app_as_it_works(scope: Scope) -> None:
    app = activated(scope, grades=False)
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=True)
    app = activation.decline(scope, app, "op", "not yet")
    assert (app.state, app.grade_sync) == ("active", False)
    assert app.decision is not None
    assert app.decision["reason"] == "not yet"


def test_a_declined_app_may_be_asked_for_again_and_approved(scope: Scope) -> None:
    app = activation.decline(scope, activated(scope), "op", "not yet")
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=True)
    assert app.state == "requested"
    assert activation.approve(scope, app, "op").state == "active"


def test_a_declined_app_starts_without_what_was_declined(scope: Scope) -> None:
    app = activation.decline(scope, activated(scope), "op", "not yet")
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=False)
    assert app.state == "active"


def test_a_request_is_withdrawn_by_wanting_something_else(scope: Scope) -> None:
    app = activated(scope, "2-way", grades=False)
    app = activation.change_mode(scope, app, "import", "admin", grade_sync=True)
    app = activation.change_mode(scope, app, "export", "admin", grade_sync=True)
    assert (app.mode, app.decision) == ("export", None)
    with pytest.raises(NeedsDistrict, match="no open request"):
        activation.approve(scope, app, "op")


def test_without_a_request_there_is_nothing_to_decide(scope: Scope) -> None:
    app = activated(scope, grades=False)
    with pytest.raises(NeedsDistrict, match="no open request"):
        activation.approve(scope, app, "op")
    with pytest.raises(NeedsDistrict, match="no open request"):
        activation.decline(scope, app, "op", "no")


@pytest.mark.parametrize(
    ("state", "words"),
    [("requested", "operator's approval"), ("draft", "is draft"), ("declined", "ask first")],
)
def test_an_app_that_may_not_work_yet_is_not_synced(
    district: District, state: str, words: str
) -> None:
    with district_scope(district.id) as scope:
        app = activated(scope, draft=state == "draft")
        if state == "declined":
            activation.decline(scope, app, "op", "ask first")
    with pytest.raises(NeedsDistrict, match=words):
        sync(district, "sis", Silent(), started_by="test")
    with district_scope(district.id) as scope:
        assert runs.latest(scope, None, 1) == []


@pytest.mark.parametrize(
    ("connector", "mode"), [("oneroster_csv", "export"), ("oneroster_csv", "2-way")]
)
def test_a_mode_that_a_system_cannot_work_in_is_refused(
    scope: Scope, connector: str, mode: str
) -> None:
    with pytest.raises(NeedsDistrict, match=f"cannot work in {mode} mode") as told:
        activated(scope, mode, connector=connector, delivery={"path": "x.zip"})
    assert "import" in told.value.fix


def test_an_unknown_setting_is_refused_with_those_there_are(scope: Scope) -> None:
    with pytest.raises(NeedsDistrict, match="no setting colour") as told:
        activated(scope, delivery={**SERVER, "colour": "red"})
    assert "service_url" in told.value.fix


def test_a_setting_that_lacks_is_named(scope: Scope) -> None:
    with pytest.raises(NeedsDistrict, match="OAuth Client Secret"):
        activated(scope, delivery={**SERVER, "client_secret": ""})


def test_the_same_name_twice_is_refused_until_the_first_is_removed(scope: Scope) -> None:
    first = activated(scope, grades=False)
    with pytest.raises(NeedsDistrict, match="active already"):
        activated(scope, grades=False)
    activation.remove(scope, first, "admin")
    assert activated(scope, grades=False).id == first.id  # its ids stand for the same records


def test_secrets_are_sealed_and_everything_else_stays_readable(scope: Scope) -> None:
    app = activated(scope)
    kept = scope.rows("SELECT a::text FROM apps a UNION ALL SELECT a::text FROM audit_events a")
    sealed = apps.secrets(scope, app.id)
    assert SECRET not in f"{kept}{sealed}"
    assert list(sealed) == ["client_secret"]
    assert app.settings["delivery"].keys() == SERVER.keys() - {"client_secret"}
    assert delivery_config(scope, app)["client_secret"] == SECRET


def test_a_removed_app_keeps_no_secret_no_schedule_and_no_run_under_way(scope: Scope) -> None:
    app = activated(scope, grades=False)
    due = datetime(2026, 10, 5, 10, tzinfo=UTC)
    plan = Schedule(
        district_id=scope.district,
        app_id=app.id,
        what=schedules.SYNC,
        every_minutes=None,
        daily_at=time(5),
        next_at=due,
    )
    schedules.put(scope.district, app.id, schedules.SYNC, plan)
    run = runs.start(scope, app.id, "complete", "test")
    assert run is not None
    activation.remove(scope, app, "admin")
    assert apps.secrets(scope, app.id) == {}
    assert schedules.of_app(scope.district, app.id) is None
    assert apps.by_id(scope, app.id).state == "removed"
    stopped = runs.by_id(scope, run.id)
    assert stopped is not None
    assert stopped.state == "stopped"
    assert acts(scope)[-1] == ("admin", "app.remove")


def test_a_changed_mode_stops_a_run_that_works_by_the_old_one(scope: Scope) -> None:
    app = activated(scope, "2-way", grades=True)
    run = runs.start(scope, app.id, "complete", "test")
    assert run is not None
    activation.change_mode(scope, app, "2-way", "admin", grade_sync=False)
    stopped = runs.by_id(scope, run.id)
    assert stopped is not None
    assert stopped.state == "stopped"


@pytest.fixture
def file_sis(district: District, tmp_path: Path) -> Path:
    path = write_package(tmp_path / "sis.zip", school())
    return path


def test_files_outside_the_folder_for_imports_are_refused(
    scope: Scope, file_sis: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {"connector": "oneroster_csv", "grades": False}
    monkeypatch.setattr(settings, "IMPORT_ROOT", str(tmp_path / "imports"))
    for path in (file_sis, tmp_path / "imports" / ".." / "sis.zip"):
        with pytest.raises(NeedsDistrict, match="outside of the folder"):
            activated(scope, delivery={"path": str(path)}, **given)
        apps.change(scope, apps.keyed(scope, "sis").id, state="removed")
    monkeypatch.setattr(settings, "IMPORT_ROOT", str(tmp_path))
    assert activated(scope, delivery={"path": str(file_sis)}, **given).state == "active"


def test_a_rule_that_does_not_exist_is_refused_and_nothing_changes(scope: Scope) -> None:
    app = activated(scope, "2-way")
    with pytest.raises(NeedsDistrict):
        activation.change_settings(scope, app, {"rules": {"no_such_rule": "accept"}}, "admin")
    assert "rules" not in apps.by_id(scope, app.id).settings


def test_settings_are_merged_one_level_deep(scope: Scope) -> None:
    app = activated(scope, "2-way")
    for safety in ({"retired_percent": 20}, {"changed_percent": 90}):
        app = activation.change_settings(scope, app, {"safety": safety}, "admin")
    assert app.settings["safety"] == {"retired_percent": 20, "changed_percent": 90}
    assert app.settings["delivery"]["client_id"] == "hub"
