"""A backup of an older version is restored in its own shape, and brought up to date then."""

from pathlib import Path

import pytest
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from homeroom.backup.take import take
from homeroom.errors import NeedsOperator
from homeroom.store import districts, migrating
from tests.integration.backup.conftest import PASSPHRASE, Move, bring_back


def older_steps() -> set[tuple[str, str]]:
    """Return all steps but the last one of the jobs' tables, which a later version has brought."""
    graph = MigrationLoader(connections["owner"]).graph
    (last,) = graph.leaf_nodes("procrastinate")
    return set(graph.nodes) - {last}


@pytest.fixture
def path(move: Move, tmp_path: Path) -> Path:
    """A backup of a hub of that older shape."""
    move()
    migrating.migrate_to(older_steps())
    districts.create("riverbend", "Riverbend Schools", "America/Chicago")
    take(tmp_path / "older.age", PASSPHRASE)
    return tmp_path / "older.age"


def test_an_older_backup_is_brought_up_to_date(path: Path, move: Move) -> None:
    assert len(migrating.pending()) == 1
    move()
    bring_back(path)
    assert migrating.pending() == []
    assert [one.slug for one in districts.every()] == ["riverbend"]


def test_a_restore_goes_on_where_a_killed_one_had_begun_with_the_tables(
    path: Path, move: Move
) -> None:
    move()
    begun = {step for step in older_steps() if step[0] != "store"}
    migrating.migrate_to(begun)
    bring_back(path)
    assert [one.slug for one in districts.every()] == ["riverbend"]


def test_a_database_that_is_further_than_the_backup_is_told_in_words(
    path: Path, move: Move
) -> None:
    move()
    migrating.migrate()
    with pytest.raises(NeedsOperator) as caught:
        bring_back(path)
    assert "further than the backup" in caught.value.message
    assert "new, empty database" in caught.value.fix
    assert districts.every() == []
