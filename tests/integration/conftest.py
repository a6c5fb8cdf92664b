"""What integration tests share."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from homeroom.store import districts
from tests.conftest import prepare, use
from tests.database import DatabaseUrls, copy_of, make_template, quick_folder
from tests.integration.outbox import Outbox, on_their_way
from tests.people import Town, make_town


@pytest.fixture(scope="session")
def reachable() -> Iterator[Path]:
    """A folder that every user may pass through, unlike pytest's own, which shuts others out."""
    folder = Path(tempfile.mkdtemp(prefix="homeroom-test-", dir=quick_folder()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def town_urls() -> Iterator[DatabaseUrls]:
    """A migrated database that the tests of one file share."""
    with copy_of(make_template("migrated", prepare)) as urls:
        use(urls)
        yield urls
        connections.close_all()


@pytest.fixture(scope="module")
def town(town_urls: DatabaseUrls) -> Town:
    """A district with somebody in every role, a SIS, and a learning app."""
    return make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))


@pytest.fixture
def out(town: Town) -> Outbox:
    """The outbox of the town, with nothing in it."""
    box = Outbox(town)
    box.empty()
    return box


@pytest.fixture
def way(out: Outbox) -> Iterator[Outbox]:
    """A line item and a grade of 9.5 that may go to Campus as they are; both wait."""
    with on_their_way(out) as box:
        yield box
