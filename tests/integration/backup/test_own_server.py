"""A backup goes from one server to another of another version, where no role is superuser."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from homeroom.backup.take import take
from homeroom.store import districts
from tests.conftest import use
from tests.database import DatabaseUrls
from tests.integration.backup.conftest import PASSPHRASE, Move, bring_back
from tests.integration.backup.servers import own_server, programs
from tests.integration.backup.test_content import content, in_step
from tests.integration.faults.scene import Scene

OTHER = programs()
pytestmark = pytest.mark.skipif(OTHER is None, reason="there is no other PostgreSQL here")


@pytest.fixture
def other() -> Iterator[DatabaseUrls]:
    """An operator's server."""
    assert OTHER is not None
    with own_server(OTHER) as urls:
        yield urls


def test_a_hub_moves_to_an_own_server_and_back(
    scene: Scene, other: DatabaseUrls, move: Move, tmp_path: Path
) -> None:
    in_step(scene)
    before = content()
    take(tmp_path / "embedded.age", PASSPHRASE)
    use(other)
    bring_back(tmp_path / "embedded.age")
    assert content() == before
    take(tmp_path / "own.age", PASSPHRASE)
    move()
    bring_back(tmp_path / "own.age")
    assert content() == before
    scene.district = districts.named("riverbend")
    scene.settle()
    scene.check_at_rest()


def test_no_role_there_may_pass_by_row_security(other: DatabaseUrls) -> None:
    for url in (other.app_url, other.owner_url):
        with psycopg.connect(url) as role:
            rows = role.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchall()
        assert rows == [(False,)]


def test_after_the_restore_row_security_binds_the_owner_again(
    scene: Scene, other: DatabaseUrls, tmp_path: Path
) -> None:
    take(tmp_path / "hub.age", PASSPHRASE)
    use(other)
    bring_back(tmp_path / "hub.age")
    with psycopg.connect(other.owner_url) as owner:
        assert owner.execute("SELECT count(*) FROM apps").fetchall() == [(0,)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE NOT relforcerowsecurity), count(*) FROM pg_class"
            " WHERE relrowsecurity AND relkind = 'r'"
        )
        open_, protected = cursor.fetchone()
    assert (open_, protected > 25) == (0, True)
