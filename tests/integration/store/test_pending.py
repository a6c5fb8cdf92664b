"""What waits to be migrated is told by names alone, and no otherwise than by reading the files."""

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from homeroom.store import migrating
from homeroom.store.migrating import _on_disk, _recorded
from tests.conftest import use
from tests.database import DatabaseUrls, copy_of, make_template


def planned() -> list[str]:
    """Return what is pending as Django finds it, which reads every step."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def test_the_names_of_files_are_the_steps_that_django_reads() -> None:
    assert _on_disk() == MigrationLoader(None).disk_migrations.keys()
    assert ("store", "0001_initial") in _on_disk()


def test_after_a_migration_nothing_waits(database: DatabaseUrls) -> None:
    assert _recorded() >= _on_disk()
    assert migrating.pending() == planned() == []


@pytest.mark.parametrize("app", ["store", "axes"])
def test_a_step_that_has_not_run_waits(database: DatabaseUrls, app: str) -> None:
    (step,) = MigrationLoader(None).graph.leaf_nodes(app)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", step)
        assert cursor.rowcount == 1
    assert ".".join(step) in migrating.pending()
    assert migrating.pending() == planned()


def test_a_step_that_this_version_does_not_know_is_none_that_waits(
    database: DatabaseUrls,
) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations VALUES (0, 'store', '0999_later', now())")
    assert migrating.pending() == []


def test_in_an_empty_database_everything_waits() -> None:
    with copy_of(make_template("bare", lambda _: None)) as urls:
        use(urls)
        assert _recorded() == set()
        assert len(migrating.pending()) == len(_on_disk())
        connections.close_all()
