"""The form of Delivery Config: what it asks for, what it keeps, and what it never shows."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from homeroom.connectors.base import Setting
from homeroom.console.setup.fields import DeliveryForm

URL = Setting(name="url", label="Service URL", help="Where it is.", example="https://sis.example")
SECRET = Setting(name="secret", label="Client Secret", secret=True)
VENDOR = Setting(name="vendor", label="Vendor Key", required=False, for_grades=True)
POOL = Setting(name="pool", label="Pool", required=False, advanced=True)
VERSION = Setting(name="version", label="API", required=False, choices=("1.1", "1.2"))
ALL = (URL, SECRET, VENDOR, POOL, VERSION)
HELD = {"url": "https://sis.example", "secret": "kept one"}


def form(given: dict[str, str] | None, held: Any = None, *, whole: bool = False) -> DeliveryForm:
    data = None if given is None else QueryDict(urlencode(given))
    return DeliveryForm(ALL, HELD if held is None else held, data, whole=whole)


def values(given: dict[str, str]) -> dict[str, str]:
    """Return what is kept of what was sent."""
    made = form(given)
    assert made.is_valid(), made.errors
    return made.values()


def test_what_is_kept_is_shown_again_but_for_secrets() -> None:
    page = form(None).as_p()
    assert 'value="https://sis.example"' in page
    assert "kept one" not in page


def test_a_secret_that_was_sent_is_not_shown_in_the_form_that_refuses_it() -> None:
    page = form({"secret": "typed now"}, {}, whole=True).as_p()
    assert "Enter the Service URL." in page
    assert "typed now" not in page


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (HELD, {}),
        ({**HELD, "url": "https://new.example"}, {"url": "https://new.example"}),
        ({**HELD, "url": "  https://sis.example\n"}, {}),
        ({**HELD, "secret": ""}, {}),
        ({**HELD, "secret": "another"}, {"secret": "another"}),
        ({**HELD, "url": ""}, {"url": ""}),
        ({**HELD, "version": "1.2"}, {"version": "1.2"}),
    ],
    ids=["the same", "another", "with spaces", "empty secret", "new secret", "emptied", "chosen"],
)
def test_only_what_became_another_is_kept(given: dict[str, str], kept: dict[str, str]) -> None:
    assert values(given) == kept


@pytest.mark.parametrize(
    ("given", "held", "asked"),
    [
        ({}, {}, {"url", "secret"}),
        ({"url": "https://sis.example"}, {"secret": "kept one"}, set()),
        ({"secret": "typed now"}, HELD, {"url"}),
    ],
    ids=["nothing yet", "the secret is kept", "the address was taken away"],
)
def test_a_whole_form_asks_for_what_lacks_and_for_nothing_that_is_kept(
    given: dict[str, str], held: dict[str, str], asked: set[str]
) -> None:
    assert set(form(given, held, whole=True).errors) == asked
    assert form(given, held).is_valid()  # it may stay unfinished


def test_what_is_not_offered_cannot_be_chosen() -> None:
    assert set(form({**HELD, "version": "2.0"}).errors) == {"version"}


def test_each_field_says_whether_it_may_stay_empty() -> None:
    words = {one.name: one.help_text for one in form(None, {})}
    assert words["url"] == "Where it is. For example https://sis.example"
    assert words["secret"] == ""
    assert words["vendor"] == ""  # grades need it: the last step says so
    assert words["pool"] == "May stay empty."
    kept = {one.name: one.help_text for one in form(None)}
    assert kept["secret"] == "It is kept, and never shown. Leave this empty to keep it."


def test_what_is_rarely_needed_is_folded_away() -> None:
    made = form(None)
    assert [one.name for one in made.plain] == ["url", "secret", "vendor", "version"]
    assert [one.name for one in made.folded] == ["pool"]


def test_a_choice_without_a_usual_value_may_be_left_to_the_address() -> None:
    made = form(None)
    assert ("", "As the Service URL says") in made.fields["version"].choices  # type: ignore[attr-defined]
    usual = Setting(name="version", label="API", choices=("1.1", "1.2"), default="1.2")
    fixed = DeliveryForm((usual,), {})
    assert [value for value, _ in fixed.fields["version"].choices] == ["1.1", "1.2"]  # type: ignore[attr-defined]
