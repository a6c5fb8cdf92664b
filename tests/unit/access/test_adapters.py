"""What the libraries of the sign-in ask us: sealed second steps, and who tried to come in."""

from base64 import b64decode
from typing import Any

import pytest
from django.test import RequestFactory

from homeroom.access.adapters import SecondStepAdapter, who_tried
from homeroom.access.secrets import load_keys, unseal
from homeroom.access.signing import signing_key
from homeroom.errors import HomeroomError

SECRET = "JBSWY3DPEHPK3PXP"


def test_the_secret_of_a_second_step_is_kept_sealed_and_comes_back() -> None:
    adapter = SecondStepAdapter()
    kept = adapter.encrypt(SECRET)
    assert SECRET not in kept
    assert SECRET.encode() not in b64decode(kept)
    assert adapter.decrypt(kept) == SECRET
    assert adapter.encrypt(SECRET) != kept


def test_a_second_step_does_not_open_as_the_secret_of_an_app() -> None:
    sealed = b64decode(SecondStepAdapter().encrypt(SECRET))
    with pytest.raises(HomeroomError):
        unseal(load_keys(), sealed, 1, "campus", "client_secret")


def test_with_another_key_nobody_passes_a_second_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    kept = SecondStepAdapter().encrypt(SECRET)
    monkeypatch.setenv("HOMEROOM_HOME", str(tmp_path / "other"))
    with pytest.raises(HomeroomError):
        SecondStepAdapter().decrypt(kept)


def test_sessions_are_signed_with_a_key_that_is_not_the_one_of_the_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    ring, signing = load_keys(), signing_key()
    assert signing == signing_key()
    assert bytes.fromhex(signing) not in ring.keys.values()
    monkeypatch.setenv("HOMEROOM_HOME", str(tmp_path / "other"))
    assert signing_key() != signing


@pytest.mark.parametrize(
    ("given", "form", "who"),
    [
        ({"email": " Ada@River.Example "}, {}, "ada@river.example"),
        (None, {"login": "ADA@river.example"}, "ada@river.example"),
        ({"email": ""}, {"login": "ada@river.example "}, "ada@river.example"),
        (None, {}, ""),
    ],
    ids=["said by the library", "in the form", "nothing said", "nothing at all"],
)
def test_wrong_tries_count_for_an_address_however_it_is_written(
    given: dict[str, str] | None, form: dict[str, str], who: str
) -> None:
    assert who_tried(RequestFactory().post("/account/login/", form), given) == who
