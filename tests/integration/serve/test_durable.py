"""A write that is answered with 2xx waits for the disk, unlike what a run may repeat."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections

from homeroom.store.scope import district_scope
from tests.api import ApiClient
from tests.integration.serve.grades import GRADES, item, result, send
from tests.people import Town

_NOTED = """
CREATE TABLE noted (kind text, waits text);
GRANT INSERT, SELECT ON noted TO PUBLIC;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO noted VALUES (TG_TABLE_NAME, current_setting('synchronous_commit'));
  RETURN NULL;
END $$;
"""
_WATCH = (
    "CREATE TRIGGER noting AFTER INSERT OR UPDATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION note()"
)
TABLES = ("line_items", "results", "record_links")


@pytest.fixture
def noting(town: Town) -> Iterator[None]:
    """Note with every statement whether its transaction waits; the tests' own server does not."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_NOTED)
        for table in TABLES:
            cursor.execute(_WATCH.format(table))
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")


def test_what_is_answered_with_2xx_is_on_the_disk(town: Town, app: ApiClient, noting: None) -> None:
    assert send(app, f"{GRADES}/lineItems/kept", item("Kept")).status_code == 201
    assert send(app, f"{GRADES}/results/kept-1", result("kept")).status_code == 201
    assert send(app, f"{GRADES}/results/kept-1", result("kept", 3)).status_code == 201
    batch = {"lineItems": [item("Kept, too")["lineItem"]]}
    place = item()["lineItem"]["class"]["sourcedId"]
    assert send(app, f"{GRADES}/classes/{place}/lineItems", batch, "post").status_code == 201
    assert app.delete(f"{GRADES}/results/kept-1").status_code == 204
    with district_scope(town.district.id) as scope:
        noted = set(scope.rows("SELECT kind, waits FROM noted"))
    assert {waits for _, waits in noted} == {"on"}
    assert {"line_items", "results"} <= {kind for kind, _ in noted}
    with district_scope(town.district.id, repeatable=True) as scope:
        assert scope.value("SELECT current_setting('synchronous_commit')") == "off"
