"""Secrets at rest: sealed with AES-256-GCM, bound to their place, under keys with ids."""

import os
import stat
import threading
from pathlib import Path

import msgspec
import pytest

from homeroom.access.secrets import (
    KeyRing,
    add_key,
    adopt_keys,
    drop_keys,
    key_of,
    key_path,
    load_keys,
    seal,
    unseal,
)
from homeroom.errors import NeedsOperator

PLACE = (1, "campus", "client_secret")
TEXT = "a päss|phrase:with 🔑"


@pytest.fixture
def ring() -> KeyRing:
    return load_keys()


def test_a_secret_comes_back_as_it_went(ring: KeyRing) -> None:
    assert unseal(ring, seal(ring, TEXT, *PLACE), *PLACE) == TEXT


@pytest.mark.parametrize("text", ["", " ", "\n", "x" * 10_000])
def test_every_text_can_be_a_secret(ring: KeyRing, text: str) -> None:
    assert unseal(ring, seal(ring, text, *PLACE), *PLACE) == text


def test_what_is_kept_shows_nothing_and_differs_every_time(ring: KeyRing) -> None:
    first, second = seal(ring, TEXT, *PLACE), seal(ring, TEXT, *PLACE)
    assert first != second
    assert b"phrase" not in first
    assert first.startswith(ring.current.encode() + b":")


@pytest.mark.parametrize(
    "elsewhere",
    [(2, "campus", "client_secret"), (1, "other", "client_secret"), (1, "campus", "vendor_key")],
    ids=["another district", "another app", "another field"],
)
def test_a_secret_that_was_moved_does_not_open(
    ring: KeyRing, elsewhere: tuple[int, str, str]
) -> None:
    with pytest.raises(NeedsOperator, match="sealed with another key"):
        unseal(ring, seal(ring, TEXT, *PLACE), *elsewhere)


@pytest.mark.parametrize("place", [0, 12, 25, -1], ids=["key id", "nonce", "text", "tag"])
def test_a_secret_that_was_altered_does_not_open(ring: KeyRing, place: int) -> None:
    sealed = bytearray(seal(ring, TEXT, *PLACE))
    sealed[place] ^= 1
    with pytest.raises(NeedsOperator):
        unseal(ring, bytes(sealed), *PLACE)


@pytest.mark.parametrize("sealed", [b"", b":", b"no colon", b"\xff\xfe:x"])
def test_what_is_no_sealed_secret_is_told_in_a_sentence(ring: KeyRing, sealed: bytes) -> None:
    with pytest.raises(NeedsOperator) as told:
        unseal(ring, sealed, *PLACE)
    assert "client_secret of campus" in told.value.message
    assert told.value.fix


def test_after_a_new_key_came_old_secrets_still_open_and_new_ones_use_it(ring: KeyRing) -> None:
    old = seal(ring, TEXT, *PLACE)
    grown = KeyRing("second", {**ring.keys, "second": os.urandom(32)})
    assert unseal(grown, old, *PLACE) == TEXT
    assert seal(grown, TEXT, *PLACE).startswith(b"second:")


def test_without_its_key_a_secret_stays_shut(ring: KeyRing) -> None:
    other = KeyRing("second", {"second": os.urandom(32)})
    with pytest.raises(NeedsOperator, match="another key"):
        unseal(other, seal(ring, TEXT, *PLACE), *PLACE)


def test_the_key_is_made_at_the_first_start_for_its_owner_alone() -> None:
    assert not key_path().exists()
    ring = load_keys()
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert [len(key) for key in ring.keys.values()] == [32]
    assert load_keys() == ring
    assert list(key_path().parent.iterdir()) == [key_path()]


def test_starters_at_the_same_time_all_use_one_key() -> None:
    found: list[KeyRing] = []
    gate = threading.Barrier(8)

    def start() -> None:
        gate.wait()
        found.append(load_keys())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 8
    assert len({one.current for one in found}) == 1


def test_the_operator_may_keep_the_key_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    elsewhere = tmp_path / "vault" / "homeroom.key"
    monkeypatch.setenv("HOMEROOM_SECRETS_KEY_FILE", str(elsewhere))
    load_keys()
    assert elsewhere.exists()
    assert not home.exists()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660], ids=oct)
def test_a_key_that_others_can_read_is_refused(ring: KeyRing, mode: int) -> None:
    key_path().chmod(mode)
    with pytest.raises(NeedsOperator) as told:
        load_keys()
    assert told.value.fix == f"chmod 600 {key_path()}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[]",
        b'{"current":"a","keys":{}}',
        msgspec.json.encode(KeyRing("a", {"a": b"short"})),
        msgspec.json.encode(KeyRing("a", {"b": b"x" * 32})),
    ],
    ids=["empty", "no json", "another shape", "no key", "a short key", "current is missing"],
)
def test_a_damaged_key_file_says_what_is_lost_without_it(ring: KeyRing, content: bytes) -> None:
    key_path().write_bytes(content)
    with pytest.raises(NeedsOperator, match="damaged") as told:
        load_keys()
    assert "must be entered again" in told.value.fix


def test_a_key_path_that_is_a_folder_is_told_in_a_sentence(home: Path) -> None:
    key_path().mkdir(parents=True, mode=0o700)
    with pytest.raises(NeedsOperator, match="cannot be used"):
        load_keys()


def test_keys_of_a_backup_are_added_and_seal_from_then_on(home: Path) -> None:
    mine = load_keys()
    sealed = seal(mine, "mine", 1, "app", "secret")
    brought = KeyRing("theirs", {"theirs": bytes(32)})
    adopt_keys(msgspec.json.encode(brought))
    both = load_keys()
    assert both == KeyRing("theirs", {**mine.keys, **brought.keys})
    assert unseal(both, sealed, 1, "app", "secret") == "mine"
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert [one.name for one in home.iterdir()] == ["secrets.key"]


def test_keys_that_are_there_already_are_not_written_again() -> None:
    before = load_keys(), key_path().stat().st_mtime_ns
    adopt_keys(key_path().read_bytes())
    assert (load_keys(), key_path().stat().st_mtime_ns) == before


def test_on_an_empty_machine_the_backup_brings_its_keys(home: Path) -> None:
    ring = KeyRing("theirs", {"theirs": bytes(32)})
    assert not home.exists()
    adopt_keys(msgspec.json.encode(ring))
    assert load_keys() == ring


def test_a_new_key_seals_and_the_old_one_still_opens(ring: KeyRing, home: Path) -> None:
    old = seal(ring, TEXT, *PLACE)
    grown = add_key()
    assert load_keys() == grown
    assert grown.keys.items() > ring.keys.items()
    assert key_of(old) == ring.current != grown.current == key_of(seal(grown, TEXT, *PLACE))
    assert unseal(grown, old, *PLACE) == TEXT
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert [one.name for one in home.iterdir()] == ["secrets.key"]


def test_of_the_old_keys_those_that_seal_something_stay(ring: KeyRing) -> None:
    second, third = add_key(), add_key()
    assert drop_keys({ring.current, "unknown"}) == [second.current]
    assert load_keys() == KeyRing(
        third.current, {id_: third.keys[id_] for id_ in (ring.current, third.current)}
    )
    assert drop_keys(set()) == [ring.current]
    before = key_path().stat().st_mtime_ns
    assert drop_keys(set()) == [], "the current one always stays"
    assert key_path().stat().st_mtime_ns == before
