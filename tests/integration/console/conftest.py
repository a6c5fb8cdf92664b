"""A district with somebody in every role, and a SIS that hands its roster over as a file."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test.utils import setup_test_environment, teardown_test_environment

from homeroom.store import districts
from tests.conftest import prepare, use
from tests.database import copy_of, make_template
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import school
from tests.people import Town, make_town


@pytest.fixture(scope="module", autouse=True)
def seen_contexts() -> Iterator[None]:
    """Let tests see what a template was given: `answer.context`."""
    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """The district, on a database that the tests of one file share."""
    with copy_of(make_template("migrated", prepare)) as urls:
        use(urls)
        yield make_town(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
        connections.close_all()


@pytest.fixture(scope="module")
def sis(town: Town, tmp_path_factory: pytest.TempPathFactory) -> FileApp:
    """The SIS, synced once: a school, a class, its teacher and three students."""
    made = file_app(town.district, tmp_path_factory.mktemp("sis") / "sis.zip", "sis")
    made.sync(school())
    return made
