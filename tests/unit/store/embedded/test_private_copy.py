"""Root's copy of the server's programs: made once, whole, readable, and never two."""

from pathlib import Path

import pytest

from homeroom.store.embedded.copies import private_copy
from homeroom.store.embedded.installation import LIBRARIES, WHEEL, Installation

FILES = {
    f"{WHEEL}/pginstall18/bin/postgres": "server",
    f"{WHEEL}/pginstall18/bin/initdb": "maker",
    f"{WHEEL}/pginstall18/bin/psql": "not needed",
    f"{WHEEL}/pginstall18/lib/postgresql/plpgsql.so": "language",
    f"{WHEEL}/pginstall18/share/postgresql/timezone/UTC": "zone",
    f"{LIBRARIES}/libpq.so": "library",
}


@pytest.fixture
def original(tmp_path: Path) -> Installation:
    for name, text in FILES.items():
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o600)
    return Installation(tmp_path / "site" / WHEEL / "pginstall18", 18)


def test_copy_holds_what_the_server_needs_and_others_may_read_it(
    original: Installation, tmp_path: Path
) -> None:
    copy = private_copy(original, tmp_path / "programs")
    above = copy.folder.parent.parent
    copied = {str(file.relative_to(above)) for file in above.rglob("*") if file.is_file()}
    assert copied == {name for name in FILES if not name.endswith("psql")}
    assert copy.program("postgres").stat().st_mode & 0o777 == 0o755
    assert (above / LIBRARIES / "libpq.so").stat().st_mode & 0o777 == 0o644
    assert above.stat().st_mode & 0o777 == 0o755


def test_copy_is_made_once(original: Installation, tmp_path: Path) -> None:
    first = private_copy(original, tmp_path / "programs")
    made = first.program("postgres").stat().st_mtime_ns
    assert private_copy(original, tmp_path / "programs") == first
    assert first.program("postgres").stat().st_mtime_ns == made


def test_new_build_replaces_the_old_copy(original: Installation, tmp_path: Path) -> None:
    old = private_copy(original, tmp_path / "programs")
    original.program("postgres").write_text("newer!")
    new = private_copy(original, tmp_path / "programs")
    assert new.program("postgres").read_text() == "newer!"
    assert not old.folder.exists()


def test_copy_that_a_power_failure_cut_short_is_made_again(
    original: Installation, tmp_path: Path
) -> None:
    copy = private_copy(original, tmp_path / "programs")
    copy.program("initdb").write_text("")
    assert private_copy(original, tmp_path / "programs").program("initdb").read_text() == "maker"


def test_copy_that_was_killed_in_the_middle_is_made_again(
    original: Installation, tmp_path: Path
) -> None:
    left = tmp_path / "programs" / "new" / "half"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    assert private_copy(original, tmp_path / "programs").program("postgres").is_file()
    assert not left.parent.exists()
