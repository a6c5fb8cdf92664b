"""Two districts in one database, each with a full gradebook: neither sees a row of the other."""

from pathlib import Path

import pytest
from django.db import connection

from homeroom.store import districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, run
from tests.integration.store.test_row_security import tenant_tables
from tests.sandboxes import Sandbox, sandbox


def fill(district: District, campus: Sandbox, path: Path) -> None:
    """Let a district read its SIS and deliver an app's grades into it."""
    activate_campus(district, campus, "1.2")
    activate_mathly(district, campus.fetch("learning-app.zip?api=1.2", path))
    run(district, IC)
    run(district, MATHLY)


def visible(district: District) -> dict[str, list[tuple[int, int]]]:
    """Return (district, rows) that queries without any filter show, by table."""
    with district_scope(district.id) as scope:
        return {
            name: scope.rows(f"SELECT district_id, count(*) FROM {name} GROUP BY 1")
            for name in tenant_tables()
        }


@pytest.fixture
def other(district: District, tmp_path: Path) -> District:
    """A second district that is in step with the very same ids; both are filled."""
    second = districts.create("lakeside", "Lakeside Schools", "America/Chicago")
    for number, one in enumerate((district, second)):
        with sandbox("--students", "40") as campus:
            fill(one, campus, tmp_path / f"{number}.zip")
    return second


def test_no_table_shows_a_row_of_the_other_district_to_a_query_that_forgot_to_ask(
    district: District, other: District
) -> None:
    mine, theirs = visible(district), visible(other)
    assert len(mine) > 25
    for name in mine:
        assert {id_ for id_, _ in mine[name]} <= {district.id}, name
        assert {id_ for id_, _ in theirs[name]} <= {other.id}, name
    empty = {name for name, rows in mine.items() if not rows}
    filled = {"users", "enrollments", "line_items", "results", "deliveries", "pages", "app_secrets"}
    assert not empty & filled
    for name in ("users", "enrollments", "results"):
        assert mine[name][0][1] == theirs[name][0][1], name


def test_nothing_of_either_can_be_changed_without_entering_it(
    district: District, other: District
) -> None:
    before = visible(other)
    with district_scope(district.id) as scope:
        for name in tenant_tables():
            named = f"DELETE FROM {name} WHERE district_id = %(other)s"
            assert scope.run(named, other=other.id) == 0, name
    assert visible(other) == before
    with connection.cursor() as cursor:
        for name in tenant_tables():
            cursor.execute(f"SELECT count(*) FROM {name}")
            assert cursor.fetchone() == (0,), name
