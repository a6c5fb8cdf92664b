"""What browsers are told with each page: load nothing from elsewhere, keep cookies to yourself."""

import os
import subprocess
import sys

import pytest

from homeroom.access.signing import signing_key
from tests.people import Town

TELL = (
    "from homeroom import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
    " s.SECURE_HSTS_SECONDS > 0, s.CSRF_TRUSTED_ORIGINS)"
)


@pytest.mark.parametrize("path", ["/", "/account/login/", "/d/riverbend/", "/nowhere/"])
def test_every_page_loads_only_what_comes_from_here(town: Town, path: str) -> None:
    told = town.browser("district-admin").get(path).headers
    rules = dict(one.split(" ", 1) for one in told["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert "script-src" not in rules
    assert "unsafe" not in told["Content-Security-Policy"]
    assert told["X-Frame-Options"] == "DENY"


def test_no_script_of_a_page_reads_the_cookies(town: Town) -> None:
    client = town.browser("nobody")
    client.get("/account/login/")
    assert client.cookies["csrftoken"]["httponly"]
    anew = town.browser("help-desk").post("/me/")  # a new session
    assert anew.cookies["sessionid"]["httponly"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "False False False []"),
        ("http://grades.example.org", "False False False ['http://grades.example.org']"),
        ("https://grades.example.org/", "True True True ['https://grades.example.org']"),
    ],
    ids=["none", "http", "https"],
)
def test_cookies_travel_over_https_only_where_the_address_says_so(address: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        env={**os.environ, "HOMEROOM_ADDRESS": address},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == told


def test_every_process_with_the_same_secrets_key_signs_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = signing_key()
    assert signing_key() == mine
    assert len(mine) == 64
    monkeypatch.setenv("HOMEROOM_HOME", f"{os.environ['HOMEROOM_HOME']}-other")
    assert signing_key() != mine
