"""Small decisions before a run, and what whoever asks in vain is told."""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec import structs

from homeroom import settings
from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.rules.document import NO_RULES
from homeroom.rules.masters import Voice
from homeroom.rules.uniqueness import usual
from homeroom.runs.care.messengers import check_address
from homeroom.runs.conductor import check_active
from homeroom.runs.rules import mastering
from homeroom.runs.setup import uploads
from homeroom.runs.setup.connecting import check_named, check_paths
from homeroom.store.apps import App


def app(**changes: Any) -> App:
    plain: dict[str, Any] = {
        "id": 1, "key": "mathly", "connector": "oneroster_csv", "title": "Mathly",
        "role": "learning", "mode": "import", "grade_sync": False, "state": "active",
        "api_version": None, "settings": {}, "decision": None, "seeded_at": None,
        "restored_at": None,
    }  # fmt: skip
    return App(**plain | changes)


def test_an_active_app_is_synced() -> None:
    assert check_active(app()) == app()


def test_an_app_that_waits_for_an_operator_is_not_synced_and_says_how_it_goes_on() -> None:
    with pytest.raises(NeedsDistrict, match="waits for an operator's approval") as caught:
        check_active(app(state="requested"))
    assert "homeroom app approve mathly" in caught.value.fix


@pytest.mark.parametrize("state", ["draft", "declined", "paused", "removed"])
def test_an_app_that_is_not_at_work_is_not_synced_and_says_what_it_is(state: str) -> None:
    with pytest.raises(NeedsDistrict, match=f"Mathly is {state}"):
        check_active(app(state=state))


def test_the_reason_of_a_decision_is_told_along() -> None:
    with pytest.raises(NeedsDistrict, match="declined: Not before spring"):
        check_active(app(state="declined", decision={"reason": "Not before spring"}))


def test_files_outside_the_folder_for_imports_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(settings, "IMPORT_ROOT", str(tmp_path / "in"))
    check_paths(app(), {"path": str(tmp_path / "in" / "export.zip")})
    for one in ("out.zip", "in/../out.zip", "inside.zip"):
        with pytest.raises(NeedsDistrict, match="outside of the folder for imports"):
            check_paths(app(), {"path": str(tmp_path / one)})


def test_a_link_that_leads_out_of_the_folder_for_imports_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.zip").touch()
    (inside / "export.zip").symlink_to(tmp_path / "secret.zip")
    monkeypatch.setattr(settings, "IMPORT_ROOT", str(inside))
    with pytest.raises(NeedsDistrict, match="outside of the folder for imports"):
        check_paths(app(), {"path": str(inside / "export.zip")})


def test_without_a_folder_for_imports_a_browser_names_no_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "IMPORT_ROOT", "")
    with pytest.raises(NeedsDistrict, match="no folder for imports is set aside") as caught:
        check_named(app(), {"path": "/etc/passwd"})
    assert "HOMEROOM_IMPORT_ROOT" in caught.value.fix


def test_what_was_entered_on_the_command_line_stays_as_it_is_in_a_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "IMPORT_ROOT", "")
    held = app(settings={"delivery": {"path": "/srv/export.zip"}})
    check_named(held, {"path": "/srv/export.zip"})
    check_named(held, {"path": ""})
    with pytest.raises(NeedsDistrict):
        check_named(held, {"path": "/srv/other.zip"})


def test_the_preset_brings_who_is_who_where_nothing_says_it_yet() -> None:
    on = mastering.with_preset(NO_RULES, on=True)
    assert on.masters_by_role
    assert on.uniqueness == usual()


def test_the_preset_leaves_who_is_who_as_the_district_said() -> None:
    said = structs.replace(NO_RULES, uniqueness=usual()[:1])
    assert mastering.with_preset(said, on=True).uniqueness == usual()[:1]


def test_giving_the_preset_up_keeps_who_is_who() -> None:
    off = mastering.with_preset(mastering.with_preset(NO_RULES, on=True), on=False)
    assert not off.masters_by_role
    assert off.uniqueness == usual()


