"""Each test of the project gets a database of its own, and a session leaves nothing behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.database import MARK, copy_of, make_template, quick_folder, server

HERE = Path(__file__).parents[3]


left_open: list[psycopg.Connection] = []


def fill(owner_url: str) -> None:
    # Left open on purpose: Django does so, too.
    connection = psycopg.connect(owner_url, autocommit=True)
    connection.execute("CREATE TABLE classes (name text)")
    left_open.append(connection)
    app = sql.Identifier(str(conninfo_to_dict(server().app_url)["user"]))
    connection.execute(sql.SQL("GRANT SELECT, INSERT ON classes TO {}").format(app))


@pytest.fixture
def template() -> Iterator[str]:
    yield make_template("of_classes", fill)
    for connection in left_open:
        connection.close()


def test_template_is_prepared_once(template: str) -> None:
    before = len(left_open)
    # A name that no other worker prepares.
    own = make_template(f"of_{os.getpid()}", fill)
    assert make_template(f"of_{os.getpid()}", fill) == own != template
    assert len(left_open) == before + 1


def test_copies_do_not_see_each_other(template: str) -> None:
    with copy_of(template) as one, copy_of(template) as other:
        with psycopg.connect(one.app_url) as connection:
            connection.execute("INSERT INTO classes VALUES ('Algebra')")
        with psycopg.connect(other.app_url) as connection:
            assert connection.execute("SELECT count(*) FROM classes").fetchone() == (0,)


def test_copy_is_dropped_under_an_open_connection(template: str) -> None:
    with copy_of(template) as urls:
        connection = psycopg.connect(urls.app_url)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(urls.app_url)


def test_preparation_that_fails_is_done_again(template: str) -> None:
    def fail(owner_url: str) -> None:
        fill(owner_url)
        raise RuntimeError("broken migration")

    with pytest.raises(RuntimeError, match="broken migration"):
        make_template("half", fail)
    with copy_of(make_template("half", fill)) as urls, psycopg.connect(urls.app_url) as connection:
        assert connection.execute("SELECT count(*) FROM classes").fetchone() == (0,)


SESSION = """
from pathlib import Path
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from tests.database import copy_of, make_template

def fill(owner_url):
    with Path(__file__).with_name("fillings").open("a") as fillings:
        fillings.write("filled\\n")

@pytest.mark.parametrize("turn", range(6))
def test_copy(turn):
    with copy_of(make_template("empty", fill)) as urls, psycopg.connect(urls.app_url) as connection:
        folder = connection.info.host or urls.app_url
        Path(__file__).with_name(f"folder-{turn}").write_text(folder)
"""


PYTEST = ("-m", "pytest", "-q", "-p", "xdist.plugin", "-p", "no:cacheprovider")
OURS = ("PYTEST_", "HOMEROOM_DATABASE_")  # what of our own environment a session must not see


def run_session(folder: Path, *options: str, **environment: str) -> None:
    (folder / "test_session.py").write_text(SESSION)
    path = f"pythonpath={HERE / 'src'} {HERE}"
    command = [sys.executable, *PYTEST, *options, "--rootdir", str(folder), "-o", path, str(folder)]
    variables = {key: word for key, word in os.environ.items() if not key.startswith(OURS)}
    # Without the plugins that the project's own tests use, a session begins in half the time.
    variables |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
    done = subprocess.run(
        command, cwd=HERE, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_workers_of_a_session_share_one_server_and_remove_it(tmp_path: Path) -> None:
    run_session(tmp_path, "-n", "2")
    folders = {path.read_text() for path in tmp_path.glob("folder-*")}
    assert len(folders) == 1
    assert (tmp_path / "fillings").read_text() == "filled\n"
    [socket_folder] = folders
    home = Path(socket_folder).parents[1]
    assert home.parent == quick_folder()
    assert not home.exists()


def test_server_that_is_given_is_used_and_left_as_it_was(tmp_path: Path) -> None:
    given = server()
    # Other tests of this run make and drop databases of their own on it meanwhile.
    count = f"SELECT count(*) FROM pg_database WHERE NOT starts_with(datname, '{MARK}')"
    with psycopg.connect(given.owner_url) as connection:
        before = connection.execute(count).fetchone()
        run_session(
            tmp_path,
            HOMEROOM_DATABASE_URL=given.app_url,
            HOMEROOM_DATABASE_OWNER_URL=given.owner_url,
        )
        assert connection.execute(count).fetchone() == before
        used = {path.read_text() for path in tmp_path.glob("folder-*")}
        assert used == {connection.info.host}
