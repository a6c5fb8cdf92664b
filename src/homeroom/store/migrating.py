"""Bring the database to the shape that this version wants, as its owner."""

import pkgutil
from collections.abc import Collection
from functools import cache
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from homeroom.errors import NeedsOperator
from homeroom.store.statistics import may_analyse

OWNER = "owner"


def pending() -> list[str]:
    """Return the migrations that have not run yet, seen by the role that the app works as.

    Every command asks. Mostly nothing waits, which the names of the files tell; to read the files
    and to sort them takes ten times as long as the rest of the start.
    """
    if _on_disk() <= _recorded():
        return []
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _recorded() -> set[tuple[str, str]]:
    """Return app and name of the steps that have run."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


@cache
def _on_disk() -> frozenset[tuple[str, str]]:
    """Return app and name of the steps that this version knows."""
    return frozenset(
        (app.label, found.name)
        for app in apps.get_app_configs()
        for found in pkgutil.iter_modules([str(Path(app.path, "migrations"))])
        if not found.ispkg and found.name[0] not in "_~"
    )


def has_begun() -> bool:
    """Say whether the database has the tables of districts and jobs; a new one has nothing."""
    done = MigrationExecutor(connections["default"]).loader.applied_migrations
    return {app for app, _ in done} >= {"store", "procrastinate"}


def migrate() -> None:
    """Run what is pending, and let the app role read and write every table."""
    call_command("migrate", database=OWNER, verbosity=0, interactive=False)
    _let_the_app_in()


def migrate_to(steps: Collection[tuple[str, str]]) -> None:
    """Bring the database to the shape in which exactly these steps have run.

    Raises NeedsOperator when this version does not know some of them, or when the database is
    further already.
    """
    executor = MigrationExecutor(connections[OWNER])
    loader = executor.loader
    if unknown := set(steps) - set(loader.disk_migrations):
        raise NeedsOperator(
            f"The backup knows {len(unknown)} steps of the database that this version does not.",
            fix="It was made by a newer version of Homeroom: install that, then restore.",
        )
    wanted = set(steps) & set(loader.graph.nodes)
    if set(loader.applied_migrations) & set(loader.graph.nodes) - wanted:
        raise NeedsOperator(
            "The database is further than the backup, whose shape is older.",
            fix="Restore into a new, empty database; it is brought up to date afterwards.",
        )
    parents = {parent.key for step in wanted for parent in loader.graph.node_map[step].parents}
    executor.migrate(sorted(wanted - parents))
    _let_the_app_in()


def _let_the_app_in() -> None:
    role = str(connections["default"].settings_dict["USER"])
    owner = connections[OWNER]
    if role and role != owner.settings_dict["USER"]:
        with owner.cursor() as cursor:
            for statement in (*_GRANTS, *(_NEWER if may_analyse() else ())):
                cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
    owner.close()


_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
_NEWER = ("GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {role}",)
