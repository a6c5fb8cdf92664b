"""Knobs from the environment and from files, and what they mean."""

import os
from pathlib import Path
from typing import Any

import pytest

from homeroom import settings
from homeroom.errors import NeedsOperator


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def test_a_knob_has_the_prefix_and_a_default(env: pytest.MonkeyPatch) -> None:
    assert settings.knob("HOSTS", "localhost") == "localhost"
    env.setenv("HOMEROOM_HOSTS", "hub.example.org")
    assert settings.knob("HOSTS", "localhost") == "hub.example.org"


def test_a_secret_may_come_from_a_file_which_wins(env: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from the file\n")
    env.setenv("HOMEROOM_SECRET_KEY", "from the environment")
    env.setenv("HOMEROOM_SECRET_KEY_FILE", str(file))
    assert settings.knob("SECRET_KEY") == "from the file"


@pytest.mark.parametrize("kind", ["missing", "a folder", "no text"])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    env: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "key"
    if kind == "a folder":
        path.mkdir()
    elif kind == "no text":
        path.write_bytes(b"\xff\xfe\xff")
    env.setenv("HOMEROOM_SECRET_KEY_FILE", str(path))
    with pytest.raises(NeedsOperator) as told:
        settings.knob("SECRET_KEY")
    assert told.value.message == f"HOMEROOM_SECRET_KEY_FILE names {path}, which cannot be read."


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("on", True),
        ("1", True),
        ("True", True),
        (" YES ", True),
        ("off", False),
        ("0", False),
        ("False", False),
        ("no", False),
    ],
)
def test_a_switch(env: pytest.MonkeyPatch, word: str, expected: bool) -> None:
    env.setenv("HOMEROOM_X", word)
    assert settings.switch("X", default=not expected) is expected


@pytest.mark.parametrize("word", ["", "onn", "please", "-"])
@pytest.mark.parametrize("default", [True, False])
def test_a_word_that_means_neither_leaves_the_default(
    env: pytest.MonkeyPatch, word: str, default: bool
) -> None:
    env.setenv("HOMEROOM_X", word)
    assert settings.switch("X", default=default) is default


def test_grade_sync_waits_for_an_operator_unless_switched_off() -> None:
    assert settings.GRADE_SYNC_APPROVAL is True


def test_the_data_folder(env: pytest.MonkeyPatch, home: Path) -> None:
    assert settings.home() == home
    env.delenv("HOMEROOM_HOME")
    env.setattr(os, "geteuid", lambda: 0)
    assert settings.home() == Path("/var/lib/homeroom")
    env.setattr(os, "geteuid", lambda: 1000)
    env.setenv("HOME", "/home/ada")
    assert settings.home() == Path("/home/ada/.homeroom")


ROLE = {"USER": "app", "PASSWORD": "p@ss/w:rd", "NAME": "homeroom"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://app:p%40ss%2Fw%3Ard@db.example.org:5433/homeroom",
            {**ROLE, "HOST": "db.example.org", "PORT": "5433", "OPTIONS": {}},
        ),
        (
            "postgresql://app:p%40ss%2Fw%3Ard@/homeroom?host=/var/run/Hub&port=6000",
            {**ROLE, "HOST": "/var/run/Hub", "PORT": "6000", "OPTIONS": {}},
        ),
        (
            "postgresql://app:p%40ss%2Fw%3Ard@%2Fvar%2Frun%2FHub/homeroom",
            {**ROLE, "HOST": "/var/run/Hub", "PORT": "", "OPTIONS": {}},
        ),
        (
            "postgresql://app:p%40ss%2Fw%3Ard@db/homeroom?sslmode=verify-full&sslrootcert=%2Fca",
            {
                **ROLE,
                "HOST": "db",
                "PORT": "",
                "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/ca"},
            },
        ),
        (
            "postgresql:///homeroom",
            {"USER": "", "PASSWORD": "", "NAME": "homeroom", "HOST": "", "PORT": "", "OPTIONS": {}},
        ),
    ],
    ids=["a server", "a socket", "a socket as host", "with TLS", "the least"],
)
def test_a_database_url(url: str, expected: dict[str, Any]) -> None:
    found = settings.database(url)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:p%40ss%2Fw%3Ard@db.example.org:5433/homeroom",
        "postgresql://app:x@/home%20room?host=/var/run/Hub&port=6000",
        "postgresql://app:x@db/homeroom?sslmode=verify-full&sslrootcert=%2Fca%20file",
    ],
)
def test_a_child_process_is_given_the_same_database(env: pytest.MonkeyPatch, url: str) -> None:
    env.setitem(settings.DATABASES, "default", settings.database(url))
    assert settings.database(settings.url_of("default")) == settings.database(url)
