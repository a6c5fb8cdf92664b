"""Advanced Settings: what they show, and which of them become others."""

from typing import Any

import pytest

from homeroom.console.setup.advanced import AdvancedForm
from homeroom.store.apps import App
from tests.apps import app_as

AS_IT_IS = {
    "id_prefix": "",
    "bulk_upload": "on",
    "retired_percent": "10",
    "retired_minimum": "10",
    "changed_percent": "75",
    "changed_minimum": "50",
}


def given(app: App, **more: Any) -> AdvancedForm:
    sent = {name: value for name, value in (AS_IT_IS | more).items() if value is not None}
    return AdvancedForm(app, sent, domains=False)


def test_what_an_app_is_set_to_is_shown_and_sent_back_changes_nothing() -> None:
    form = given(app_as())
    assert form.is_valid()
    assert form.changes() == {}
    assert form.initial["bulk_upload"]
    assert not form.initial["preview"]


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ({"preview": "on"}, {"preview": True}),
        ({"bulk_upload": None}, {"bulk_upload": False}),
        ({"several_sources": "on"}, {"several_sources": True}),
        ({"id_prefix": "north-"}, {"id_prefix": "north-"}),
        ({"retired_percent": "20"}, {"safety": {"retired_percent": 20}}),
        ({"changed_minimum": "0"}, {"safety": {"changed_minimum": 0}}),
        ({"changed_minimum": ""}, {}),
        ({"domains": "on"}, {}),
    ],
)
def test_only_what_is_different_is_kept(sent: dict[str, Any], changes: dict[str, Any]) -> None:
    form = given(app_as(), **sent)
    assert form.is_valid()
    assert form.changes() == changes


def test_what_is_switched_on_is_shown_so() -> None:
    held = {"preview": True, "bulk_upload": False, "safety": {"retired_percent": 5}}
    form = AdvancedForm(app_as(settings=held), None, domains=True)
    shown = {name: form.initial[name] for name in ("preview", "bulk_upload", "domains")}
    assert shown == {"preview": True, "bulk_upload": False, "domains": True}
    assert (form.initial["retired_percent"], form.initial["changed_percent"]) == (5, 75)


def test_an_app_that_is_only_delivered_to_has_no_switch_without_an_effect() -> None:
    form = AdvancedForm(app_as(mode="export"), {"id_prefix": "n"}, domains=False)
    assert set(form.fields) == {"id_prefix", "domains", "preview"}
    assert form.is_valid()
    assert form.changes() == {"id_prefix": "n"}
    quiet = AdvancedForm(app_as(mode="export", grade_sync=False), {}, domains=False)
    assert set(quiet.fields) == {"id_prefix", "domains"}


def test_the_preview_of_an_app_that_is_only_delivered_to_is_that_of_what_goes_out() -> None:
    read, sent = (AdvancedForm(app_as(mode=one), {}, domains=False) for one in ("2-way", "export"))
    assert read.fields["preview"].label == "Preview of each upload"
    assert sent.fields["preview"].label == "Preview of each sync"
    assert "approves" in str(sent.fields["preview"].help_text)
    on = AdvancedForm(app_as(mode="export"), {"preview": "on"}, domains=False)
    assert on.is_valid()
    assert on.changes() == {"preview": True}


def test_every_field_says_what_it_is_and_does() -> None:
    for field in given(app_as()).fields.values():
        assert field.label
        assert len(str(field.help_text)) > 20


@pytest.mark.parametrize(
    "wrong", [{"id_prefix": "n" * 41}, {"retired_percent": "101"}, {"retired_minimum": "-1"}]
)
def test_what_is_out_of_bounds_is_refused(wrong: dict[str, str]) -> None:
    assert set(given(app_as(), **wrong).errors) == set(wrong)
