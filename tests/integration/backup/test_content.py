"""What a backup brings back: every row of every table, the counters, and the key."""

from pathlib import Path

from django.db import connection

from homeroom.backup.take import take
from homeroom.runs.setup.connecting import delivery_config
from homeroom.store import apps, districts
from homeroom.store.backup.copy_out import snapshot
from homeroom.store.backup.tables import ENDED
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.backup.conftest import PASSPHRASE, Move, bring_back
from tests.integration.faults.scene import Scene

# A restore changes these by intent; other tests say how.
CHANGED = {"apps", "audit_events", "restores", "backups", "django_migrations", "workers"}
SCORES = ["8.5", "7.25", "10", "0", "9", "6.125"]


def in_step(scene: Scene) -> None:
    first, second, _ = scene.students
    scene.teach(first, "Warm-up", SCORES)
    scene.grade(first, "Quiz 1", SCORES)
    scene.grade(second, "Quiz 1", SCORES[:2])
    scene.export()
    scene.settle()


def content() -> dict[str, list[str]]:
    """Return the rows of every table, as the database writes them, for all districts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'procrastinate%'"
        )
        names = {name for (name,) in cursor.fetchall()} - CHANGED
    found: dict[str, list[str]] = {name: [] for name in names}
    for district in districts.every():
        with district_scope(district.id) as scope:
            for name in names:
                found[name] += [row for (row,) in scope.rows(f"SELECT t::text FROM {name} t")]
    return {name: sorted(set(rows)) for name, rows in found.items()}


def test_every_row_of_every_table_comes_back(scene: Scene, move: Move, tmp_path: Path) -> None:
    in_step(scene)
    other = districts.create("lakeside", "Lakeside Schools", "America/Denver")
    with district_scope(other.id) as scope:
        scope.run(
            "INSERT INTO issues (district_id, app_id, code, kind, subject, facts, first_seen,"
            " last_seen) VALUES (%(district)s, 1, 'c', 'k', E'tab\\t, line\\n, \\\\N', '{}',"
            " now(), now())"
        )
    before = content()
    taken = take(tmp_path / "hub.age", PASSPHRASE)
    move()
    done = bring_back(tmp_path / "hub.age")
    assert content() == before
    assert sum(map(len, before.values())) > 400
    assert done.rows == taken.rows
    assert done.districts == ("riverbend", "lakeside")


def test_the_key_comes_along_so_that_the_secrets_open(
    scene: Scene, move: Move, tmp_path: Path
) -> None:
    with district_scope(scene.district.id) as scope:
        before = delivery_config(scope, apps.keyed(scope, IC))
    take(tmp_path / "hub.age", PASSPHRASE)
    move()
    bring_back(tmp_path / "hub.age")
    with district_scope(districts.named("riverbend").id) as scope:
        assert delivery_config(scope, apps.keyed(scope, IC)) == before


def test_every_table_is_backed_up_but_those_that_belong_to_a_database(scene: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm')"
            " AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace,"
            " 'information_schema'::regnamespace)"
        )
        there = {name for (name,) in cursor.fetchall()}
    with snapshot() as still:
        copied = {one.name for one in still.tables}
    jobs = {name for name in there if name.startswith("procrastinate_")}
    assert len(jobs) == 4
    assert there - copied - jobs == {"django_migrations", "restores", "workers", *ENDED}
