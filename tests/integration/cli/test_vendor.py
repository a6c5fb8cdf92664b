"""Apps that call the API, on the command line."""

from pathlib import Path

import pytest

from homeroom.serve.callers import CALLERS
from homeroom.serve.request_log import LOG
from tests.api import ApiClient
from tests.integration.cli.conftest import Terminal

CALLER = "/homeroom/v1/caller"
FORM = "application/x-www-form-urlencoded"


def token(client_id: str, secret: str) -> str:
    """Return a token, or '' where it is refused."""
    form = f"grant_type=client_credentials&client_id={client_id}&client_secret={secret}"
    answer = ApiClient().post("/oauth/token", form, content_type=FORM)
    return str(answer.json().get("access_token", ""))


def calls(held: str) -> int:
    CALLERS.forget()
    return ApiClient(held).get(CALLER).status_code


def test_the_life_of_an_app_from_its_credentials_to_their_end(terminal: Terminal) -> None:
    made = terminal.json("vendor", "add", "quizzly", "--name", "Quizzly Inc.")
    assert made["state"] == "active"
    assert "gradebook.createput" not in made["scopes"]
    assert made["token_url"].endswith("/oauth/token")
    (app,) = terminal.json("app", "list")["apps"]
    assert (app["app"], app["role"], app["mode"]) == ("quizzly", "learning", "import")
    held = token(made["client_id"], made["secret"])
    assert calls(held) == 200
    shown = terminal.well("vendor", "show", "quizzly")
    assert made["client_id"] in shown
    assert made["secret"] not in shown

    newer = terminal.json("vendor", "rotate", "quizzly", "--overlap", "0")
    assert token(made["client_id"], made["secret"]) == ""
    assert token(made["client_id"], newer["secret"])

    terminal.well("vendor", "suspend", "quizzly")
    assert (calls(held), token(made["client_id"], newer["secret"])) == (401, "")
    assert terminal.json("vendor", "list")["vendors"][0]["state"] == "suspended"
    terminal.well("vendor", "resume", "quizzly")
    assert calls(token(made["client_id"], newer["secret"])) == 200

    terminal.well("vendor", "remove", "quizzly")
    assert token(made["client_id"], newer["secret"]) == ""
    assert terminal.json("vendor", "list")["vendors"] == []
    acts = terminal.run("vendor", "show", "quizzly")
    assert acts.status == 1
    assert "homeroom vendor add" in acts.err


def test_an_app_that_writes_waits_for_its_grade_sync_to_be_approved(terminal: Terminal) -> None:
    said = terminal.well("vendor", "add", "writer", "--name", "Writer", "--grade-sync")
    assert "homeroom app approve writer" in said
    assert "gradebook.createput" in terminal.json("vendor", "scopes", "writer")["scopes"]
    terminal.well("app", "approve", "writer")
    assert terminal.json("vendor", "list")["vendors"][0]["state"] == "active"


