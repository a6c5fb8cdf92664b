"""Two districts in one database see nothing of each other, even where a query forgets to ask."""

import psycopg
import pytest
from django.db import DatabaseError, connection

from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from tests.database import DatabaseUrls

OUTSIDE = {"districts", "schedules", "memberships", "vendor_clients", "grade_sync_requests"}
TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE a.attname = 'district_id' AND NOT a.attisdropped AND c.relkind = 'r'"
    " AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
)
APP = {
    "connector": "oneroster_csv",
    "title": "CSV",
    "role": "learning",
    "mode": "import",
    "grade_sync": False,
    "state": "active",
    "api_version": None,
    "settings": {},
}


def tenant_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall() if name not in OUTSIDE]


@pytest.fixture
def other(database: DatabaseUrls) -> District:
    return districts.create("lakeside", "Lakeside Schools", "America/Denver")


def add_app(district: District, key: str) -> int:
    with district_scope(district.id) as scope:
        return apps.add(scope, {**APP, "key": key}).id


def test_a_query_without_any_filter_shows_only_the_district_that_was_entered(
    district: District, other: District
) -> None:
    add_app(district, "mine")
    add_app(other, "theirs")
    with district_scope(district.id) as scope:
        assert scope.rows("SELECT key FROM apps") == [("mine",)]
    with district_scope(other.id) as scope:
        assert scope.rows("SELECT key FROM apps") == [("theirs",)]


def test_without_a_district_no_tenant_row_is_visible(district: District) -> None:
    add_app(district, "mine")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM apps")
        assert cursor.fetchone() == (0,)


def test_a_row_cannot_be_written_for_another_district(district: District, other: District) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), district_scope(district.id) as scope:
        scope.run(
            "INSERT INTO audit_events (district_id, actor, act, subject)"
            " VALUES (%(other)s, 'a', 'b', 'c')",
            other=other.id,
        )


def test_a_row_of_another_district_cannot_be_changed_or_deleted(
    district: District, other: District
) -> None:
    theirs = add_app(other, "theirs")
    with district_scope(district.id) as scope:
        assert scope.run("UPDATE apps SET title = 'x' WHERE id = %(id)s", id=theirs) == 0
        assert scope.run("DELETE FROM apps WHERE id = %(id)s", id=theirs) == 0


def test_a_transaction_stays_in_its_district(district: District, other: District) -> None:
    with (
        pytest.raises(AssertionError, match="stays in the district"),
        district_scope(district.id),
        district_scope(other.id),
    ):
        pass


def test_the_district_is_forgotten_after_the_transaction(district: District) -> None:
    with district_scope(district.id):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('homeroom.district', true)")
        assert cursor.fetchone() in [("",), (None,)]


def test_every_tenant_table_has_forced_row_security_with_one_policy(scope: Scope) -> None:
    rows = scope.rows(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
        " (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)"
        " FROM pg_class c WHERE c.relname = ANY(%(names)s)",
        names=tenant_tables(),
    )
    assert len(rows) > 25
    assert {row for row in rows if row[1:] != (True, 1)} == set()


def test_every_key_of_a_tenant_table_begins_with_the_district(scope: Scope) -> None:
    rows = scope.rows(
        "SELECT c.relname, i.indexrelid::regclass::text, a.attname FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE c.relname = ANY(%(names)s)",
        names=tenant_tables(),
    )
    assert {row for row in rows if row[2] != "district_id"} == set()


def test_every_foreign_key_between_tenant_tables_carries_the_district(scope: Scope) -> None:
    rows = scope.rows(
        "SELECT k.conname, a.attname FROM pg_constraint k"
        " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]"
        " WHERE k.contype = 'f' AND k.conrelid::regclass::text = ANY(%(names)s)",
        names=tenant_tables(),
    )
    assert rows
    assert {row for row in rows if row[1] != "district_id"} == set()


def test_tests_work_as_a_role_that_owns_nothing_and_is_no_superuser(scope: Scope) -> None:
    assert scope.rows(
        "SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid)"
        " FROM pg_roles r WHERE rolname = current_user"
    ) == [(False, False, 0)]


def test_the_app_role_cannot_switch_row_security_off(district: District) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE apps DISABLE ROW LEVEL SECURITY")
