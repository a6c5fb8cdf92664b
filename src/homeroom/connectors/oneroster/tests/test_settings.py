"""Delivery Config: what is filled in, what is refused, and what a connection makes of it."""

from typing import Any

import pytest

from homeroom.connectors.infinite_campus import CONNECTOR as CAMPUS
from homeroom.connectors.oneroster import CONNECTOR
from homeroom.connectors.oneroster.connector import LARGEST_PAGE, page_size, with_defaults
from homeroom.connectors.oneroster.tests.scripted import Scripted
from homeroom.connectors.oneroster.tests.settings import ROSTER, given
from homeroom.errors import NeedsDistrict

URL = f"https://sis.example.org{ROSTER}"
GIVEN = {
    "service_url": URL,
    "client_id": "hub",
    "client_secret": "hush",
    "token_url": "https://sis.example.org/token",
}


def refused(**changes: str) -> NeedsDistrict:
    with pytest.raises(NeedsDistrict) as raised:
        CONNECTOR.connect({**GIVEN, **changes})
    assert raised.value.fix
    assert "hush" not in str(raised.value)
    return raised.value


def test_settings_that_were_left_out_have_their_defaults_and_blanks_are_cut_off() -> None:
    complete = with_defaults(CONNECTOR.settings, {**GIVEN, "client_id": "  hub \n"})
    assert complete == {
        **GIVEN,
        "api_version": "",
        "gradebook_url": "",
        "scope": "",
        "token_style": "header",
        "page_size": "5000",
        "ca_file": "",
        "answer_seconds": "",
        "retry_seconds": "",
    }


def test_what_no_field_asks_for_is_not_taken() -> None:
    assert "vendor_key" not in with_defaults(CONNECTOR.settings, {**GIVEN, "vendor_key": "k"})


def test_all_fields_that_lack_are_named_at_once() -> None:
    with pytest.raises(NeedsDistrict) as raised:
        CONNECTOR.connect({"service_url": URL, "client_id": " "})
    assert raised.value.message == (
        "The settings lack OAuth Client ID, OAuth Client Secret, Authentication URL."
    )


@pytest.mark.parametrize("name", ["client_secret", "client_id", "token_url", "service_url"])
@pytest.mark.parametrize("unseen", ["\n", "\x00", "\u200b"], ids=["newline", "nul", "zero width"])
def test_a_character_that_cannot_be_seen_is_said(name: str, unseen: str) -> None:
    label = next(one.label for one in CONNECTOR.settings if one.name == name)
    problem = refused(**{name: f"{GIVEN[name][:2]}{unseen}{GIVEN[name][2:]}"})
    assert problem.message.startswith(f"{label} holds a character that cannot be seen")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"api_version": "1.0"}, "API version is '1.0'."),
        ({"api_version": "v1p2"}, "API version is 'v1p2'."),
        ({"token_style": "cookie"}, "How id and secret are sent is 'cookie'."),
        ({"service_url": "https://sis.example.org/api"}, "The API version is not known."),
        ({"service_url": "sis.example.org/v1p2"}, "The Service URL is not an address"),
        ({"token_url": "token"}, "The Authentication URL is not an address"),
        ({"gradebook_url": "gradebook"}, "The Gradebook URL is not an address"),
        ({"service_url": f"{URL}?x=1"}, "The Service URL goes on behind its path."),
        ({"gradebook_url": f"{URL}#x"}, "The Gradebook URL goes on behind its path."),
        ({"ca_file": "/no/such/file.pem"}, "The file of the certificate authority"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_said(changes: dict[str, str], message: str) -> None:
    assert refused(**changes).message.startswith(message)


@pytest.mark.parametrize("word", ["1", "5000", "10000", "50000"])
def test_a_page_may_hold_up_to_fifty_thousand_records(word: str) -> None:
    assert page_size({"page_size": word}) == int(word) <= LARGEST_PAGE == 50_000


@pytest.mark.parametrize("word", ["0", "-1", "50001", "1e3", "many", "5,000", "2.5", "9" * 30])
def test_a_page_size_that_no_server_takes_is_refused(word: str) -> None:
    problem = refused(page_size=word)
    assert problem.message == f"Records per page is {word!r}."
    assert "from 1 to 50,000" in problem.fix


@pytest.mark.parametrize("connector", [CONNECTOR, CAMPUS], ids=lambda one: one.name)
def test_the_forms_of_both_connectors_work_with_nothing_but_the_needed_fields(
    server: Scripted, connector: Any
) -> None:
    needed = {one.name for one in connector.settings if one.required}
    assert needed == given(server).keys()
    with connector.connect(given(server)) as connection:
        assert connection.capabilities.id_space == "1.2"
    assert server.asked == []  # nothing is asked before it is needed


def test_versions_have_id_spaces_of_their_own() -> None:
    # An upgrade to 1.2 changes the id of every person at Infinite Campus.
    assert {CONNECTOR.capabilities(one).id_space for one in CONNECTOR.versions} == {"1.1", "1.2"}
