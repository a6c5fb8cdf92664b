"""What all tests share: Django on a database of one's own, a district, a data folder."""

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "homeroom.settings"
# Tests say what they want; nothing of the machine's own settings may leak in, except for what is
# meant for the tests: which database, how many kills, and how large a district is.
MEANT = (
    "HOMEROOM_KILLS",
    "HOMEROOM_PICTURES",
    "HOMEROOM_THOROUGH",
    "HOMEROOM_UPGRADE_STUDENTS",
    "HOMEROOM_CONSOLE_RESULTS",
)
for name in [
    name
    for name in os.environ
    if name.startswith("HOMEROOM_") and "DATABASE" not in name and name not in MEANT
]:
    del os.environ[name]

import django  # noqa: E402 - settings come first
import hypothesis  # noqa: E402

from homeroom import settings  # noqa: E402
from tests.database import DatabaseUrls, copy_of, make_template  # noqa: E402

django.setup()

# How long an example takes says something about the machine only. The whole suite has 15 minutes; a
# test that needs more examples asks for them.
hypothesis.settings.register_profile("homeroom", deadline=None, max_examples=20)
hypothesis.settings.load_profile("homeroom")

from django.db import connections  # noqa: E402

from homeroom.runs.ingest.memory import collect_rarely  # noqa: E402
from homeroom.store import districts, migrating  # noqa: E402
from homeroom.store.districts import District  # noqa: E402
from homeroom.store.scope import Scope, district_scope  # noqa: E402


def use(urls: DatabaseUrls) -> None:
    """Let Django work on a database: as the app, and as the owner for migrations."""
    connections.close_all()
    connections["default"].settings_dict.update(settings.database(urls.app_url))
    connections["owner"].settings_dict.update(settings.database(urls.owner_url))
    settings.DATABASES["default"] |= settings.database(urls.app_url)
    settings.DATABASES["owner"] |= settings.database(urls.owner_url)


def prepare(owner_url: str) -> None:
    """Migrate the template, as a new installation does."""
    from tests.database import server

    name = owner_url.rpartition("/")[2].partition("?")[0]
    use(server().of(name))
    migrating.migrate()
    connections.close_all()
    # The first to connect writes down where the catalogue lies; copies take that along.
    districts.every()
    connections.close_all()


@pytest.fixture(scope="session")
def migrated() -> str:
    """The template: an empty, migrated database."""
    return make_template("migrated", prepare)


@pytest.fixture
def database(migrated: str) -> Iterator[DatabaseUrls]:
    """A migrated database of the test's own, which Django uses as the app role."""
    with copy_of(migrated) as urls:
        use(urls)
        yield urls
        connections.close_all()


@pytest.fixture
def district(database: DatabaseUrls) -> District:
    """A district on Chicago's clock."""
    return districts.create("riverbend", "Riverbend Schools", "America/Chicago")


@pytest.fixture
def scope(district: District) -> Iterator[Scope]:
    """A transaction within the district."""
    with district_scope(district.id) as entered:
        yield entered


NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, which is not there before it is used.

    It does not lie in `tmp_path`: to make that for each of ten thousand tests, most of which leave
    no file, takes longer than many of them.
    """
    folder = tmp_path_factory.getbasetemp() / f"home-{next(NUMBERS)}"
    monkeypatch.setenv("HOMEROOM_HOME", str(folder))
    return folder


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over the tests themselves, which are many and stay."""
    gc.collect()
    gc.freeze()
    collect_rarely()