def test_scopes_are_said_anew_by_name_or_address(terminal: Terminal) -> None:
    terminal.well("vendor", "add", "quizzly", "--name", "Q", "--scope", "roster.readonly")
    assert terminal.json("vendor", "scopes", "quizzly")["scopes"] == ["roster.readonly"]
    address = "https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.delete"
    said = terminal.json(
        "vendor", "scopes", "quizzly", "--set", address, "--set", "roster.readonly"
    )
    assert said["scopes"] == ["roster.readonly", "gradebook.delete"]
    assert "Read orgs" in terminal.well("vendor", "scopes", "quizzly")
    wrong = terminal.run("vendor", "scopes", "quizzly", "--set", "roster.readwrite")
    assert wrong.status == 1
    assert "roster.readonly" in wrong.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "quizzly", "--name", "Q"], "homeroom vendor rotate quizzly"),
        (["add", "roster", "--name", "Q"], "does not call the API"),
        (["rotate", "nothing"], "no active app nothing"),
        (["rotate", "quizzly", "--overlap", "721"], "at most 720 hours"),
        (["share", "quizzly", "--school", "Atlantis"], "no school Atlantis"),
        (["share", "quizzly", "--without-course", "Magic"], "no course Magic"),
        (["share", "quizzly", "--hide", "user.givenName"], "cannot be left out"),
        (["share", "quizzly", "--without", "wizard"], "no kind wizard"),
        (["agreement", "quizzly", "--remove", "9"], "no agreement 9"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_with_a_way_out(
    both: Terminal, words: list[str], message: str
) -> None:
    said = both.run("vendor", *words)
    assert said.status == 1
    assert message in said.err


@pytest.fixture
def both(school_app: Terminal) -> Terminal:
    """A district with an app that is read and one that calls."""
    school_app.well("vendor", "add", "quizzly", "--name", "Q")
    return school_app


def test_what_is_shared_is_said_option_by_option_and_stays(both: Terminal) -> None:
    both.well("sync", "roster")
    everything = both.json("vendor", "share", "quizzly")
    assert everything["schools"] == "all"
    assert everything["sees"]["users"] >= 3
    assert "demographics" not in everything["sees"]
    less = both.json("vendor", "share", "quizzly", "--without", "user", "--preview")["sees"]
    assert less == {kind: many for kind, many in everything["sees"].items() if kind != "users"}
    assert both.json("vendor", "share", "quizzly") == everything
    first = both.json("vendor", "share", "quizzly", "--show", "user")["first"]
    assert first["total"] == len(first["answer"]["users"]) == everything["sees"]["users"]
    old = both.json("vendor", "share", "quizzly", "--show", "user", "--api", "1.1")["first"]
    assert old["path"].startswith("/ims/oneroster/v1p1/users")
    assert "enabledUser" in old["answer"]["users"][0]
    none = both.run("vendor", "share", "quizzly", "--show", "scoreScale", "--api", "1.1")
    assert (none.status, "1.1 has no scoreScale" in none.err) == (1, True)
    closed = both.json("vendor", "share", "quizzly", "--show", "demographics")["first"]
    assert closed["lacks_scopes"] == ["roster-demographics.readonly"]
    both.well("vendor", "share", "quizzly", "--purpose", "Algebra practice", "--school", "Oak")
    both.well("vendor", "share", "quizzly", "--hide", "user.email", "--without", "resource")
    both.well("vendor", "share", "quizzly", "--hide", "user.phone", "--until", "2099-06-30")
    said = both.json("vendor", "share", "quizzly", "--demographics", "--ignore-opt-outs")
    assert said["purpose"] == "Algebra practice"
    assert len(said["schools"]) == 1
    assert said["attributes_left_out"] == ["user.email", "user.phone"]
    assert said["kinds_left_out"] == ["resource"]
    assert (said["demographics"], said["honours_opt_out"]) == (True, False)
    assert said["until"] == "2099-06-30"
    back = both.json(
        "vendor", "share", "quizzly", "--with-all", "--all-schools", "--until", "never"
    )
    assert (back["schools"], back["attributes_left_out"], back["until"]) == ("all", [], None)
    assert back["purpose"] == "Algebra practice"


def test_an_agreement_is_kept_and_comes_back_as_it_was(both: Terminal, tmp_path: Path) -> None:
    signed = tmp_path / "agreement.pdf"
    signed.write_bytes(bytes(range(256)) * 40)
    (kept,) = both.json("vendor", "agreement", "quizzly", "--add", str(signed))["agreements"]
    assert (kept["name"], kept["bytes"]) == ("agreement.pdf", 256 * 40)
    copy = tmp_path / "copy.pdf"
    number = str(kept["id"])
    both.well("vendor", "agreement", "quizzly", "--save", number, "--to", str(copy))
    assert copy.read_bytes() == signed.read_bytes()
    assert both.json("vendor", "agreement", "quizzly", "--remove", number)["agreements"] == []
    huge = tmp_path / "huge.pdf"
    huge.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    said = both.run("vendor", "agreement", "quizzly", "--add", str(huge))
    assert said.status == 1
    assert "smaller copy" in said.err


def test_a_vendor_gets_credentials_of_its_own_that_are_no_apps(terminal: Terminal) -> None:
    terminal.well("vendor", "add", "quizzly", "--name", "Quizzly Inc.")
    made = terminal.json("vendor", "partner", "Quizzly Inc.")
    again = terminal.json("vendor", "partner", "Quizzly Inc.", "--overlap", "0")
    assert again["client_id"] == made["client_id"]
    assert again["secret"] != made["secret"]
    assert "shown this once" in terminal.well("vendor", "partner", "Quizzly Inc.")
    assert token(made["client_id"], made["secret"]) == ""
    said = terminal.run("vendor", "partner", "Nobody")
    assert said.status == 1
    assert "There are: Quizzly Inc." in said.err


def test_the_district_says_which_attribute_is_an_opt_out(terminal: Terminal) -> None:
    assert terminal.json("vendor", "directory")["directory"] is None
    terminal.well("vendor", "directory", "--attribute", "optOut", "--value", "Yes", "--value", "1")
    held = terminal.json("vendor", "directory")["directory"]
    assert held == {"attribute": "optOut", "values": ["yes", "1"]}
    assert "optOut = yes or 1" in terminal.well("vendor", "directory")
    terminal.well("vendor", "directory", "--none")
    assert terminal.json("vendor", "directory")["directory"] is None


def test_requests_are_listed_newest_first(terminal: Terminal) -> None:
    made = terminal.json("vendor", "add", "quizzly", "--name", "Q")
    calls(token(made["client_id"], made["secret"]))
    LOG.flush()
    found = terminal.json("vendor", "requests", "quizzly")["requests"]
    assert [(one["path"], one["status"]) for one in found] == [
        (CALLER, 200),
        ("/oauth/token", 200),
    ]
    assert CALLER in terminal.well("vendor", "requests", "quizzly")
    assert terminal.json("vendor", "requests", "quizzly", "--failed")["requests"] == []
