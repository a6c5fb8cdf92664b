"""Passwords and credentials never enter, whatever they are called and however deep they lie."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.model.scrub import cleaned, is_secret, needs_cleaning

SECRETS = [
    "password", "Password", "PASSWORD", "pass word", "pass-word", "pass_word", "userPassword",
    "password2", "passwordHash", "metadata.password", "oneroster_password", "passwd", "Passwort",
    "passphrase", "pass_phrase", "passcode", "passKey", "pwd", "PWD", "user_pwd", "pwdHash",
    "credential", "credentials", "Credentials", "loginCredentials", "credentialType", "secret",
    "clientSecret", "client_secret", "secretKey", "shared-secret", "secrets", "pin", "PIN", "Pin",
    "lunchPin", "lunchPIN", "lunch_pin", "lunch-pin", "studentpin", "user pin", "pinCode",
    "PIN number", "metadata.app.PIN", " pin ",
]  # fmt: skip
HARMLESS = [
    "passed", "passing", "passPercent", "pass", "passport", "compass", "secretary", "secretariat",
    "school_secretary", "spin", "spinCount", "pinned", "opinion", "shipping", "topic", "username",
    "userProfiles", "identifier", "pinyin", "accredited", "score", "description",
]  # fmt: skip


@pytest.mark.parametrize("key", SECRETS)
def test_a_secret_is_known_by_its_name(key: str) -> None:
    assert is_secret(key)
    body = msgspec.json.encode({"a": [{key: "hunter2"}]})
    assert needs_cleaning(body)
    assert cleaned(msgspec.json.decode(body)) == {"a": [{}]}


@pytest.mark.parametrize("key", HARMLESS)
def test_what_only_sounds_like_a_secret_stays(key: str) -> None:
    assert not is_secret(key)
    assert cleaned({key: "x"}) == {key: "x"}


@pytest.mark.parametrize("depth", range(6))
def test_a_secret_is_found_at_any_depth(depth: int) -> None:
    value: Any = {"password": "hunter2", "kept": 1}
    left: Any = {"kept": 1}
    for level in range(depth):
        value, left = ([value], [left]) if level % 2 else ({"in": value}, {"in": left})
    assert cleaned(value) == left


def test_a_secret_that_is_an_object_goes_whole() -> None:
    assert cleaned({"credentials": [{"type": "x", "token": "hunter2"}], "a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"p\\u0061ssword":"hunter2"}', id="an escaped letter"),
        pytest.param(b'{"pass\\u005fword":"hunter2"}', id="an escaped underscore"),
        pytest.param(b'{ "password" : "hunter2" }', id="blanks around it"),
        pytest.param(b'{"pass word":"hunter2"}', id="a blank in it"),
        pytest.param(b'{"Pin":"hunter2"}', id="a short one"),
        pytest.param(b'{"lunch-PIN" :"hunter2"}', id="a short one with a hyphen"),
    ],
)
def test_no_spelling_in_json_slips_past_the_quick_look(body: bytes) -> None:
    assert needs_cleaning(body)
    assert cleaned(msgspec.json.decode(body)) == {}


@pytest.mark.parametrize(
    "body", [b'{"title":"Quiz 1","score":9.5}', b'{"email":"ana@river.example"}', b"[]"]
)
def test_most_bodies_need_no_second_look(body: bytes) -> None:
    assert not needs_cleaning(body)


def test_the_nul_character_is_taken_out_of_keys_and_texts() -> None:
    body = b'{"na\\u0000me":"O\\u0000ak","list":["\\u0000"],"pass\\u0000word":"hunter2"}'
    assert needs_cleaning(body)
    assert cleaned(msgspec.json.decode(body)) == {"name": "Oak", "list": [""]}


@given(st.recursive(st.text() | st.integers() | st.booleans() | st.none(),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(HARMLESS), inner, max_size=3),
                    max_leaves=12))  # fmt: skip
def test_nothing_but_secrets_and_nul_is_lost(value: Any) -> None:
    assert msgspec.json.encode(cleaned(value)) == msgspec.json.encode(value).replace(
        b"\\u0000", b""
    )