def test_a_source_is_put_first_for_all_fields_or_for_some() -> None:
    voice = Voice(app="campus")
    some = mastering.with_master(NO_RULES, "student", voice, ["email"])
    assert [(one.entity, one.field) for one in some.masters] == [("student", "email")]
    every = mastering.with_master(NO_RULES, "student", voice, [])
    assert len(every.masters) > 5
    assert {one.entity for one in every.masters} == {"student"}


def test_a_field_that_an_entity_lacks_is_answered_with_those_that_it_has() -> None:
    with pytest.raises(NeedsDistrict, match="student has no field shoeSize") as caught:
        mastering.with_master(NO_RULES, "student", Voice(app="campus"), ["shoeSize"])
    assert "email" in caught.value.fix


def test_the_order_of_one_field_is_taken_away_and_no_other() -> None:
    held = mastering.with_master(NO_RULES, "student", Voice(app="campus"), ["email", "phone"])
    left = mastering.without_master(held, "student", "email")
    assert [one.field for one in left.masters] == ["phone"]


@pytest.mark.parametrize(
    ("name", "grade_sync"),
    [(uploads.SEVERAL, True), (uploads.SEVERAL, False), (uploads.PREVIEW, False)],
)
def test_what_would_have_no_effect_cannot_be_switched_on(name: str, grade_sync: bool) -> None:
    out_only = app(connector="infinite_campus", mode="export", grade_sync=grade_sync)
    with pytest.raises(NeedsDistrict, match="would have no effect"):
        uploads.check_offered(out_only, {name: True})
    uploads.check_offered(out_only, {name: False})
    uploads.check_offered(app(), {name: True})


@pytest.mark.parametrize(
    ("mode", "grade_sync", "previewed"),
    [("export", True, True), ("export", False, False), ("2-way", True, False)],
)
def test_what_goes_out_is_previewed_where_nothing_is_taken_in(
    mode: str, grade_sync: bool, previewed: bool
) -> None:
    of = {"connector": "infinite_campus", "mode": mode, "grade_sync": grade_sync}
    held = app(**of, settings={"preview": True})
    assert uploads.is_sent_previewed(held) is previewed
    assert not uploads.is_sent_previewed(app(**of))
    uploads.check_offered(held, {uploads.PREVIEW: previewed})


@pytest.mark.parametrize(
    ("mode", "previewed"), [("import", True), ("2-way", True), ("export", False)]
)
def test_only_what_is_taken_in_is_previewed(mode: str, previewed: bool) -> None:
    held = app(connector="infinite_campus", mode=mode, grade_sync=True, settings={"preview": True})
    assert uploads.is_previewed(held) is previewed


@pytest.mark.parametrize(
    ("given", "bulk"), [({}, True), ({"bulk_upload": True}, True), ({"bulk_upload": False}, False)]
)
def test_a_complete_reading_shows_everything_unless_somebody_said_otherwise(
    given: dict[str, bool], bulk: bool
) -> None:
    assert uploads.is_bulk(app(settings=given)) is bulk


def resolved(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every host have these addresses, without asking anybody."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)


@pytest.mark.parametrize("url", ["http://hooks.example.org/x", "https:///x", "ftp://example.org"])
def test_a_webhook_begins_with_https(url: str) -> None:
    with pytest.raises(NeedsDistrict, match="has to begin with https"):
        check_address(urlsplit(url))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "172.16.0.1", "0.0.0.0",
     "100.64.0.1"],
)  # fmt: skip
def test_a_webhook_within_the_servers_own_network_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolved(monkeypatch, "93.184.215.14", address)
    with pytest.raises(NeedsDistrict, match="within the server's own network") as caught:
        check_address(urlsplit("https://hooks.example.org/x"))
    assert "HOMEROOM_WEBHOOKS_INSIDE" in caught.value.fix


def test_a_webhook_elsewhere_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, "93.184.215.14")
    check_address(urlsplit("https://hooks.example.org/x"))


def test_a_host_that_is_not_known_now_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*_: object) -> None:
        raise OSError("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(RetryLater, match="is not known"):
        check_address(urlsplit("https://hooks.example.org/x"))


def test_an_operator_may_allow_webhooks_within_the_own_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "WEBHOOKS_INSIDE", True)
    check_address(urlsplit("http://127.0.0.1:8080/x"))
