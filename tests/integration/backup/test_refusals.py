"""What is not restored, and in which words: damage, a newer version, a database in use."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from homeroom.backup.age import Opener
from homeroom.backup.archive import _members, written
from homeroom.backup.contents import HEAD, KEYS, TOTALS
from homeroom.backup.take import Taken, take
from homeroom.backup.verify import verify
from homeroom.errors import NeedsOperator
from homeroom.store import districts
from homeroom.store.backup import log
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.backup.conftest import PASSPHRASE, Move, bring_back


@pytest.fixture
def path(district: District, tmp_path: Path) -> Path:
    """A good backup of a district without apps."""
    take(tmp_path / "hub.age", PASSPHRASE)
    return tmp_path / "hub.age"


def refused(act: Callable[[], object]) -> NeedsOperator:
    with pytest.raises(NeedsOperator) as caught:
        act()
    assert caught.value.fix
    return caught.value


def members(path: Path) -> dict[str, bytes]:
    """Return the members of an archive, read by the same means that the program has."""
    with path.open("rb") as file:
        return dict(_members(Opener(file, PASSPHRASE)))


def rewritten(path: Path, **changed: object) -> Path:
    """Write the archive again with another description: as another version may have made it."""
    held = members(path)
    held[HEAD] = json.dumps({**json.loads(held[HEAD]), **changed}).encode()
    return packed(path.with_name("other.age"), held)


def packed(path: Path, held: dict[str, bytes]) -> Path:
    with path.open("wb") as file, written(file, PASSPHRASE) as archive:
        for name, data in held.items():
            archive.member(name, data)
    return path


def test_a_good_backup_is_good(path: Path) -> None:
    told: Taken = verify(path, PASSPHRASE)
    assert told.districts == ("riverbend",)
    assert told.rows > 0


def test_a_wrong_passphrase_changes_nothing(path: Path, move: Move) -> None:
    move()
    error = refused(lambda: bring_back(path, "battery staple"))
    assert error.message == "The passphrase does not open this backup."
    assert connection.introspection.table_names() == []


@pytest.mark.parametrize("place", [0.02, 0.5, 0.98], ids=["head", "middle", "end"])
@pytest.mark.parametrize("harm", ["flipped", "cut"])
def test_a_damaged_file_is_told_by_verify_and_leaves_an_empty_hub(
    path: Path, move: Move, harm: str, place: float
) -> None:
    data = bytearray(path.read_bytes())
    at = int(len(data) * place)
    if harm == "flipped":
        data[at] ^= 4
    else:
        del data[at:]
    path.write_bytes(data)
    assert "another checksum" in refused(lambda: verify(path, PASSPHRASE)).message
    path.with_name(f"{path.name}.sha256").unlink()
    told = refused(lambda: verify(path, PASSPHRASE)).message
    assert any(word in told for word in ("damaged", "cut off", "no backup", "does not open"))
    move()
    assert refused(lambda: bring_back(path)).message == told
    assert "districts" not in connection.introspection.table_names() or not districts.every()


def test_a_row_that_is_missing_is_found_even_if_everything_opens(path: Path, move: Move) -> None:
    held = members(path)
    lost = next(name for name in held if name.startswith("tables/districts/"))
    other = packed(path.with_name("other.age"), {k: v for k, v in held.items() if k != lost})
    assert "not those that were counted" in refused(lambda: verify(other, PASSPHRASE)).message
    move()
    assert "not those that were counted" in refused(lambda: bring_back(other)).message
    assert districts.every() == []


def test_a_backup_without_its_last_member_is_not_whole(path: Path) -> None:
    held = members(path)
    del held[TOTALS]
    other = packed(path.with_name("other.age"), held)
    assert "damaged" in refused(lambda: verify(other, PASSPHRASE)).message


def test_an_age_file_of_something_else_is_no_backup(path: Path) -> None:
    other = packed(path.with_name("other.age"), {"a": b"", "b": b""})
    assert "no backup of Homeroom" in refused(lambda: verify(other, PASSPHRASE)).message


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"homeroom": "99.0.0"}, "made by Homeroom 99.0.0"),
        ({"format": 2}, "made by Homeroom"),
        ({"migrations": [["store", "0001_initial"], ["store", "0999_later"]]}, "knows 1 steps"),
    ],
    ids=["version", "format", "steps"],
)
def test_a_backup_of_a_newer_version_is_refused(
    path: Path, move: Move, changed: dict[str, object], words: str
) -> None:
    other = rewritten(path, **changed)
    move()
    error = refused(lambda: bring_back(other))
    assert words in error.message
    assert "newer" in f"{error.message} {error.fix}"
    assert connection.introspection.table_names() == []


def test_a_table_of_another_form_is_refused_before_anything_is_lost(
    path: Path, district: District
) -> None:
    head = json.loads(members(path)[HEAD])
    for table in head["tables"]:
        if table["name"] == "districts":
            table["columns"].remove("time_zone")
    other = rewritten(path, tables=head["tables"])
    error = refused(lambda: bring_back(other, replace=True))
    assert "The table districts of this backup has another form here." in error.message
    assert districts.every() == [district]


def test_a_database_with_a_district_is_refused_unless_told(path: Path, district: District) -> None:
    other = districts.create("lakeside", "Lakeside Schools", "America/Denver")
    error = refused(lambda: bring_back(path))
    assert "holds lakeside, riverbend already" in error.message
    assert "--replace" in error.fix
    assert districts.every() == [other, district]
    bring_back(path, replace=True)
    assert districts.every() == [district]


def test_a_database_in_which_a_worker_is_at_work_is_refused(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    error = refused(lambda: bring_back(path, replace=True))
    assert error.message == "A worker is at work in this database."


def test_new_ids_after_a_restore_are_none_that_were_given_before(path: Path, move: Move) -> None:
    before = districts.named("riverbend").id
    move()
    bring_back(path)
    assert districts.create("lakeside", "Lakeside Schools", "America/Denver").id > before


def test_the_restore_is_kept_in_the_database_and_in_the_audit_log(path: Path, move: Move) -> None:
    made_at = verify(path, PASSPHRASE).made_at
    move()
    bring_back(path)
    last = log.last_restore()
    assert last is not None
    assert (last.file, last.made_at) == ("hub.age", made_at)
    assert last.ended_at is not None
    with district_scope(districts.named("riverbend").id) as scope:
        rows = scope.rows("SELECT actor, subject FROM audit_events WHERE act = 'hub.restore'")
    assert rows == [("test", "hub.age")]


def test_another_key_under_the_same_name_is_never_overwritten(path: Path, move: Move) -> None:
    held = members(path)
    ring = json.loads(held[KEYS])
    other = {**ring, "keys": dict.fromkeys(ring["keys"], "A" * 43 + "=")}
    changed = packed(path.with_name("other.age"), {**held, KEYS: json.dumps(other).encode()})
    error = refused(lambda: bring_back(changed, replace=True))
    assert "another key under the same name" in error.message
