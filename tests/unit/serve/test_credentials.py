"""Credentials as real clients send them: in the header, in the form, in the query."""

import base64

import pytest

from homeroom.serve.credentials import Credentials, shown

PAIR = {"client_id": "app", "client_secret": "s3cret"}
GOOD = Credentials("app", "s3cret")


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("header", "form", "query"),
    [
        (basic("app:s3cret"), {}, {}),
        (basic("app:s3cret").replace("Basic", "basic "), {}, {}),
        ("", PAIR, {}),
        ("", {}, PAIR),
        (basic("app:s3cret"), {"client_id": "other", "client_secret": "x"}, {}),
        ("", PAIR, {"client_id": "other", "client_secret": "x"}),
        ("Bearer abc", PAIR, {}),
    ],
    ids=["header", "small", "form", "query", "header-first", "form-first", "another-header"],
)
def test_a_pair_is_found_wherever_it_is_shown(
    header: str, form: dict[str, str], query: dict[str, str]
) -> None:
    assert shown(header, form, query) == GOOD


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ???",
        basic("nocolon"),
        "Basic " + base64.b64encode(b"\xff:\xfe").decode(),
    ],
    ids=["none", "empty", "no-base64", "no-colon", "no-text"],
)
def test_what_is_no_pair_is_none(header: str) -> None:
    assert shown(header, {"client_id": "app"}, {"client_secret": "s3cret"}) is None


def test_a_secret_may_hold_a_colon_and_may_come_encoded() -> None:
    assert shown(basic("app:a:b")) == Credentials("app", "a:b")
    assert shown(basic("a%2Dpp:s%203")) == Credentials("a-pp", "s 3")
