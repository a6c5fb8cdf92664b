"""Who may sign in, said on the command line."""

from pathlib import Path

import pytest

from homeroom.store import sign_in_links
from tests.integration.cli.conftest import Terminal
from tests.issuer import issuing

ADMIN = "ada@river.example"


def secret_of(link: str) -> str:
    return link.strip().rstrip("/").rpartition("/")[2]


def test_somebody_who_was_added_is_listed_with_role_and_district(terminal: Terminal) -> None:
    said = terminal.well("people", "add", "Ada@River.example", "--role", "primary-admin")
    assert "Primary District Admin" in said
    assert f"homeroom people link {ADMIN}" in said
    (row,) = terminal.json("people", "list")["people"]
    assert (row["email"], row["role"], row["district"]) == (ADMIN, "primary-admin", "riverbend")
    assert row["last_login"] is None


def test_the_same_role_is_given_once(terminal: Terminal) -> None:
    for new in (True, False):
        made = terminal.json("people", "add", ADMIN, "--role", "district-admin")
        assert made == {"email": ADMIN, "role": "district-admin", "new": new}
    assert len(terminal.json("people", "list")["people"]) == 1


def test_one_person_may_hold_several_roles_and_lose_one_of_them(terminal: Terminal) -> None:
    terminal.well("people", "add", ADMIN, "--role", "district-admin")
    terminal.well("people", "add", ADMIN, "--role", "operator")
    terminal.well("people", "remove", ADMIN, "--role", "operator")
    assert [one["role"] for one in terminal.json("people", "list")["people"]] == ["district-admin"]


def test_a_school_admin_is_one_of_named_schools(school_app: Terminal) -> None:
    school_app.well("sync", "roster")
    school_app.well("people", "add", ADMIN, "--role", "school-admin", "--school", "Oak")
    (row,) = school_app.json("people", "list")["people"]
    assert len(row["schools"]) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--role", "school-admin"], "schools"),
        (["--role", "vendor-admin"], "app"),
        (["--role", "district-admin", "--school", "Atlantis"], "no school Atlantis"),
        (["--role", "help-desk", "--app", "nothing"], "nothing"),
    ],
    ids=["no-school", "no-app", "no-such-school", "no-such-app"],
)
def test_a_role_that_does_not_fit_its_place_is_refused(
    terminal: Terminal, words: list[str], message: str
) -> None:
    said = terminal.run("people", "add", ADMIN, *words)
    assert said.status == 1
    assert message in said.err
    assert terminal.json("people", "list")["people"] == []


def test_a_link_is_good_for_one_use_and_a_newer_one_ends_it(terminal: Terminal) -> None:
    terminal.well("people", "add", ADMIN, "--role", "operator")
    older = terminal.json("people", "link", ADMIN)["link"]
    said = terminal.well("people", "link", ADMIN, "--address", "https://grades.river.example/")
    assert said.startswith("https://grades.river.example/link/")
    assert sign_in_links.take(secret_of(older)) is None
    assert sign_in_links.take(secret_of(said)) is not None
    assert sign_in_links.take(secret_of(said)) is None


def test_who_loses_the_role_loses_the_links_too(terminal: Terminal) -> None:
    terminal.well("people", "add", ADMIN, "--role", "district-admin")
    link = terminal.json("people", "link", ADMIN)["link"]
    terminal.well("people", "remove", ADMIN)
    assert sign_in_links.take(secret_of(link)) is None


def test_links_and_removals_need_somebody_who_is_there(terminal: Terminal) -> None:
    for words in (["link"], ["remove"]):
        said = terminal.run("people", *words, "nobody@river.example")
        assert said.status == 1
        assert "homeroom people list" in said.err


def test_teachers_are_told_only_where_the_district_switches_it_on(terminal: Terminal) -> None:
    assert terminal.json("notices", "teachers") == {"told": False, "daily_at": None}
    assert "once a day at 06:45" in terminal.well("notices", "teachers", "--daily-at", "06:45")
    assert terminal.json("notices", "teachers") == {"told": True, "daily_at": "06:45"}
    assert "not told" in terminal.well("notices", "teachers", "--off")


def test_an_account_is_locked_and_unlocked_and_loses_sessions_and_second_steps(
    terminal: Terminal,
) -> None:
    terminal.well("people", "add", ADMIN, "--role", "operator")
    assert "is the only operator" in terminal.run("people", "lock", ADMIN).all
    terminal.well("people", "add", "bo@river.example", "--role", "operator")
    assert "cannot sign in any more" in terminal.well("people", "lock", ADMIN)
    assert "is locked" in terminal.run("people", "link", ADMIN).all
    assert "can sign in" in terminal.well("people", "unlock", ADMIN)
    terminal.well("people", "link", ADMIN)
    assert "everywhere" in terminal.well("people", "sign-out", ADMIN)
    assert "password alone" in terminal.well("people", "reset-second-step", ADMIN)


def test_an_identity_provider_is_added_rotated_and_switched_off(terminal: Terminal) -> None:
    with issuing() as issuer:
        said = terminal.run(
            "providers", "add", "river", "--title", "River Login", "--place", issuer.address,
            "--client-id", "homeroom", typed="shared\n",
        )  # fmt: skip
        assert said.status == 0, said.all
        assert "/account/oidc/river/login/callback/" in said.out
        assert "answers" in terminal.well("providers", "test", "river")
    assert "new secret" in terminal.run("providers", "rotate", "river", typed="other\n").all
    terminal.well("providers", "off", "river")
    (row,) = terminal.json("providers", "list")["providers"]
    assert (row["name"], row["issuer"], row["on"]) == ("river", issuer.address, False)
    terminal.well("providers", "on", "river")
    assert "River Login" in terminal.well("providers", "list")
    assert "There is no provider lake." in terminal.run("providers", "test", "lake").all


@pytest.mark.parametrize("act", ["lock", "unlock", "sign-out", "reset-second-step"])
def test_an_account_that_is_not_there_is_named(terminal: Terminal, act: str) -> None:
    said = terminal.run("people", act, "nobody@river.example")
    assert said.status == 1
    assert "Nobody here has the address nobody@river.example." in said.all


def test_a_provider_that_cannot_be_is_refused_with_a_way_out(
    terminal: Terminal, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("shared\n")
    more = ("--client-id", "homeroom", "--secret-file", str(secret))
    tenant = terminal.run("providers", "add", "river", "--kind", "microsoft", "--title", "R", *more)
    assert tenant.status == 1
    assert "Enter its id or its domain" in tenant.all
    plain = terminal.run(
        "providers", "add", "river", "--title", "R", "--place", "http://login.river.example", *more
    )
    assert "has to begin with https://" in plain.all
    secret.write_text("\n")
    with issuing() as issuer:
        empty = terminal.run(
            "providers", "add", "river", "--title", "R", "--place", issuer.address, *more
        )
    assert "needs a title, a client id and a secret" in empty.all
    assert terminal.json("providers", "list") == {"providers": []}
