"""What is typed behind a command is read, or refused in words that say how to write it."""

import socket
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import click
import pytest

from homeroom.cli import passphrase
from homeroom.cli.forms import read_values
from homeroom.cli.ports import address_of, check_free, first_free
from homeroom.cli.settings import MOST_LANES, _changes, _night
from homeroom.errors import NeedsDistrict, NeedsOperator
from homeroom.runs.ingest.safety import Threshold

NOTHING: dict[str, Any] = {
    "rules": (), "safety": (), "lanes": "", "default_category": None, "id_prefix": None,
    "preview": None, "bulk_upload": None, "several_sources": None, "settle": None,
}  # fmt: skip


def changes(**given: Any) -> dict[str, Any]:
    return _changes({**NOTHING, **given})


def test_a_value_is_everything_behind_the_first_equals_sign() -> None:
    given = ["url=https://sis.example.org/token?appName=hub", "secret=a=b=", "empty="]
    assert read_values(given) == {
        "url": "https://sis.example.org/token?appName=hub",
        "secret": "a=b=",
        "empty": "",
    }


def test_a_value_is_read_from_a_file_without_the_line_end(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("  s3cret with ü\n", encoding="utf-8")
    assert read_values([f"client_secret=@{kept}"]) == {"client_secret": "s3cret with ü"}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NeedsDistrict, match="cannot be read") as caught:
        read_values([f"client_secret=@{tmp_path / 'nowhere'}"])
    assert caught.value.fix == "No such file or directory."


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NeedsDistrict, match="is no text") as caught:
        read_values([f"client_secret=@{kept}"])
    assert caught.value.fix == "Save it as UTF-8 text."


def test_a_setting_without_an_equals_sign_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="write NAME=VALUE"):
        read_values(["client_secret"])


def test_a_secret_is_typed_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, bool]] = []

    def prompt(name: str, *, hide_input: bool) -> str:
        asked.append((name, hide_input))
        return "typed"

    monkeypatch.setattr(click, "prompt", prompt)
    assert read_values(["client_secret=-"]) == {"client_secret": "typed"}
    assert asked == [("client_secret", True)]


def test_what_is_not_given_changes_nothing() -> None:
    assert changes() == {}


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"rules": ("title_length=refuse",)}, {"rules": {"title_length": "refuse"}}),
        ({"rules": ("title_length=shorten,40",)}, {"rules": {"title_length": ["shorten", 40]}}),
        ({"safety": ("retired_percent=20",)}, {"safety": {"retired_percent": 20}}),
        ({"lanes": "3"}, {"lanes": {"in_school_hours": 3, "otherwise": 3}}),
        ({"lanes": "1,5"}, {"lanes": {"in_school_hours": 1, "otherwise": 5}}),
        ({"default_category": ""}, {"default_category": ""}),
        ({"id_prefix": "ad-"}, {"id_prefix": "ad-"}),
        ({"settle": 0}, {"settle_seconds": 0}),
    ],
    ids=str,
)
def test_what_is_given_is_read(given: dict[str, Any], made: dict[str, Any]) -> None:
    assert changes(**given) == made


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rules": ("title_length",)}, "write NAME=VALUE"),
        ({"rules": ("title_length=shorten,many",)}, "'many' is no whole number"),
        ({"safety": ("nonsense=1",)}, "there is no threshold nonsense"),
        ({"safety": ("retired_percent=ten",)}, "'ten' is no whole number"),
        ({"safety": ("retired_percent=-1",)}, "'-1' is no whole number"),
        ({"safety": ("retired_percent=\uff11\uff10",)}, "is no whole number"),
        ({"lanes": "0"}, "homeroom deliveries pause"),
        ({"lanes": f"1,{MOST_LANES + 1}"}, f"from 1 to {MOST_LANES}"),
        ({"lanes": "many"}, "'many' is no whole number"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_with_the_reason(given: dict[str, Any], words: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        changes(**given)
    assert words in caught.value.message


def test_a_threshold_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(click.BadParameter) as caught:
        changes(safety=("nonsense=1",))
    assert all(name in caught.value.message for name in Threshold.__struct_fields__)


@pytest.mark.parametrize(
    ("text", "at"),
    [("off", None), ("daily 03:15", time(3, 15)), ("daily 23:59:30", time(23, 59, 30))],
)
def test_a_night_is_a_time_or_off(text: str, at: time | None) -> None:
    assert _night(text) == at


@pytest.mark.parametrize("text", ["", "off now", "03:15", "daily", "daily 25:00", "hourly 03:15"])
def test_what_is_no_night_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="daily 03:15"):
        _night(text)


def test_a_passphrase_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_BACKUP_PASSPHRASE", "x" * (passphrase.SHORTEST - 1))
    with pytest.raises(NeedsOperator, match="can be guessed") as caught:
        passphrase.new_passphrase()
    assert str(passphrase.SHORTEST) in caught.value.fix


def test_a_backup_that_there_is_opens_with_a_short_passphrase_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOMEROOM_BACKUP_PASSPHRASE", "short")
    assert passphrase.known_passphrase() == "short"


def test_a_passphrase_of_the_least_length_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_BACKUP_PASSPHRASE", "x" * passphrase.SHORTEST)
    assert passphrase.new_passphrase() == "x" * passphrase.SHORTEST


@pytest.mark.parametrize("ask", [passphrase.new_passphrase, passphrase.known_passphrase])
def test_nobody_is_asked_where_nobody_is(ask: Any) -> None:
    with pytest.raises(NeedsOperator, match="Nobody is here") as caught:
        ask()
    assert "HOMEROOM_BACKUP_PASSPHRASE_FILE" in caught.value.fix


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def test_a_port_that_somebody_listens_on_is_refused(taken: int) -> None:
    with pytest.raises(NeedsOperator, match=f"Port {taken} is in use") as caught:
        check_free("127.0.0.1", taken)
    assert "--port" in caught.value.fix


def test_the_next_free_port_is_found(taken: int) -> None:
    found = first_free("127.0.0.1", taken)
    assert taken < found < taken + 20
    check_free("127.0.0.1", found)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0"])
def test_an_address_is_its_own_address(host: str) -> None:
    assert address_of(host) == host


def test_a_host_that_nobody_knows_is_said() -> None:
    with pytest.raises(NeedsOperator, match="is not known") as caught:
        address_of("no-such-host.invalid")
    assert "127.0.0.1" in caught.value.fix


def test_an_address_of_another_machine_cannot_be_opened() -> None:
    with pytest.raises(NeedsOperator, match="does not have the address"):
        check_free("192.0.2.1", 8000)
