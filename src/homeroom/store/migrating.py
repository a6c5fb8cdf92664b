"""Bring the database to the shape that this version wants, as its owner."""

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from homeroom.store.statistics import MAINTAIN_SINCE

OWNER = "owner"


def pending() -> list[str]:
    """Return the migrations that have not run yet, seen by the role that the app works as."""
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    """Run what is pending, and let the app role read and write every table."""
    call_command("migrate", database=OWNER, verbosity=0, interactive=False)
    role = str(connections["default"].settings_dict["USER"])
    owner = connections[OWNER]
    if role and role != owner.settings_dict["USER"]:
        with owner.cursor() as cursor:
            newer = connections["default"].pg_version >= MAINTAIN_SINCE  # type: ignore[attr-defined]
            for statement in (*_GRANTS, *(_NEWER if newer else ())):
                cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
    owner.close()


_GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
_NEWER = ("GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {role}",)
